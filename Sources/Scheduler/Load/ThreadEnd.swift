internal import Synchronization

/// How a thread ended, for whoever waits for what it does.
public final class ThreadEnd: Sendable {
    private let error = Mutex<(any Error)?>(nil)

    public init() {}

    public func finish(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            self.error.withLock { $0 = error }
        }
    }

    /// Throws what the thread threw.
    public func check() throws {
        if let error = error.withLock({ $0 }) { throw error }
    }
}
