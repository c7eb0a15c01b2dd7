internal import CZeroMQ
internal import Glibc
internal import Synchronization

/// Rouses a polling thread from any other.
///
/// Safety: the descriptor never changes, and eventfd(2) may be written and read by any thread.
public final class Waker: Sendable {
    let descriptor: Int32

    public init() throws(TransportError) {
        descriptor = eventfd(0, farm_eventfd_flags)
        guard descriptor >= 0 else {
            throw .failed(operation: "eventfd", reason: TransportError.text(of: errno))
        }
    }

    deinit {
        close(descriptor)
    }

    /// Makes the poller's next or current wait return; async-signal-safe.
    public func wake() {
        // The only failure is a counter that is full, which wakes as well.
        _ = eventfd_write(descriptor, 1)
    }

    /// Forgets past wakes.
    public func reset() {
        var count: eventfd_t = 0
        _ = eventfd_read(descriptor, &count)
    }
}

/// Letters from any thread to the one that polls ``waker``.
public final class Mailbox<Letter: Sendable>: Sendable {
    public let waker: Waker

    /// Letters that may wait.
    public let capacity: Int
    private let state = Mutex(State())

    private struct State: Sendable {
        var letters: [Letter] = []
        var isClosed = false
    }

    public init(capacity: Int) throws(TransportError) {
        precondition(capacity > 0)
        self.capacity = capacity
        waker = try Waker()
    }

    /// Leaves a letter and rouses the reader; false if the box is full or closed.
    public func post(_ letter: Letter) -> Bool {
        let hasRoom = state.withLock { state in
            guard !state.isClosed, state.letters.count < capacity else { return false }
            state.letters.append(letter)
            return true
        }
        if hasRoom { waker.wake() }
        return hasRoom
    }

    /// Every letter that waits, oldest first.
    public func collect() -> [Letter] {
        waker.reset()
        return state.withLock { state in
            let letters = state.letters
            state.letters = []
            return letters
        }
    }

    /// Every letter that waits; none will come after them.
    public func close() -> [Letter] {
        state.withLock { $0.isClosed = true }
        return collect()
    }
}
