public import FarmModel
internal import Foundation

/// The farm's one clock: wall time read once, monotonic time since.
///
/// Steps of the wall clock and suspends move no lease.
public struct FarmClock: Sendable {
    private let start: Instant
    private let monotonic = SuspendingClock.now

    public init() {
        start = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    public var now: Instant {
        start.advanced(by: monotonic.duration(to: .now))
    }
}
