internal import Glibc

/// A file that appears under its name complete and durable, or not at all.
///
/// Written beside its name with the suffix `.partial`; an abandoned one is removed.
struct OutputFile: ~Copyable {
    private let path: String
    private let temporaryPath: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    private static let bufferBytes = 1 << 20

    init(at path: String) throws(MediaError) {
        let temporaryPath = path + ".partial"
        let descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw .file(path: temporaryPath, call: "open", errno: errno)
        }
        self.path = path
        self.temporaryPath = temporaryPath
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
        // After `commit` the temporary name is gone and this does nothing.
        unlink(temporaryPath)
    }

    mutating func write(_ bytes: [UInt8]) throws(MediaError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= OutputFile.bufferBytes { try flush() }
    }

    /// Brings the file and its name to the disk.
    consuming func commit() throws(MediaError) {
        try flush()
        guard fsync(descriptor) == 0 else { throw failure("fsync") }
        guard rename(temporaryPath, path) == 0 else { throw failure("rename") }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "./"
        let folderDescriptor = open(String(folder), O_RDONLY | O_CLOEXEC)
        guard folderDescriptor >= 0 else { throw failure("open folder of") }
        defer { close(folderDescriptor) }
        guard fsync(folderDescriptor) == 0 else { throw failure("fsync folder of") }
    }

    private mutating func flush() throws(MediaError) {
        var start = 0
        while start < buffer.count {
            // Safety: write(2) reads no more than the count it is given.
            let written = buffer[start...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failure("write") }
            start += written
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private borrowing func failure(_ call: String) -> MediaError {
        .file(path: path, call: call, errno: errno)
    }
}
