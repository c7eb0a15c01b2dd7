public import FarmModel
internal import Foundation

/// The farm's one clock: wall time read once, monotonic time since.
///
/// Steps of the wall clock and suspends move no lease.
public struct FarmClock: Sendable {
    private var start: Instant
    private let monotonic = SuspendingClock.now

    public init() {
        start = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    public var now: Instant {
        start.advanced(by: monotonic.duration(to: .now))
    }

    /// Goes on from `instant` if that is yet to come; returns by how much the clock was behind.
    mutating func advance(to instant: Instant) -> Duration {
        let lag = max(.zero, now.duration(to: instant))
        start = start.advanced(by: lag)
        return lag
    }
}
