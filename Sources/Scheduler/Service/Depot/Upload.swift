internal import Crypto
internal import FarmModel

/// A chunk on its way into the depot, in order, resumable at ``offset``.
///
/// Belongs to the media thread.
final class Upload {
    let token: Lease.Token
    let chunk: Chunk
    private let file: DurableFile
    private var hash = SHA256()

    /// Bytes received so far, all in the file.
    private(set) var offset = 0

    /// When bytes came last.
    var touched: Instant

    init(
        of chunk: Chunk, under token: Lease.Token, into depot: Depot, at now: Instant
    ) throws(StorageError) {
        self.token = token
        self.chunk = chunk
        touched = now
        let path = depot.scratch("\(token.task)-\(token.worker)-\(token.attempt)-\(chunk.index)")
        try depot.discard(path)
        file = try DurableFile(appendingTo: path)
    }

    func append(_ bytes: [UInt8]) throws(StorageError) {
        try file.append(bytes)
        hash.update(data: bytes)
        offset += bytes.count
    }

    var isComplete: Bool { offset == chunk.byteCount }

    /// Whether the bytes are those that were announced.
    func matchesDigest() -> Bool {
        let copy = hash
        return copy.finalize().blob == chunk.blob
    }

    /// Forgets the bytes received so far.
    func abandon(in depot: Depot) throws(StorageError) {
        try depot.discard(file.path)
    }

    /// What to sync before ``store(in:)``.
    var descriptor: Int32 { file.descriptor }

    /// Gives the synced bytes their name in `depot`; returns the folder that is yet to be synced.
    func store(in depot: Depot) throws(StorageError) -> String {
        try depot.place(file.path, as: chunk.blob)
    }

    func failure(_ code: Int32) -> StorageError { StorageError(code, path: file.path) }
}
