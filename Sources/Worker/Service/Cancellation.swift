internal import Synchronization

/// A flag that the loop raises and a slot looks at, once a frame.
final class Cancellation: Sendable {
    private let raised = Atomic(false)

    func raise() {
        raised.store(true, ordering: .releasing)
    }

    var isRaised: Bool { raised.load(ordering: .acquiring) }
}
