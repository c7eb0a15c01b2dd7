import FarmModel

/// How fast a machine has proved to be with one engine: the median of its latest attempts.
///
/// An attempt's speed is its estimated cost by the time from its grant to its end, so what the farm
/// goes by is what it gets, transfers and neighbours included. The median lets no single odd attempt
/// count, and integers give the same speed on every machine and in every replay.
///
/// Nothing is written down for it: a restart measures again from the attempts of the jobs that are
/// still remembered.
struct MeasuredSpeed: Equatable, Sendable {
    /// Attempts that count, and how many there must be before the machine's own word is set aside.
    static let memory = 9
    static let quorum = 3

    /// Thousandths of the reference speed.
    static let bounds: ClosedRange<Int64> = 1...1_000_000

    private struct Sample: Comparable, Sendable {
        var ended: Instant
        var task: TaskID
        var permille: Int32

        static func < (earlier: Sample, later: Sample) -> Bool {
            (earlier.ended, earlier.task) < (later.ended, later.task)
        }
    }

    /// The latest attempts, in the order of their ends.
    private var samples: [Sample] = []

    /// The speeds of ``samples``, ascending.
    private var sorted: [Int32] = []

    /// Thousandths of the reference speed; nil until enough attempts have ended.
    var permille: Int32? {
        sorted.count < MeasuredSpeed.quorum ? nil : sorted[sorted.count / 2]
    }

    /// Counts an attempt at `task`, whichever order they come in.
    mutating func add(cost: Int64, elapsed: Int64, task: TaskID, ended: Instant) {
        let speed = cost.multipliedReportingOverflow(by: 1000)
        guard cost > 0, !speed.overflow else { return }
        let bounds = MeasuredSpeed.bounds
        let permille = min(
            max(speed.partialValue / max(1, elapsed), bounds.lowerBound), bounds.upperBound)
        let sample = Sample(ended: ended, task: task, permille: Int32(permille))
        let place = samples.lastIndex { $0 < sample }.map { $0 + 1 } ?? 0
        samples.insert(sample, at: place)
        sorted.insert(
            sample.permille, at: sorted.firstIndex { $0 >= sample.permille } ?? sorted.count)
        guard samples.count > MeasuredSpeed.memory else { return }
        let oldest = samples.removeFirst().permille
        if let place = sorted.firstIndex(of: oldest) { sorted.remove(at: place) }
    }
}

extension Worker.Announcement {
    /// What the worker itself says of its speed, in thousandths of the reference speed.
    func permille(of engine: EngineID) -> Int32 {
        let speed = engineSpeeds.first { $0.engine == engine }?.speed ?? speed
        guard speed.isFinite else { return 1000 }
        let bounds = MeasuredSpeed.bounds
        let bounded = min(
            max(speed, Double(bounds.lowerBound) / 1000), Double(bounds.upperBound) / 1000)
        return Int32((bounded * 1000).rounded())
    }
}
