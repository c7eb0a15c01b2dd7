internal import Glibc

/// Why a file of keys or identities cannot be used.
public enum PrivateFileError: Error, Hashable, Sendable {
    case missing(path: String)

    /// Others on this machine may read or write it.
    case exposed(path: String, mode: UInt32)
    case unreadable(path: String, reason: String)
    case unwritable(path: String, reason: String)
    case malformed(path: String, reason: String)

    /// Written by a later version of this program.
    case newer(path: String, version: Int)
}

extension PrivateFileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missing(let path): "\(path) does not exist"
        case .exposed(let path, let mode):
            "\(path) is open to others (mode \(String(mode, radix: 8))): run chmod 600 \(path)"
        case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
        case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)"
        case .malformed(let path, let reason): "\(path) is damaged: \(reason)"
        case .newer(let path, let version):
            "\(path) was written by a newer version of this program (form \(version)): update it"
        }
    }
}

/// Small files that only their owner may read, replaced as a whole and synced.
enum PrivateFile {
    /// Bytes of the largest file that is read.
    static let byteLimit = 64 << 20

    static func read(_ path: String) throws(PrivateFileError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw errno == ENOENT
                ? .missing(path: path) : .unreadable(path: path, reason: reason())
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else {
            throw .unreadable(path: path, reason: reason())
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .exposed(path: path, mode: status.st_mode & 0o777)
        }
        guard status.st_size <= byteLimit else {
            throw .malformed(path: path, reason: "it has \(status.st_size) bytes")
        }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &part, part.count)
            guard count >= 0 else { throw .unreadable(path: path, reason: reason()) }
            guard count > 0, bytes.count <= byteLimit else { return bytes }
            bytes += part.prefix(count)
        }
    }

    /// Afterwards the file has its old content or the new one, whatever happens to the machine.
    static func write(_ bytes: [UInt8], to path: String) throws(PrivateFileError) {
        let draft = "\(path).\(getpid()).new"
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .unwritable(path: path, reason: reason()) }
        let isWritten = writeAll(bytes, to: file) && fsync(file) == 0
        let failure = reason()
        close(file)
        guard isWritten else {
            unlink(draft)
            throw .unwritable(path: path, reason: failure)
        }
        guard rename(draft, path) == 0, synchronizeFolder(of: path) else {
            throw .unwritable(path: path, reason: reason())
        }
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            // Safety: the buffer is read by write(2) during the call only.
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }

    private static func synchronizeFolder(of path: String) -> Bool {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? "."
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return fsync(file) == 0
    }

    private static func reason() -> String {
        String(cString: strerror(errno))
    }
}
