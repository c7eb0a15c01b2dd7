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
    private var turnstile: Turnstile
    private let clock = Seconds()

    init(
        clients: consuming Socket, control: consuming Socket, keys: KeyRing, census: MessageCensus,
        limits: RateLimits
    ) {
        clientSocket = clients
        controlSocket = control
        self.keys = keys
        self.census = census
        turnstile = Turnstile(limits)
    }

    /// Messages a second that are read of each peer.
    var limits: RateLimits {
        get { turnstile.limits }
        set { turnstile.limits = newValue }
    }

    private enum Port {
        case clients
        case workers
    }

    /// The sockets' places in a poller.
    struct Slots {
        fileprivate let clients: Poller.Slot
        fileprivate let control: Poller.Slot
    }

    func join(_ poller: inout Poller) -> Slots {
        Slots(clients: poller.add(clientSocket), control: poller.add(controlSocket))
    }

    /// Every message that has arrived and may be read, up to ``batchLimit`` of each socket.
    mutating func collect(
        _ slots: Slots, from poller: borrowing Poller
    ) throws(TransportError) -> [Letter] {
        var letters: [Letter] = []
        if poller.isReadable(slots.control) { try open(.workers, into: &letters) }
        if poller.isReadable(slots.clients) { try open(.clients, into: &letters) }
        return letters
    }

    private mutating func letter(
        in frame: [UInt8], _ form: WireForm, at port: Port, from sender: Sender
    ) -> Letter {
        do throws(WireError) {
            switch port {
            case .clients: return .request(try ClientRequest(frame: frame), form, from: sender)
            case .workers: return .statement(try WorkerStatement(frame: frame), form, from: sender)
            }
        } catch {
            fine(sender)
            return refuse(error.refusal, error.correlation, form, at: port, to: sender)
        }
    }

    private func refuse(
        _ refusal: Refusal, _ correlation: UInt64, _ form: WireForm, at port: Port,
        to sender: Sender
    ) -> Letter {
        switch port {
        case .clients:
            .illegible(
                .reply(
                    ClientReply(correlation: correlation, .refused(refusal)), form, to: sender))
        case .workers:
            .illegible(
                .order(
                    WorkerOrder(correlation: correlation, .refused(refusal)), form, to: sender))
        }
    }

    /// Counts a message that could not be read, and makes it cost its sender.
    private mutating func fine(_ sender: Sender) {
        census.countMalformed()
        turnstile.charge(
            Turnstile.fine, userID: sender.userID, routingID: sender.address.routingID,
            role: sender.identity.role, at: clock.elapsed)
    }

    /// Sends a message, or keeps it for ``flush(_:)`` if its receiver takes bundles.
    mutating func send(
        _ dispatch: Dispatch, _ lose: (Sender) -> Void
    ) throws(TransportError) {
        switch dispatch {
        case .reply(let reply, .bundled, let sender):
            let frame = allowed(reply.frame, reply, .bundled, sender)
            guard let bundle = replies.add(frame, for: sender) else { return }
            try send(bundle, to: sender, over: clientSocket, lose)
        case .reply(let reply, let form, let sender):
            let frame = reply.frame(as: form)
            try send(allowed(frame, reply, form, sender), to: sender, over: clientSocket, lose)
        case .order(let order, .bundled, let sender):
            guard let bundle = orders.add(order.frame, for: sender) else { return }
            try send(bundle, to: sender, over: controlSocket, lose)
        case .order(let order, _, let sender):
            try send(order.frame, to: sender, over: controlSocket, lose)
        }
    }

    /// `frame`, or a refusal in its place if its receiver was sent too many long ones.
    private mutating func allowed(
        _ frame: [UInt8], _ reply: ClientReply, _ form: WireForm, _ sender: Sender
    ) -> [UInt8] {
        guard frame.count > Turnstile.smallReplyBytes,
            let refusal = turnstile.judge(
                replyOf: frame.count, to: sender.userID, role: sender.identity.role,
                at: clock.elapsed)
        else { return frame }
        census.countThrottled()
        let short = ClientReply(correlation: reply.correlation, .refused(refusal))
        return short.frame(as: form == .json ? .json : .protobuf)
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

    /// Takes each message of senders whose keys are known and whose rate allows it; the rest is counted,
    /// and dropped unread.
    private mutating func open(
        _ port: Port, into letters: inout [Letter]
    ) throws(TransportError) {
        let now = clock.elapsed
        var count = 0
        while count < PostOffice.batchLimit {
            count += 1
            let reception =
                switch port {
                case .clients:
                    try clientSocket.receive(atMostFrames: 4, bytes: Limits.clientRequestBytes)
                case .workers:
                    try controlSocket.receive(atMostFrames: 4, bytes: Limits.workerReportBytes)
                }
            switch reception {
            case .nothing: return
            case .oversized(let routingID, _, _, let userID):
                census.countMalformed()
                guard let userID, let identity = keys.identity(ofUser: userID) else { continue }
                turnstile.charge(
                    Turnstile.fine, userID: userID, routingID: routingID, role: identity.role,
                    at: now)
            case .parcel(let parcel):
                guard let sender = keys.sender(of: parcel), let (_, body) = parcel.opened else {
                    census.countMalformed()
                    continue
                }
                count += read(body[0], at: port, from: sender, now, into: &letters)
            }
        }
    }

    /// Reads a frame if its sender's rate allows it; returns how many messages it held beyond one.
    private mutating func read(
        _ frame: [UInt8], at port: Port, from sender: Sender, _ now: Double,
        into letters: inout [Letter]
    ) -> Int {
        let role = sender.identity.role
        switch turnstile.judge(
            userID: sender.userID, routingID: sender.address.routingID, role: role, at: now)
        {
        case .pass: break
        case .refuse(let refusal):
            census.countThrottled()
            let (id, form) = (Correlation.peek(frame), WireForm(of: frame))
            letters.append(refuse(refusal, id, form, at: port, to: sender))
            return 0
        case .drop:
            census.countThrottled()
            return 0
        }
        do throws(WireError) {
            guard let messages = try Bundle.messages(in: frame) else {
                letters.append(letter(in: frame, WireForm(of: frame), at: port, from: sender))
                return 0
            }
            turnstile.charge(
                Double(messages.count - 1), userID: sender.userID,
                routingID: sender.address.routingID, role: role, at: now)
            for message in messages {
                letters.append(letter(in: message, .bundled, at: port, from: sender))
            }
            return messages.count
        } catch {
            fine(sender)
            return 0
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

    private let throttled = Atomic(0)

    func countThrottled() {
        throttled.add(1, ordering: .relaxed)
    }

    /// Messages that were not read, and answers that were not given, as their peer had too many.
    var throttledCount: Int { throttled.load(ordering: .relaxed) }

    var malformedCount: Int { malformed.load(ordering: .relaxed) }
}
