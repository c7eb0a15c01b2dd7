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
            for (sender, frames) in try parcels(
                from: controlSocket, atMost: Limits.workerReportBytes)
            {
                do {
                    letters.append(
                        .statement(try WorkerStatement(frame: frames[0]), from: sender))
                } catch {
                    census.countMalformed()
                    letters.append(
                        .illegible(
                            .order(
                                WorkerOrder(
                                    correlation: error.correlation, .refused(error.refusal)),
                                to: sender)))
                }
            }
        }
        if poller.isReadable(slots.clients) {
            for (sender, frames) in try parcels(
                from: clientSocket, atMost: Limits.clientRequestBytes)
            {
                let form = WireForm(of: frames[0])
                do {
                    letters.append(
                        .request(try ClientRequest(frame: frames[0]), form, from: sender))
                } catch {
                    census.countMalformed()
                    letters.append(
                        .illegible(
                            .reply(
                                ClientReply(
                                    correlation: error.correlation, .refused(error.refusal)),
                                form, to: sender)))
                }
            }
        }
        return letters
    }

    func send(_ dispatch: Dispatch) throws(TransportError) -> Sending {
        switch dispatch {
        case .reply(let reply, let form, let sender):
            try clientSocket.send(sender.address.frames(for: [reply.frame(as: form)]))
        case .order(let order, let sender):
            try controlSocket.send(sender.address.frames(for: [order.frame]))
        }
    }

    /// Whole messages of senders whose keys are known; the rest is counted and dropped.
    private func parcels(
        from socket: borrowing Socket, atMost byteCount: Int
    ) throws(TransportError) -> [(Sender, [[UInt8]])] {
        var parcels: [(Sender, [[UInt8]])] = []
        for _ in 0..<PostOffice.batchLimit {
            switch try socket.receive(atMostFrames: 4, bytes: byteCount) {
            case .nothing: return parcels
            case .oversized: census.countMalformed()
            case .parcel(let parcel):
                guard let sender = keys.sender(of: parcel), let (_, body) = parcel.opened else {
                    census.countMalformed()
                    continue
                }
                parcels.append((sender, body))
            }
        }
        return parcels
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
