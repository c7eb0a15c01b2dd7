internal import Crypto
public import FarmModel
public import FarmWire
internal import Glibc

extension FarmClient {
    /// Bytes asked for at once, and how many such questions are under way.
    private static let portionBytes = 512 << 10
    private static let portionsUnderWay = 4

    /// Reads a whole file in order, hands each piece to `sink`, and at the end checks its SHA-256.
    ///
    /// A ticket that expires on the way is renewed.
    @discardableResult
    public func fetch(
        _ part: MediaPart, of job: JobID,
        into sink: ([UInt8]) async throws(ClientError) -> Void
    ) async throws(ClientError) -> MediaGrant {
        let grant = try await ticket(for: part, of: job)
        var hash = SHA256()
        try await read(part, of: job, grant, from: 0, to: grant.byteCount) {
            (bytes) throws(ClientError) in
            hash.update(data: bytes)
            try await sink(bytes)
        }
        guard Array(hash.finalize()) == grant.blob.digest else { throw .damaged(job, part) }
        return grant
    }

    /// Reads bytes `range` of a file that `grant` is the right to, in order, and hands each piece to `sink`.
    ///
    /// A part has no digest of its own, so nothing is checked; a ticket that expires is renewed.
    public func fetch(
        _ range: Range<Int>, of part: MediaPart, of job: JobID, _ grant: MediaGrant,
        into sink: ([UInt8]) async throws(ClientError) -> Void
    ) async throws(ClientError) {
        try await read(
            part, of: job, grant, from: range.lowerBound,
            to: min(range.upperBound, grant.byteCount), into: sink)
    }

    /// Downloads a file to `path`, which appears there complete and verified or not at all.
    ///
    /// An interrupted download is taken up where it stopped, from `path.part`. `progress` is told the
    /// bytes so far and in all.
    @discardableResult
    public func download(
        _ part: MediaPart, of job: JobID, to path: String,
        progress: (_ byteCount: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws(ClientError) -> MediaGrant {
        let grant = try await ticket(for: part, of: job)
        let draft = try Draft(at: path, atMost: grant.byteCount)
        var hash = draft.hash
        var offset = draft.byteCount
        progress(offset, grant.byteCount)
        try await read(part, of: job, grant, from: offset, to: grant.byteCount) {
            (bytes) throws(ClientError) in
            try draft.append(bytes)
            hash.update(data: bytes)
            offset += bytes.count
            progress(offset, grant.byteCount)
        }
        guard Array(hash.finalize()) == grant.blob.digest else {
            draft.discard()
            throw .damaged(job, part)
        }
        try draft.finish()
        return grant
    }

    /// Reads from `start` to `end`, with new tickets as they are needed.
    private func read(
        _ part: MediaPart, of job: JobID, _ grant: MediaGrant, from start: Int, to end: Int,
        into sink: ([UInt8]) async throws(ClientError) -> Void
    ) async throws(ClientError) {
        var ticket = grant.ticket
        var offset = start
        while offset < end {
            let before = offset
            do throws(ClientError) {
                try await read(ticket, from: offset, to: end) {
                    (bytes) throws(ClientError) in
                    try await sink(bytes)
                    offset += bytes.count
                }
            } catch {
                guard case .refused(let refusal) = error, refusal.code == .badTicket,
                    offset > before || ticket == grant.ticket
                else { throw error }
                let renewed = try await self.ticket(for: part, of: job)
                guard renewed.blob == grant.blob else { throw .damaged(job, part) }
                ticket = renewed.ticket
            }
        }
    }

    /// Reads a range with several questions under way, and hands on the pieces in order.
    private func read(
        _ ticket: [UInt8], from start: Int, to end: Int,
        into sink: ([UInt8]) async throws(ClientError) -> Void
    ) async throws(ClientError) {
        let failure: ClientError? = await withTaskGroup(
            of: Result<Portion, ClientError>.self, returning: ClientError?.self
        ) { group in
            var asked = start
            var written = start
            var early: [Int: [UInt8]] = [:]
            func askAhead() {
                guard asked < end else { return }
                let range = asked..<min(end, asked + Self.portionBytes)
                asked = range.upperBound
                group.addTask { await self.portion(range, ticket) }
            }
            for _ in 0..<Self.portionsUnderWay { askAhead() }
            while let result = await group.next() {
                do throws(ClientError) {
                    let portion = try result.get()
                    early[portion.offset] = portion.bytes
                    while let bytes = early.removeValue(forKey: written) {
                        try await sink(bytes)
                        written += bytes.count
                    }
                    askAhead()
                } catch {
                    group.cancelAll()
                    return error
                }
            }
            return nil
        }
        if let failure { throw failure }
    }

    private struct Portion: Sendable {
        var offset: Int
        var bytes: [UInt8]
    }

    /// All bytes of `range`, however many the scheduler sends at once.
    private func portion(
        _ range: Range<Int>, _ ticket: [UInt8]
    ) async -> Result<Portion, ClientError> {
        var bytes: [UInt8] = []
        do throws(ClientError) {
            while bytes.count < range.count {
                let part = try await read(
                    ticket: ticket, offset: range.lowerBound + bytes.count,
                    length: range.count - bytes.count)
                guard !part.bytes.isEmpty else { throw .unexpected("an empty piece of a file") }
                bytes += part.bytes
            }
        } catch {
            return .failure(error)
        }
        return .success(Portion(offset: range.lowerBound, bytes: bytes))
    }
}

/// A download that is not complete yet, beside its final place.
private struct Draft: ~Copyable {
    private let path: String
    private let draftPath: String
    private let file: Int32

    /// What an earlier try left behind.
    private(set) var byteCount = 0
    private(set) var hash = SHA256()

    /// Opens the draft; one with more than `limit` bytes is of another file and starts anew.
    init(at path: String, atMost limit: Int) throws(ClientError) {
        let draftPath = path + ".part"
        let file = open(draftPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Draft.failure(path) }
        self.path = path
        self.draftPath = draftPath
        self.file = file
        var part = [UInt8](repeating: 0, count: 1 << 16)
        var count = Glibc.read(file, &part, part.count)
        while count > 0 {
            hash.update(data: part.prefix(count))
            byteCount += count
            count = Glibc.read(file, &part, part.count)
        }
        if count < 0 || byteCount > limit {
            hash = SHA256()
            byteCount = 0
            ftruncate(file, 0)
            lseek(file, 0, SEEK_SET)
        }
    }

    deinit {
        close(file)
    }

    borrowing func append(_ bytes: [UInt8]) throws(ClientError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // Safety: the buffer is read by write(2) during the call only.
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { throw Draft.failure(path) }
            rest = rest.dropFirst(max(0, count))
        }
    }

    borrowing func finish() throws(ClientError) {
        guard fsync(file) == 0, rename(draftPath, path) == 0 else { throw Draft.failure(path) }
    }

    borrowing func discard() {
        unlink(draftPath)
    }

    private static func failure(_ path: String) -> ClientError {
        .fileUnwritable(path: path, reason: String(cString: strerror(errno)))
    }
}
