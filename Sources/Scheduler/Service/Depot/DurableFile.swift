internal import Glibc

/// A file that is being written, closed when it goes out of scope.
///
/// Nothing is durable before ``synchronize()`` returns.
struct DurableFile: ~Copyable {
    let descriptor: Int32
    let path: String

    /// Opens `path` for appending, creating it where it is missing.
    init(appendingTo path: String) throws(StorageError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        self.path = path
        guard descriptor >= 0 else { throw StorageError(errno, path: path) }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// Appends all of `bytes`.
    func append(_ bytes: [UInt8]) throws(StorageError) {
        var offset = 0
        while offset < bytes.count {
            // Safety: the pointer is used only during the call and stays within `bytes`.
            let written = bytes.withUnsafeBytes { buffer in
                write(descriptor, buffer.baseAddress.map { $0 + offset }, bytes.count - offset)
            }
            if written < 0 {
                guard errno == EINTR else { throw StorageError(errno, path: path) }
            } else {
                offset += written
            }
        }
    }

    /// Waits until everything appended so far would survive a power cut.
    func synchronize() throws(StorageError) {
        guard fsync(descriptor) == 0 else { throw StorageError(errno, path: path) }
    }

    var byteCount: Int {
        get throws(StorageError) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw StorageError(errno, path: path) }
            return Int(status.st_size)
        }
    }
}

/// Makes a rename or a new name in `folder` survive a power cut.
func synchronizeFolder(_ folder: String) throws(StorageError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StorageError(errno, path: folder) }
    defer { _ = close(descriptor) }
    guard fsync(descriptor) == 0 else { throw StorageError(errno, path: folder) }
}

/// The disk said no.
public enum StorageError: Error, Equatable {
    /// No space is left for `path`: free some, or move the data folder to a larger disk.
    case full(path: String)

    /// The user running the farm may not touch `path`.
    case denied(path: String)
    case missing(path: String)

    /// Another scheduler uses the data folder.
    case inUse(path: String)

    /// Socket files in the folder would have longer names than the system allows.
    case pathTooLong(path: String, limit: Int)
    case failed(path: String, code: Int32)

    init(_ code: Int32, path: String) {
        self =
            switch code {
            case ENOSPC, EDQUOT: .full(path: path)
            case EACCES, EPERM, EROFS: .denied(path: path)
            case ENOENT: .missing(path: path)
            default: .failed(path: path, code: code)
            }
    }
}

extension StorageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .full(let path):
            "no space left on the disk of \(path): free some or move the data folder"
        case .denied(let path): "no permission to write \(path)"
        case .missing(let path): "\(path) does not exist"
        case .inUse(let path): "another scheduler uses \(path): stop it, or give another --data"
        case .pathTooLong(let path, let limit):
            "the path \(path) has \(path.utf8.count) bytes, socket files in it need one of at most "
                + "\(limit): give a shorter --data"
        case .failed(let path, let code): "\(path): \(String(cString: strerror(code)))"
        }
    }
}
