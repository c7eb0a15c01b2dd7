internal import Crypto
internal import FarmModel
internal import Foundation

/// Copies files whole, synced and hashed.
enum BackupFiles {
    /// Whether a copy may share its bytes with the original.
    enum Sharing {
        /// For files that never change: a second name where the disk is the same.
        case link

        /// For files that may change.
        case never
    }

    /// Makes `folder` with mode 0700 if it is missing; refuses one that holds something.
    static func makeEmptyFolder(_ folder: String) throws(BackupError) {
        let files = FileManager.default
        do {
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .storage(.denied(path: folder))
        }
        guard try contents(of: folder).isEmpty else { throw .notEmpty(path: folder) }
    }

    /// Copies the file at `source` to `target` and names what was copied `path` in a manifest.
    static func copy(
        _ source: String, to target: String, as path: String, _ sharing: Sharing
    ) throws(StorageError) -> BackupManifest.File {
        let folder = String(target.prefix(upTo: target.lastIndex(of: "/") ?? target.startIndex))
        try makeFolders(folder)
        switch sharing {
        case .link where link(source, target) == 0: return try entry(of: target, as: path)
        case .link, .never: break
        }
        let file = try DurableFile(appendingTo: target)
        var hash = SHA256()
        var byteCount = 0
        try read(source) { part throws(StorageError) in
            hash.update(data: part)
            byteCount += part.count
            try file.append([UInt8](part))
        }
        try file.synchronize()
        return BackupManifest.File(
            path: path, byteCount: byteCount, sha256: hash.finalize().blob.description)
    }

    /// What the manifest says of the file at `file`.
    static func entry(
        of file: String, as path: String
    ) throws(StorageError) -> BackupManifest.File {
        var hash = SHA256()
        var byteCount = 0
        try read(file) { part throws(StorageError) in
            hash.update(data: part)
            byteCount += part.count
        }
        return BackupManifest.File(
            path: path, byteCount: byteCount, sha256: hash.finalize().blob.description)
    }

    /// Paths of all plain files below `folder`, relative to it and sorted; none if it is missing.
    static func files(below folder: String) throws(StorageError) -> [String] {
        var found: [String] = []
        for name in try contents(below: folder) {
            let path = folder + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0 else { throw StorageError(errno, path: path) }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: found += try files(below: path).map { name + "/" + $0 }
            case S_IFREG: found.append(name)
            default: break
            }
        }
        return found
    }

    /// Makes everything written below `folder` survive a power cut.
    static func synchronizeFolders(below folder: String) throws(StorageError) {
        for name in try contents(below: folder) {
            var status = stat()
            let path = folder + "/" + name
            guard lstat(path, &status) == 0 else { throw StorageError(errno, path: path) }
            if status.st_mode & S_IFMT == S_IFDIR { try synchronizeFolders(below: path) }
        }
        try synchronizeFolder(folder)
    }

    private static func makeFolders(_ folder: String) throws(StorageError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .denied(path: folder)
        }
    }

    private static func contents(of folder: String) throws(BackupError) -> [String] {
        do {
            return try contents(below: folder)
        } catch {
            throw .storage(error)
        }
    }

    private static func contents(below folder: String) throws(StorageError) -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw .denied(path: folder)
        }
    }

    private static func read(
        _ path: String, each body: (Data) throws(StorageError) -> Void
    ) throws(StorageError) {
        let handle: FileHandle
        do {
            handle = try FileHandle(forReadingFrom: URL(filePath: path))
        } catch {
            throw .missing(path: path)
        }
        while true {
            let part: Data
            do {
                part = try handle.read(upToCount: 1 << 20) ?? Data()
            } catch {
                throw .failed(path: path, code: EIO)
            }
            if part.isEmpty { break }
            try body(part)
        }
        do {
            try handle.close()
        } catch {
            throw .failed(path: path, code: EIO)
        }
    }
}
