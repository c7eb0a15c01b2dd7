internal import CZeroMQ
internal import Synchronization

/// Tells how the connections of a socket fare; belongs to the socket's thread.
public struct SocketMonitor: ~Copyable {
    /// What happened to a connection.
    public enum Event: Hashable, Sendable {
        /// Encrypted and admitted: messages flow.
        case ready

        /// The other side does not admit this side's key.
        case keyRefused

        /// The two sides could not agree, or the other side went away meanwhile.
        ///
        /// Where it happens again and again: a wrong server key, or no CURVE on one side.
        case handshakeFailed
        case disconnected

        /// Nobody answered; libzmq goes on trying.
        case retrying
    }

    private let socket: Socket

    private static let made = Atomic(0)

    /// Begins before the socket connects, so that nothing is missed.
    public init(of socket: borrowing Socket, in context: Context) throws(TransportError) {
        let events =
            ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH
            | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
            | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_CONNECT_RETRIED
        let endpoint = Endpoint.inproc(
            name: "monitor-\(Self.made.add(1, ordering: .relaxed).newValue)")
        guard zmq_socket_monitor(socket.handle, "\(endpoint)", events) == 0 else {
            throw .last(of: "zmq_socket_monitor")
        }
        let pair = try Socket(.pair, in: context, SocketOptions(security: .plaintext))
        try pair.connect(endpoint)
        self.socket = pair
    }

    public borrowing func watch(with poller: inout Poller) -> Poller.Slot {
        poller.add(socket)
    }

    /// The next event, oldest first; nil when there is none.
    public borrowing func next() throws(TransportError) -> Event? {
        while case .parcel(let parcel) = try socket.receive() {
            // zmq_socket_monitor(3): a 16-bit event in the machine's byte order, then its value.
            guard let frame = parcel.frames.first, frame.count >= 2 else { continue }
            switch Int32(frame[0]) | Int32(frame[1]) << 8 {
            case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: return .ready
            case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: return .keyRefused
            case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
                return .handshakeFailed
            case ZMQ_EVENT_DISCONNECTED: return .disconnected
            case ZMQ_EVENT_CONNECT_RETRIED: return .retrying
            default: continue
            }
        }
        return nil
    }
}
