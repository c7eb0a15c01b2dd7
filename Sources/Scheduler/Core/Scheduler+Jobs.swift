import FarmModel

extension Scheduler {
    mutating func submit(_ submission: Job.Submission, _ request: RequestID, at now: Instant) {
        if let failure = configuration.objection(to: submission) {
            return emit(.reply(request, .refused(failure)))
        }
        if let account = accounts.find(submission.account),
            let known = book.job(account: account, clientKey: submission.clientKey)
        {
            return emit(.reply(request, .accepted(known)))
        }
        if let refusal = refusal(of: submission, count: 1, at: now) {
            return emit(.reply(request, refusal))
        }
        emit(.reply(request, .accepted(admit(submission, at: now))))
        countSubmissions(1, of: submission.account, at: now)
    }

    /// Why so many jobs may not be added now, or nil.
    func refusal(of submission: Job.Submission, count: Int, at now: Instant) -> Reply? {
        guard unfinishedTasks + count <= configuration.taskLimit else {
            return .refused(farmIsFull)
        }
        if let failure = objection(
            toPrerequisites: submission.options.after, of: submission.account)
        {
            return .refused(failure)
        }
        return accounts.refusal(
            of: AdmissionRequest(submission, count: count), by: submission.account,
            patience: configuration.quotaPatience, at: now
        ).map { .overQuota($0) }
    }

    /// Counts submissions that were let in against the rates of their account.
    mutating func countSubmissions(_ count: Int, of name: String, at now: Instant) {
        guard let account = accounts.find(name), accounts.hasRate(account) else { return }
        accounts.admit(count, of: account, at: now)
        emit(.record(.account(accounts.standing(account))))
        let team = accounts.members[account].team
        emit(.record(.team(accounts.standing(team: team))))
    }

    /// Adds a job to which nobody objects.
    @discardableResult
    mutating func admit(_ submission: Job.Submission, at now: Instant) -> JobID {
        let account = open(submission.account)
        let job = book.nextJob
        let admission = JobAdmission(
            id: job, account: submission.account, clientKey: submission.clientKey,
            title: submission.title, priority: submission.priority, demand: submission.demand,
            submitted: now, options: submission.options)
        book.append(admission, account: account)
        awaitPrerequisites(of: job)
        unfinishedJobs += 1
        accounts.jobBegan(account)
        emit(.record(.job(admission)))
        add([submission.plan], to: job, at: now)
        adjustReservation(of: job)
        emit(.announce(JobEvent(job: job, sequence: 1, kind: .state(.queued))))
        return job
    }

    /// The number of an account, which is written down when it is new: numbers follow that order.
    private mutating func open(_ name: String) -> Int {
        if let account = accounts.find(name) { return account }
        let account = accounts.index(of: name)
        emit(.record(.account(accounts.standing(account))))
        return account
    }

    var farmIsFull: Job.Failure {
        Job.Failure(
            code: "farm_full",
            message: "the farm holds \(unfinishedTasks) unfinished tasks, at most "
                + "\(configuration.taskLimit) are allowed: try again when some are done",
            retry: .worthwhile)
    }

    mutating func cancel(
        _ job: JobID, by asker: Requester, _ request: RequestID, at now: Instant
    ) {
        guard book.contains(job), asker.mayChange(jobsOf: accounts.name(Int(book[job].account)))
        else {
            return emit(.reply(request, .unknownJob(job)))
        }
        switch book[job].status.state {
        case .queued, .running, .assembling:
            end(job, .cancelled, at: now)
            emit(.reply(request, .cancelled(job)))
        case .cancelled: emit(.reply(request, .cancelled(job)))
        case .completed, .failed: emit(.reply(request, .ended(job, book[job].status.state)))
        }
    }

    /// Appends a valid list of tasks to a job.
    mutating func add(_ tasks: [Job.Task], to job: JobID, at now: Instant) {
        let list = book.nextTask
        for task in tasks {
            let entry = TaskEntry(id: book.nextTask, job: job, list: list, task: task)
            book.append(entry)
            emit(.record(.task(entry)))
        }
        unfinishedTasks += tasks.count
        let ids = list.rawValue..<book.nextTask.rawValue
        book.link(ids)
        for id in ids where book[TaskID(id)].openDependencies == 0 { enqueue(TaskID(id)) }
    }

