import FarmModel
import SchedulerCore

/// What operators granted, as the checker understood them.
struct Grants {
    private var granted: [Entitlement] = [
        Entitlement(.farm), Entitlement(.team(Entitlement.commonTeam)),
    ]

    subscript(_ level: Entitlement.Level) -> Entitlement {
        granted.first { $0.level == level } ?? Entitlement(level)
    }

    func team(of account: String) -> String {
        self[.account(account)].team ?? Entitlement.commonTeam
    }

    mutating func apply(_ change: EntitlementChange) {
        if let team = change.team, !granted.contains(where: { $0.level == .team(team) }) { return }
        let old = self[change.level]
        granted.removeAll { $0.level == change.level }
        granted.append(
            Entitlement(
                change.level, team: change.team ?? old.team, weight: change.weight ?? old.weight,
                quota: old.quota.changed(by: change.quota, lifting: change.lifted)))
    }
}

/// What the rows say that someone uses.
private struct RowUsage {
    var unfinishedJobs = 0
    var runningTasks = 0
    var storedBytes = 0
    var reserved = Expense.zero
    var charged = Expense.zero

    static func + (one: RowUsage, other: RowUsage) -> RowUsage {
        RowUsage(
            unfinishedJobs: one.unfinishedJobs + other.unfinishedJobs,
            runningTasks: one.runningTasks + other.runningTasks,
            storedBytes: one.storedBytes + other.storedBytes,
            reserved: one.reserved + other.reserved, charged: one.charged + other.charged)
    }
}

// Quotas and the ledger, judged by the rows alone. No run lasts a day, so all use is in the window.
extension Checker {
    /// A job that was let in must have fitted.
    func checkAdmission(_ admission: JobAdmission, _ rows: Rows, at now: Instant) throws {
        let account = use(of: admission.account, rows)
        let team = grants.team(of: admission.account)
        let members = rows.accountNames.filter { grants.team(of: $0) == team }
        let all = members.reduce(RowUsage()) { $0 + use(of: $1, rows) }
        try checkAdmission(admission, .account(admission.account), account, at: now)
        try checkAdmission(admission, .farm, account, at: now)
        try checkAdmission(admission, .team(team), all, at: now)
    }

    /// What an account uses and used, jobs that were forgotten among it.
    private func use(of account: String, _ rows: Rows) -> RowUsage {
        var usage = rows.usage(of: account)
        usage.charged += forgottenCharges[account] ?? .zero
        return usage
    }

    private func checkAdmission(
        _ admission: JobAdmission, _ level: Entitlement.Level, _ usage: RowUsage, at now: Instant
    ) throws {
        let quota = grants[level].quota
        let compute = usage.reserved.compute + usage.charged.compute
        let film = usage.reserved.film + usage.charged.film
        let asked = admission.demand.compute.milliseconds
        let length = Int64(admission.demand.filmSeconds * 1000)
        let fits =
            usage.unfinishedJobs < quota.queuedJobs ?? .max
            && usage.storedBytes < quota.storedBytes ?? .max
            && admission.priority <= quota.priorityCeiling ?? .max
            && compute + asked <= quota.dailyCompute?.milliseconds ?? .max
            && film + length <= quota.dailyFilm?.milliseconds ?? .max
        try require(
            .quotaAtSubmit, at: now, fits,
            "job \(admission.id) was let in over the quota of \(level): \(usage)")
    }

    /// A task that begins must have a place in the limits on running tasks.
    func checkRunning(_ attempt: Attempt, of account: String, _ rows: Rows, at now: Instant) throws
    {
        try require(
            .quotaAtDispatch, at: now, !isFull(account, rows, totals(rows)),
            "\(attempt.token) began while \(account) ran as much as it may")
    }

    /// What is under way of each team; looked up, never iterated.
    func totals(_ rows: Rows) -> [String: Rows.Running] {
        var totals: [String: Rows.Running] = [:]
        for standing in rows.accounts {
            totals[grants.team(of: standing.account), default: Rows.Running()] =
                totals[grants.team(of: standing.account), default: Rows.Running()]
                + rows.running(of: standing.account)
        }
        return totals
    }

