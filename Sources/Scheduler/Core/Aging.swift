import FarmModel

/// The order of an account's jobs: by priority, which waiting raises.
///
/// A job's turn is its submission less ``step`` for each step of its priority. The order of two jobs
/// so never changes while they wait, and no job waits for ever, however many of higher priority
/// follow: those that are submitted more than `step` times the difference later come after it.
struct Aging: Equatable, Sendable {
    /// In seconds.
    let step: Int64

    init(step: Duration) {
        self.step = max(1, step.components.seconds)
    }

    /// Lower is earlier; among jobs with the same turn, the one with the lower number.
    func turn(of submitted: Instant, priority: Int) -> UInt32 {
        let bound = Int64(1) << 40
        let lead = min(max(Int64(priority) * min(step, 1 << 20), -bound), bound)
        let turn = submitted.milliseconds / 1000 + Aging.offset - lead
        return UInt32(min(max(turn, 1), Int64(UInt32.max)))
    }

    /// Keeps turns above zero for instants soon after 1970 too.
    private static let offset: Int64 = 1 << 30
}
