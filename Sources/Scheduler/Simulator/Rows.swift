import FarmModel
import SchedulerCore

/// The queue on the simulated disk.
struct Rows: Equatable {
    struct Job: Equatable {
        var admission: JobAdmission
        var status: JobStatus
        var control: JobControl?
        var document: [UInt8]?
        var tasks: [TaskID] = []
    }

    struct Task: Equatable {
        var entry: TaskEntry
        var attempts: [Attempt] = []

        /// In the order of their indexes.
        var chunks: [StoredChunk] = []

        /// The attempt that has no ending.
        var openAttempt: Attempt? { attempts.last { $0.ending == nil } }

        /// The attempt that counts.
        var completion: Attempt? {
            attempts.first { attempt in
                if case .completed = attempt.ending?.kind { true } else { false }
            }
        }
    }

    /// What a job is before any row says more.
    static let submitted = JobStatus(state: .queued, sequence: 1)

    /// In the order of their numbers, like the tasks.
    private(set) var jobs: [Job] = []
    private(set) var tasks: [Task] = []

    /// What of each account is under way, and its jobs; looked up, never iterated.
    private var running: [String: Running] = [:]
    private var owned: [String: [JobID]] = [:]

    /// Where the standing of an account is; looked up, never iterated.
    private var accountPlaces: [String: Int] = [:]

    /// Attempts without an ending, and what their tasks were estimated to cost.
    struct Running: Equatable {
        var count = 0
        var cost: Int64 = 0

        static func + (one: Running, other: Running) -> Running {
            Running(count: one.count + other.count, cost: one.cost + other.cost)
        }
    }

    func running(of account: String) -> Running { running[account] ?? Running() }

    func jobs(of account: String) -> [Job] { (owned[account] ?? []).compactMap { job($0) } }

    func standing(of account: String) -> AccountStanding? {
        accountPlaces[account].map { accounts[$0] }
    }

    /// What the next job and the next task are called at least.
    private(set) var numbers: Numbers?

    struct Numbers: Equatable {
        var job: JobID
        var task: TaskID
    }

    /// In the order of their creation.
    private(set) var teams: [TeamStanding] = []
    private(set) var accounts: [AccountStanding] = []
    private(set) var entitlements: [Entitlement] = []
    private(set) var usage: [UsageRow] = []

    /// Those that are on.
    private(set) var pauses: [Pause] = []

    /// Those that are not simply in service.
    private(set) var machines: [MachineStanding] = []

    func job(_ id: JobID) -> Job? { place(of: id).map { jobs[$0] } }

    func task(_ id: TaskID) -> Task? { place(of: id).map { tasks[$0] } }

    private func place(of id: JobID) -> Int? {
        Rows.find(id.rawValue, among: jobs.count) { jobs[$0].admission.id.rawValue }
    }

    private func place(of id: TaskID) -> Int? {
        Rows.find(id.rawValue, among: tasks.count) { tasks[$0].entry.id.rawValue }
    }

