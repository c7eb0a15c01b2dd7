internal import Crypto
public import FarmModel
internal import Foundation

/// Verified media on disk, named by its SHA-256: chunks, storyboards' pictures, films.
///
/// A blob is there whole and synced, or not there at all. Used from one thread at a time for
/// writing; reading is safe from any thread, since a blob never changes.
public struct Depot: Sendable {
    /// The folder itself, usually `depot` in the data folder.
    public let folder: String
    private let incoming: String
    private let recent = RecentBlobs()

    /// Opens the depot in `folder`, making it where it is missing, and forgets partial uploads.
    public init(folder: String) throws(StorageError) {
        self.folder = folder
        incoming = folder + "/incoming"
        try Depot.makeFolder(folder)
        try Depot.removeAll(in: incoming)
        try Depot.makeFolder(incoming)
    }

    public func path(of blob: BlobID) -> String {
        "\(folder)/\(Depot.name(of: blob))"
    }

    /// Where a blob lies in every depot.
    static func name(of blob: BlobID) -> String {
        let digits = blob.description
        return "\(digits.prefix(2))/\(digits)"
    }

    /// Whether the blob is there; if so, it stays for ``RecentBlobs/grace`` at least.
    public func contains(_ blob: BlobID) -> Bool {
        recent.affirm(blob) { FileManager.default.fileExists(atPath: path(of: blob)) }
    }

    public func byteCount(of blob: BlobID) throws(StorageError) -> Int {
        var status = stat()
        guard stat(path(of: blob), &status) == 0 else {
            throw StorageError(errno, path: path(of: blob))
        }
        return Int(status.st_size)
    }

    /// A path on the depot's own disk, for work in progress under `name`.
    public func scratch(_ name: String) -> String {
        "\(incoming)/\(name)"
    }

    /// Stores bytes that are at hand; returns their name once they are durable.
    public func store(_ bytes: [UInt8]) throws(StorageError) -> BlobID {
        var hash = SHA256()
        hash.update(data: bytes)
        let blob = hash.finalize().blob
        let path = scratch("whole-\(blob)")
        try Depot.remove(path)
        do {
            let file = try DurableFile(appendingTo: path)
            try file.append(bytes)
            try file.synchronize()
        }
        try adopt(path, as: blob)
        return blob
    }

    /// Stores a finished file by moving it in; the file must be on the depot's disk.
    public func adopt(file path: String) throws(StorageError) -> (blob: BlobID, byteCount: Int) {
        var hash = SHA256()
        var byteCount = 0
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty {
                hash.update(data: part)
                byteCount += part.count
            }
            try handle.close()
        } catch {
            throw StorageError.missing(path: path)
        }
        do {
            let file = try DurableFile(appendingTo: path)
            try file.synchronize()
        }
        let blob = hash.finalize().blob
        try adopt(path, as: blob)
        return (blob, byteCount)
    }

    /// At most `count` bytes of `blob` from `offset`.
    public func read(_ blob: BlobID, from offset: Int, count: Int) throws(StorageError) -> [UInt8] {
        let path = path(of: blob)
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            try handle.seek(toOffset: UInt64(offset))
            let part = try handle.read(upToCount: count)
            try handle.close()
            return [UInt8](part ?? Data())
        } catch {
            throw StorageError.missing(path: path)
        }
    }

    /// Removes work in progress; it is no error if there is none.
    func discard(_ path: String) throws(StorageError) {
        try Depot.remove(path)
    }

    /// Throws a blob away, unless somebody was just told that it is safe; returns whether it did.
    ///
    /// What stays without being referred to goes at the next start, see ``Depot/clear(keeping:olderThan:)``.
    public func remove(_ blob: BlobID) throws(StorageError) -> Bool {
        var code: Int32 = 0
        let isCleared = recent.clear(blob) {
            if unlink(path(of: blob)) != 0, errno != ENOENT { code = errno }
        }
        guard code == 0 else { throw StorageError(code, path: path(of: blob)) }
        return isCleared
    }

    /// Throws away the blobs older than `instant` that nobody refers to; returns how many.
    ///
    /// A crash between the queue's word that a blob is free and its removal leaves such, and so does a
    /// chunk whose attempt passed on.
    public func clear(
        keeping isReferred: (BlobID) -> Bool, olderThan instant: Instant
    ) throws(StorageError) -> Int {
        var count = 0
        for part in try Depot.list(folder) where part.count == 2 {
            for name in try Depot.list("\(folder)/\(part)") {
                guard let blob = BlobID(hexadecimal: name), !isReferred(blob) else { continue }
                var status = stat()
                guard stat(path(of: blob), &status) == 0,
                    Int64(status.st_mtim.tv_sec) * 1000 < instant.milliseconds
                else { continue }
                if try remove(blob) { count += 1 }
            }
        }
        return count
    }

    private static func list(_ folder: String) throws(StorageError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw .denied(path: folder)
        }
    }

    /// Gives the synced file at `path` its final name, for good.
    func adopt(_ path: String, as blob: BlobID) throws(StorageError) {
        try synchronizeFolder(place(path, as: blob))
    }

    /// Gives the synced file at `path` its final name; that is durable once the folder that is returned
    /// is synced.
    func place(_ path: String, as blob: BlobID) throws(StorageError) -> String {
        let target = self.path(of: blob)
        let folder = String(target.prefix(target.count - blob.description.count - 1))
        try Depot.makeFolder(folder)
        var code: Int32 = 0
        let isAdopted = recent.affirm(blob) {
            if rename(path, target) != 0 { code = errno }
            return code == 0
        }
        guard isAdopted else { throw StorageError(code, path: target) }
        return folder
    }

    private static func makeFolder(_ folder: String) throws(StorageError) {
        if mkdir(folder, 0o700) != 0, errno != EEXIST { throw StorageError(errno, path: folder) }
    }

    private static func remove(_ path: String) throws(StorageError) {
        if unlink(path) != 0, errno != ENOENT { throw StorageError(errno, path: path) }
    }

    private static func removeAll(in folder: String) throws(StorageError) {
        guard FileManager.default.fileExists(atPath: folder) else { return }
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            throw StorageError.denied(path: folder)
        }
    }
}

extension SHA256Digest {
    /// The digest as a blob's name.
    var blob: BlobID {
        guard let blob = BlobID(digest: Array(self)) else {
            preconditionFailure("SHA-256 has 32 bytes")
        }
        return blob
    }
}
