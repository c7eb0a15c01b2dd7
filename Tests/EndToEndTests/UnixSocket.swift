import Foundation
import Glibc
import Testing

/// A socket file, spoken to byte by byte as no library would.
struct UnixSocket: ~Copyable {
    private let descriptor: Int32

    /// Connects to whoever listens at `path`.
    init(to path: String) throws {
        self.init(descriptor: try UnixSocket.open(path) { connect($0, $1, $2) })
    }

    /// Listens at `path`, in place of what lies there.
    init(listeningAt path: String) throws {
        unlink(path)
        self.init(
            descriptor: try UnixSocket.open(path) { descriptor, address, size in
                bind(descriptor, address, size) == 0 ? listen(descriptor, 8) : -1
            })
    }

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Waits for the next peer.
    func accepted() -> UnixSocket {
        UnixSocket(descriptor: accept(descriptor, nil, nil))
    }

    /// Waits for some bytes; how many came, none once the other side has hung up.
    @discardableResult
    func read() -> Int {
        var bytes = [UInt8](repeating: 0, count: 256)
        return max(0, Glibc.read(descriptor, &bytes, bytes.count))
    }

    func write(_ bytes: [UInt8]) {
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private static func open(
        _ path: String, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { use(descriptor, $0, size) }
        }
        try #require(result == 0, "\(path): \(String(cString: strerror(errno)))")
        return descriptor
    }
}
