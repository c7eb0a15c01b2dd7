public import FarmModel

extension Scheduler {
    public var counts: FarmCounts {
        var counts = FarmCounts()
        counts.leasedTasks = leases.count
        counts.waitingTasks = unfinishedTasks - leases.count
        counts.unfinishedJobs = unfinishedJobs
        counts.connectedWorkers = fleet.count
        counts.storedBytes = accounts.teams.reduce(0) { $0 + $1.usage.storedBytes }
        return counts
    }

    public var workerCount: Int { fleet.count }

    /// Whether a worker is connected.
    public func knows(_ worker: WorkerID) -> Bool { fleet.index(of: worker) != nil }

    /// The connected workers, in the order of their places.
    public var workers: [WorkerSummary] {
        fleet.workers.elements.map { worker in
            let service =
                service(ofMachine: worker.machine) ?? (worker.isDraining ? .draining : .active)
            return WorkerSummary(
                id: worker.id, announcement: worker.announcement, service: service,
                running: leases.tasks(of: worker.id).compactMap { leases[$0]?.token },
                measuredSpeeds: measuredSpeeds(of: worker.announcement.name))
        }
    }

    /// Machines that are drained or set aside and have no worker here, by name.
    ///
    /// Linear in the machines that were ever here.
    public var absentMachines: [AbsentMachine] {
        (0..<fleet.machines.count).compactMap { machine in
            guard fleet.machines[machine].members.isEmpty,
                let service = service(ofMachine: machine)
            else { return nil }
            return AbsentMachine(name: fleet.machines.name(machine), service: service)
        }
        .sorted { $0.name < $1.name }
    }

    /// Why a machine is out of service; nil if it is not.
    private func service(ofMachine machine: Int) -> WorkerSummary.Service? {
        if let aside = fleet.machines[machine].aside {
            return .setAside(until: aside.until, reason: aside.reason)
        }
        return fleet.machines[machine].drained.map { .drained(since: $0) }
    }

    /// The accounts with the most tasks that are ready or leased, most first, none without any.
    ///
    /// Linear in the accounts that ever submitted.
    public func busiestAccounts(atMost limit: Int) -> [AccountLoad] {
        var loads: [AccountLoad] = []
        for (account, member) in accounts.members.enumerated() where member.usage.liveTasks > 0 {
            loads.append(
                AccountLoad(
                    account: accounts.name(account),
                    readyTasks: member.usage.liveTasks - member.usage.runningTasks,
                    runningTasks: member.usage.runningTasks))
        }
        loads.sort { ($1.liveTasks, $0.account) < ($0.liveTasks, $1.account) }
        return Array(loads.prefix(limit))
    }

    /// What is known of a job; nil for an id that was never given out.
    public func summary(of job: JobID, at now: Instant) -> JobSummary? {
        guard book.contains(job) else { return nil }
        let cell = book[job]
        return JobSummary(
            admission: admission(of: job), status: cell.status, control: cell.control,
            paused: pause(of: job),
            progress: progress(of: job, at: now),
            taskCount: Int(cell.taskCount), completedTaskCount: Int(cell.completedTaskCount),
            runningTaskCount: cell.leased.count, waiting: firstWaitingReason(of: job, at: now))
    }

    /// The little that decides who hears of a job; nil for an id that is not known.
    public func facts(of job: JobID) -> JobFacts? {
        guard book.contains(job) else { return nil }
        return JobFacts(
            account: accounts.name(Int(book[job].account)), state: book[job].status.state,
            priority: book[job].control.priority, paused: pause(of: job),
            options: book[job].extras.options)
    }

    /// The number of a known job's latest event.
    public func lastSequence(of job: JobID) -> UInt64 { book[job].sequence }

    /// The job of a task whose lease `token` proves.
    public func job(under token: Lease.Token) -> JobID? {
        leases[token] == nil ? nil : book[token.task].job
    }

    /// The newest unfinished jobs of an account, or of all, among its newest 20,000.
    public func unfinishedJobs(of account: String?, atMost limit: Int) -> [JobID] {
        guard account.map({ accounts.find($0) != nil }) ?? true else { return [] }
        var jobs: [JobID] = []
        var left = 20_000
        for job in book.newest(of: account.flatMap { accounts.find($0) }, before: nil) {
            guard left > 0, jobs.count < min(limit, unfinishedJobs) else { break }
            left -= 1
            if !book[job].isEnded { jobs.append(job) }
        }
        return jobs
    }

    /// A page of those jobs for which `isWanted` holds, newest first, older than `before`.
    ///
    /// Looks at no more than `scanLimit` jobs; `next` is the `before` of the page that follows, nil
    /// where there is none.
    public func page(
        of account: String?, before: JobID?, limit: Int, scanning scanLimit: Int = 20_000,
        at now: Instant,
        where isWanted: (Job.State, PauseSubject?, Job.Options) -> Bool
    ) -> (jobs: [JobSummary], next: JobID?) {
        guard account.map({ accounts.find($0) != nil }) ?? true else { return ([], nil) }
        var summaries: [JobSummary] = []
        var scanned = 0
        var last: JobID?
        for job in book.newest(of: account.flatMap { accounts.find($0) }, before: before) {
            guard summaries.count < limit, scanned < scanLimit else { return (summaries, last) }
            scanned += 1
            last = job
            guard isWanted(book[job].status.state, pause(of: job), book[job].extras.options),
                let summary = summary(of: job, at: now)
            else { continue }
            summaries.append(summary)
        }
        return (summaries, nil)
    }

