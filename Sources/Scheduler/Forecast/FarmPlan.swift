public import FarmModel

/// A farm as somebody plans it, and a day of work for it.
public struct FarmPlan: Equatable, Sendable {
    public var name: String

    /// For people: what it shows.
    public var about: String

    /// Of all chance.
    public var seed: UInt64

    /// How long jobs arrive; a day, as a rule.
    public var span: Duration

    /// How long the farm may then go on with what is left.
    public var patience: Duration
    public var settings: Settings
    public var workers: [WorkerGroup]
    public var farmQuota: Quota
    public var teams: [Team]
    public var accounts: [AccountGroup]

    /// Jobs that are told one by one, besides those that are drawn.
    public var trace: [TracedJob]

    /// What of the scheduler may be set.
    public struct Settings: Equatable, Sendable {
        /// How long a silent worker keeps its tasks.
        public var lease: Duration = .seconds(15)
        public var maximumAttempts = 4
        public var retryPause: Duration = .seconds(1)
        public var setAsideAfter = 3

        /// How long a worker takes to come back after its process has ended.
        public var restart: Duration = .seconds(30)
    }

    /// Workers that are alike.
    public struct WorkerGroup: Equatable, Sendable {
        public var name: String
        public var count: Int
        public var slots: Int
        public var engines: [EngineID]
        public var tags: [String]

        /// Bytes.
        public var gpuMemory: UInt64

        /// Relative to the machine that costs are estimated for.
        public var speed: Double

        /// The part of attempts that fail, 0 to 1.
        public var failureRate: Double

        /// How often the process of each ends unforeseen, in 24 hours.
        public var crashesPerDay: Double

        /// Times of day at which they are there; nil for always.
        public var hours: Range<Duration>?
    }

    public struct Team: Equatable, Sendable {
        public var name: String
        public var weight: Int
        public var quota: Quota
    }

    /// Accounts that are alike, each for itself.
    public struct AccountGroup: Equatable, Sendable {
        public var name: String
        public var count: Int
        public var team: String
        public var weight: Int
        public var quota: Quota
        public var jobs: [JobSource]

        /// The names of its accounts.
        public var accounts: [String] {
            count == 1 ? [name] : (1...count).map { "\(name)-\($0)" }
        }
    }

    /// Jobs that each account of a group submits.
    public struct JobSource: Equatable, Sendable {
        public var arrivals: Arrivals
        public var film: Film
    }

    /// When an account's jobs arrive.
    public enum Arrivals: Equatable, Sendable {
        /// At random moments, so many in 24 hours, spread over the hours of the day as the weights say.
        case daily(Double, weights: [Double])

        /// All at once, at a time of day, each day.
        case burst(count: Int, at: Duration)
    }

    /// What a job asks for.
    public struct Film: Equatable, Sendable {
        /// Drawn evenly between these.
        public var seconds: ClosedRange<Double>

        /// What a second of film takes the machine that costs are estimated for, drawn evenly.
        public var computePerSecond: ClosedRange<Double>
        public var engine: EngineID
        public var gpuMemory: UInt64
        public var tags: [String]
        public var priority: Int
    }

    /// A job as a trace has it.
    public struct TracedJob: Equatable, Sendable {
        public var at: Duration
        public var account: String
        public var filmSeconds: Double

        /// Of the whole film.
        public var compute: Double
        public var priority: Int
    }

    /// Hours of the day at which people work.
    public static let profiles: [(name: String, weights: [Double])] = [
        ("flat", Array(repeating: 1, count: 24)),
        (
            "office",
            [
                0, 0, 0, 0, 0, 0, 0.2, 1, 3, 6, 8, 8, 5, 6, 8, 8, 7, 5, 2, 1, 0.5, 0.3, 0.1, 0,
            ]
        ),
        (
            "evening",
            [
                2, 1, 0.5, 0.3, 0.2, 0.2, 0.4, 0.8, 1, 1, 1.2, 1.5, 2, 2, 2, 2, 2.5, 3.5, 5, 7,
                8, 8, 6, 4,
            ]
        ),
    ]
}
