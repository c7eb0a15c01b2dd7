internal import Dispatch
internal import Synchronization

/// Something that another thread will have done, or failed to do.
final class Ending: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let failure = Mutex<(any Error)?>(nil)

    func signal() {
        semaphore.signal()
    }

    func fail(_ error: any Error) {
        failure.withLock { $0 = error }
        semaphore.signal()
    }

    func wait() {
        semaphore.wait()
    }

    /// Waits, and throws what the other thread failed with.
    func get() throws {
        semaphore.wait()
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
