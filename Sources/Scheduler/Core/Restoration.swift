public import FarmModel

extension Scheduler {
    /// Builds a scheduler from the rows of the store.
    ///
    /// Feed it every row: first teams and accounts in the order of their creation, then entitlements
    /// and use, all jobs in the order of their ids, statuses and documents, all tasks in the order of
    /// their ids, all attempts in the order of task and number, and chunks. The history of records in
    /// the order they were emitted does as well.
    public struct Restoration: ~Copyable {
        private var scheduler: Scheduler

        /// The latest instant at which something is known to have happened.
        ///
        /// A clock that shows an earlier one was set back: what waits for an instant would wait too long.
        public private(set) var latest: Instant?

        public init(configuration: Configuration = Configuration()) {
            scheduler = Scheduler(configuration: configuration)
        }

        public mutating func add(_ record: Record) {
            if let instant = record.instant { latest = max(latest ?? instant, instant) }
            switch record {
            case .job(let admission):
                let account = scheduler.accounts.index(of: admission.account)
                scheduler.book.append(admission, account: account)
            case .jobStatus(let job, let status):
                scheduler.book[job].status = status
                raiseSequence(of: job, to: status.sequence)
            case .document(let job, let document): scheduler.book[job].document = document
            case .task(let entry): scheduler.book.append(entry)
            case .attempt(let attempt): add(attempt)
            case .chunk(let stored): add(stored)
            case .entitlement(let entitlement): scheduler.accounts.set(entitlement)
            case .team(let standing): scheduler.accounts.restore(standing)
            case .account(let standing): scheduler.accounts.restore(standing)
            case .usage(let row): scheduler.accounts.restore(row)
            case .jobControl(let job, let control):
                scheduler.book[job].control = control
                scheduler.foremost = max(scheduler.foremost, control.front)
            case .pause(let pause): add(pause)
            case .machine(let standing): add(standing)
            case .removal(let job, _): scheduler.book.forget(job)
            case .numbers(let nextJob, let nextTask):
                scheduler.book.reserve(nextJob: nextJob, nextTask: nextTask)
            }
        }

        private mutating func add(_ pause: Pause) {
            guard let name = pause.account else {
                scheduler.pauses.farm = pause.since
                return
            }
            let account = scheduler.accounts.index(of: name)
            scheduler.pauses[account] = pause.since
            if pause.since != nil {
                scheduler.ready.block(account)
            } else {
                scheduler.ready.unblock(account)
            }
        }

        private mutating func add(_ standing: MachineStanding) {
            let machine = scheduler.fleet.machines.index(of: standing.machine)
            scheduler.fleet.machines[machine].drained = standing.drained
            scheduler.fleet.machines[machine].aside = standing.aside
            guard let until = standing.aside?.until else { return }
            scheduler.timers.set(.machine, UInt64(machine), at: until)
        }

        private mutating func add(_ attempt: Attempt) {
            let task = attempt.token.task
            let number = Int(attempt.token.attempt)
            if number == scheduler.book[task].attempts.count + 1 {
                scheduler.book[task].attempts.append(attempt)
            } else {
                scheduler.book[task].attempts[number - 1] = attempt
            }
            let sequence = attempt.ending?.sequence ?? 0
            raiseSequence(of: scheduler.book[task].job, to: sequence)
        }

        private mutating func add(_ stored: StoredChunk) {
            let task = stored.task
            let (position, isStored) = scheduler.book[task].position(ofChunk: stored.chunk.index)
            precondition(!isStored, "a chunk is written once")
            scheduler.book[task].chunks.insert(stored, at: position)
            raiseSequence(of: scheduler.book[task].job, to: stored.sequence)
        }

        private mutating func raiseSequence(of job: JobID, to sequence: UInt64) {
            scheduler.book[job].sequence = max(scheduler.book[job].sequence, sequence)
        }

        /// The scheduler as it was, but that each lease begins a new term: its holder may be alive.
        ///
        /// Hand it ``Scheduler/Event/started`` first.
        public consuming func scheduler(at now: Instant) -> Scheduler {
            var ended: [(instant: Instant, job: JobID)] = []
            for job in scheduler.book.jobIDs.map({ JobID($0) }) {
                scheduler.resume(job, at: now)
                scheduler.hold(mediaOf: job)
                let status = scheduler.book[job].status
                if status.state.isFinal { ended.append((status.ended ?? now, job)) }
            }
            ended.sort { ($0.instant, $0.job) < ($1.instant, $1.job) }
            for (instant, job) in ended { scheduler.jobEnded(job, at: instant) }
            return scheduler
        }
    }

