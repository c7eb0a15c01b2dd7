/// One socket of a client and what is known of its connection.
struct Line: ~Copyable {
    /// Why no messages flow.
    enum Trouble: Hashable {
        case unreachable
        case keyRefused
        case handshakeFailed
    }

    /// What happened to its connection.
    enum News: Hashable {
        /// For the first time: what was sent before is on its way.
        case opened

        /// Made again: what was under way when it broke may be lost.
        case reopened
        case broken
        case keyRefused
    }

    private let socket: Socket
    private let monitor: SocketMonitor

    /// Whether a connection broke and none has been made since.
    private var isBroken = false

    /// Nil while messages flow.
    private(set) var trouble: Trouble? = .unreachable

    init(
        to endpoint: Endpoint, _ security: SocketOptions.Security, in context: Context
    ) throws(TransportError) {
        let socket = try Socket(.dealer, in: context, SocketOptions(security: security))
        let monitor = try SocketMonitor(of: socket, in: context)
        try socket.connect(endpoint)
        self.socket = socket
        self.monitor = monitor
    }

    /// Its places in a poller.
    struct Slots {
        fileprivate let socket: Poller.Slot
        fileprivate let monitor: Poller.Slot
    }

    func join(_ poller: inout Poller) -> Slots {
        Slots(socket: poller.add(socket), monitor: monitor.watch(with: &poller))
    }

    /// What happened to the connection since the last call.
    mutating func news(
        _ slots: Slots, _ poller: borrowing Poller
    ) throws(TransportError) -> [News] {
        guard poller.isReadable(slots.monitor) else { return [] }
        var news: [News] = []
        while let event = try monitor.next() {
            switch event {
            case .ready:
                trouble = nil
                news.append(isBroken ? .reopened : .opened)
                isBroken = false
            case .keyRefused:
                trouble = .keyRefused
                news.append(.keyRefused)
            case .handshakeFailed: trouble = .handshakeFailed
            case .disconnected:
                trouble = trouble ?? .unreachable
                isBroken = true
                news.append(.broken)
            case .retrying: break
            }
        }
        return news
    }

    func send(_ frames: [[UInt8]]) throws(TransportError) -> Sending {
        try socket.send(frames)
    }

    func receive() throws(TransportError) -> Reception {
        try socket.receive(atMostFrames: 2)
    }
}
