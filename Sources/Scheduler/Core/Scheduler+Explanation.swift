import FarmModel

extension Scheduler {
    func state(of task: TaskID, at now: Instant) -> TaskSummary.State {
        let cell = book[task]
        if cell.isCompleted { return .completed(chunkCount: cell.chunks.count) }
        if let lease = leases[task], let attempt = cell.attempts.last {
            return .running(lease.token, machine: attempt.machine, fraction: lease.fraction)
        }
        guard !book[cell.job].isEnded else { return .moot }
        return .waiting(waitingReason(of: task, at: now))
    }

    func firstWaitingReason(of job: JobID, at now: Instant) -> WaitingReason? {
        let cell = book[job]
        guard !cell.isEnded,
            Int(cell.completedTaskCount) + cell.leased.count < Int(cell.taskCount)
        else { return nil }
        for task in cell.tasks {
            switch book[task].phase {
            case .leased, .completed: continue
            case .waiting, .ready: return waitingReason(of: task, at: now)
            }
        }
        return nil
    }

    /// What stands still and keeps the job's tasks from beginning; nil if nothing does.
    func pause(of job: JobID) -> PauseSubject? {
        switch book[job].status.state {
        case .assembling, .completed, .failed, .cancelled: return nil
        case .queued, .running: break
        }
        if book[job].control.paused != nil { return .job(job) }
        let account = Int(book[job].account)
        if pauses[account] != nil { return .account(accounts.name(account)) }
        return pauses.farm == nil ? nil : .farm
    }

    private func waitingReason(of task: TaskID, at now: Instant) -> WaitingReason {
        let cell = book[task]
        if cell.openDependencies > 0 { return .dependencies(open: Int(cell.openDependencies)) }
        if let subject = pause(of: cell.job) { return .paused(subject) }
        let prerequisites = openPrerequisites(of: cell.job)
        if !prerequisites.isEmpty { return .jobs(prerequisites) }
        if let due = book.retryDue(of: task), due > now {
            return .backoff(until: due, attempts: UInt32(cell.attempts.count))
        }
        let requirement = book.requirements[cell.requirement]
        let capable = fleet.profiles.filter { $0.canRun(requirement) }
        let connected = capable.reduce(0) { $0 + $1.connected }
        guard connected > 0 else {
            return .noCapableWorker(requirement, fleet.shortfall(of: requirement))
        }
        guard capable.contains(where: { $0.available > 0 }) else {
            return .noWorkerInService(capableWorkers: connected)
        }
        if let full = accounts.fullLevel(of: Int(book[cell.job].account)) {
            return .quota(full.level, running: full.running, limit: full.limit)
        }
        return .workersBusy(capableWorkers: connected)
    }
}
