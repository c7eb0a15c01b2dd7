import FarmModel

extension Scheduler {
    /// Takes up a failed or cancelled job where it ended: what is completed or stored stays.
    mutating func requeue(_ job: JobID, with archive: Archive, at now: Instant) -> Reply {
        switch book[job].status.state {
        case .queued, .running, .assembling: return .carriedOut
        case .completed: return .ended(job, book[job].status.state)
        case .failed, .cancelled: break
        }
        let tasks = Array(book[job].tasks)
        let open = tasks.count - Int(book[job].completedTaskCount)
        guard unfinishedTasks + open <= configuration.taskLimit else {
            return .refused(farmIsFull)
        }
        if let failure = failedPrerequisite(among: book[job].extras.options.after) {
            return .refused(failure)
        }
        let latest = tasks.compactMap { book[$0].attempts.last?.started }.max()
        guard archive.payloads.count == tasks.count, latest.map({ $0 < now }) ?? true else {
            return .refused(
                Job.Failure(
                    code: "not_now", message: "job \(job) is only just ending: ask again",
                    retry: .worthwhile))
        }
        let account = Int(book[job].account)
        if let refusal = accounts.refusal(
            of: AdmissionRequest(book, again: job), by: accounts.name(account),
            patience: configuration.quotaPatience, at: now)
        {
            return .overQuota(refusal)
        }
        accounts.jobBegan(account)
        awaitPrerequisites(of: job)
        book[job].document = archive.document
        for (task, payload) in zip(tasks, archive.payloads) { reopen(task, payload) }
        for list in book[job].lists { book.link(list) }
        unfinishedJobs += 1
        endedJobs.count -= 1
        unfinishedTasks += open
        book[job].control.requeues += 1
        book[job].control.requeued = now
        book[job].control.paused = nil
        emit(.record(.jobControl(job, book[job].control)))
        begin(job, anewAt: now)
        return .carriedOut
    }

    private mutating func reopen(_ task: TaskID, _ payload: [UInt8]) {
        book[task].payload = payload
        book[task].dependents = []
        book[task].openDependencies = 0
        if !book[task].isCompleted { book[task].phase = .waiting }
    }

    private mutating func begin(_ job: JobID, anewAt now: Instant) {
        book[job].sequence += 1
        book[job].status = JobStatus(state: .queued, sequence: book[job].sequence)
        adjustReservation(of: job)
        emit(.record(.jobStatus(job, book[job].status)))
        emit(.announce(JobEvent(job: job, sequence: book[job].sequence, kind: .state(.queued))))
        guard book[job].completedTaskCount < book[job].taskCount else {
            return assemble(job, at: now)
        }
        for task in book[job].tasks
        where !book[task].isCompleted && book[task].openDependencies == 0 {
            enqueue(task)
        }
    }
}

extension AdmissionRequest {
    /// What is left of a job that ended.
    fileprivate init(_ book: JobBook, again job: JobID) {
        let cell = book[job]
        let demand = book.demands[cell.demand]
        self.init(
            demand: demand, priority: cell.control.priority,
            expense: Expense(
                compute: (cell.totalCost - cell.completedCost).milliseconds,
                film: demand.filmMilliseconds))
    }
}
