/// A point on the farm's one clock, in milliseconds since 1970-01-01T00:00:00Z.
///
/// The loop reads the system clock once at start and counts monotonic time from there, so an instant
/// never steps back, keeps its meaning across a restart, and a test writes time as a plain integer.
public struct Instant: InstantProtocol, Codable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public func advanced(by duration: Duration) -> Instant {
        Instant(milliseconds: milliseconds + duration.milliseconds)
    }

    public func duration(to other: Instant) -> Duration {
        .milliseconds(other.milliseconds - milliseconds)
    }

    public static func < (earlier: Instant, later: Instant) -> Bool {
        earlier.milliseconds < later.milliseconds
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    public var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
