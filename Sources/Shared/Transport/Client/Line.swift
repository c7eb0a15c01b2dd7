/// One socket of a client and what is known of its connection.
struct Line: ~Copyable {
    /// Why no messages flow.
    enum Trouble: Hashable {
        case unreachable
        case keyRefused
        case handshakeFailed
    }

    private let socket: Socket
    private let monitor: SocketMonitor

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
    ) throws(TransportError) -> [SocketMonitor.Event] {
        guard poller.isReadable(slots.monitor) else { return [] }
        var events: [SocketMonitor.Event] = []
        while let event = try monitor.next() {
            events.append(event)
            switch event {
            case .ready: trouble = nil
            case .keyRefused: trouble = .keyRefused
            case .handshakeFailed: trouble = .handshakeFailed
            case .disconnected: trouble = trouble ?? .unreachable
            case .retrying: break
            }
        }
        return events
    }

    func send(_ frames: [[UInt8]]) throws(TransportError) -> Sending {
        try socket.send(frames)
    }

    func receive() throws(TransportError) -> Reception {
        try socket.receive(atMostFrames: 2)
    }
}
