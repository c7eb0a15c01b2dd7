/// What may be used, for each kind of use; nil where this level sets no limit.
///
/// Set for the whole farm, for a team and for an account, and the tightest holds. What the farm's
/// quota says holds for each account by itself; a team's holds for the sum over its members.
public struct Quota: Hashable, Sendable {
    /// Submissions that make a job.
    public var submitRate: Rate?

    /// Jobs that have not ended.
    public var queuedJobs: Int?

    /// Tasks under way: the only limit that makes work wait instead of refusing it.
    public var runningTasks: Int?

    /// Compute time used and reserved, of any 24 hours and of any 30 days.
    public var dailyCompute: Duration?
    public var monthlyCompute: Duration?

    /// Length of the films made and under way, of any 24 hours and of any 30 days.
    public var dailyFilm: Duration?
    public var monthlyFilm: Duration?

    /// Bytes of chunks and films that are kept.
    public var storedBytes: Int?

    /// Of one job.
    public var longestFilm: Duration?

    /// Of one job, upright or across.
    public var largestFrame: PixelSize?

    /// The engines that a job may ask for.
    public var engines: [EngineID]?

    /// The highest priority that a job may have.
    public var priorityCeiling: Int?

    /// A quota that limits nothing.
    public init() {}

    public static let unlimited = Quota()

    public enum Kind: String, Hashable, CaseIterable, Sendable {
        case submitRate = "submit_rate"
        case queuedJobs = "queued_jobs"
        case runningTasks = "running_tasks"
        case dailyCompute = "daily_compute"
        case monthlyCompute = "monthly_compute"
        case dailyFilm = "daily_film"
        case monthlyFilm = "monthly_film"
        case storedBytes = "stored_bytes"
        case longestFilm = "longest_film"
        case largestFrame = "largest_frame"
        case engines
        case priorityCeiling = "priority_ceiling"
    }

    /// So many in a stretch of time, and at most as many at once.
    public struct Rate: Hashable, Sendable {
        public var count: Int
        public var period: Duration

        public init(count: Int, per period: Duration) {
            self.count = count
            self.period = period
        }
    }

    /// How much of a kind there is, is asked for, or is allowed.
    public enum Measure: Hashable, Sendable {
        case count(Int)
        case rate(Rate)
        case time(Duration)
        case bytes(Int)
        case frame(PixelSize)
        case engines([EngineID])
    }

    /// The limit of a kind; nil where there is none.
    public subscript(_ kind: Kind) -> Measure? {
        switch kind {
        case .submitRate: submitRate.map(Measure.rate)
        case .queuedJobs: queuedJobs.map(Measure.count)
        case .runningTasks: runningTasks.map(Measure.count)
        case .dailyCompute: dailyCompute.map(Measure.time)
        case .monthlyCompute: monthlyCompute.map(Measure.time)
        case .dailyFilm: dailyFilm.map(Measure.time)
        case .monthlyFilm: monthlyFilm.map(Measure.time)
        case .storedBytes: storedBytes.map(Measure.bytes)
        case .longestFilm: longestFilm.map(Measure.time)
        case .largestFrame: largestFrame.map(Measure.frame)
        case .engines: engines.map(Measure.engines)
        case .priorityCeiling: priorityCeiling.map(Measure.count)
        }
    }

    /// This quota with the limits that `changes` sets, and without those of the kinds to lift.
    public func changed(by changes: Quota, lifting lifted: [Kind] = []) -> Quota {
        var quota = self
        quota.submitRate = changes.submitRate ?? submitRate
        quota.queuedJobs = changes.queuedJobs ?? queuedJobs
        quota.runningTasks = changes.runningTasks ?? runningTasks
        quota.dailyCompute = changes.dailyCompute ?? dailyCompute
        quota.monthlyCompute = changes.monthlyCompute ?? monthlyCompute
        quota.dailyFilm = changes.dailyFilm ?? dailyFilm
        quota.monthlyFilm = changes.monthlyFilm ?? monthlyFilm
        quota.storedBytes = changes.storedBytes ?? storedBytes
        quota.longestFilm = changes.longestFilm ?? longestFilm
        quota.largestFrame = changes.largestFrame ?? largestFrame
        quota.engines = changes.engines ?? engines
        quota.priorityCeiling = changes.priorityCeiling ?? priorityCeiling
        for kind in lifted { quota.lift(kind) }
        return quota
    }

    private mutating func lift(_ kind: Kind) {
        switch kind {
        case .submitRate: submitRate = nil
        case .queuedJobs: queuedJobs = nil
        case .runningTasks: runningTasks = nil
        case .dailyCompute: dailyCompute = nil
        case .monthlyCompute: monthlyCompute = nil
        case .dailyFilm: dailyFilm = nil
        case .monthlyFilm: monthlyFilm = nil
        case .storedBytes: storedBytes = nil
        case .longestFilm: longestFilm = nil
        case .largestFrame: largestFrame = nil
        case .engines: engines = nil
        case .priorityCeiling: priorityCeiling = nil
        }
    }
}

extension Quota.Measure: CustomStringConvertible {
    /// For people: `12`, `10 in 60 s`, `90 s`, `4096 bytes`, `1280x720`, `previz, remote`.
    public var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .rate(let rate): "\(rate.count) in \(rate.period.inSeconds)"
        case .time(let time): time.inSeconds
        case .bytes(let bytes): "\(bytes) bytes"
        case .frame(let size): "\(size.width)x\(size.height)"
        case .engines(let engines): engines.map(\.name).joined(separator: ", ")
        }
    }
}

extension Duration {
    fileprivate var inSeconds: String {
        let rest = milliseconds % 1000
        return rest == 0
            ? "\(milliseconds / 1000) s" : "\(Double(milliseconds) / 1000) s"
    }
}

/// Why a quota said no, and when it may say yes.
public struct QuotaRefusal: Error, Hashable, Sendable {
    public var kind: Quota.Kind

    /// Whose quota it was.
    public var level: Entitlement.Level

    /// What was used and reserved; nil for a limit on a single job.
    public var used: Quota.Measure?
    public var asked: Quota.Measure?
    public var allowed: Quota.Measure

    /// Nil where the same request can never be granted.
    public var retryAfter: Duration?

    public init(
        _ kind: Quota.Kind, of level: Entitlement.Level, used: Quota.Measure? = nil,
        asked: Quota.Measure? = nil, allowed: Quota.Measure, retryAfter: Duration? = nil
    ) {
        self.kind = kind
        self.level = level
        self.used = used
        self.asked = asked
        self.allowed = allowed
        self.retryAfter = retryAfter
    }
}

extension QuotaRefusal: CustomStringConvertible {
    /// For people: whose limit, what is used, asked and allowed, and when to ask again.
    public var description: String {
        let use = used.map { "\($0) used, " } ?? ""
        let remedy =
            retryAfter.map { "ask again in \($0.inSeconds)" }
            ?? "ask for less, or ask an operator for more"
        let ask = asked.map { "\($0) asked, " } ?? ""
        return "over the quota of \(level), \(kind.rawValue): \(use)\(ask)"
            + "\(allowed) allowed; \(remedy)"
    }
}
