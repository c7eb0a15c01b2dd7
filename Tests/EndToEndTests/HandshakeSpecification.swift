import Foundation
import Testing

@Suite(.serialized) struct `A worker's handshake` {
    /// Takes connections at a socket file and drops each in the middle of its handshake.
    private static func drop(_ count: Int, at quitter: borrowing UnixSocket) {
        for _ in 0..<count {
            let peer = quitter.accepted()
            peer.read()
        }
    }

    @Test func `that the scheduler leaves by dying is begun again`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        farm.killScheduler()
        do {
            let quitter = try UnixSocket(
                listeningAt: farm.data.appending(path: "sockets/worker").path())
            try farm.startWorker("mill")
            Self.drop(3, at: quitter)
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
        let quitter = try UnixSocket(
            listeningAt: farm.data.appending(path: "sockets/worker").path())
        let log = Pipe()
        try farm.startWorker("mill", log: log)
        Self.drop(6, at: quitter)
        let said = try log.read { $0.contains("join it again") }
        #expect(said?.contains("is not the farm this worker joined") ?? false)
        #expect(farm.awaitEnd(of: "mill") != 0)
    }
}
