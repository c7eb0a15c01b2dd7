import Foundation
import Testing

/// Connections that come to nothing, against a real scheduler.
@Suite(.serialized) struct `A connection` {
    private static func path(_ port: String, of farm: FarmProcesses) -> String {
        farm.data.appending(path: "sockets/\(port)").path()
    }

    @Test(arguments: [("client", 50_000), ("worker", 1000), ("media", 1000)])
    func `that comes and goes again and again leaves nothing behind`(
        port: String, times: Int
    ) throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let before = try farm.schedulerDescriptors()
        for number in 0..<times {
            let socket = try UnixSocket(to: Self.path(port, of: farm))
            if number % 2 == 0 { socket.write([0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F]) }
            if number % 5 == 0 { socket.write([UInt8](repeating: 0xA5, count: 200)) }
        }
        let status = try farm.run(["status", "--json"])
        #expect(status.status == 0, "\(status.error)")
        // The scheduler hangs up on one that says nothing after all those before it.
        try UnixSocket(to: Self.path(port, of: farm)).awaitEnd()
        #expect(try farm.schedulerDescriptors() <= before + 8)
    }

    @Test func `that stays half open is ended, and others are served meanwhile`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let before = try farm.schedulerDescriptors()
        let idle = try (0..<200).map { _ in Idle(try UnixSocket(to: Self.path("client", of: farm)))
        }
        let status = try farm.run(["status", "--json"])
        #expect(status.status == 0, "\(status.error)")
        for idler in idle { idler.socket.awaitEnd() }
        #expect(try farm.schedulerDescriptors() <= before + 8)
    }

    private final class Idle {
        let socket: UnixSocket

        init(_ socket: consuming UnixSocket) {
            self.socket = socket
        }
    }
}

extension UnixSocket {
    /// Waits until the other side hangs up.
    fileprivate func awaitEnd() {
        while read() > 0 {}
    }
}
