import FarmModel
import FarmTransport
import FarmWire
import Glibc
import Testing

@Suite struct `A socket with keys` {
    let gate: Gate

    init() throws {
        gate = try Gate()
    }

    private func dealer(
        _ keys: KeyPair, server: PublicKey? = nil, in context: Context? = nil
    ) throws -> Socket {
        try Socket(
            .dealer, in: context ?? Context(),
            SocketOptions(security: .client(keys, server: server ?? gate.server.public)))
    }

    @Test func `carries messages of a known key, and says whose they are`() throws {
        let (router, endpoint) = try gate.listening()
        let keys = try gate.member()
        let dealer = try dealer(keys)
        try dealer.connect(endpoint)
        #expect(try dealer.send([[1, 2, 3], [], [4]]) == .sent)
        let parcel = try #require(try nextParcel(router.socket))
        #expect(parcel.userID == keys.public.text)
        #expect(gate.ring.identity(ofUser: parcel.userID)?.name == "ada")
        let (sender, body) = try #require(parcel.opened)
        #expect(body == [[1, 2, 3], [], [4]])
        #expect(try router.socket.send(sender.frames(for: [[5]])) == .sent)
        #expect(try nextParcel(dealer)?.frames == [[5]])
    }

    @Test func `turns an unknown key away`() throws {
        let (router, endpoint) = try gate.listening()
        let context = try Context()
        let stranger = try dealer(KeyPair.generate(), in: context)
        let monitor = try SocketMonitor(of: stranger, in: context)
        try stranger.connect(endpoint)
        #expect(try stranger.send([[1]]) == .sent)
        #expect(try nextEvent(monitor) == .keyRefused)
        try expectOnlyMember(on: router, endpoint)
        #expect(gate.guardian.refusedCount > 0)
    }

    @Test func `is not found by who has another server's key`() throws {
        let (router, endpoint) = try gate.listening()
        let stranger = try dealer(gate.member(), server: KeyPair.generate().public)
        try stranger.connect(endpoint)
        #expect(try stranger.send([[1]]) == .sent)
        try expectOnlyMember(on: router, endpoint)
    }

    @Test func `turns away who has no key`() throws {
        let (router, endpoint) = try gate.listening()
        let plain = try Socket(.dealer, in: Context(), SocketOptions(security: .plaintext))
        try plain.connect(endpoint)
        #expect(try plain.send([[1]]) == .sent)
        try expectOnlyMember(on: router, endpoint)
    }

    @Test(arguments: [
        [], [0], Array("GET / HTTP/1.1\r\n\r\n".utf8), [UInt8](repeating: 0xFF, count: 64),
        [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F] + [UInt8](repeating: 7, count: 5000),
        [UInt8](repeating: 0, count: 100_000),
    ])
    func `is not disturbed by garbage on its port`(_ garbage: [UInt8]) throws {
        let (router, endpoint) = try gate.listening()
        let connections = try (0..<20).map { _ in try RawConnection(to: endpoint) }
        for connection in connections { connection.send(garbage) }
        try expectOnlyMember(on: router, endpoint)
        withExtendedLifetime(connections) {}
    }

    @Test func `forgets a key the moment it is revoked, on open connections too`() throws {
        let (router, endpoint) = try gate.listening()
        let keys = try gate.member()
        let dealer = try dealer(keys)
        try dealer.connect(endpoint)
        #expect(try dealer.send([[1]]) == .sent)
        #expect(try gate.ring.identity(ofUser: nextParcel(router.socket)?.userID) != nil)
        try gate.ring.revoke(keys.public)
        #expect(try dealer.send([[2]]) == .sent)
        let parcel = try #require(try nextParcel(router.socket))
        #expect(gate.ring.identity(ofUser: parcel.userID) == nil)
    }

    @Test func `does not open before its context has a guard`() throws {
        #expect(throws: TransportError.unguarded) {
            _ = try Socket(
                .router, in: Context(), SocketOptions(security: .server(gate.server)))
        }
    }

    /// A member's message is the first and only one that arrives.
    private func expectOnlyMember(on router: Router, _ endpoint: Endpoint) throws {
        let keys = try gate.member(.client, "member")
        let dealer = try dealer(keys)
        try dealer.connect(endpoint)
        #expect(try dealer.send([[42]]) == .sent)
        let parcel = try #require(try nextParcel(router.socket))
        #expect(parcel.userID == keys.public.text)
        #expect(parcel.opened?.body == [[42]])
        #expect(try router.socket.receive() == .nothing)
    }
}

@Suite struct `A socket without keys` {
    @Test(arguments: ["0.0.0.0", "*", "192.0.2.1", "farm.example", "127.0.0.1.example", "::"])
    func `does not leave the machine`(_ host: String) throws {
        let endpoint = Endpoint.tcp(host: host, port: 0)
        let socket = try Socket(.router, in: Context(), SocketOptions(security: .plaintext))
        #expect(throws: TransportError.plaintextRefused(endpoint)) { try socket.bind(endpoint) }
        #expect(throws: TransportError.plaintextRefused(endpoint)) { try socket.connect(endpoint) }
    }

    @Test func `serves the machine's own programs by a private file`() throws {
        let folder = try TemporaryFolder()
        let context = try Context()
        let router = try Socket(.router, in: context, SocketOptions(security: .plaintext))
        let endpoint = Endpoint.ipc(path: "\(folder.path)/farm")
        try router.bind(endpoint)
        var status = stat()
        #expect(stat("\(folder.path)/farm", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        let dealer = try Socket(.dealer, in: context, SocketOptions(security: .plaintext))
        try dealer.connect(endpoint)
        #expect(try dealer.send([[1]]) == .sent)
        #expect(try nextParcel(router)?.opened?.body == [[1]])
    }
}

