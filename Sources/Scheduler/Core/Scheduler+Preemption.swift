import FarmModel

/// What the farm needs to know to make room for urgent jobs; empty where it never does.
struct Preemptions: Sendable {
    /// Jobs with tasks that became ready in this event.
    private(set) var urgent: [JobID] = []

    /// By account, its jobs with attempts under way; looked up, never iterated.
    private var running: [Int: [JobID]] = [:]

    mutating func becameReady(_ job: JobID) {
        if urgent.last != job { urgent.append(job) }
    }

    mutating func takeUrgent() -> [JobID] {
        defer { urgent = [] }
        return urgent
    }

    mutating func began(_ job: JobID, of account: Int) {
        guard !jobs(of: account).contains(job) else { return }
        running[account, default: []].append(job)
    }

    mutating func ended(_ job: JobID, of account: Int) {
        guard !running.isEmpty, var jobs = running[account] else { return }
        jobs.removeAll { $0 == job }
        running[account] = jobs.isEmpty ? nil : jobs
    }

    func jobs(of account: Int) -> [JobID] { running[account] ?? [] }
}

// Making room. Only within an account: between accounts the fair share decides, and no priority.
//
// There is no end to it but these: a job makes room only for a strictly higher priority whose turn is
// before its own, so that two jobs never do it to each other; it keeps what it has stored, so that
// nothing is rendered twice; and it makes room `preemptionLimit` times at most.
extension Scheduler {
    /// Asks workers to hand back tasks of lower priority, for those that became ready and found no slot.
    mutating func preempt(at now: Instant) {
        for job in preemptions.takeUrgent() where pauses.farm == nil {
            guard book.contains(job), !book[job].isEnded, !book[job].isHeld,
                book[job].readyCount > 0, pauses[Int(book[job].account)] == nil
            else { continue }
            preempt(for: job, at: now)
        }
    }

    private mutating func preempt(for job: JobID, at now: Instant) {
        var waiting: [TaskID] = []
        for task in book[job].tasks where book[task].phase == .ready { waiting.append(task) }
        guard let first = waiting.first else { return }
        let ticket = book.ticket(of: first)
        let priority = book[job].control.priority
        let victims = preemptions.jobs(of: Int(book[job].account))
            .filter { book[$0].control.priority < priority }
            .sorted {
                (book[$0].control.priority, $1) < (book[$1].control.priority, $0)
            }
        for victim in victims {
            for task in book[victim].leased.reversed() {
                guard let lease = leases[task], lease.preempted == nil,
                    preemptionCount(of: victim) < configuration.preemptionLimit,
                    ticket < book.ticket(of: task),
                    let next = waiting.firstIndex(where: { canRun($0, on: lease.token.worker) })
                else { continue }
                waiting.remove(at: next)
                preempt(lease.token, at: now)
                if waiting.isEmpty { return }
            }
        }
    }

    /// Asks a worker to hand a task back; again if it was asked before.
    mutating func preempt(_ token: Lease.Token, at now: Instant) {
        leases[token.task]?.preempted = now
        emit(.preempt(token))
    }

    private func canRun(_ task: TaskID, on worker: WorkerID) -> Bool {
        guard let index = fleet.index(of: worker), fleet[index].isAvailable else { return false }
        return fleet.profiles[fleet[index].profile]
            .canRun(book.requirements[book[task].requirement])
    }

    /// How often a job has made room, or was asked to.
    private func preemptionCount(of job: JobID) -> Int {
        book[job].tasks.reduce(0) { count, task in
            count + book[task].attempts.count { $0.ending?.kind == .preempted }
                + (leases[task]?.preempted == nil ? 0 : 1)
        }
    }
}
