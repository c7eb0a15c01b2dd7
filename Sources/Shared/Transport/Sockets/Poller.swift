internal import CZeroMQ
internal import FarmModel

/// Waits for the first of several sockets and mailboxes to have something.
///
/// Safety: holds the handles of the sockets it was given, which belong to the same thread and must
/// outlive it; zmq_poll(3) writes only to `items`.
public struct Poller: ~Copyable {
    private var items: [zmq_pollitem_t] = []

    public init() {}

    /// What a poller was asked to look at.
    public struct Slot: Hashable, Sendable {
        fileprivate let index: Int
    }

    /// What is waited for on a socket.
    public enum Interest: Hashable, Sendable {
        case none
        case reading
        case readingAndWriting

        fileprivate var events: Int16 {
            switch self {
            case .none: 0
            case .reading: Int16(ZMQ_POLLIN)
            case .readingAndWriting: Int16(ZMQ_POLLIN | ZMQ_POLLOUT)
            }
        }
    }

    public mutating func add(_ socket: borrowing Socket, for interest: Interest = .reading) -> Slot
    {
        items.append(
            zmq_pollitem_t(socket: socket.handle, fd: 0, events: interest.events, revents: 0))
        return Slot(index: items.count - 1)
    }

    public mutating func add(_ waker: Waker) -> Slot {
        items.append(
            zmq_pollitem_t(socket: nil, fd: waker.descriptor, events: Int16(ZMQ_POLLIN), revents: 0)
        )
        return Slot(index: items.count - 1)
    }

    public mutating func change(_ slot: Slot, to interest: Interest) {
        items[slot.index].events = interest.events
    }

    /// Blocks until something is ready or `timeout` has passed; nil waits for ever.
    ///
    /// May return early, when a signal arrives.
    public mutating func wait(atMost timeout: Duration?) throws(TransportError) {
        let milliseconds = timeout.map { max(0, ($0 + .microseconds(999)).milliseconds) } ?? -1
        if zmq_poll(&items, Int32(items.count), Int(milliseconds)) < 0 {
            guard zmq_errno() == farm_zmq_eintr else { throw .last(of: "zmq_poll") }
            for index in items.indices { items[index].revents = 0 }
        }
    }

    public func isReadable(_ slot: Slot) -> Bool {
        Int32(items[slot.index].revents) & ZMQ_POLLIN != 0
    }

    public func isWritable(_ slot: Slot) -> Bool {
        Int32(items[slot.index].revents) & ZMQ_POLLOUT != 0
    }
}
