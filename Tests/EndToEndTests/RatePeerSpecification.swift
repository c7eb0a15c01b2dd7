import FarmModel
import FarmTransport
import FarmWire
import Foundation
import Testing

/// A DEALER with one of the keys in a folder, against a real scheduler.
struct RawPeer: ~Copyable {
    let socket: Socket
    private let context: Context

    init(to endpoint: Endpoint, of farm: URL, key: URL) throws {
        let address = try FarmAddress(file: farm.appending(path: "farm.json").path())
        let keys = try KeyPair(file: key.path())
        let server = try #require(address.serverKey)
        let context = try Context()
        let socket = try Socket(
            .dealer, in: context, SocketOptions(security: .client(keys, server: server)))
        try socket.connect(endpoint)
        self.context = context
        self.socket = socket
    }

    /// Everything that arrives until nothing has for `pause`.
    func read(pause: Duration) throws -> [[UInt8]] {
        var poller = Poller()
        let slot = poller.add(socket)
        var frames: [[UInt8]] = []
        while true {
            try poller.wait(atMost: pause)
            guard poller.isReadable(slot) else { return frames }
            while case .parcel(let parcel) = try socket.receive() { frames += parcel.frames }
        }
    }

    /// Sends `frame` so often; waits where the queue is full.
    func send(_ frame: [UInt8], count: Int) throws {
        for _ in 0..<count {
            while try socket.send([frame]) != .sent { Thread.sleep(forTimeInterval: 0.001) }
        }
    }
}

extension FarmProcesses {
    var address: FarmAddress {
        get throws { try FarmAddress(file: data.appending(path: "farm.json").path()) }
    }

    /// The key file of somebody who joins this farm with a role.
    func join(_ name: String, role: String = "client") throws -> (folder: URL, key: URL) {
        let token = try run(["token", "--role", role, "--name", name]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let folder = data.appending(path: "member-\(name)")
        let joined = try Binary.run(["join", token, "--data", folder.path()])
        try #require(joined.status == 0, "\(joined.error)")
        return (folder, folder.appending(path: "keys/\(role).key"))
    }
}

@Suite(.serialized) struct `A peer that asks too much` {
    private func farm(_ settings: String...) throws -> FarmProcesses {
        let farm = try FarmProcesses()
        try farm.startScheduler(
            ["--port", String(FarmProcesses.freePort())]
                + settings.flatMap { ["--set", $0] })
        return farm
    }

    @Test func `is refused once a second and dropped otherwise, while others are served`() throws {
        let farm = try farm("client-rate=50")
        let ada = try farm.join("ada")
        let peer = try RawPeer(to: farm.address.client, of: farm.data, key: ada.key)
        try peer.send(ClientRequest(correlation: 9, .show(1)).frame, count: 2000)
        #expect(try farm.run(["status"]).status == 0)
        let replies = try peer.read(pause: .seconds(1)).map { try ClientReply(frame: $0) }
        let refused = replies.compactMap { reply -> Refusal? in
            guard case .refused(let refusal) = reply.body, refusal.code == .overLimit else {
                return nil
            }
            return refusal
        }
        #expect((100...400).contains(replies.count), "\(replies.count)")
        #expect((1...10).contains(refused.count), "\(refused.count)")
        #expect(refused.first?.field == "rate.client" && refused.first?.limit == "50 a second")
        #expect(replies.allSatisfy { $0.correlation == 9 })
        Thread.sleep(forTimeInterval: 1)
        #expect(try Binary.run(["list", "--data", ada.folder.path()]).status == 0)
    }

    @Test func `in JSON is refused in JSON, with its correlation id`() throws {
        let farm = try farm("client-rate=50")
        let ada = try farm.join("ada")
        let peer = try RawPeer(to: farm.address.client, of: farm.data, key: ada.key)
        let request = Array(#"{"version":1,"correlation":77,"show":{"job":1}}"#.utf8)
        try peer.send(request, count: 500)
        let texts = try peer.read(pause: .seconds(1)).map { String(decoding: $0, as: UTF8.self) }
        #expect(texts.contains { $0.contains("over_limit") && $0.contains("\"77\"") })
        #expect(texts.allSatisfy { $0.hasPrefix("{") })
    }

    @Test func `and speaks nonsense is heard a hundred times less`() throws {
        let farm = try farm("client-rate=1000")
        let ada = try farm.join("ada")
        let peer = try RawPeer(to: farm.address.client, of: farm.data, key: ada.key)
        try peer.send([0xFF, 0xFF, 0xFF], count: 2000)
        let replies = try peer.read(pause: .seconds(1)).map { try ClientReply(frame: $0) }
        let read = replies.count { reply in
            if case .refused(let refusal) = reply.body { refusal.code == .malformed } else { false }
        }
        #expect((10...80).contains(read), "\(read)")
        #expect(try farm.run(["status"]).status == 0)
    }

    @Test(arguments: [1000, 0])
    func `hears of new limits on SIGHUP`(_ rate: Int) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
        try Data("client-rate: 10\n".utf8).write(to: file)
        defer {
            do { try FileManager.default.removeItem(at: file) } catch { print(error) }
        }
        let farm = try LoggedScheduler([
            "--port", String(FarmProcesses.freePort()), "--config", file.path(),
        ])
        try Data("client-rate: \(rate)\n".utf8).write(to: file)
        farm.hangUp()
        try farm.waitForLog("client-rate: \(rate), was 10")
    }

    @Test func `and never reads costs others nothing`() throws {
        let farm = try farm()
        let ada = try farm.join("ada")
        for _ in 0..<3 {
            #expect(
                try Binary.run(["submit", "a cat", "--data", ada.folder.path()]).status == 0)
        }
        let peer = try RawPeer(to: farm.address.client, of: farm.data, key: ada.key)
        let list = ClientRequest(
            correlation: 1, .list(ClientRequest.List(limit: 500))
        ).frame
        try peer.send(list, count: 20_000)
        for _ in 0..<5 {
            let begin = SuspendingClock.now
            #expect(try farm.run(["status"]).status == 0)
            #expect(begin.duration(to: .now) < .seconds(5))
        }
    }

    @Test func `and watches too often loses its oldest watch, also to connections it left`() throws
    {
        let farm = try farm()
        let ada = try farm.join("ada")
        let watch = ClientRequest.Watch(job: nil, afterSequence: 0, credit: 1)
        let first = try RawPeer(to: farm.address.client, of: farm.data, key: ada.key)
        try first.send(ClientRequest(correlation: 5, .watch(watch)).frame, count: 1)
        _ = try first.read(pause: .milliseconds(500))
        for _ in 0..<16 {
            let other = try RawPeer(to: farm.address.client, of: farm.data, key: ada.key)
            for id in 1...64 {
                try other.send(
                    ClientRequest(correlation: UInt64(id), .watch(watch)).frame, count: 1)
            }
            #expect(try other.read(pause: .milliseconds(300)).count == 64)
        }
        let told = try first.read(pause: .seconds(1)).map { try ClientReply(frame: $0) }
        #expect(told.count == 1 && told.first?.correlation == 5)
        guard case .refused(let refusal)? = told.first?.body else { return }
        #expect(refusal.code == .overLimit && refusal.limit == "1024")
    }
}