@Suite struct `A router` {
    private let context: Context
    private let router: Router
    private let endpoint: Endpoint

    init() throws {
        context = try Context()
        let socket = try Socket(.router, in: context, SocketOptions(security: .plaintext))
        endpoint = try socket.bind(.tcp(host: "127.0.0.1", port: 0))
        router = Router(socket)
    }

    private func dealer(_ routingID: [UInt8]? = nil) throws -> Socket {
        var options = SocketOptions(security: .plaintext)
        options.routingID = routingID
        let dealer = try Socket(.dealer, in: context, options)
        try dealer.connect(endpoint)
        return dealer
    }

    @Test func `says that it knows no such peer`() throws {
        let nobody = PeerAddress(routingID: [1, 2, 3])
        #expect(try router.socket.send(nobody.frames(for: [[1]])) == .unreachable)
        let dealer = try dealer()
        #expect(try dealer.send([[9]]) == .sent)
        let parcel = try #require(try nextParcel(router.socket))
        let (sender, _) = try #require(parcel.opened)
        #expect(try router.socket.send(sender.frames(for: [[1]])) == .sent)
    }

    @Test func `gives a peer's name to its newest connection`() throws {
        let old = try dealer([7])
        #expect(try old.send([[1]]) == .sent)
        #expect(try nextParcel(router.socket)?.opened?.body == [[1]])
        let new = try dealer([7])
        #expect(try new.send([[2]]) == .sent)
        let parcel = try #require(try nextParcel(router.socket))
        let (sender, body) = try #require(parcel.opened)
        #expect(body == [[2]])
        #expect(try router.socket.send(sender.frames(for: [[3]])) == .sent)
        #expect(try nextParcel(new)?.frames == [[3]])
        #expect(try old.receive() == .nothing)
    }

    @Test func `answers a peer in the form it asked in`() throws {
        let dealer = try dealer()
        #expect(try dealer.send([[], [1]]) == .sent)
        let parcel = try #require(try nextParcel(router.socket))
        let (sender, body) = try #require(parcel.opened)
        #expect(sender.form == .delimited)
        #expect(body == [[1]])
        #expect(try router.socket.send(sender.frames(for: [[2]])) == .sent)
        #expect(try nextParcel(dealer)?.frames == [[], [2]])
    }

    @Test func `drops a message of too many frames or bytes, and lives on`() throws {
        let dealer = try dealer([7])
        #expect(try dealer.send(Array(repeating: [1], count: 50)) == .sent)
        #expect(try dealer.send([[UInt8](repeating: 1, count: 5000)]) == .sent)
        #expect(try dealer.send([[2]]) == .sent)
        var poller = Poller()
        _ = poller.add(router.socket)
        var receptions: [Reception] = []
        while receptions.count < 3 {
            try poller.wait(atMost: patience)
            let reception = try router.socket.receive(atMostFrames: 8, bytes: 1000)
            if reception != .nothing { receptions.append(reception) }
        }
        #expect(
            receptions == [
                .oversized(routingID: [7], frameCount: 51, byteCount: 51, userID: nil),
                .oversized(routingID: [7], frameCount: 2, byteCount: 5001, userID: nil),
                .parcel(Parcel(frames: [[7], [2]])),
            ])
    }

    @Test func `disconnects who sends a frame beyond the limit`() throws {
        var options = SocketOptions(security: .plaintext)
        options.maximumFrameBytes = 1000
        let strict = try Socket(.router, in: context, options)
        let endpoint = try strict.bind(.tcp(host: "127.0.0.1", port: 0))
        let dealer = try Socket(.dealer, in: context, SocketOptions(security: .plaintext))
        let monitor = try SocketMonitor(of: dealer, in: context)
        try dealer.connect(endpoint)
        #expect(try nextEvent(monitor) == .ready)
        #expect(try dealer.send([[UInt8](repeating: 0, count: 1001)]) == .sent)
        #expect(try nextEvent(monitor) == .disconnected)
        #expect(try strict.receive() == .nothing)
    }

    @Test func `tells when a peer's queue is full, and loses nothing it took`() throws {
        var options = SocketOptions(security: .plaintext)
        options.sendHighWaterMessages = 5
        options.receiveHighWaterMessages = 5
        let router = try Socket(.router, in: context, options)
        try router.bind(.inproc(name: "narrow"))
        options.routingID = [7]
        let dealer = try Socket(.dealer, in: context, options)
        try dealer.connect(.inproc(name: "narrow"))
        #expect(try dealer.send([[0]]) == .sent)
        _ = try #require(try nextParcel(router))
        var sentCount: UInt8 = 0
        while try router.send([[7], [sentCount]]) == .sent { sentCount += 1 }
        #expect(sentCount == 10)
        for index in 0..<sentCount { #expect(try nextParcel(dealer)?.frames == [[index]]) }
    }

    @Test func `names the port that is taken`() throws {
        let second = try Socket(.router, in: context, SocketOptions(security: .plaintext))
        #expect(throws: TransportError.addressInUse(endpoint)) { try second.bind(endpoint) }
    }
}

/// A TCP connection that speaks no ZeroMQ.
private final class RawConnection {
    private let descriptor: Int32

    init(to endpoint: Endpoint) throws {
        guard case .tcp(_, let port) = endpoint else { throw TransportError.contextClosed }
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw TransportError.addressInUse(endpoint) }
    }

    func send(_ bytes: [UInt8]) {
        // The other side may have hung up already.
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    deinit {
        close(descriptor)
    }
}
