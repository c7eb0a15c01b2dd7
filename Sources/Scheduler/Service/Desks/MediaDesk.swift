internal import FarmModel
internal import FarmWire
internal import OrderedCollections

/// Speaks on the media port: takes chunks into the depot, hands out files to those with tickets.
///
/// Bytes count only once they are verified and synced; then the loop hears of them. Belongs to the
/// media thread.
struct MediaDesk {
    /// Uploads that one key may have open.
    static let uploadsOfKey = 256

    /// Complete uploads that may wait for the disk together.
    static let completeLimit = 32

    /// An upload that brought nothing for so long is forgotten.
    static let patience: Duration = .seconds(60)

    struct Answer {
        var reply: MediaReply
        var attachment: [UInt8]?
    }

    private struct Key: Hashable {
        var owner: String
        var upload: UploadID
    }

    private let depot: Depot
    private let secret: TicketSecret
    private var uploads: OrderedDictionary<Key, Upload> = [:]

    /// An upload whose bytes are all there, as announced, and not yet safe.
    private struct Complete {
        var id: UploadID
        var upload: Upload
        var correlation: UInt64
        var sender: Sender
    }

    private var complete: [Complete] = []

    init(depot: Depot, secret: TicketSecret) {
        self.depot = depot
        self.secret = secret
    }

    /// Whether as many uploads are complete as may wait for ``settle(news:)``.
    var isFull: Bool { complete.count >= MediaDesk.completeLimit }

    /// Syncs every complete upload and answers it; `news` hears of the chunks that are now safe.
    ///
    /// All files are synced at the same time, then all folders, so that two waits serve many chunks.
    mutating func settle(news: (News) -> Void) -> [(answer: Answer, sender: Sender)] {
        guard !complete.isEmpty else { return [] }
        defer { complete = [] }
        let codes = synchronizeTogether(complete.map(\.upload.descriptor))
        let places = zip(complete, codes).map { one, code in
            Result { () throws(StorageError) in
                guard code == 0 else { throw one.upload.failure(code) }
                return try one.upload.store(in: depot)
            }
        }
        var folders: [String] = []
        for case .success(let folder) in places where !folders.contains(folder) {
            folders.append(folder)
        }
        let failures = synchronizeFolders(folders)
        return zip(complete, places).map { one, place in
            let body: MediaReply.Body
            switch place.flatMap({ folder in failures[folder].map { .failure($0) } ?? place }) {
            case .success:
                news(.chunkStored(one.upload.chunk, under: one.id.token))
                body = .stored(one.id)
            case .failure(let error): body = .refused(Refusal(error))
            }
            return (Answer(reply: MediaReply(correlation: one.correlation, body)), one.sender)
        }
    }

    /// Answers `request`, unless it completes an upload, which ``settle(news:)`` answers; `news` hears of
    /// a chunk that is safe already.
    mutating func take(
        _ request: MediaRequest, _ attachment: [UInt8]?, from sender: Sender, at now: Instant,
        news: (News) -> Void
    ) -> [Answer] {
        do {
            return try respond(to: request, attachment, sender, now, news).map { body in
                Answer(
                    reply: MediaReply(correlation: request.correlation, body.0),
                    attachment: body.1)
            }
        } catch {
            return [
                Answer(
                    reply: MediaReply(correlation: request.correlation, .refused(error)),
                    attachment: nil)
            ]
        }
    }

    /// Forgets uploads that have stopped; returns how many.
    mutating func tidy(at now: Instant) -> Int {
        let stalled = uploads.filter { $0.value.touched.advanced(by: MediaDesk.patience) < now }
        for (key, upload) in stalled {
            uploads[key] = nil
            do {
                try upload.abandon(in: depot)
            } catch {
                continue  // The depot empties its scratch folder at the next start.
            }
        }
        return stalled.count
    }

    private typealias Body = (MediaReply.Body, [UInt8]?)

    private mutating func respond(
        to request: MediaRequest, _ attachment: [UInt8]?, _ sender: Sender,
        _ now: Instant, _ news: (News) -> Void
    ) throws(Refusal) -> [Body] {
        switch request.body {
        case .begin(let token, let chunk):
            try requireWorker(sender.identity)
            let id = UploadID(token: token, chunk: chunk.index)
            guard !isComplete(id, of: sender.identity) else { return [] }
            return [(try begin(chunk, under: token, for: sender.identity, at: now, news), nil)]
        case .part(let id, let offset):
            try requireWorker(sender.identity)
            guard !isComplete(id, of: sender.identity) else { return [] }
            let body = try append(
                attachment ?? [], to: id, at: offset, of: request, from: sender, now)
            return body.map { [($0, nil)] } ?? []
        case .read(let ticket, let offset, let length):
            return [try read(ticket, from: offset, count: length, at: now)]
        }
    }

