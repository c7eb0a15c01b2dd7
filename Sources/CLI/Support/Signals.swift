import Dispatch
import Foundation
import Synchronization

/// Hears the signals that ask a process to end.
final class Signals {
    private var sources: [any DispatchSourceSignal] = []
    private let fired = Flag()

    /// Whether one has come.
    var haveFired: Bool { fired.isRaised }

    private final class Flag: Sendable {
        private let value = Atomic(false)

        var isRaised: Bool { value.load(ordering: .acquiring) }

        func raise() {
            value.store(true, ordering: .releasing)
        }
    }

    /// `handler` runs on another thread, once a signal of `numbers` arrives, each time.
    init(_ numbers: [Int32], handler: @escaping @Sendable (Int32) -> Void) {
        for number in numbers {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(
                signal: number, queue: .global(qos: .userInitiated))
            source.setEventHandler { [fired] in
                fired.raise()
                handler(number)
            }
            source.resume()
            sources.append(source)
        }
    }

    /// Runs `handler` once the process that started this one is gone.
    static func whenOrphaned(_ handler: @escaping @Sendable () -> Void) -> any DispatchSourceTimer {
        let owner = getppid()
        let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
        timer.schedule(deadline: .now() + 1, repeating: 1)
        timer.setEventHandler {
            guard getppid() != owner else { return }
            timer.cancel()
            handler()
        }
        timer.resume()
        return timer
    }
}
