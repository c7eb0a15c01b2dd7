/// A job of one task that makes no film: a worker waits for ``duration``, and that is all.
///
/// Load tests submit drills, so that the farm's own speed and fairness show.
public struct Drill: Equatable, Sendable {
    /// How long a worker is busy, and what fair share and quotas are charged.
    public var duration: Duration

    public init(duration: Duration) {
        self.duration = duration
    }
}

extension Drill {
    /// Milliseconds in eight bytes, the lowest first.
    public var payload: [UInt8] {
        let milliseconds = UInt64(clamping: duration.milliseconds)
        return (0..<8).map { UInt8(truncatingIfNeeded: milliseconds >> (8 * UInt64($0))) }
    }

    /// The drill of a payload; nil for bytes that are none.
    public init?(payload: [UInt8]) {
        guard payload.count == 8 else { return nil }
        let milliseconds = payload.indices.reduce(UInt64(0)) {
            $0 | UInt64(payload[$1]) << (8 * UInt64($1))
        }
        guard let milliseconds = Int64(exactly: milliseconds) else { return nil }
        self.init(duration: .milliseconds(milliseconds))
    }

    /// The drill's one task.
    public var task: Job.Task {
        Job.Task(
            step: "drill", requirement: Job.Requirement(engine: .drill), cost: duration,
            payload: payload, output: .none)
    }
}
