/// What a level was granted: its weight in the fair share and its quota.
public struct Entitlement: Hashable, Sendable {
    /// Where a quota or weight is set.
    public enum Level: Hashable, Sendable {
        /// What holds for everyone; it has no weight.
        case farm
        case team(String)
        case account(String)
    }

    /// The team of every account that was not put into another.
    public static let commonTeam = "common"
    public static let weights = 1...1000
    public static let usualWeight = 100

    public var level: Level

    /// Of an account, its team.
    public var team: String?

    /// The share of compute time relative to the other teams, or to the other accounts of the team.
    public var weight: Int
    public var quota: Quota

    public init(
        _ level: Level, team: String? = nil, weight: Int = Entitlement.usualWeight,
        quota: Quota = Quota()
    ) {
        self.level = level
        self.team = team
        self.weight = weight
        self.quota = quota
    }
}

extension Entitlement.Level: CustomStringConvertible {
    public var description: String {
        switch self {
        case .farm: "the farm"
        case .team(let name): "team \(name)"
        case .account(let name): "account \(name)"
        }
    }
}

/// An operator's change to an entitlement: what is nil stays as it is.
///
/// A level that did not exist begins with it.
public struct EntitlementChange: Hashable, Sendable {
    public var level: Entitlement.Level

    /// For an account: the team to move it to, which must exist.
    public var team: String?
    public var weight: Int?

    /// Limits to set.
    public var quota: Quota

    /// Kinds of limits to remove.
    public var lifted: [Quota.Kind]

    public init(
        _ level: Entitlement.Level, team: String? = nil, weight: Int? = nil,
        quota: Quota = Quota(), lifting lifted: [Quota.Kind] = []
    ) {
        self.level = level
        self.team = team
        self.weight = weight
        self.quota = quota
        self.lifted = lifted
    }
}

/// Compute time and length of film, in milliseconds: whole numbers, so that sums are exact.
public struct Expense: Hashable, Sendable {
    public var compute: Int64
    public var film: Int64

    public init(compute: Int64 = 0, film: Int64 = 0) {
        self.compute = compute
        self.film = film
    }

    public static let zero = Expense()

    public static func + (one: Expense, other: Expense) -> Expense {
        Expense(compute: one.compute + other.compute, film: one.film + other.film)
    }

    public static func - (one: Expense, other: Expense) -> Expense {
        Expense(compute: one.compute - other.compute, film: one.film - other.film)
    }

    public static func += (one: inout Expense, other: Expense) { one = one + other }

    public static func -= (one: inout Expense, other: Expense) { one = one - other }
}
