public import FarmModel
public import FarmWire

/// One job of a load test, from its submission to its end.
public struct JobTrace: Equatable, Sendable {
    /// Index of its account group.
    public var group: Int
    public var account: String
    public var cost: Duration

    /// Moments on the stopwatch.
    public var submitted: Duration
    public var answered: Duration?

    public var refusal: Refusal?

    /// The start of its first attempt, and of the one that succeeded.
    public var started: Duration?
    public var lastStarted: Duration?

    /// The end of the attempt that succeeded.
    public var completed: Duration?
    public var failedAttempts = 0

    /// What the workers say that it took; more than one says so where a lease had passed on.
    public var computeTime: ClosedRange<Duration>?

    /// Why a submission was refused.
    public enum Refusal: Hashable, Sendable {
        case quota(Quota.Kind)
        case other(code: String)

        public init(_ refusal: FarmWire.Refusal) {
            let name = refusal.field.split(separator: ".").last.map(String.init) ?? ""
            if refusal.code == .overLimit, let kind = Quota.Kind(rawValue: name) {
                self = .quota(kind)
            } else {
                self = .other(code: refusal.code.rawValue)
            }
        }

        public var name: String {
            switch self {
            case .quota(let kind): kind.rawValue
            case .other(let code): code
            }
        }
    }

    public var isAccepted: Bool { answered != nil && refusal == nil }

    public init(group: Int, account: String, cost: Duration, submitted: Duration) {
        self.group = group
        self.account = account
        self.cost = cost
        self.submitted = submitted
    }
}

/// What a load test led to.
public struct LoadResult: Sendable {
    public var scenario: Scenario
    public var jobs: [JobTrace]

    /// From the first arrival's clock to the last end.
    public var elapsed: Duration

    /// Which workers left and which were killed.
    public var fates: [Fate] = []

    /// What the farm's books say that the workers' reports do not explain.
    public var ledgerFindings: [String] = []

    public init(scenario: Scenario, jobs: [JobTrace], elapsed: Duration) {
        self.scenario = scenario
        self.jobs = jobs
        self.elapsed = elapsed
    }

    /// The figures of one group, or of the whole farm.
    public func summary(of group: Int?) -> LoadSummary {
        LoadSummary(
            jobs.filter { group == nil || $0.group == group }, elapsed: elapsed,
            window: .seconds(scenario.seconds))
    }

    /// Each expectation with the figure found.
    public var verdicts: [Verdict] {
        scenario.expectations.map { expectation in
            let index = scenario.accounts.firstIndex { $0.name == expectation.group }
            return Verdict(expectation: expectation, value: value(of: expectation, index))
        }
    }

    private func value(of expectation: Scenario.Expectation, _ group: Int?) -> Double {
        switch expectation.figure {
        case .excess: Double(limitChecks.count { !$0.isKept })
        case .ledgerErrors: Double(ledgerFindings.count)
        case .refused:
            Double(summary(of: group).refused(by: expectation.kind))
        default: summary(of: group).value(of: expectation.figure)
        }
    }

    /// Whether a figure is as expected.
    public struct Verdict: Equatable, Sendable {
        public var expectation: Scenario.Expectation
        public var value: Double

        public var isMet: Bool {
            switch expectation.bound {
            case .atLeast(let bound): value >= bound
            case .atMost(let bound): value <= bound
            }
        }
    }
}

/// The figures of a set of jobs.
public struct LoadSummary: Sendable {
    public var submitted: Int
    public var accepted: Int
    public var completed: Int
    public var failedAttempts: Int

    /// The commonest first.
    public var refusals: [(reason: JobTrace.Refusal, count: Int)]

    /// Seconds from submission to answer, ascending.
    public var latencies: [Double]

    /// Seconds from submission to start, ascending.
    public var waits: [Double]

    /// Completed jobs a second.
    public var throughput: Double

    /// Jain's index over accounts of the compute time they got while jobs arrived.
    public var fairness: Double

    public var refused: Int { refusals.reduce(0) { $0 + $1.count } }

    init(_ jobs: [JobTrace], elapsed: Duration, window: Duration) {
        submitted = jobs.count
        accepted = jobs.count(where: \.isAccepted)
        completed = jobs.count { $0.completed != nil }
        failedAttempts = jobs.reduce(0) { $0 + $1.failedAttempts }
        var counts: [JobTrace.Refusal: Int] = [:]
        for job in jobs {
            if let refusal = job.refusal { counts[refusal, default: 0] += 1 }
        }
        refusals = counts.map { (reason: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.reason.name) < ($0.count, $1.reason.name) }
        latencies = jobs.compactMap { job in
            job.answered.map { ($0 - job.submitted).inSeconds }
        }.sorted()
        waits = jobs.compactMap { job in
            job.started.map { ($0 - job.submitted).inSeconds }
        }.sorted()
        throughput = elapsed > .zero ? Double(completed) / elapsed.inSeconds : 0
        fairness = LoadSummary.fairness(of: jobs, within: window)
    }

    /// The wait that `part` of the jobs did not exceed, in seconds; 0 where none has started.
    public func wait(_ part: Double) -> Double { LoadSummary.rank(part, of: waits) }

    /// The time to an answer that `part` of the submissions did not exceed, in seconds.
    public func latency(_ part: Double) -> Double { LoadSummary.rank(part, of: latencies) }

    private static func rank(_ part: Double, of sorted: [Double]) -> Double {
        sorted.isEmpty ? 0 : sorted[Int((Double(sorted.count - 1) * part).rounded())]
    }

    /// Submissions refused by a limit, or for whatever reason.
    public func refused(by kind: Quota.Kind?) -> Int {
        guard let kind else { return refused }
        return refusals.reduce(0) { $0 + ($1.reason == .quota(kind) ? $1.count : 0) }
    }

    func value(of figure: Scenario.Figure) -> Double {
        switch figure {
        case .accepted: Double(accepted)
        case .refused: Double(refused)
        case .completed: Double(completed)
        case .unfinished: Double(accepted - completed)
        case .waitP50: wait(0.50)
        case .waitP95: wait(0.95)
        case .waitP99: wait(0.99)
        case .throughput: throughput
        case .fairness: fairness
        case .excess, .ledgerErrors: 0
        }
    }

    /// (Σx)² / (n Σx²): Jain, Chiu and Hawe, *A quantitative measure of fairness* (1984).
    private static func fairness(of jobs: [JobTrace], within window: Duration) -> Double {
        var service: [String: Double] = [:]
        for job in jobs {
            let isCounted = job.completed.map { $0 <= window } ?? false
            service[job.account, default: 0] += isCounted ? job.cost.inSeconds : 0
        }
        let sum = service.values.reduce(0, +)
        let squares = service.values.reduce(0) { $0 + $1 * $1 }
        return squares > 0 ? sum * sum / (Double(service.count) * squares) : 1
    }
}

extension Duration {
    public var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
