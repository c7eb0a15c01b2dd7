import FarmModel
import FarmTransport
import FarmWire
import Foundation
import Testing

/// Peers that do not keep the rules, against a real scheduler.
@Suite(.serialized) struct `A peer` {
    /// Connects to one port of a farm with one of the keys in its folder.
    private struct Peer: ~Copyable {
        private let socket: Socket
        private let context: Context

        init(to endpoint: Endpoint, of farm: FarmProcesses, key: String) throws {
            let address = try FarmAddress(file: farm.data.appending(path: "farm.json").path())
            let keys = try KeyPair(file: farm.data.appending(path: "keys/\(key).key").path())
            let server = try #require(address.serverKey)
            let context = try Context()
            let socket = try Socket(
                .dealer, in: context, SocketOptions(security: .client(keys, server: server)))
            try socket.connect(endpoint)
            self.context = context
            self.socket = socket
        }

        func ask(_ frames: [[UInt8]]) throws -> [[UInt8]] {
            var poller = Poller()
            let slot = poller.add(socket)
            _ = try socket.send(frames)
            try poller.wait(atMost: .seconds(20))
            guard poller.isReadable(slot), case .parcel(let parcel) = try socket.receive() else {
                return []
            }
            return parcel.frames
        }
    }

    private static func address(of farm: FarmProcesses) throws -> FarmAddress {
        try FarmAddress(file: farm.data.appending(path: "farm.json").path())
    }

    private static let token = Lease.Token(task: 1, worker: 7, attempt: 1)

    @Test func `whose chunk does not have the announced digest is refused and may send again`()
        throws
    {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let peer = try Peer(to: try Self.address(of: farm).media, of: farm, key: "worker")
        let bytes = [UInt8](repeating: 7, count: 1000)
        let digest = try #require(BlobID(digest: [UInt8](repeating: 9, count: 32)))
        let chunk = Chunk(index: 0, blob: digest, byteCount: bytes.count, frameCount: 24)
        let credit = try MediaReply(
            frame: peer.ask([MediaRequest(.begin(Self.token, chunk)).frame])[0])
        guard case .credit(let id, 0, _) = credit.body else {
            Issue.record("\(credit)")
            return
        }
        let refusal = try MediaReply(
            frame: peer.ask([MediaRequest(.part(id, offset: 0)).frame, bytes])[0])
        guard case .refused(let reason) = refusal.body else {
            Issue.record("\(refusal)")
            return
        }
        #expect(reason.code == .digestMismatch)
        let again = try MediaReply(
            frame: peer.ask([MediaRequest(.begin(Self.token, chunk)).frame])[0])
        guard case .credit(_, 0, _) = again.body else {
            Issue.record("\(again)")
            return
        }
    }

    @Test func `that sends a bundle is answered in bundles, each message by itself`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let peer = try Peer(to: try Self.address(of: farm).client, of: farm, key: "operator")
        var bundle = Bundle()
        bundle.append(ClientRequest(correlation: 1, .status).frame)
        bundle.append([0xFF])
        bundle.append(ClientRequest(correlation: 2, .show(99)).frame)
        bundle.append(ClientRequest(correlation: 3, .workers).frame)
        let frames = try peer.ask([bundle.bytes])
        let replies = try #require(try Bundle.messages(in: frames[0])).map {
            try ClientReply(frame: $0)
        }
        #expect(replies.map(\.correlation) == [1, 0, 2, 3])
        guard case .refused(let malformed) = replies[1].body,
            case .refused(let unknown) = replies[2].body
        else {
            Issue.record("\(replies)")
            return
        }
        #expect(malformed.code == .malformed)
        #expect(unknown.code == .unknown)
        let single = try peer.ask([ClientRequest(correlation: 4, .status).frame])
        #expect(try ClientReply(frame: single[0]).correlation == 4)
    }

    @Test func `that is no worker may not upload`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let peer = try Peer(to: try Self.address(of: farm).media, of: farm, key: "operator")
        let digest = try #require(BlobID(digest: [UInt8](repeating: 9, count: 32)))
        let chunk = Chunk(index: 0, blob: digest, byteCount: 10, frameCount: 24)
        let reply = try MediaReply(
            frame: peer.ask([MediaRequest(.begin(Self.token, chunk)).frame])[0])
        guard case .refused(let reason) = reply.body else {
            Issue.record("\(reply)")
            return
        }
        #expect(reason.code == .forbidden)
    }

    @Test func `with a forged ticket reads nothing`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let peer = try Peer(to: try Self.address(of: farm).media, of: farm, key: "operator")
        let request = MediaRequest(
            .read(ticket: [UInt8](repeating: 1, count: 81), offset: 0, length: 100))
        let reply = try MediaReply(frame: peer.ask([request.frame])[0])
        guard case .refused(let reason) = reply.body else {
            Issue.record("\(reply)")
            return
        }
        #expect(reason.code == .badTicket)
    }

    @Test(arguments: ["client", "worker", "media"])
    func `that sends garbage is answered or dropped, and others are served as before`(
        _ port: String
    ) throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let address = try Self.address(of: farm)
        let endpoint =
            switch port {
            case "client": address.client
            case "worker": address.worker
            default: address.media
            }
        let peer = try Peer(to: endpoint, of: farm, key: "worker")
        var random = SplitMix64(seed: 5)
        for _ in 0..<20 {
            let garbage = (0..<Int.random(in: 1...300, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = try peer.ask([garbage])
        }
        let status = try farm.run(["status", "--json"])
        #expect(status.status == 0)
        #expect(!status.output.contains("\"malformedMessages\":0,"))
    }

    @Test func `that speaks no ZeroMQ at all disturbs nobody`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler(["--port", "17620"])
        for port in 17620...17622 {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            let connected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            #expect(connected == 0)
            let noise = Array("GET / HTTP/1.1\r\nHost: reelmill\r\n\r\n".utf8)
            #expect(send(descriptor, noise, noise.count, Int32(MSG_NOSIGNAL)) > 0)
        }
        #expect(try farm.run(["status"]).status == 0)
    }
}
