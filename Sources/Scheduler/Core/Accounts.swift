import FarmModel

/// The accounts that ever had a job or an entitlement, and their teams, by small numbers.
///
/// Numbers are given in the order of creation, in which restarts read them too. What a team uses is
/// always the sum over its members, whoever they are at the time.
struct Accounts: Sendable {
    struct Member: Sendable {
        var team = 0
        var quota = Quota() {
            didSet { isLimited = quota != Quota.unlimited }
        }
        private(set) var isLimited = false
        var usage = Usage()

        /// Submissions, as the farm's quota and as its own count them.
        var farmRate = RateMeter()
        var rate = RateMeter()
    }

    struct Team: Sendable {
        var quota = Quota() {
            didSet { isLimited = quota != Quota.unlimited }
        }
        private(set) var isLimited = false
        var usage = Usage()
        var rate = RateMeter()
    }

    var share: FairShare
    var farmQuota = Quota() {
        didSet { isFarmLimited = farmQuota != Quota.unlimited }
    }
    private(set) var isFarmLimited = false
    private var names = Interner<String>()
    private var teamNames = Interner<String>()
    private(set) var members: [Member] = []
    private(set) var teams: [Team] = []

    /// The farm's own side of the ledger: what it gave out, as a debt.
    ///
    /// Invariant: with all that is reserved and charged to accounts it adds up to nothing.
    private(set) var balance = Expense.zero

    init(memory: Duration) {
        share = FairShare(memory: memory)
        _ = team(named: Entitlement.commonTeam)
    }

    var count: Int { members.count }

    func name(_ account: Int) -> String { names[Int32(account)] }

    func name(team: Int) -> String { teamNames[Int32(team)] }

    func find(_ name: String) -> Int? { names.find(name).map { Int($0) } }

    func find(team name: String) -> Int? { teamNames.find(name).map { Int($0) } }

    mutating func index(of name: String) -> Int {
        let index = Int(names.index(of: name))
        if index == members.count {
            members.append(Member())
            share.openAccount()
        }
        return index
    }

    mutating func team(named name: String) -> Int {
        let index = Int(teamNames.index(of: name))
        if index == teams.count {
            teams.append(Team())
            share.openTeam()
        }
        return index
    }

    /// Changes what an account uses, and with it what its team uses.
    private mutating func change(_ account: Int, _ change: (inout Usage) -> Void) {
        change(&members[account].usage)
        change(&teams[members[account].team].usage)
    }
}

// Work: what the fair share and the limit on running tasks go by.
extension Accounts {
    /// Whether an account runs as many tasks as its own quota and the farm's allow.
    func isFull(_ account: Int) -> Bool {
        let running = members[account].usage.runningTasks
        return running
            >= min(
                members[account].quota.runningTasks ?? .max, farmQuota.runningTasks ?? .max)
    }

    func isFull(team: Int) -> Bool {
        teams[team].usage.runningTasks >= teams[team].quota.runningTasks ?? .max
    }

    /// The limit that keeps an account's tasks waiting now, with the tasks that count against it.
    func fullLevel(
        of account: Int
    ) -> (level: Entitlement.Level, running: Int, limit: Int)? {
        let member = members[account]
        let team = teams[member.team]
        if let limit = team.quota.runningTasks, team.usage.runningTasks >= limit {
            return (.team(name(team: member.team)), team.usage.runningTasks, limit)
        }
        let running = member.usage.runningTasks
        if let limit = member.quota.runningTasks, running >= limit {
            return (.account(name(account)), running, limit)
        }
        if let limit = farmQuota.runningTasks, running >= limit { return (.farm, running, limit) }
        return nil
    }

    /// Counts a task that becomes ready; says whose standing that moved.
    mutating func taskBecameReady(_ account: Int) -> (account: Bool, team: Bool) {
        let team = members[account].team
        change(account) { $0.liveTasks += 1 }
        return (
            members[account].usage.liveTasks == 1 && share.activate(account: account, of: team),
            teams[team].usage.liveTasks == 1 && share.activate(team: team)
        )
    }

