/// How a socket behaves; the defaults are safe for one that listens to strangers.
public struct SocketOptions: Sendable {
    public var security: Security

    /// The name under which a ROUTER knows this peer; nil lets the ROUTER choose one.
    public var routingID: [UInt8]?

    /// Messages that may wait for one slow peer before sending answers ``Sending/full``.
    public var sendHighWaterMessages: Int32 = 1000
    public var receiveHighWaterMessages: Int32 = 1000

    /// A peer that sends a larger frame is disconnected.
    public var maximumFrameBytes: Int64 = 8 << 20

    /// How long closing waits for messages that have not left yet.
    public var linger: Duration = .zero

    /// A peer that has not shown who it is by then is disconnected.
    public var handshakeTimeout: Duration = .seconds(5)

    /// Between two ZMTP pings; a peer that stays silent for three is disconnected.
    public var heartbeatInterval: Duration = .seconds(5)

    /// A peer that takes none of the bytes sent to it for so long is disconnected (tcp(7), TCP_USER_TIMEOUT).
    ///
    /// Heartbeats do not find it: they wait behind those bytes.
    public var stallTimeout: Duration = .seconds(30)

    /// Between two tries to connect; doubles up to ``reconnectLimit``.
    public var reconnectInterval: Duration = .milliseconds(100)
    public var reconnectLimit: Duration = .seconds(5)

    /// Connections that wait to be accepted.
    public var backlog: Int32 = 512

    public init(security: Security) {
        self.security = security
    }

    /// Who may talk to whom.
    public enum Security: Sendable {
        /// No encryption, no identity: for loopback, ipc and inproc only.
        case plaintext

        /// CURVE: the context's ``ZAPHandler`` decides about every peer.
        case server(KeyPair)

        /// CURVE: talks to the holder of `server`'s secret half and to nobody else.
        case client(KeyPair, server: PublicKey)
    }
}