    private mutating func begin(
        _ chunk: Chunk, under token: Lease.Token, for identity: Identity, at now: Instant,
        _ news: (News) -> Void
    ) throws(Refusal) -> MediaReply.Body {
        let id = UploadID(token: token, chunk: chunk.index)
        if depot.contains(chunk.blob) {
            news(.chunkStored(chunk, under: token))
            return .stored(id)
        }
        let key = Key(owner: identity.name, upload: id)
        if let upload = uploads[key], upload.chunk == chunk {
            upload.touched = now
            return .credit(id, nextOffset: upload.offset, window: Limits.uploadWindowBytes)
        }
        let open = uploads.keys.count { $0.owner == identity.name }
        guard open < MediaDesk.uploadsOfKey else {
            throw Refusal(
                .overLimit, "\(identity.name) has \(open) uploads open; finish some first",
                limit: String(MediaDesk.uploadsOfKey), retryAfter: .seconds(1))
        }
        do {
            uploads[key] = try Upload(of: chunk, under: token, into: depot, at: now)
        } catch {
            throw Refusal(error)
        }
        return .credit(id, nextOffset: 0, window: Limits.uploadWindowBytes)
    }

    /// Whether an upload waits for ``settle(news:)``, which answers for it.
    private func isComplete(_ id: UploadID, of identity: Identity) -> Bool {
        complete.contains { $0.id == id && $0.sender.identity.name == identity.name }
    }

    /// Nil once the upload is complete.
    private mutating func append(
        _ bytes: [UInt8], to id: UploadID, at offset: Int, of request: MediaRequest,
        from sender: Sender, _ now: Instant
    ) throws(Refusal) -> MediaReply.Body? {
        let key = Key(owner: sender.identity.name, upload: id)
        guard let upload = uploads[key] else {
            throw Refusal(.unknown, "no upload of chunk \(id.chunk) of \(id.token) is open")
        }
        guard offset == upload.offset else {
            return .credit(id, nextOffset: upload.offset, window: Limits.uploadWindowBytes)
        }
        guard !bytes.isEmpty, offset + bytes.count <= upload.chunk.byteCount else {
            throw Refusal(
                .outOfOrder, "a part must have 1 to the announced number of bytes",
                value: String(offset + bytes.count), limit: String(upload.chunk.byteCount))
        }
        do {
            try upload.append(bytes)
            upload.touched = now
            guard upload.isComplete else {
                return .credit(id, nextOffset: upload.offset, window: Limits.uploadWindowBytes)
            }
            uploads[key] = nil
            guard upload.matchesDigest() else {
                try upload.abandon(in: depot)
                throw Refusal(
                    .digestMismatch,
                    "the bytes of chunk \(id.chunk) do not have the announced SHA-256; send again")
            }
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            uploads[key] = nil
            throw (error as? StorageError).map(Refusal.init)
                ?? Refusal(.unavailable, String(describing: error))
        }
        complete.append(
            Complete(id: id, upload: upload, correlation: request.correlation, sender: sender))
        return nil
    }

    private func read(
        _ ticket: [UInt8], from offset: Int, count: Int, at now: Instant
    ) throws(Refusal) -> Body {
        let ticket = try MediaTicket(sealed: ticket, with: secret, at: now)
        guard 0...ticket.byteCount ~= offset else {
            throw Refusal(
                .badField, "the file ends before that", field: "read.offset",
                value: String(offset), limit: String(ticket.byteCount))
        }
        do {
            let bytes = try depot.read(
                ticket.blob, from: offset, count: min(count, Limits.attachmentBytes))
            return (.portion(offset: offset, byteCount: ticket.byteCount), bytes)
        } catch {
            throw Refusal(error)
        }
    }

    private func requireWorker(_ identity: Identity) throws(Refusal) {
        guard identity.role == .worker else {
            throw Refusal(
                .forbidden, "only workers upload; \(identity.name) is a \(identity.role.rawValue)")
        }
    }
}

extension Refusal {
    /// The disk's no, for the peer whose bytes it was.
    init(_ error: StorageError) {
        self.init(.unavailable, error.description, retryAfter: .seconds(5))
    }
}
