internal import CZeroMQ
internal import Glibc

/// A ZeroMQ socket: opened, polled and closed by one thread.
///
/// Never blocks: `send` and `receive` answer at once, and ``Poller`` waits.
///
/// Safety: zmq_socket(3) forbids use by two threads at once; the type is neither copyable nor
/// `Sendable`, so the compiler keeps it with its thread. `message` is a scratch buffer that only
/// this socket uses and that is closed before each call returns.
public struct Socket: ~Copyable {
    public enum Kind: Hashable, Sendable {
        case router
        case dealer
        case pair

        fileprivate var code: Int32 {
            switch self {
            case .router: ZMQ_ROUTER
            case .dealer: ZMQ_DEALER
            case .pair: ZMQ_PAIR
            }
        }
    }

    let handle: UnsafeMutableRawPointer
    private let context: Context
    private let security: SocketOptions.Security
    private let message: UnsafeMutablePointer<zmq_msg_t>

    public init(
        _ kind: Kind, in context: Context, _ options: SocketOptions
    ) throws(TransportError) {
        self = try Socket.configured(kind, in: context, options)
    }

    private init(
        handle: UnsafeMutableRawPointer, context: Context, security: SocketOptions.Security
    ) {
        self.handle = handle
        self.context = context
        self.security = security
        message = UnsafeMutablePointer<zmq_msg_t>.allocate(capacity: 1)
    }

    private static func configured(
        _ kind: Kind, in context: Context, _ options: SocketOptions
    ) throws(TransportError) -> Socket {
        if case .server = options.security, !context.hasGuard { throw .unguarded }
        guard let handle = zmq_socket(context.handle, kind.code) else {
            throw .last(of: "zmq_socket")
        }
        let socket = Socket(handle: handle, context: context, security: options.security)
        try socket.apply(options)
        guard kind == .router else { return socket }
        // Without these a message to an absent peer vanishes, and a restarted peer is not heard.
        try socket.set(ZMQ_ROUTER_MANDATORY, 1)
        try socket.set(ZMQ_ROUTER_HANDOVER, 1)
        return socket
    }

    deinit {
        message.deallocate()
        zmq_close(handle)
    }

    /// Listens; the endpoint that was taken, with the port where 0 was asked for.
    @discardableResult
    public borrowing func bind(_ endpoint: Endpoint) throws(TransportError) -> Endpoint {
        try prepare(for: endpoint)
        guard zmq_bind(handle, "\(endpoint)") == 0 else {
            let code = zmq_errno()
            throw code == farm_zmq_eaddrinuse
                ? .addressInUse(endpoint)
                : .addressUnusable(endpoint, reason: TransportError.text(of: code))
        }
        if case .ipc(let path) = endpoint, chmod(path, 0o600) != 0 {
            throw .addressUnusable(endpoint, reason: TransportError.text(of: errno))
        }
        return try lastEndpoint() ?? endpoint
    }

    public borrowing func connect(_ endpoint: Endpoint) throws(TransportError) {
        try prepare(for: endpoint)
        guard zmq_connect(handle, "\(endpoint)") == 0 else {
            throw .addressUnusable(endpoint, reason: TransportError.text(of: zmq_errno()))
        }
    }

    /// Sends all frames as one message, or none of them.
    public borrowing func send(_ frames: [[UInt8]]) throws(TransportError) -> Sending {
        precondition(!frames.isEmpty)
        for (index, frame) in frames.enumerated() {
            let more = index == frames.count - 1 ? 0 : ZMQ_SNDMORE
            while zmq_send(handle, frame, frame.count, ZMQ_DONTWAIT | more) < 0 {
                switch zmq_errno() {
                case farm_zmq_eintr: continue
                // zmq_send(3): a multipart message is sent whole or not at all, so what stops it
                // stops its first frame.
                case farm_zmq_eagain where index == 0: return .full
                case farm_zmq_ehostunreach: return .unreachable
                default: throw .last(of: "zmq_send")
                }
            }
        }
        return .sent
    }

    /// The next whole message, if one has arrived.
    public borrowing func receive(
        atMostFrames frameLimit: Int = 8, bytes byteLimit: Int = 16 << 20
    ) throws(TransportError) -> Reception {
        var parcel = Parcel(frames: [])
        var frameCount = 0
        var byteCount = 0
        while true {
            guard try receiveFrame() else { return .nothing }
            let size = zmq_msg_size(message)
            frameCount += 1
            byteCount += size
            // A ROUTER's own first frame, the routing id, carries no property of its sender.
            if parcel.userID == nil { parcel.userID = senderOfMessage() }
            if frameCount <= frameLimit, byteCount <= byteLimit {
                parcel.frames.append(
                    [UInt8](UnsafeRawBufferPointer(start: zmq_msg_data(message), count: size)))
            }
            let hasMore = zmq_msg_more(message) != 0
            zmq_msg_close(message)
            guard !hasMore else { continue }
            guard frameCount <= frameLimit, byteCount <= byteLimit else {
                return .oversized(
                    routingID: parcel.frames.first ?? [], frameCount: frameCount,
                    byteCount: byteCount, userID: parcel.userID)
            }
            return .parcel(parcel)
        }
    }

    /// Fills `message`; false if none has arrived.
    private borrowing func receiveFrame() throws(TransportError) -> Bool {
        zmq_msg_init(message)
        while zmq_msg_recv(message, handle, ZMQ_DONTWAIT) < 0 {
            switch zmq_errno() {
            case farm_zmq_eintr: continue
            case farm_zmq_eagain:
                zmq_msg_close(message)
                return false
            default:
                let error = TransportError.last(of: "zmq_msg_recv")
                zmq_msg_close(message)
                throw error
            }
        }
        return true
    }

    private borrowing func senderOfMessage() -> String? {
        guard let text = zmq_msg_gets(message, farm_zmq_user_id) else { return nil }
        let userID = String(cString: text)
        return userID.isEmpty ? nil : userID
    }

    private borrowing func prepare(for endpoint: Endpoint) throws(TransportError) {
        switch security {
        case .plaintext:
            guard endpoint.isLocal else { throw .plaintextRefused(endpoint) }
        case .server, .client: break
        }
        if endpoint.needsIPv6 { try set(ZMQ_IPV6, 1) }
    }

    private borrowing func lastEndpoint() throws(TransportError) -> Endpoint? {
        var text = [UInt8](repeating: 0, count: 1024)
        var count = text.count
        guard zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, &text, &count) == 0 else {
            throw .last(of: "ZMQ_LAST_ENDPOINT")
        }
        return Endpoint(String(decoding: text.prefix { $0 != 0 }, as: UTF8.self))
    }
}
