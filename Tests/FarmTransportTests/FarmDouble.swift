import FarmModel
import FarmTransport
import FarmWire
import Foundation
import Synchronization

/// A scheduler's two ports with scripted answers, on a thread of its own.
final class FarmDouble: Sendable {
    typealias ClientScript = @Sendable (ClientRequest, Identity) -> [ClientReply]
    typealias MediaScript = @Sendable (MediaRequest) -> (MediaReply, [UInt8]?)?

    let context: Context
    let ring: KeyRing
    let keys: KeyPair
    let address: FarmAddress
    private let guardian: ZAPHandler
    private let stops: Mailbox<Void>
    private let ended = DispatchSemaphore(value: 0)
    private let journal = Journal()

    /// Every request so far.
    var requests: [ClientRequest] { journal.requests.withLock { $0 } }

    /// Listens where `address` says, or on free ports; a restart keeps keys, ring and address.
    init(
        after former: FarmDouble? = nil, client: @escaping ClientScript,
        media: @escaping MediaScript = { _ in nil }
    ) throws {
        context = try Context()
        let ring = try former?.ring ?? KeyRing(file: nil)
        let keys = try former?.keys ?? KeyPair.generate()
        guardian = try ZAPHandler(for: ring, in: context)
        self.ring = ring
        self.keys = keys
        let stops = try Mailbox<Void>(capacity: 1)
        self.stops = stops
        let free = Endpoint.tcp(host: "127.0.0.1", port: 0)
        let asked = former?.address
        let started = DispatchSemaphore(value: 0)
        let bound = Mutex<Result<FarmAddress, any Error>?>(nil)
        let context = context
        let ended = ended
        let journal = journal
        Thread.detachNewThread {
            do {
                let options = SocketOptions(security: .server(keys))
                let clients = try Socket(.router, in: context, options)
                let files = try Socket(.router, in: context, options)
                let address = FarmAddress(
                    client: try clients.bindPatiently(asked?.client ?? free), worker: free,
                    media: try files.bindPatiently(asked?.media ?? free),
                    serverKey: keys.public)
                bound.withLock { $0 = .success(address) }
                started.signal()
                try FarmDouble.serve(clients, files, stops, ring, journal, client, media)
            } catch {
                bound.withLock { $0 = $0 ?? .failure(error) }
                started.signal()
            }
            ended.signal()
        }
        started.wait()
        guard let result = bound.withLock({ $0 }) else { throw TransportError.contextClosed }
        address = try result.get()
    }

    /// A client that this farm knows.
    func client(_ role: Role = .client) throws -> FarmClient {
        let keys = try KeyPair.generate()
        try ring.register(keys.public, as: Identity(name: "ada", role: role, account: "ada"))
        return try FarmClient(address, keys: keys, in: Context())
    }

    /// Closes the ports and waits until they are free.
    func stop() {
        _ = stops.post(())
        ended.wait()
        guardian.stop()
    }

    private static func serve(
        _ clients: borrowing Socket, _ files: borrowing Socket, _ stops: Mailbox<Void>,
        _ ring: KeyRing, _ journal: Journal, _ client: ClientScript, _ media: MediaScript
    ) throws {
        var poller = Poller()
        let stop = poller.add(stops.waker)
        _ = poller.add(clients)
        _ = poller.add(files)
        while true {
            try poller.wait(atMost: nil)
            if poller.isReadable(stop) { return }
            while case .parcel(let parcel) = try clients.receive() {
                guard let (sender, body) = parcel.opened,
                    let identity = ring.identity(ofUser: parcel.userID)
                else { continue }
                let request = try ClientRequest(frame: body[0])
                journal.requests.withLock { $0.append(request) }
                for reply in client(request, identity) {
                    let frame = reply.frame(as: WireForm(of: body[0]))
                    _ = try clients.send(sender.frames(for: [frame]))
                }
            }
            while case .parcel(let parcel) = try files.receive() {
                guard let (sender, body) = parcel.opened,
                    let (reply, bytes) = media(try MediaRequest(frame: body[0]))
                else { continue }
                _ = try files.send(
                    sender.frames(for: [reply.frame] + (bytes.map { [$0] } ?? [])))
            }
        }
    }
}

extension Socket {
    /// Binds as soon as a predecessor's closing, which libzmq does on another thread, is done.
    fileprivate borrowing func bindPatiently(_ endpoint: Endpoint) throws -> Endpoint {
        let deadline = ContinuousClock.now.advanced(by: patience)
        while true {
            do throws(TransportError) {
                return try bind(endpoint)
            } catch {
                guard error == .addressInUse(endpoint), ContinuousClock.now < deadline else {
                    throw error
                }
                sched_yield()
            }
        }
    }
}

/// What a farm's double has heard.
private final class Journal: Sendable {
    let requests = Mutex<[ClientRequest]>([])
}