    func isFull(_ account: String, _ rows: Rows, _ totals: [String: Rows.Running]) -> Bool {
        let team = grants.team(of: account)
        let running = rows.running(of: account).count
        let all = totals[team]?.count ?? 0
        return running >= grants[.account(account)].quota.runningTasks ?? .max
            || running >= grants[.farm].quota.runningTasks ?? .max
            || all >= grants[.team(team)].quota.runningTasks ?? .max
    }

    /// Keeps what a job cost that is about to be forgotten.
    mutating func remember(chargesOf job: JobID, _ rows: Rows) {
        guard let row = rows.job(job) else { return }
        forgottenCharges[row.admission.account, default: .zero] += rows.charges(of: row)
    }

    /// What the books say was used is what attempts and films took.
    func checkLedger(_ rows: Rows, at now: Instant) throws {
        let complete = Dictionary(grouping: rows.usage, by: \.account)
        for standing in rows.accounts {
            let used = use(of: standing.account, rows).charged
            try require(
                .ledgerBalances, at: now, standing.charged == used,
                "\(standing.account) is charged \(standing.charged) for \(used)")
            let old = complete[standing.account] ?? []
            let quarters =
                old.filter { $0.span == .day }.map(\.bucket) + [standing.quarterHour].compacted
            let days = old.filter { $0.span == .month }.map(\.bucket) + [standing.day].compacted
            let isWhole =
                quarters.reduce(.zero) { $0 + $1.expense } == standing.charged
                && days.reduce(.zero) { $0 + $1.expense } == standing.charged
            try require(
                .ledgerBalances, at: now, isWhole,
                "the windows of \(standing.account) do not add up to \(standing.charged)")
        }
    }

    /// Whoever is served had the least pass among those whom the worker could have served.
    func checkOrder(
        of attempt: Attempt, _ task: Rows.Task, _ rows: Rows, at now: Instant
    ) throws {
        let totals = totals(rows)
        guard invariants.contains(.fairOrder), let machine = machine(named: attempt.machine),
            let served = place(of: task, rows, totals)
        else { return }
        for other in rows.tasks where other.entry.id != task.entry.id {
            guard other.attempts.isEmpty, isReady(other, rows, at: now),
                machine.canRun(other.entry.task.requirement),
                let place = place(of: other, rows, totals), !isFull(place.account, rows, totals),
                !machine.prefers(task, to: other)
            else { continue }
            try require(
                .fairOrder, at: now, !place.precedes(served),
                "\(attempt.token) of \(served.account) began before task \(other.entry.id) of "
                    + place.account)
        }
    }

    private func turn(of job: JobAdmission, priority: Int) -> Int64 {
        let step = scenario.configuration.agingStep.components.seconds
        return job.submitted.milliseconds / 1000 - Int64(priority) * step
    }

    private func place(
        of task: Rows.Task, _ rows: Rows, _ totals: [String: Rows.Running]
    ) -> FairPlace? {
        guard let row = rows.job(task.entry.job) else { return nil }
        let job = row.admission
        let team = grants.team(of: job.account)
        let standing = rows.teams.first { $0.team == team }
        // Every row of a team tells the farm's floor; nobody is owed more than the memory.
        let floor = rows.teams.map(\.floor).max() ?? 0
        let owed = FairPlace.stride(
            scenario.configuration.shareMemory.milliseconds, Entitlement.usualWeight)
        return FairPlace(
            account: job.account, team: team,
            teamPass: max(standing?.pass ?? 0, floor - owed)
                + FairPlace.stride(totals[team]?.cost ?? 0, grants[.team(team)].weight),
            accountPass: max(rows.pass(of: job.account), (standing?.memberFloor ?? 0) - owed)
                + FairPlace.stride(
                    rows.running(of: job.account).cost, grants[.account(job.account)].weight),
            front: row.control?.front ?? 0,
            turn: turn(of: job, priority: row.control?.priority ?? job.priority),
            job: job.id, task: task.entry.id)
    }
}

