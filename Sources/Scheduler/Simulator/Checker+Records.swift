import FarmModel
import SchedulerCore

// Records, one by one, as they are committed.
extension Checker {
    /// Checks what one event led to, and writes it.
    mutating func check(
        _ decision: Decision, against rows: inout Rows, keeping keeps: (Record) -> Bool,
        at now: Instant
    ) throws {
        let records = decision.effects.compactMap { effect in
            if case .record(let record) = effect { record } else { nil }
        }
        try checkFencing(decision.event, records, rows, at: now)
        try checkArray(decision.event, records, at: now)
        present.note(decision.event)
        if case .entitled(let change, _) = decision.event { grants.apply(change) }
        for record in records {
            try check(record, rows, at: now)
            if keeps(record) { rows.apply(record) }
            if case .attempt(let attempt) = record, attempt.ending != nil {
                try judge(attempt, records, rows, at: now)
            }
        }
        for case .preempt(let token) in decision.effects where !askedBack.contains(token) {
            askedBack.insert(token)
            try checkPreemption(of: token, rows, at: now)
        }
    }

    /// A task is asked back for one of higher priority of its account that its worker could run.
    private func checkPreemption(of token: Lease.Token, _ rows: Rows, at now: Instant) throws {
        guard let task = rows.task(token.task), let job = rows.job(task.entry.job),
            let machine = task.attempts.last.flatMap({ self.machine(named: $0.machine) })
        else { return }
        let priority = job.control?.priority ?? job.admission.priority
        let hasReason = rows.tasks.contains { other in
            guard let owner = rows.job(other.entry.job) else { return false }
            return owner.admission.account == job.admission.account
                && (owner.control?.priority ?? owner.admission.priority) > priority
                && isReady(other, rows, at: now)
                && machine.canRun(other.entry.task.requirement)
        }
        try require(
            .preemptionIsBounded, at: now, hasReason, "\(token) was asked back for nobody")
    }

    private func checkPreemptions(of task: Rows.Task, _ rows: Rows, at now: Instant) throws {
        let tasks = rows.job(task.entry.job)?.tasks.compactMap { rows.task($0) } ?? []
        let count = tasks.reduce(1) { count, task in
            count + task.attempts.count { $0.ending?.kind == .preempted }
        }
        try require(
            .preemptionIsBounded, at: now, count <= scenario.configuration.preemptionLimit,
            "job \(task.entry.job) makes room for the \(count)th time")
    }

    /// Of an array every job is there, or none.
    private func checkArray(
        _ event: Scheduler.Event, _ records: [Record], at now: Instant
    ) throws {
        guard case .arraySubmitted(_, let payloads, _) = event else { return }
        let made = records.count { record in
            if case .job = record { true } else { false }
        }
        try require(
            .arraysAreWhole, at: now, made == 0 || made == payloads.count,
            "\(made) of \(payloads.count) jobs of an array were made")
    }

    private func checkFencing(
        _ event: Scheduler.Event, _ records: [Record], _ rows: Rows, at now: Instant
    ) throws {
        guard let token = event.token else { return }
        if rows.isOpen(token) {
            guard case .taskReturned = event else { return }
            let isBlameless = records.contains { record in
                guard case .attempt(let attempt) = record else { return false }
                return attempt.token == token
                    && (attempt.ending?.kind == .returned || attempt.ending?.kind == .preempted)
            }
            return try require(
                .plannedStopsAreBlameless, at: now, isBlameless, "\(token) was given back")
        }
        let changes = records.contains { record in
            switch record {
            case .chunk(let stored): stored.task == token.task
            case .attempt(let attempt):
                attempt.token.task == token.task && attempt.ending != nil
            case .job, .jobStatus, .document, .task, .entitlement, .team, .account, .usage,
                .jobControl, .pause, .machine, .removal, .numbers:
                false
            }
        }
        try require(.fencing, at: now, !changes, "\(token) is not current and counted")
    }