    /// Makes ready a task that waits for nothing but a worker.
    mutating func enqueue(_ id: TaskID) {
        book[id].phase = .ready
        let job = book[id].job
        book[job].readyCount += 1
        if !book[job].isHeld { line(up: id) }
    }

    /// Puts a ready task into the queue.
    mutating func line(up id: TaskID) {
        let account = Int(book[book[id].job].account)
        let moved = accounts.taskBecameReady(account)
        if moved.account { emit(.record(.account(accounts.standing(account)))) }
        if moved.team {
            let team = accounts.members[account].team
            emit(.record(.team(accounts.standing(team: team))))
        }
        insertTicket(of: id)
        if configuration.preemptionLimit > 0 { preemptions.becameReady(book[id].job) }
    }

    mutating func insertTicket(of id: TaskID) {
        let account = Int(book[book[id].job].account)
        ready.insert(
            book.ticket(of: id), of: account, in: accounts.members[account].team,
            share: accounts.share,
            into: ReadyQueue.Key(requirement: book[id].requirement, avoided: avoided(by: id)))
    }

    /// The machines on which a task went badly.
    private mutating func avoided(by task: TaskID) -> [Int] {
        guard !book[task].attempts.isEmpty else { return [] }
        var machines: [Int] = []
        for attempt in book[task].badAttempts(since: book[book[task].job].countedSince) {
            let machine = fleet.machines.index(of: attempt.machine)
            if !machines.contains(machine) { machines.append(machine) }
        }
        return machines.sorted()
    }

    /// Moves a job to another state and says so.
    mutating func change(_ job: JobID, to state: Job.State, at now: Instant) {
        precondition(!book[job].isEnded, "a final state is final")
        book[job].sequence += 1
        book[job].status.state = state
        book[job].status.sequence = book[job].sequence
        if state.isFinal { book[job].status.ended = now }
        if case .running = state { book[job].status.started = now }
        emit(.record(.jobStatus(job, book[job].status)))
        emit(.announce(JobEvent(job: job, sequence: book[job].sequence, kind: .state(state))))
    }

    /// Ends a job for good and takes it from every worker.
    mutating func end(_ job: JobID, _ state: Job.State, at now: Instant) {
        for task in book[job].leased {
            guard let lease = leases[task] else { continue }
            endAttempt(lease.token, .moot, at: now)
            emit(.revoke(lease.token, .jobEnded))
        }
        change(job, to: state, at: now)
        unfinishedJobs -= 1
        unfinishedTasks -= Int(book[job].taskCount - book[job].completedTaskCount)
        let account = Int(book[job].account)
        if !book[job].isHeld {
            accounts.readyTasksWithdrawn(account, count: Int(book[job].readyCount))
        }
        book[job].readyCount = 0
        accounts.jobEnded(account)
        if case .completed(let film) = state {
            let length = book.demands[book[job].demand].filmMilliseconds
            accounts.store(film?.byteCount ?? 0, for: account)
            charge(Expense(film: length), to: account, at: now)
            emit(.record(.account(accounts.standing(account))))
        }
        adjustReservation(of: job)
        book.shed(job)
        if !book[job].extras.followers.isEmpty { unsettled.append(job) }
        jobEnded(job, at: now)
    }
}

extension JobBook {
    /// Forgets what only a running job needs.
    mutating func shed(_ job: JobID) {
        self[job].document = nil
        for list in self[job].lists {
            for id in list { self[TaskID(id)].payload = [] }
        }
    }
}

extension AdmissionRequest {
    fileprivate init(_ submission: Job.Submission, count: Int) {
        let compute = max(submission.demand.compute, submission.plan.cost)
        self.init(
            demand: submission.demand, priority: submission.priority,
            expense: Expense(
                compute: compute.milliseconds, film: submission.demand.filmMilliseconds),
            count: count)
    }
}

extension Requester {
    func mayChange(jobsOf account: String) -> Bool {
        switch self {
        case .account(let name): name == account
        case .operator: true
        }
    }
}
