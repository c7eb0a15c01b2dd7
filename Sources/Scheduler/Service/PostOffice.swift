internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import Synchronization

/// The loop's two sockets: messages in and out, each known by its key.
struct PostOffice: ~Copyable {
    /// Messages of one socket that one batch takes, so that no flood starves the others.
    static let batchLimit = 1024

    /// Bytes of a bundle that leaves.
    static let bundleBytes = 256 << 10

    private let clientSocket: Socket
    private let controlSocket: Socket
    private let keys: KeyRing
    private let census: MessageCensus
    private var replies = Outbox()
    private var orders = Outbox()

    init(
        clients: consuming Socket, control: consuming Socket, keys: KeyRing, census: MessageCensus
    ) {
        clientSocket = clients
        controlSocket = control
        self.keys = keys
        self.census = census
    }

    /// The sockets' places in a poller.
    struct Slots {
        fileprivate let clients: Poller.Slot
        fileprivate let control: Poller.Slot
    }

    func join(_ poller: inout Poller) -> Slots {
        Slots(clients: poller.add(clientSocket), control: poller.add(controlSocket))
    }

    /// Every message that has arrived, up to ``batchLimit`` of each socket.
    func collect(
        _ slots: Slots, from poller: borrowing Poller
    ) throws(TransportError) -> [Letter] {
        var letters: [Letter] = []
        if poller.isReadable(slots.control) {
            try open(controlSocket, atMost: Limits.workerReportBytes) { frame, form, sender in
                letters.append(statement(in: frame, form, from: sender))
            }
        }
        if poller.isReadable(slots.clients) {
            try open(clientSocket, atMost: Limits.clientRequestBytes) { frame, form, sender in
                letters.append(request(in: frame, form, from: sender))
            }
        }
        return letters
    }

    private func statement(
        in frame: [UInt8], _ form: WireForm, from sender: Sender
    ) -> Letter {
        do {
            return .statement(try WorkerStatement(frame: frame), form, from: sender)
        } catch {
            census.countMalformed()
            let order = WorkerOrder(correlation: error.correlation, .refused(error.refusal))
            return .illegible(.order(order, form, to: sender))
        }
    }

    private func request(
        in frame: [UInt8], _ form: WireForm, from sender: Sender
    ) -> Letter {
        do {
            return .request(try ClientRequest(frame: frame), form, from: sender)
        } catch {
            census.countMalformed()
            let reply = ClientReply(correlation: error.correlation, .refused(error.refusal))
            return .illegible(.reply(reply, form, to: sender))
        }
    }

    /// Sends a message, or keeps it for ``flush(_:)`` if its receiver takes bundles.
    mutating func send(
        _ dispatch: Dispatch, _ lose: (Sender) -> Void
    ) throws(TransportError) {
        switch dispatch {
        case .reply(let reply, .bundled, let sender):
            guard let bundle = replies.add(reply.frame, for: sender) else { return }
            try send(bundle, to: sender, over: clientSocket, lose)
        case .reply(let reply, let form, let sender):
            try send(reply.frame(as: form), to: sender, over: clientSocket, lose)
        case .order(let order, .bundled, let sender):
            guard let bundle = orders.add(order.frame, for: sender) else { return }
            try send(bundle, to: sender, over: controlSocket, lose)
        case .order(let order, _, let sender):
            try send(order.frame, to: sender, over: controlSocket, lose)
        }
    }

    /// Sends what waits for its batch to end; `lose` hears who cannot be reached.
    mutating func flush(_ lose: (Sender) -> Void) throws(TransportError) {
        for (sender, frame) in replies.empty() {
            try send(frame, to: sender, over: clientSocket, lose)
        }
        for (sender, frame) in orders.empty() {
            try send(frame, to: sender, over: controlSocket, lose)
        }
    }

    private func send(
        _ frame: [UInt8], to sender: Sender, over socket: borrowing Socket,
        _ lose: (Sender) -> Void
    ) throws(TransportError) {
        switch try socket.send(sender.address.frames(for: [frame])) {
        case .sent: break
        case .full, .unreachable: lose(sender)
        }
    }

    /// Hands over each message of a sender whose key is known; the rest is counted and dropped.
    private func open(
        _ socket: borrowing Socket, atMost byteCount: Int,
        _ read: (_ message: [UInt8], _ form: WireForm, _ sender: Sender) -> Void
    ) throws(TransportError) {
        var count = 0
        while count < PostOffice.batchLimit {
            count += 1
            switch try socket.receive(atMostFrames: 4, bytes: byteCount) {
            case .nothing: return
            case .oversized: census.countMalformed()
            case .parcel(let parcel):
                guard let sender = keys.sender(of: parcel), let (_, body) = parcel.opened else {
                    census.countMalformed()
                    continue
                }
                do {
                    guard let messages = try Bundle.messages(in: body[0]) else {
                        read(body[0], WireForm(of: body[0]), sender)
                        continue
                    }
                    count += messages.count
                    for message in messages { read(message, .bundled, sender) }
                } catch {
                    census.countMalformed()
                }
            }
        }
    }
}

extension KeyRing {
    /// Who sent `parcel`; nil for a key that is not, or no longer, on the ring.
    func sender(of parcel: Parcel) -> Sender? {
        guard let userID = parcel.userID, let identity = identity(ofUser: userID),
            let (address, _) = parcel.opened
        else { return nil }
        return Sender(address: address, identity: identity, userID: userID)
    }
}

/// Messages for peers that take several in a frame, until their batch is over.
private struct Outbox {
    private var parcels: [(sender: Sender, bundle: Bundle)] = []

    /// Looked up, never walked.
    private var places: [PeerAddress: Int] = [:]

    /// Keeps a message; what came before it for the same peer, where both have no room in a frame.
    mutating func add(_ message: [UInt8], for sender: Sender) -> [UInt8]? {
        let place = place(of: sender)
        var full: [UInt8]?
        if !parcels[place].bundle.hasRoom(for: message.count, in: PostOffice.bundleBytes),
            !parcels[place].bundle.isEmpty
        {
            full = parcels[place].bundle.frame
            parcels[place].bundle.removeAll()
        }
        parcels[place].bundle.append(message)
        return full
    }

    private mutating func place(of sender: Sender) -> Int {
        if let place = places[sender.address] { return place }
        parcels.append((sender, Bundle()))
        places[sender.address] = parcels.count - 1
        return parcels.count - 1
    }

    mutating func empty() -> [(Sender, [UInt8])] {
        guard !parcels.isEmpty else { return [] }
        defer {
            parcels.removeAll(keepingCapacity: true)
            places.removeAll(keepingCapacity: true)
        }
        return parcels.map { ($0.sender, $0.bundle.frame) }
    }
}

/// Counts what went wrong on the wire, on every thread.
final class MessageCensus: Sendable {
    private let malformed = Atomic(0)

    func countMalformed() {
        malformed.add(1, ordering: .relaxed)
    }

    var malformedCount: Int { malformed.load(ordering: .relaxed) }
}