    /// Owes an account that stood still nothing for that time; true if it is to run again at once.
    mutating func startsAnew(_ account: Int) -> Bool {
        members[account].usage.liveTasks > 0
            && share.activate(account: account, of: members[account].team)
    }

    /// Counts a task that was ready before a restart.
    mutating func restoreReadyTask(_ account: Int) {
        change(account) { $0.liveTasks += 1 }
    }

    /// Counts a task that was under way before a restart.
    mutating func restoreRunningTask(_ account: Int, cost: Int64) {
        change(account) {
            $0.liveTasks += 1
            $0.runningTasks += 1
        }
        share.run(account, of: members[account].team, cost: cost)
    }

    /// Counts a ready task that is granted; says whose standing that moved.
    mutating func taskGranted(_ account: Int, cost: Int64) -> (account: Bool, team: Bool) {
        change(account) { $0.runningTasks += 1 }
        return share.grant(account, of: members[account].team, cost: cost)
    }

    /// Counts a task under way that ended after `actual` milliseconds of compute time.
    mutating func taskEnded(_ account: Int, cost: Int64, actual: Int64) {
        change(account) {
            $0.runningTasks -= 1
            $0.liveTasks -= 1
        }
        precondition(
            members[account].usage.runningTasks >= 0, "tasks under way are counted in and out")
        share.settle(account, of: members[account].team, cost: cost, actual: actual)
    }

    /// Counts ready tasks that no longer are.
    mutating func readyTasksWithdrawn(_ account: Int, count: Int) {
        change(account) { $0.liveTasks -= count }
        precondition(members[account].usage.liveTasks >= 0, "live tasks are counted in and out")
    }
}

// Use: what quotas go by.
extension Accounts {
    mutating func jobBegan(_ account: Int, count: Int = 1) {
        change(account) { $0.unfinishedJobs += count }
    }

    mutating func jobEnded(_ account: Int) {
        change(account) { $0.unfinishedJobs -= 1 }
    }

    /// Counts bytes that are kept for an account, or, below zero, given up.
    mutating func store(_ byteCount: Int, for account: Int) {
        change(account) { $0.storedBytes += byteCount }
    }

    /// Moves an expense from the farm's side of the ledger to what is reserved, or back.
    mutating func reserve(_ expense: Expense, for account: Int) {
        guard expense != .zero else { return }
        balance -= expense
        change(account) { $0.reserved += expense }
    }

    /// Moves an expense from the farm's side of the ledger to what was used.
    ///
    /// Returns the buckets that are complete with that.
    mutating func charge(
        _ expense: Expense, to account: Int, at now: Instant
    ) -> [(span: UsageSpan, bucket: UsageBucket)] {
        let latest = UsageSpan.allCases.compactMap { span in
            members[account].usage.window(span).buckets.last.map { (span: span, bucket: $0) }
        }
        balance -= expense
        change(account) { $0.charge(expense, at: now) }
        return latest.filter { $0.bucket.start < $0.span.start(of: now) }
    }

    mutating func admit(_ count: Int, of account: Int, at now: Instant) {
        let team = members[account].team
        if let rate = farmQuota.submitRate {
            members[account].farmRate.admit(count, under: rate, at: now)
        }
        if let rate = members[account].quota.submitRate {
            members[account].rate.admit(count, under: rate, at: now)
        }
        if let rate = teams[team].quota.submitRate {
            teams[team].rate.admit(count, under: rate, at: now)
        }
    }

    /// Bounds the meters of all rates by what those can have admitted; says whose that changed.
    mutating func boundRates(at now: Instant) -> (accounts: [Int], teams: [Int]) {
        let accounts = members.indices.filter { account in
            let isLess = members[account].farmRate.bound(under: farmQuota.submitRate, at: now)
            let own = members[account].quota.submitRate
            return members[account].rate.bound(under: own, at: now) || isLess
        }
        let teams = teams.indices.filter { team in
            self.teams[team].rate.bound(under: self.teams[team].quota.submitRate, at: now)
        }
        return (accounts, teams)
    }

