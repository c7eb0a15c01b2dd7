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

    init(depot: Depot, secret: TicketSecret) {
        self.depot = depot
        self.secret = secret
    }

    /// Answers `request`; `news` hears of a chunk that is now safe.
    mutating func take(
        _ request: MediaRequest, _ attachment: [UInt8]?, from identity: Identity, at now: Instant,
        news: (News) -> Void
    ) -> [Answer] {
        do {
            return try respond(to: request.body, attachment, identity, now, news).map { body in
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
        to request: MediaRequest.Body, _ attachment: [UInt8]?, _ identity: Identity,
        _ now: Instant, _ news: (News) -> Void
    ) throws(Refusal) -> [Body] {
        switch request {
        case .begin(let token, let chunk):
            try requireWorker(identity)
            return [(try begin(chunk, under: token, for: identity, at: now, news), nil)]
        case .part(let id, let offset):
            try requireWorker(identity)
            return [
                (try append(attachment ?? [], to: id, at: offset, for: identity, now, news), nil)
            ]
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

    private mutating func append(
        _ bytes: [UInt8], to id: UploadID, at offset: Int, for identity: Identity, _ now: Instant,
        _ news: (News) -> Void
    ) throws(Refusal) -> MediaReply.Body {
        let key = Key(owner: identity.name, upload: id)
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
            try upload.store(in: depot)
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            uploads[key] = nil
            throw (error as? StorageError).map(Refusal.init)
                ?? Refusal(.unavailable, String(describing: error))
        }
        news(.chunkStored(upload.chunk, under: id.token))
        return .stored(id)
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
