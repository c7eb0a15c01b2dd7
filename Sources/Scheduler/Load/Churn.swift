internal import FarmModel

/// How the workers of a group come and go.
public struct Churn: Hashable, Sendable {
    /// When they join, after the start.
    public var joinsAt: Duration

    /// How often one of the group drains and leaves, and how often one is killed.
    public var drainsPerSecond: Double
    public var killsPerSecond: Double

    /// How long it takes until one that left or was killed comes back.
    public var away: Duration

    public init(
        joinsAt: Duration = .zero, drainsPerSecond: Double = 0, killsPerSecond: Double = 0,
        away: Duration = .seconds(1)
    ) {
        self.joinsAt = joinsAt
        self.drainsPerSecond = drainsPerSecond
        self.killsPerSecond = killsPerSecond
        self.away = away
    }

    /// All are there from the start and stay.
    public static let none = Churn()
}

/// What befalls workers of a group, at moments after the start of arrivals.
public struct Fate: Equatable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// Finishes what it runs, takes no more, leaves.
        case drain

        /// Falls silent in the middle of everything.
        case kill
    }

    public var moment: Duration
    public var worker: Int
    public var kind: Kind
}

extension Churn {
    /// The fates of `count` workers while jobs arrive, in the order of their moments.
    public func fates(of count: Int, within seconds: Double, seed: UInt64) -> [Fate] {
        var random = SplitMix64(seed: seed)
        var fates: [Fate] = []
        for (kind, rate) in [(Fate.Kind.drain, drainsPerSecond), (.kill, killsPerSecond)]
        where rate > 0 {
            var clock = joinsAt.inSeconds
            while true {
                clock += Exponential.gap(random.unit(), rate: rate)
                guard clock < seconds else { break }
                let worker = Int(random.next() % UInt64(count))
                fates.append(Fate(moment: .seconds(clock), worker: worker, kind: kind))
            }
        }
        return fates.enumerated()
            .sorted { ($0.element.moment, $0.offset) < ($1.element.moment, $1.offset) }
            .map(\.element)
    }
}