extension Worker.Announcement {
    /// Whether the one task is taken before the other because a smaller machine may take the other.
    fileprivate func prefers(_ task: Rows.Task, to other: Rows.Task) -> Bool {
        let needed = other.entry.task.requirement.gpuMemory
        return gpuMemory > needed && task.entry.task.requirement.gpuMemory > needed
    }
}

/// Where a task stands in the order of the fair share.
private struct FairPlace {
    var account: String
    var team: String
    var teamPass: Int64
    var accountPass: Int64
    var front: UInt64

    /// In seconds: when it was submitted, or would have been with the usual priority.
    var turn: Int64
    var job: JobID
    var task: TaskID

    static func stride(_ milliseconds: Int64, _ weight: Int) -> Int64 {
        milliseconds * 100_000 / Int64(weight)
    }

    /// Whether it must be served first; peers with the same pass may be served in any order.
    func precedes(_ other: FairPlace) -> Bool {
        if team != other.team { return teamPass < other.teamPass }
        if account != other.account { return accountPass < other.accountPass }
        if front != other.front { return front > other.front }
        if front > 0 { return task < other.task }
        return (turn, job, task) < (other.turn, other.job, other.task)
    }
}

extension Rows {
    var accountNames: [String] { accounts.map(\.account) }

    fileprivate func pass(of account: String) -> Int64 {
        standing(of: account)?.pass ?? 0
    }

    /// What the attempts and the film of a job cost.
    fileprivate func charges(of job: Job) -> Expense {
        let compute = job.tasks.compactMap { task($0) }.reduce(0) { $0 + $1.charge }
        guard case .completed = job.status.state else { return Expense(compute: compute) }
        return Expense(
            compute: compute, film: Int64(job.admission.demand.filmSeconds * 1000))
    }

    /// Recounts everything from jobs, tasks, attempts and chunks.
    fileprivate func usage(of account: String) -> RowUsage {
        var usage = RowUsage()
        for job in jobs(of: account) {
            let film = Int64(job.admission.demand.filmSeconds * 1000)
            let tasks = job.tasks.compactMap { task($0) }
            usage.storedBytes += tasks.flatMap(\.chunks).reduce(0) { $0 + $1.chunk.byteCount }
            usage.charged += charges(of: job)
            usage.runningTasks += tasks.count { $0.openAttempt != nil }
            if case .completed(let made) = job.status.state {
                usage.storedBytes += made?.byteCount ?? 0
            }
            guard !job.status.state.isFinal else { continue }
            let open = tasks.filter { $0.completion == nil }
                .reduce(Int64(0)) { $0 + $1.entry.task.cost.milliseconds }
            let isPlanned = tasks.contains { $0.completion != nil }
            usage.unfinishedJobs += 1
            usage.reserved.film += film
            usage.reserved.compute +=
                isPlanned ? open : max(open, job.admission.demand.compute.milliseconds)
        }
        return usage
    }
}

extension Rows.Task {
    /// Milliseconds that its attempts cost the account.
    fileprivate var charge: Int64 {
        attempts.reduce(0) { sum, attempt in
            guard let ending = attempt.ending else { return sum }
            let elapsed = attempt.started.duration(to: ending.instant).milliseconds
            return switch ending.kind {
            case .completed(_, let computeTime): sum + computeTime.milliseconds
            case .moot: sum + min(entry.task.cost.milliseconds, elapsed)
            case .failed(let failure) where failure.retry == .pointless:
                sum + min(entry.task.cost.milliseconds, elapsed)
            case .failed, .lost, .returned, .preempted: sum
            }
        }
    }
}

extension [UsageBucket?] {
    fileprivate var compacted: [UsageBucket] { compactMap { $0 } }
}