    fileprivate mutating func resume(_ job: JobID, at now: Instant) {
        let isFinal = book[job].isEnded
        for task in book[job].tasks {
            guard let last = book[task].attempts.last, case .completed = last.ending?.kind else {
                continue
            }
            measure(last)
            book[task].phase = .completed
            book[job].completedTaskCount += 1
            book[job].completedCost += book[task].cost
        }
        let account = Int(book[job].account)
        accounts.store(storedBytes(of: job), for: account)
        guard !isFinal else { return book.shed(job) }
        unfinishedJobs += 1
        accounts.jobBegan(account)
        adjustReservation(of: job)
        unfinishedTasks += Int(book[job].taskCount - book[job].completedTaskCount)
        awaitPrerequisites(of: job)
        for list in book[job].lists { book.link(list) }
        for task in book[job].tasks where !book[task].isCompleted { resume(task, at: now) }
    }

    private mutating func resume(_ task: TaskID, at now: Instant) {
        let job = book[task].job
        if let attempt = book[task].attempts.last, attempt.ending == nil {
            let lease = LiveLease(
                attempt.token, granted: attempt.started, at: now,
                expiry: now.advanced(by: configuration.leaseDuration))
            book[task].phase = .leased
            book[job].leased.append(task)
            if configuration.preemptionLimit > 0 {
                preemptions.began(job, of: Int(book[job].account))
            }
            accounts.restoreRunningTask(
                Int(book[job].account), cost: book[task].cost.milliseconds)
            leases.insert(lease)
            watch(task)
        } else if book[task].openDependencies > 0 {
            return
        } else if let due = book.retryDue(of: task), due > now {
            timers.set(.retry, task.rawValue, at: due)
        } else {
            book[task].phase = .ready
            book[job].readyCount += 1
            guard !book[job].isHeld else { return }
            accounts.restoreReadyTask(Int(book[job].account))
            insertTicket(of: task)
        }
    }

    /// The rows that would restore this scheduler, in the order that ``Restoration`` wants.
    ///
    /// Payloads and documents of ended jobs are not among what is remembered.
    public var records: [Record] {
        var records: [Record] = []
        let jobs = book.jobIDs.map { JobID($0) }
        let tasks = Array(book.taskIDs)
        for team in accounts.teams.indices {
            records.append(.team(accounts.standing(team: team)))
        }
        for account in 0..<accounts.count {
            records.append(.account(accounts.standing(account)))
        }
        records += entitlements.map(Record.entitlement)
        for account in 0..<accounts.count {
            records += accounts.completeBuckets(account).map(Record.usage)
        }
        for job in jobs { records.append(.job(admission(of: job))) }
        for job in jobs {
            if book[job].status != JobCell.submittedStatus {
                records.append(.jobStatus(job, book[job].status))
            }
            if let control = book[job].extras.control { records.append(.jobControl(job, control)) }
            if let document = book[job].document { records.append(.document(job, document)) }
        }
        for task in tasks { records.append(.task(book.entry(task))) }
        for task in tasks { records += book[task].attempts.map(Record.attempt) }
        for task in tasks { records += book[task].chunks.map(Record.chunk) }
        for account in 0..<accounts.count {
            guard let since = pauses[account] else { continue }
            records.append(.pause(Pause(account: accounts.name(account), since: since)))
        }
        if let since = pauses.farm {
            records.append(.pause(Pause(account: nil, since: since)))
        }
        for machine in 0..<fleet.machines.count where !fleet.machines[machine].isInService {
            records.append(.machine(standing(of: machine)))
        }
        records.append(.numbers(nextJob: book.nextJob, nextTask: book.nextTask))
        return records
    }
}

extension Record {
    /// The latest instant of the past that it speaks of, where it matters.
    fileprivate var instant: Instant? {
        switch self {
        case .job(let admission): admission.submitted
        case .jobStatus(_, let status): status.ended ?? status.started
        case .attempt(let attempt): attempt.ending?.instant ?? attempt.started
        case .jobControl(_, let control): control.requeued ?? control.paused
        case .pause(let pause): pause.since
        case .machine(let standing): standing.drained
        case .account(let standing): standing.quarterHour?.start
        case .usage(let row): row.bucket.start
        case .document, .task, .chunk, .entitlement, .team, .removal, .numbers: nil
        }
    }
}
