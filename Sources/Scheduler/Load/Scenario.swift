public import FarmModel
public import FarmWire

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

    /// Who is served next.
    public var sharing: Sharing

    /// Connections that submissions are spread over: as many clients race.
    public var connections: Int

    /// What holds for each account by itself.
    public var everyone: Quota
    public var teams: [Team]
    public var workers: [WorkerGroup]
    public var accounts: [AccountGroup]
    public var expectations: [Expectation]

    /// A team of accounts, and what it is granted.
    public struct Team: Equatable, Sendable {
        public var name: String
        public var weight: Int
        public var quota: Quota
    }

    /// Workers that are alike.
    public struct WorkerGroup: Equatable, Sendable {
        public var count: Int
        public var slots: Int
        public var kind: Kind

        public enum Kind: Equatable, Sendable {
            /// Waits for as long as each drill says.
            case synthetic(SyntheticWorker.Temper, Churn)

            /// A process `reelmill worker`: renders films and takes no drills.
            case real
        }
    }

    /// Accounts that behave alike, each for itself.
    public struct AccountGroup: Equatable, Sendable {
        public var name: String
        public var count: Int
        public var arrivals: Arrivals
        public var work: Work
        public var priority: Int

        /// What each of its accounts is granted.
        public var entitlement: Grant

        /// The names of its accounts.
        public var accounts: [String] {
            count == 1 ? [name] : (1...count).map { "\(name)-\($0)" }
        }
    }

    /// What an account is granted; nil leaves what is usual.
    public struct Grant: Equatable, Sendable {
        public var team: String?
        public var weight: Int?
        public var quota: Quota
    }

    /// What an account's jobs are.
    public enum Work: Equatable, Sendable {
        /// Compute time of each drill, drawn evenly between these.
        case drills(ClosedRange<Duration>)

        /// Films, each with another seed.
        case films(FilmRequest)
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

        /// Of refusals, only those by this limit.
        public var kind: Quota.Kind?
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

        /// Limits of a quota that an account or team was seen to exceed.
        case excess

        /// What the farm charged and reserved that the workers' reports do not explain.
        case ledgerErrors = "ledger-errors"
    }
}

/// A job that is to come.
public struct Arrival: Equatable, Sendable {
    /// On the stopwatch.
    public var moment: Duration

    /// Index of the account group.
    public var group: Int
    public var account: String
    public var work: ClientRequest.Work

    /// Its compute time on a worker of speed 1.
    public var cost: Duration {
        switch work {
        case .drill(let drill): drill.duration
        case .film(let film): film.estimatedCost
        }
    }
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
                            work: group.draw(&random)))
                }
            }
        }
        return arrivals.enumerated()
            .sorted { ($0.element.moment, $0.offset) < ($1.element.moment, $1.offset) }
            .map(\.element)
    }
}

extension Scenario.AccountGroup {
    /// The next job.
    func draw(_ random: inout SplitMix64) -> ClientRequest.Work {
        switch work {
        case .drills(let range):
            let span = range.upperBound - range.lowerBound
            let duration = range.lowerBound + span * random.unit()
            return .drill(Drill(duration: .milliseconds(duration.milliseconds)))
        case .films(var film):
            film.seed = random.next() >> 16
            return .film(film)
        }
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
