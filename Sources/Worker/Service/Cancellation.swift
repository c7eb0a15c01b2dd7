internal import Synchronization

/// A flag that the loop raises and a slot looks at, once a frame.
final class Cancellation: Sendable {
    private let raised = Atomic(false)
    private let preempted = Atomic(false)

    func raise() {
        raised.store(true, ordering: .releasing)
    }

    var isRaised: Bool { raised.load(ordering: .acquiring) }

    /// Asks for an end after the chunk that is being made.
    func preempt() {
        preempted.store(true, ordering: .releasing)
    }

    var isPreempted: Bool { preempted.load(ordering: .acquiring) }
}
