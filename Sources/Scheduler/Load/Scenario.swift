public import FarmModel

/// A load test: who submits what and when, on which workers, and what is expected of the farm.
public struct Scenario: Equatable, Sendable {
    public var name: String

    /// For people: what it shows.
    public var about: String

    /// Seconds in which jobs arrive; what has arrived is then worked off.
    public var seconds: Double

    /// Seconds that working off may take.
    public var drainSeconds: Double
    public var seed: UInt64
    public var workers: [WorkerGroup]
    public var accounts: [AccountGroup]
    public var expectations: [Expectation]

    /// Synthetic workers that are alike.
    public struct WorkerGroup: Equatable, Sendable {
        public var count: Int
        public var slots: Int
        public var speed: Double

        /// The part of attempts that fail, 0 to 1.
        public var failureRate: Double
    }

    /// Accounts that behave alike, each for itself.
    public struct AccountGroup: Equatable, Sendable {
        public var name: String
        public var count: Int
        public var arrivals: Arrivals

        /// Compute time of each drill, drawn evenly between these.
        public var drill: ClosedRange<Duration>

        /// The names of its accounts.
        public var accounts: [String] {
            count == 1 ? [name] : (1...count).map { "\(name)-\($0)" }
        }
    }

    /// When an account's jobs arrive.
    public enum Arrivals: Equatable, Sendable {
        /// At random moments, independent of each other.
        case poisson(perSecond: Double)

        /// All at once.
        case burst(count: Int, at: Duration)

        /// Always so many unfinished: the next comes when one is done.
        case closed(open: Int)
    }

    /// What a figure of the report must be.
    public struct Expectation: Equatable, Sendable {
        /// Nil for the whole farm.
        public var group: String?
        public var figure: Figure
        public var bound: Bound

        public enum Bound: Equatable, Sendable {
            case atLeast(Double)
            case atMost(Double)
        }
    }

    /// The figures that can be expected something of.
    public enum Figure: String, CaseIterable, Sendable {
        case accepted
        case refused
        case completed

        /// Accepted and never finished.
        case unfinished
        case waitP50 = "wait-p50"
        case waitP95 = "wait-p95"
        case waitP99 = "wait-p99"

        /// Completed jobs a second.
        case throughput

        /// Jain's index of the compute time that each account got, 0 to 1; for the whole farm.
        case fairness
    }
}

/// A job that is to come.
public struct Arrival: Equatable, Sendable {
    /// On the stopwatch.
    public var moment: Duration

    /// Index of the account group.
    public var group: Int
    public var account: String
    public var drill: Drill
}

extension Scenario {
    /// Every arrival that does not depend on how the farm does, in the order of their moments.
    public var arrivals: [Arrival] {
        var random = SplitMix64(seed: seed)
        var arrivals: [Arrival] = []
        for (index, group) in accounts.enumerated() {
            for account in group.accounts {
                for moment in group.arrivals.moments(within: seconds, &random) {
                    arrivals.append(
                        Arrival(
                            moment: moment, group: index, account: account,
                            drill: group.draw(&random)))
                }
            }
        }
        return arrivals.enumerated()
            .sorted { ($0.element.moment, $0.offset) < ($1.element.moment, $1.offset) }
            .map(\.element)
    }
}

extension Scenario.AccountGroup {
    /// The next drill.
    func draw(_ random: inout SplitMix64) -> Drill {
        let span = drill.upperBound - drill.lowerBound
        return Drill(duration: drill.lowerBound + span * random.unit())
    }
}

extension Scenario.Arrivals {
    fileprivate func moments(
        within seconds: Double, _ random: inout SplitMix64
    ) -> [Duration] {
        switch self {
        case .closed: return []
        case .burst(let count, let moment): return Array(repeating: moment, count: count)
        case .poisson(let rate):
            var moments: [Duration] = []
            var clock = 0.0
            while true {
                // Gaps of a Poisson process are exponential: -ln(1 - u) / rate.
                clock += Exponential.gap(random.unit(), rate: rate)
                guard clock < seconds else { return moments }
                moments.append(.seconds(clock))
            }
        }
    }
}
