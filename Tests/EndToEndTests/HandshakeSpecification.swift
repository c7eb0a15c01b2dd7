import Foundation
import Glibc
import Testing

@Suite(.serialized) struct `A worker's handshake` {
    /// Takes connections at a socket file and drops each in the middle of its handshake.
    private struct Quitter: ~Copyable {
        private let socket: Int32
        private let path: String

        init(at path: String) throws {
            self.path = path
            unlink(path)
            socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let size = socklen_t(MemoryLayout<sockaddr_un>.size)
            let bound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) }
            }
            try #require(bound == 0 && listen(socket, 8) == 0)
        }

        deinit {
            close(socket)
            unlink(path)
        }

        /// Reads the first bytes of a greeting and hangs up.
        func drop() {
            let peer = accept(socket, nil, nil)
            var bytes = [UInt8](repeating: 0, count: 16)
            _ = read(peer, &bytes, bytes.count)
            close(peer)
        }
    }

    @Test func `that the scheduler leaves by dying is begun again`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        farm.killScheduler()
        do {
            let quitter = try Quitter(at: farm.data.appending(path: "sockets/worker").path())
            try farm.startWorker("mill")
            for _ in 0..<3 { quitter.drop() }
        }
        try farm.startScheduler()
        let job = try farm.submit(FarmProcesses.Film(prompt: "a kitten blinks", seconds: "1"))
        _ = try farm.film(of: job)
        #expect(farm.stopWorker("mill") == 0)
    }

    @Test func `that never succeeds ends it with what to do`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        farm.killScheduler()
        let quitter = try Quitter(at: farm.data.appending(path: "sockets/worker").path())
        let log = Pipe()
        try farm.startWorker("mill", log: log)
        for _ in 0..<6 { quitter.drop() }
        let said = try log.read { $0.contains("join it again") }
        #expect(said?.contains("is not the farm this worker joined") ?? false)
        #expect(farm.awaitEnd(of: "mill") != 0)
    }
}
