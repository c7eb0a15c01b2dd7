import FarmModel
import FarmTransport
import FarmWire
import Foundation
import Testing

/// Long enough for any machine; a test that works never waits for it.
let patience: Duration = .seconds(30)

/// The next message of `socket`; nil if none comes for too long.
func nextParcel(
    _ socket: borrowing Socket, within timeout: Duration = patience
) throws -> Parcel? {
    var poller = Poller()
    _ = poller.add(socket)
    let deadline = ContinuousClock.now.advanced(by: timeout)
    while ContinuousClock.now < deadline {
        switch try socket.receive() {
        case .parcel(let parcel): return parcel
        case .oversized: continue
        case .nothing: try poller.wait(atMost: ContinuousClock.now.duration(to: deadline))
        }
    }
    return nil
}

/// The next event of a connection that is not a mere retry.
func nextEvent(_ monitor: borrowing SocketMonitor) throws -> SocketMonitor.Event? {
    var poller = Poller()
    _ = monitor.watch(with: &poller)
    let deadline = ContinuousClock.now.advanced(by: patience)
    while ContinuousClock.now < deadline {
        while let event = try monitor.next() {
            if event != .retrying { return event }
        }
        try poller.wait(atMost: ContinuousClock.now.duration(to: deadline))
    }
    return nil
}

/// A folder that goes with the test.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/reelmill-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    deinit {
        // A folder left behind does no harm.
        _ = Result { try FileManager.default.removeItem(atPath: path) }
    }

    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}

/// Keys and a guarded context of one farm.
struct Gate {
    let context: Context
    let ring: KeyRing
    let server: KeyPair
    let guardian: ZAPHandler

    init() throws {
        context = try Context()
        ring = try KeyRing(file: nil)
        server = try KeyPair.generate()
        guardian = try ZAPHandler(for: ring, in: context)
    }

    /// A key that is on the ring.
    func member(_ role: Role = .client, _ name: String = "ada") throws -> KeyPair {
        let keys = try KeyPair.generate()
        try ring.register(keys.public, as: Identity(name: name, role: role, account: name))
        return keys
    }

    func listening() throws -> (socket: Router, endpoint: Endpoint) {
        let socket = try Socket(.router, in: context, SocketOptions(security: .server(server)))
        let endpoint = try socket.bind(.tcp(host: "127.0.0.1", port: 0))
        return (Router(socket), endpoint)
    }
}

/// A socket that can stand in a tuple.
final class Router {
    let socket: Socket

    init(_ socket: consuming Socket) {
        self.socket = socket
    }
}
