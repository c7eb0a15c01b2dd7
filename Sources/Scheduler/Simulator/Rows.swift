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

    private(set) var jobs: [Job] = []
    private(set) var tasks: [Task] = []
    private(set) var accounts: [AccountStanding] = []

    /// Those that are on.
    private(set) var pauses: [Pause] = []

    /// Those that are not simply in service.
    private(set) var machines: [MachineStanding] = []

    func job(_ id: JobID) -> Job? {
        let index = Int(id.rawValue) - 1
        return jobs.indices.contains(index) ? jobs[index] : nil
    }

    func task(_ id: TaskID) -> Task? {
        let index = Int(id.rawValue) - 1
        return tasks.indices.contains(index) ? tasks[index] : nil
    }

    /// Whether no task of a job may begin.
    func isPaused(_ job: Job) -> Bool {
        job.control?.paused != nil
            || pauses.contains { $0.account == nil || $0.account == job.admission.account }
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
            let status = JobStatus(state: .queued, sequence: 0)
            jobs.append(Job(admission: admission, status: status))
        case .jobStatus(let id, let status): jobs[Int(id.rawValue) - 1].status = status
        case .jobControl(let id, let control): jobs[Int(id.rawValue) - 1].control = control
        case .pause(let pause):
            pauses.removeAll { $0.account == pause.account }
            if pause.since != nil { pauses.append(pause) }
        case .machine(let standing):
            machines.removeAll { $0.machine == standing.machine }
            if standing.drained != nil || standing.aside != nil { machines.append(standing) }
        case .document(let id, let document): jobs[Int(id.rawValue) - 1].document = document
        case .task(let entry):
            tasks.append(Task(entry: entry))
            jobs[Int(entry.job.rawValue) - 1].tasks.append(entry.id)
        case .attempt(let attempt):
            let index = Int(attempt.token.task.rawValue) - 1
            if let position = tasks[index].attempts.firstIndex(where: {
                $0.token.attempt == attempt.token.attempt
            }) {
                tasks[index].attempts[position] = attempt
            } else {
                tasks[index].attempts.append(attempt)
            }
        case .chunk(let stored):
            let index = Int(stored.task.rawValue) - 1
            tasks[index].chunks.removeAll { $0.chunk.index == stored.chunk.index }
            tasks[index].chunks.append(stored)
            tasks[index].chunks.sort { $0.chunk.index < $1.chunk.index }
        case .account(let standing):
            accounts.removeAll { $0.account == standing.account }
            accounts.append(standing)
        }
    }

    /// Every row, in the order that a restart reads them.
    var records: [Record] {
        var records = jobs.map { Record.job($0.admission) }
        for job in jobs {
            records.append(.jobStatus(job.admission.id, job.status))
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
        records += accounts.map(Record.account)
        records += pauses.map(Record.pause)
        records += machines.map(Record.machine)
        return records
    }

    func scheduler(_ configuration: Scheduler.Configuration, at now: Instant) -> Scheduler {
        var restoration = Scheduler.Restoration(configuration: configuration)
        for record in records { restoration.add(record) }
        return restoration.scheduler(at: now)
    }

    init() {}

    init(_ records: [Record]) {
        for record in records { apply(record) }
    }

    /// What a scheduler must remember of these rows: not the payloads of jobs that have ended, nor
    /// when an account's standing was written.
    var remembered: Rows {
        var rows = self
        for job in rows.jobs.indices where rows.jobs[job].status.state.isFinal {
            rows.jobs[job].document = nil
            for task in rows.jobs[job].tasks {
                rows.tasks[Int(task.rawValue) - 1].entry.task.payload = []
            }
        }
        rows.accounts.removeAll { $0.pass == 0 }
        rows.accounts.sort { $0.account < $1.account }
        for account in rows.accounts.indices { rows.accounts[account].floor = 0 }
        rows.pauses.sort { ($0.account ?? "") < ($1.account ?? "") }
        rows.machines.sort { $0.machine < $1.machine }
        return rows
    }
}
