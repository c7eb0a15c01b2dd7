internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import Synchronization

/// The loop's two sockets: messages in and out, each known by its key.
struct PostOffice: ~Copyable {
    /// Messages of one socket that one batch takes, so that no flood starves the others.
    static let batchLimit = 1024

    private let clientSocket: Socket
    private let controlSocket: Socket
    private let keys: KeyRing
    private let census: MessageCensus

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
            try open(controlSocket, atMost: Limits.workerReportBytes) { frame, sender in
                letters.append(statement(in: frame, from: sender))
            }
        }
        if poller.isReadable(slots.clients) {
            try open(clientSocket, atMost: Limits.clientRequestBytes) { frame, sender in
                letters.append(request(in: frame, from: sender))
            }
        }
        return letters
    }

    private func statement(in frame: [UInt8], from sender: Sender) -> Letter {
        do {
            return .statement(try WorkerStatement(frame: frame), from: sender)
        } catch {
            census.countMalformed()
            let order = WorkerOrder(correlation: error.correlation, .refused(error.refusal))
            return .illegible(.order(order, to: sender))
        }
    }

    private func request(in frame: [UInt8], from sender: Sender) -> Letter {
        let form = WireForm(of: frame)
        do {
            return .request(try ClientRequest(frame: frame), form, from: sender)
        } catch {
            census.countMalformed()
            let reply = ClientReply(correlation: error.correlation, .refused(error.refusal))
            return .illegible(.reply(reply, form, to: sender))
        }
    }

    func send(_ dispatch: Dispatch) throws(TransportError) -> Sending {
        switch dispatch {
        case .reply(let reply, let form, let sender):
            try clientSocket.send(sender.address.frames(for: [reply.frame(as: form)]))
        case .order(let order, let sender):
            try controlSocket.send(sender.address.frames(for: [order.frame]))
        }
    }

    /// Hands over each message of a sender whose key is known; the rest is counted and dropped.
    private func open(
        _ socket: borrowing Socket, atMost byteCount: Int,
        _ read: (_ frame: [UInt8], _ sender: Sender) -> Void
    ) throws(TransportError) {
        for _ in 0..<PostOffice.batchLimit {
            switch try socket.receive(atMostFrames: 4, bytes: byteCount) {
            case .nothing: return
            case .oversized: census.countMalformed()
            case .parcel(let parcel):
                guard let sender = keys.sender(of: parcel), let (_, body) = parcel.opened else {
                    census.countMalformed()
                    continue
                }
                read(body[0], sender)
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

/// Counts what went wrong on the wire, on every thread.
final class MessageCensus: Sendable {
    private let malformed = Atomic(0)

    func countMalformed() {
        malformed.add(1, ordering: .relaxed)
    }

    var malformedCount: Int { malformed.load(ordering: .relaxed) }
}