    private mutating func check(_ record: Record, _ rows: Rows, at now: Instant) throws {
        switch record {
        case .job(let admission):
            guard mayLook(at: 2 * rows.jobs.count + rows.tasks.count) else { return }
            let isNew = !rows.jobs.contains {
                $0.admission.account == admission.account
                    && $0.admission.clientKey == admission.clientKey
            }
            try require(
                .idempotentSubmission, at: now, isNew, "\(admission.clientKey) became two jobs")
            try checkAdmission(admission, rows, at: now)
        case .jobStatus(let job, let status): try check(status, of: job, rows, at: now)
        case .attempt(let attempt): try check(attempt, rows, at: now)
        case .chunk(let stored): try check(stored, rows, at: now)
        case .task(let entry): try checkEntry(entry, rows, at: now)
        case .document, .entitlement, .team, .account, .usage, .jobControl, .pause, .machine,
            .numbers:
            break
        case .removal(let job, _):
            try require(
                .finalStatesStay, at: now, rows.job(job)?.status.state.isFinal ?? false,
                "job \(job) is forgotten before its end")
            try checkAge(of: job, rows, at: now)
            remember(chargesOf: job, rows)
            forgotten.insert(job)
            for task in rows.job(job)?.tasks ?? [] { forgottenTasks.insert(task) }
        }
    }

    private func checkEntry(_ entry: TaskEntry, _ rows: Rows, at now: Instant) throws {
        guard let script = Script(payload: entry.task.payload) else { return }
        let tasks = rows.job(entry.job)?.tasks.count ?? 0
        try require(
            .completedOnce, at: now, tasks == script.position,
            "task \(entry.id) is number \(tasks) of its job, not \(script.position)")
    }

    private mutating func check(
        _ status: JobStatus, of job: JobID, _ rows: Rows, at now: Instant
    ) throws {
        guard let old = rows.job(job)?.status else { return }
        let isEdge: Bool
        switch (old.state, status.state) {
        case (.queued, .running), (.running, .assembling), (.assembling, .assembling),
            (.assembling, .completed):
            isEdge = true
        case (.queued, .failed), (.queued, .cancelled), (.running, .failed),
            (.running, .cancelled), (.assembling, .failed), (.assembling, .cancelled):
            isEdge = true
        case (.running, .completed(nil)): isEdge = !(rows.job(job)?.admission.demand.isFilm ?? true)
        case (.failed, .queued), (.cancelled, .queued):
            isEdge = rows.job(job)?.control?.requeued == now
            cancelledJobs.remove(job)
        case (.queued, .assembling): isEdge = rows.job(job)?.control?.requeued == now
        default: isEdge = false
        }
        try require(
            .finalStatesStay, at: now, isEdge,
            "job \(job) went from \(old.state) to \(status.state)")
        guard case .completed(let film?) = status.state else { return }
        let expected = Checker.film(of: order(of: job, rows))
        try require(.filmIsWhole, at: now, film == expected, "job \(job) has another film")
    }

    private mutating func check(_ attempt: Attempt, _ rows: Rows, at now: Instant) throws {
        guard let task = rows.task(attempt.token.task) else { return }
        guard let ending = attempt.ending else {
            try require(
                .singleOwner, at: now,
                task.openAttempt == nil && task.completion == nil
                    && Int(attempt.token.attempt) == task.attempts.count + 1,
                "\(attempt.token) began beside another")
            beginnings[attempt.token] = virtualNow
            // A liar may have guessed the token before there was such an attempt.
            advances[attempt.token] = nil
            return try checkStart(of: attempt, task, rows, at: now)
        }
        if let completion = task.completion {
            try require(
                .completedOnce, at: now, completion == attempt,
                "task \(attempt.token.task) was completed and changed")
        }
        switch ending.kind {
        case .completed(let count, _):
            let isStored = task.chunks.map(\.chunk.index) == Array(0..<count)
            try require(
                .doneMeansStored, at: now, isStored,
                "\(attempt.token) is done and lacks chunks")
        case .lost: try checkLoss(of: attempt, task, rows.counted(task), at: now)
        case .failed: try checkFailures(of: task, rows.counted(task), at: now)
        case .preempted: try checkPreemptions(of: task, rows, at: now)
        case .returned, .moot: break
        }
    }

