internal import FarmModel

/// One job of a load test, from its submission to its end.
public struct JobTrace: Equatable, Sendable {
    /// Index of its account group.
    public var group: Int
    public var account: String
    public var cost: Duration

    /// Moments on the stopwatch.
    public var submitted: Duration
    public var answered: Duration?

    /// The refusal's code.
    public var refusal: String?

    /// The start of its first attempt.
    public var started: Duration?

    /// The end of the attempt that succeeded.
    public var completed: Duration?
    public var failedAttempts = 0

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
            let value = summary(of: index).value(of: expectation.figure)
            return Verdict(expectation: expectation, value: value)
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

    /// By the refusal's code, the commonest first.
    public var refusals: [(code: String, count: Int)]

    /// Seconds from submission to start, ascending.
    public var waits: [Double]

    /// Completed jobs a second.
    public var throughput: Double

    /// Jain's index over accounts of the compute time they got while jobs arrived.
    public var fairness: Double

    public var refused: Int { refusals.reduce(0) { $0 + $1.count } }

    init(_ jobs: [JobTrace], elapsed: Duration, window: Duration) {
        submitted = jobs.count
        accepted = jobs.count { $0.answered != nil && $0.refusal == nil }
        completed = jobs.count { $0.completed != nil }
        failedAttempts = jobs.reduce(0) { $0 + $1.failedAttempts }
        let codes = jobs.compactMap(\.refusal)
        refusals = Set(codes).map { code in (code: code, count: codes.count { $0 == code }) }
            .sorted { ($1.count, $0.code) < ($0.count, $1.code) }
        waits = jobs.compactMap { job in
            job.started.map { ($0 - job.submitted).inSeconds }
        }.sorted()
        throughput = elapsed > .zero ? Double(completed) / elapsed.inSeconds : 0
        fairness = LoadSummary.fairness(of: jobs, within: window)
    }

    /// The wait that `part` of the jobs did not exceed, in seconds; 0 where none has started.
    public func wait(_ part: Double) -> Double {
        waits.isEmpty ? 0 : waits[Int((Double(waits.count - 1) * part).rounded())]
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