    /// Whether submissions of an account are counted anywhere.
    func hasRate(_ account: Int) -> Bool {
        let member = members[account]
        return farmQuota.submitRate != nil || member.quota.submitRate != nil
            || teams[member.team].quota.submitRate != nil
    }
}

// What is granted and what is stored.
extension Accounts {
    /// Grants what `entitlement` says; an account that changes its team takes its use along.
    mutating func set(_ entitlement: Entitlement) {
        switch entitlement.level {
        case .farm: farmQuota = entitlement.quota
        case .team(let name):
            let team = team(named: name)
            teams[team].quota = entitlement.quota
            share.setWeight(team: team, entitlement.weight)
        case .account(let name):
            let account = index(of: name)
            members[account].quota = entitlement.quota
            share.setWeight(account: account, entitlement.weight)
            move(account, to: team(named: entitlement.team ?? Entitlement.commonTeam))
        }
    }

    private mutating func move(_ account: Int, to team: Int) {
        let old = members[account].team
        guard old != team else { return }
        teams[old].usage.subtract(members[account].usage)
        teams[team].usage.add(members[account].usage)
        share.move(account, from: old, to: team)
        members[account].team = team
    }

    /// What a level was granted; nil for one that does not exist.
    func entitlement(_ level: Entitlement.Level) -> Entitlement? {
        switch level {
        case .farm: Entitlement(.farm, quota: farmQuota)
        case .team(let name):
            find(team: name).map { team in
                Entitlement(
                    level, weight: share.peer(team: team).weight, quota: teams[team].quota)
            }
        case .account(let name):
            find(name).map { account in
                Entitlement(
                    level, team: self.name(team: members[account].team),
                    weight: share.peer(account: account).weight, quota: members[account].quota)
            }
        }
    }

    func standing(_ account: Int) -> AccountStanding {
        let member = members[account]
        return AccountStanding(
            account: name(account), pass: share.peer(account: account).settled,
            charged: member.usage.charged,
            quarterHour: member.usage.day.buckets.last, day: member.usage.month.buckets.last,
            farmRate: member.farmRate, rate: member.rate)
    }

    func standing(team: Int) -> TeamStanding {
        TeamStanding(
            team: name(team: team), pass: share.peer(team: team).settled, floor: share.floor,
            memberFloor: share.floor(inTeam: team), rate: teams[team].rate)
    }

    mutating func restore(_ standing: AccountStanding) {
        let account = index(of: standing.account)
        let team = members[account].team
        share.restore(account: account, settled: standing.pass)
        members[account].farmRate = standing.farmRate
        members[account].rate = standing.rate
        teams[team].usage.subtract(members[account].usage)
        balance += members[account].usage.charged
        members[account].usage.charged = standing.charged
        balance -= standing.charged
        if let bucket = standing.quarterHour { members[account].usage.day.set(bucket) }
        if let bucket = standing.day { members[account].usage.month.set(bucket) }
        teams[team].usage.add(members[account].usage)
    }

    mutating func restore(_ standing: TeamStanding) {
        let team = team(named: standing.team)
        share.restore(
            team: team, settled: standing.pass, floor: standing.floor,
            memberFloor: standing.memberFloor)
        teams[team].rate = standing.rate
    }

    mutating func restore(_ row: UsageRow) {
        let account = index(of: row.account)
        let team = members[account].team
        teams[team].usage.subtract(members[account].usage)
        switch row.span {
        case .day: members[account].usage.day.set(row.bucket)
        case .month: members[account].usage.month.set(row.bucket)
        }
        teams[team].usage.add(members[account].usage)
    }

    /// The buckets of an account that are complete: all but the latest of each span.
    func completeBuckets(_ account: Int) -> [UsageRow] {
        UsageSpan.allCases.flatMap { span in
            members[account].usage.window(span).buckets.dropLast().map { bucket in
                UsageRow(account: name(account), span: span, bucket: bucket)
            }
        }
    }
}

extension RateMeter {
    fileprivate mutating func bound(under rate: Quota.Rate?, at now: Instant) -> Bool {
        guard let rate else { return false }
        return bound(under: rate, at: now)
    }
}