    private mutating func checkStart(
        of attempt: Attempt, _ task: Rows.Task, _ rows: Rows, at now: Instant
    ) throws {
        guard let script = Script(payload: task.entry.task.payload),
            let job = rows.job(task.entry.job)
        else { return }
        let isPaused = [.job(task.entry.job), .account(job.admission.account), .farm]
            .contains { stopped.contains(.pause($0)) }
        try require(
            .pauseHolds, at: now, !isPaused, "\(attempt.token) began in spite of a pause")
        let awaited = prerequisites[[job.admission.account, job.admission.clientKey]] ?? []
        try require(
            .prerequisitesHold, at: now, rows.areCompleted(awaited),
            "\(attempt.token) began before job \(awaited) was completed")
        let isOut = [Stoppage.drain(attempt.machine), .aside(attempt.machine)]
            .contains { stopped.contains($0) }
        try require(
            .drainHolds, at: now, !isOut, "\(attempt.token) began on a machine out of service")
        let isEarly = script.dependencies.contains { position in
            rows.task(job.tasks[position + 1])?.completion == nil
        }
        try require(
            .dependenciesHold, at: now, !isEarly, "\(attempt.token) began before its time")
        try checkBackoff(of: attempt, task, rows, at: now)
        try checkAvoidance(of: attempt, task, rows, at: now)
        guard mayLook(at: rows.tasks.count) else { return }
        try checkRunning(attempt, of: job.admission.account, rows, at: now)
        try checkOrder(of: attempt, task, rows, at: now)
        let worker = attempt.token.worker
        let held = rows.tasks.count { $0.openAttempt?.token.worker == worker }
        let slots = machine(named: attempt.machine)?.slots ?? 0
        try require(
            .slotsHold, at: now, held < slots, "worker \(worker) holds more than \(slots)")
    }

    private func checkLoss(
        of attempt: Attempt, _ task: Rows.Task, _ counted: [Attempt], at now: Instant
    ) throws {
        let silence = lastSign(of: attempt).duration(to: virtualNow)
        try require(
            .liveLeasesLast, at: now,
            silence >= scenario.configuration.leaseDuration
                || goodbyes.contains(attempt.token.worker),
            "\(attempt.token) was lost after \(silence.milliseconds) ms of silence")
        let losses = counted.count { $0.ending?.kind == .lost } + 1
        try require(
            .attemptsAreBounded, at: now, losses <= scenario.configuration.crashLimit,
            "task \(attempt.token.task) was lost \(losses) times")
    }

    /// A task may go beyond the limit while only one of several machines has tried it.
    private func checkFailures(
        of task: Rows.Task, _ counted: [Attempt], at now: Instant
    ) throws {
        let failures = counted.count { attempt in
            if case .failed = attempt.ending?.kind { true } else { false }
        }
        try require(
            .attemptsAreBounded, at: now,
            failures < scenario.configuration.maximumAttempts + 6,
            "task \(task.entry.id) failed \(failures + 1) times")
    }

    private func check(_ stored: StoredChunk, _ rows: Rows, at now: Instant) throws {
        guard let task = rows.task(stored.task) else { return }
        let old = task.chunks.first { $0.chunk.index == stored.chunk.index }
        try require(
            .chunksStay, at: now, old == nil,
            "chunk \(stored.chunk.index) of task \(stored.task) was stored twice")
        try require(
            .fencing, at: now, task.openAttempt?.token.attempt == stored.attempt,
            "chunk \(stored.chunk.index) of task \(stored.task) is of attempt \(stored.attempt)")
    }
}

extension Scheduler.Event {
    /// The attempt that the event speaks of.
    var token: Lease.Token? {
        switch self {
        case .chunkStored(_, let token), .taskCompleted(let token, _), .taskFailed(let token, _),
            .taskReturned(let token):
            token
        case .started, .submitted, .arraySubmitted, .cancelled, .commanded, .entitled,
            .workerJoined, .workerDraining, .workerLeft, .heartbeat, .assembled, .assemblyFailed,
            .reconfigured, .clockAdvanced:
            nil
        }
    }
}

extension Rows {
    /// The attempts at a task since its job was last taken up.
    func counted(_ task: Task) -> [Attempt] {
        guard let start = job(task.entry.job)?.control?.requeued else { return task.attempts }
        return task.attempts.filter { $0.started >= start }
    }
}