    /// The newest jobs first, those of one account or of all, older than `before`.
    public func jobs(
        of account: String?, before: JobID?, limit: Int, at now: Instant
    ) -> [JobSummary] {
        page(of: account, before: before, limit: limit, scanning: .max, at: now) { _, _, _ in true }
            .jobs
    }

    /// The tasks of a job in film order, each with its attempts.
    public func tasks(of job: JobID, at now: Instant) -> [TaskSummary] {
        guard book.contains(job) else { return [] }
        return book[job].tasks.map { id in
            let task = book[id]
            return TaskSummary(
                id: id, step: book.steps[task.step], state: state(of: id, at: now),
                storedChunkCount: task.chunks.count, attempts: task.attempts)
        }
    }

    /// The stored chunks of a job, in film order; nil for an id that was never given out.
    public func chunks(of job: JobID) -> FilmChunks? {
        guard book.contains(job) else { return nil }
        var film = FilmChunks(video: [], playableCount: 0, audio: [])
        var hasGap = false
        for id in book[job].tasks {
            let task = book[id]
            let pieces = task.chunks.map {
                FilmChunk(task: id, output: task.output, chunk: $0.chunk)
            }
            switch task.output {
            case .none: break
            case .audio: film.audio += pieces
            case .video:
                film.video += pieces
                if !hasGap { film.playableCount += task.leadingChunkCount }
                hasGap = hasGap || !task.isCompleted
            }
        }
        return film
    }

    /// What a watcher has missed since `sequence`: every chunk and bad ending, and the latest state.
    ///
    /// States that have passed are not retold.
    public func events(of job: JobID, after sequence: UInt64, at now: Instant) -> [JobEvent] {
        guard book.contains(job) else { return [] }
        let cell = book[job]
        var events = [
            JobEvent(job: job, sequence: cell.status.sequence, kind: .state(cell.status.state))
        ]
        for id in cell.tasks {
            let task = book[id]
            for stored in task.chunks {
                let piece = FilmChunk(task: id, output: task.output, chunk: stored.chunk)
                events.append(JobEvent(job: job, sequence: stored.sequence, kind: .chunk(piece)))
            }
            for attempt in task.badAttempts() {
                guard let ending = attempt.ending else { continue }
                let news = JobEvent.Kind.attemptEnded(
                    step: book.steps[task.step], machine: attempt.machine,
                    attempt: attempt.token.attempt, ending.kind)
                events.append(JobEvent(job: job, sequence: ending.sequence, kind: news))
            }
        }
        return events.filter { $0.sequence > sequence }.sorted { $0.sequence < $1.sequence }
    }

    /// The tasks of a job that has ended, in order: what a requeue needs the payloads of.
    public func endedTasks(of job: JobID) -> [TaskID] {
        book.contains(job) && book[job].isEnded ? Array(book[job].tasks) : []
    }

    /// The storyboard of a job that has not ended; nil before it is planned, and for an ended job.
    public func document(of job: JobID) -> [UInt8]? {
        book.contains(job) ? book[job].document : nil
    }

    /// What the job was asked to be.
    func admission(of job: JobID) -> JobAdmission {
        let cell = book[job]
        return JobAdmission(
            id: job, account: accounts.name(Int(cell.account)), clientKey: cell.clientKey,
            title: cell.title, priority: Int(cell.priority),
            demand: book.demands[cell.demand], submitted: cell.submitted,
            options: cell.extras.options)
    }

    func progress(of job: JobID, at now: Instant) -> JobProgress {
        let cell = book[job]
        switch cell.status.state {
        case .completed: return JobProgress(fraction: 1, framesPerSecond: 0, remaining: .zero)
        case .queued, .running, .assembling, .failed, .cancelled: break
        }
        var done = cell.completedCost.seconds
        var rate = 0.0
        var framesPerSecond = 0.0
        for task in cell.leased {
            guard let lease = leases[task] else { continue }
            let cost = book[task].cost.seconds * lease.fraction
            rate += self.rate(of: lease, at: now)
            done += cost
            framesPerSecond += lease.framesPerSecond
        }
        let total = cell.totalCost.seconds
        let isPlanned = cell.taskCount > 1 && total > 0
        let remaining = rate > 0 && isPlanned ? Duration.seconds(max(0, total - done) / rate) : nil
        return JobProgress(
            fraction: isPlanned ? min(1, done / total) : 0, framesPerSecond: framesPerSecond,
            remaining: remaining)
    }
}

extension Duration {
    fileprivate var seconds: Double { Double(milliseconds) / 1000 }
}
