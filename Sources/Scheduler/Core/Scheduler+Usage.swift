public import FarmModel

/// What an account or team may use and has used.
public struct UsageSummary: Equatable, Sendable {
    public var entitlement: Entitlement

    /// The accounts that are counted here.
    public var accounts: Int
    public var unfinishedJobs: Int
    public var runningTasks: Int
    public var storedBytes: Int

    /// For jobs that have not ended.
    public var reserved: Expense

    /// Since ever.
    public var charged: Expense

    /// Of the last 24 hours and 30 days.
    public var today: Expense
    public var thisMonth: Expense

    /// Submissions that count against the level's own rate now; nil where it has none.
    public var submissions: Int?
}

extension Scheduler {
    /// The farm's entitlement, then those of teams and accounts that are not the usual one.
    public var entitlements: [Entitlement] {
        let levels =
            [Entitlement.Level.farm]
            + accounts.teams.indices.map { .team(accounts.name(team: $0)) }
            + accounts.members.indices.map { .account(accounts.name($0)) }
        return levels.compactMap { level in
            accounts.entitlement(level).flatMap { $0.isUsual ? nil : $0 }
        }
    }

    /// The names of all teams, in the order of their creation.
    public var teamNames: [String] { accounts.teams.indices.map { accounts.name(team: $0) } }

    /// The names of all accounts, in the order of their creation.
    public var accountNames: [String] { (0..<accounts.count).map { accounts.name($0) } }

    /// What a level may use and has used; nil for one that does not exist.
    ///
    /// For the farm: of all accounts together.
    public func usage(of level: Entitlement.Level, at now: Instant) -> UsageSummary? {
        guard let entitlement = accounts.entitlement(level), let (usage, rate, count) = use(level)
        else { return nil }
        return UsageSummary(
            entitlement: entitlement, accounts: count, unfinishedJobs: usage.unfinishedJobs,
            runningTasks: usage.runningTasks, storedBytes: usage.storedBytes,
            reserved: usage.reserved, charged: usage.charged, today: usage.day.sum(at: now),
            thisMonth: usage.month.sum(at: now),
            submissions: entitlement.quota.submitRate.flatMap { limit in
                rate?.used(under: limit, at: now)
            })
    }

    /// What a level used in each stretch of a span, in the order of time; stretches without use are
    /// left out.
    public func history(
        of level: Entitlement.Level, _ span: UsageSpan, at now: Instant
    ) -> [UsageBucket] {
        use(level)?.usage.window(span).buckets(at: now) ?? []
    }

    /// What an account, its team and the farm were granted, in this order.
    public func limits(of account: String) -> [Entitlement] {
        let levels: [Entitlement.Level] = [
            .account(account),
            .team(
                accounts.find(account).map { accounts.name(team: accounts.members[$0].team) }
                    ?? Entitlement.commonTeam),
            .farm,
        ]
        return levels.map { accounts.entitlement($0) ?? Entitlement($0) }
    }

    private func use(
        _ level: Entitlement.Level
    ) -> (usage: Usage, rate: RateMeter?, accounts: Int)? {
        switch level {
        case .farm:
            var sum = Usage()
            for team in accounts.teams { sum.add(team.usage) }
            return (sum, nil, accounts.count)
        case .team(let name):
            guard let team = accounts.find(team: name) else { return nil }
            let count = accounts.members.count { $0.team == team }
            return (accounts.teams[team].usage, accounts.teams[team].rate, count)
        case .account(let name):
            guard let account = accounts.find(name) else { return nil }
            return (accounts.members[account].usage, accounts.members[account].rate, 1)
        }
    }
}

extension Entitlement {
    /// Whether it is what a level has without an operator's word.
    fileprivate var isUsual: Bool {
        weight == Entitlement.usualWeight && quota == Quota()
            && team ?? Entitlement.commonTeam == Entitlement.commonTeam
    }
}