    private static func find(
        _ number: UInt64, among count: Int, at numbers: (Int) -> UInt64
    ) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if numbers(middle) < number { low = middle + 1 } else { high = middle }
        }
        return low < count && numbers(low) == number ? low : nil
    }

    /// Changes the row of a job, which must be there.
    private mutating func change(_ id: JobID, _ change: (inout Job) -> Void) {
        guard let place = place(of: id) else { preconditionFailure("job \(id) has no row") }
        change(&jobs[place])
    }

    private mutating func change(_ id: TaskID, _ change: (inout Task) -> Void) {
        guard let place = place(of: id) else { preconditionFailure("task \(id) has no row") }
        change(&tasks[place])
    }

    /// Whether a row speaks of the blob.
    func refers(to blob: BlobID) -> Bool {
        tasks.contains { $0.chunks.contains { $0.chunk.blob == blob } }
            || jobs.contains { job in
                guard case .completed(let film?) = job.status.state else { return false }
                return film.video == blob
            }
    }

    /// Whether no task of a job may begin.
    func isPaused(_ job: Job) -> Bool {
        job.control?.paused != nil
            || pauses.contains { $0.account == nil || $0.account == job.admission.account }
    }

    /// Whether jobs are completed, or forgotten after their end.
    func areCompleted(_ jobs: [JobID]) -> Bool {
        jobs.allSatisfy { id in
            guard let state = job(id)?.status.state else { return true }
            if case .completed = state { return true }
            return false
        }
    }

    /// What the store would give back for an ended job.
    func archive(of id: JobID) -> Archive {
        let tasks = job(id)?.tasks.compactMap { task($0)?.entry.task.payload } ?? []
        return Archive(payloads: tasks, document: job(id)?.document)
    }

    func isOpen(_ token: Lease.Token) -> Bool {
        task(token.task)?.openAttempt?.token == token
    }

    mutating func apply(_ record: Record) {
        switch record {
        case .job(let admission):
            jobs.append(Job(admission: admission, status: Rows.submitted))
            owned[admission.account, default: []].append(admission.id)
        case .jobStatus(let id, let status): change(id) { $0.status = status }
        case .jobControl(let id, let control): change(id) { $0.control = control }
        case .document(let id, let document): change(id) { $0.document = document }
        case .pause(let pause):
            pauses.removeAll { $0.account == pause.account }
            if pause.since != nil { pauses.append(pause) }
        case .machine(let standing):
            machines.removeAll { $0.machine == standing.machine }
            if standing.drained != nil || standing.aside != nil { machines.append(standing) }
        case .removal(let job, let lists): remove(job, lists)
        case .numbers(let nextJob, let nextTask):
            numbers = Numbers(job: nextJob, task: nextTask)
        case .task(let entry):
            tasks.append(Task(entry: entry))
            change(entry.job) { $0.tasks.append(entry.id) }
        case .attempt(let attempt): apply(attempt)
        case .chunk(let stored):
            change(stored.task) { task in
                task.chunks.removeAll { $0.chunk.index == stored.chunk.index }
                task.chunks.append(stored)
                task.chunks.sort { $0.chunk.index < $1.chunk.index }
            }
        case .entitlement(let entitlement):
            entitlements.removeAll { $0.level == entitlement.level }
            entitlements.append(entitlement)
        case .team(let standing):
            let index = teams.firstIndex { $0.team == standing.team }
            if let index { teams[index] = standing } else { teams.append(standing) }
        case .account(let standing):
            if let place = accountPlaces[standing.account] {
                accounts[place] = standing
            } else {
                accountPlaces[standing.account] = accounts.count
                accounts.append(standing)
            }
        case .usage(let row):
            usage.removeAll {
                $0.account == row.account && $0.span == row.span && $0.place == row.place
            }
            usage.append(row)
        }
    }

    private mutating func remove(_ job: JobID, _ lists: [Range<UInt64>]) {
        guard let place = place(of: job) else { preconditionFailure("job \(job) has no row") }
        let account = jobs.remove(at: place).admission.account
        owned[account]?.removeAll { $0 == job }
        for list in lists {
            for task in list {
                guard let place = self.place(of: TaskID(task)) else { continue }
                tasks.remove(at: place)
            }
        }
    }

    private mutating func apply(_ attempt: Attempt) {
        guard let place = place(of: attempt.token.task) else {
            preconditionFailure("task \(attempt.token.task) has no row")
        }
        let known = tasks[place].attempts.firstIndex { $0.token.attempt == attempt.token.attempt }
        let wasOpen = known.map { tasks[place].attempts[$0].ending == nil } ?? false
        if let known {
            tasks[place].attempts[known] = attempt
        } else {
            tasks[place].attempts.append(attempt)
        }
        let change = (attempt.ending == nil ? 1 : 0) - (wasOpen ? 1 : 0)
        guard change != 0, let job = job(tasks[place].entry.job) else { return }
        let cost = max(1, tasks[place].entry.task.cost.milliseconds)
        running[job.admission.account, default: Running()].count += change
        running[job.admission.account, default: Running()].cost += Int64(change) * cost
    }

    /// Every row, in the order that a restart reads them.
    var records: [Record] {
        var records = teams.map(Record.team) + accounts.map(Record.account)
        records += entitlements.map(Record.entitlement) + usage.map(Record.usage)
        records += jobs.map { Record.job($0.admission) }
        for job in jobs {
            if job.status != Rows.submitted {
                records.append(.jobStatus(job.admission.id, job.status))
            }
            if let control = job.control {
                records.append(.jobControl(job.admission.id, control))
            }
            if let document = job.document {
                records.append(.document(job.admission.id, document))
            }
        }
        records += tasks.map { .task($0.entry) }
        records += tasks.flatMap { $0.attempts.map(Record.attempt) }
        records += tasks.flatMap { $0.chunks.map(Record.chunk) }
        records += pauses.map(Record.pause)
        records += machines.map(Record.machine)
        if let numbers {
            records.append(.numbers(nextJob: numbers.job, nextTask: numbers.task))
        }
        return records
    }

    func restoration(_ configuration: Scheduler.Configuration) -> Scheduler.Restoration {
        var restoration = Scheduler.Restoration(configuration: configuration)
        for record in records { restoration.add(record) }
        return restoration
    }

    func scheduler(_ configuration: Scheduler.Configuration, at now: Instant) -> Scheduler {
        restoration(configuration).scheduler(at: now)
    }

    init() {}

    init(_ records: [Record]) {
        for record in records { apply(record) }
    }

    /// What a scheduler must remember of these rows: not the payloads of jobs that have ended, nor
    /// when a team's standing was written, nor entitlements that are the usual ones again.
    var remembered: Rows {
        var rows = self
        rows.numbers = nil
        rows.running = [:]
        rows.owned = [:]
        rows.accountPlaces = [:]
        for job in rows.jobs.indices where rows.jobs[job].status.state.isFinal {
            rows.jobs[job].document = nil
            for task in rows.jobs[job].tasks { rows.change(task) { $0.entry.task.payload = [] } }
        }
        rows.pauses.sort { ($0.account ?? "") < ($1.account ?? "") }
        rows.machines.sort { $0.machine < $1.machine }
        // Every row of a team tells the farm's floor; the newest of them counts.
        let floor = rows.teams.map(\.floor).max() ?? 0
        for team in rows.teams.indices { rows.teams[team].floor = floor }
        rows.teams.removeAll { $0.pass == 0 && $0.memberFloor == 0 && $0.rate == RateMeter() }
        rows.teams.sort { $0.team < $1.team }
        rows.entitlements.removeAll { entitlement in
            entitlement == Entitlement(entitlement.level, team: entitlement.team)
                && entitlement.team ?? Entitlement.commonTeam == Entitlement.commonTeam
        }
        for index in rows.entitlements.indices where rows.entitlements[index].level.isAccount {
            rows.entitlements[index].team = rows.entitlements[index].team ?? Entitlement.commonTeam
        }
        rows.usage.sort {
            ($0.account, $0.span.rawValue, $0.place) < ($1.account, $1.span.rawValue, $1.place)
        }
        rows.entitlements.sort { "\($0.level)" < "\($1.level)" }
        return rows
    }
}

extension Rows {
    /// The first row that is not the other's, and the other's in its place.
    func difference(from other: Rows) -> String {
        let others = other.records
        for (index, record) in records.enumerated()
        where index >= others.count || record != others[index] {
            return "\(record), not \(index < others.count ? "\(others[index])" : "there")"
        }
        return "\(others.count - records.count) rows are missing"
    }
}

extension Entitlement.Level {
    fileprivate var isAccount: Bool {
        if case .account = self { true } else { false }
    }
}
