internal import Crypto
public import FarmModel

/// A chunk on its way into the depot, in order, resumable at ``offset``.
struct Upload: ~Copyable {
    let token: Lease.Token
    let chunk: Chunk
    private let file: DurableFile
    private var hash = SHA256()

    /// Bytes received so far, all in the file.
    private(set) var offset = 0

    init(of chunk: Chunk, under token: Lease.Token, into depot: Depot) throws(StorageError) {
        self.token = token
        self.chunk = chunk
        file = try DurableFile(
            appendingTo: depot.scratch("\(token.task)-\(token.attempt)-\(chunk.index)"))
        guard try file.byteCount == 0 else { throw StorageError.failed(path: file.path, code: 17) }
    }

    mutating func append(_ bytes: [UInt8]) throws(StorageError) {
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

    /// Syncs the bytes and gives them their name in `depot`.
    consuming func store(in depot: Depot) throws(StorageError) {
        try file.synchronize()
        try depot.adopt(file.path, as: chunk.blob)
    }
}
