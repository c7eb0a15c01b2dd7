import FarmModel

extension Scheduler {
    mutating func store(_ chunk: Chunk, under token: Lease.Token, at now: Instant) {
        guard leases[token] != nil else {
            let isStored =
                book.isCompleted(by: token)
                && book[token.task].position(ofChunk: chunk.index).isStored
            return emit(
                isStored
                    ? .acknowledgeChunk(token, index: chunk.index)
                    : .revoke(token, book.revocation(of: token)))
        }
        guard (0..<configuration.chunkLimit).contains(chunk.index) else {
            let failure = Job.Failure(
                code: "chunk_out_of_range",
                message: "chunk \(chunk.index) is not one of 0 to "
                    + "\(configuration.chunkLimit - 1)",
                retry: .pointless)
            emit(.revoke(token, .stale))
            return close(token, .failed(failure), at: now)
        }
        renew(token, at: now)
        leases[token.task]?.progressed = now
        keep(chunk, under: token)
        emit(.acknowledgeChunk(token, index: chunk.index))
        guard let outcome = leases[token.task]?.outcome else { return }
        complete(token, outcome, at: now)
    }

    /// Adds a chunk to its task, unless the task has one of that index: the first one stays.
    private mutating func keep(_ chunk: Chunk, under token: Lease.Token) {
        let (position, isStored) = book[token.task].position(ofChunk: chunk.index)
        guard !isStored else { return }
        let job = book[token.task].job
        book[job].sequence += 1
        let stored = StoredChunk(
            task: token.task, attempt: token.attempt, chunk: chunk, sequence: book[job].sequence)
        book[token.task].chunks.insert(stored, at: position)
        holdings.retain(chunk.blob)
        accounts.store(chunk.byteCount, for: Int(book[job].account))
        emit(.record(.chunk(stored)))
        let piece = FilmChunk(task: token.task, output: book[token.task].output, chunk: chunk)
        emit(.announce(JobEvent(job: job, sequence: stored.sequence, kind: .chunk(piece))))
    }

    mutating func complete(_ token: Lease.Token, _ outcome: Job.Outcome, at now: Instant) {
        guard leases[token] != nil else { return answerLateResult(token) }
        if let failure = configuration.objection(to: outcome) ?? objection(to: outcome, of: token) {
            emit(.acknowledgeResult(token))
            return close(token, .failed(failure), at: now)
        }
        renew(token, at: now)
        guard book[token.task].chunks.count == outcome.chunkCount else {
            leases[token.task]?.outcome = outcome
            return
        }
        let job = book[token.task].job
        let computeTime = believable(outcome.computeTime, of: token, at: now)
        endAttempt(
            token, .completed(chunkCount: outcome.chunkCount, computeTime: computeTime), at: now)
        emit(.acknowledgeResult(token))
        if let index = fleet.index(of: token.worker) {
            fleet.machines[fleet[index].machine].succeeded()
        }
        book[token.task].phase = .completed
        book[job].completedTaskCount += 1
        book[job].completedCost += book[token.task].cost
        unfinishedTasks -= 1
        if let document = outcome.document {
            book[job].document = document
            emit(.record(.document(job, document)))
        }
        release(dependentsOf: token.task)
        if !outcome.followUps.isEmpty { add(outcome.followUps, to: job, at: now) }
        adjustReservation(of: job)
        if book[job].completedTaskCount == book[job].taskCount { assemble(job, at: now) }
    }

    /// A worker's word for its compute time, within what its threads can have done since the grant.
    private func believable(
        _ computeTime: Duration, of token: Lease.Token, at now: Instant
    ) -> Duration {
        let threads = fleet.index(of: token.worker).map { fleet[$0].announcement.threads }
        let elapsed = leases[token]?.granted.duration(to: now) ?? .zero
        return min(max(computeTime, .zero), elapsed * min(max(threads ?? 1, 1), 1024))
    }

    /// What is wrong with an outcome in the light of the chunks that are stored, or nil.
    private func objection(to outcome: Job.Outcome, of token: Lease.Token) -> Job.Failure? {
        guard unfinishedTasks + outcome.followUps.count <= configuration.taskLimit else {
            return farmIsFull
        }
        let last = book[token.task].chunks.last?.chunk.index ?? -1
        guard last < outcome.chunkCount else {
            return Job.Failure(
                code: "chunk_count_mismatch",
                message: "the task ends after \(outcome.chunkCount) chunks, but chunk \(last) "
                    + "is stored",
                retry: .worthwhile)
        }
        guard book[token.task].output == .none || outcome.chunkCount > 0 else {
            return Job.Failure(
                code: "output_missing",
                message: "the task was to make \(book[token.task].output), but has no chunk",
                retry: .worthwhile)
        }
        return nil
    }

    private mutating func release(dependentsOf task: TaskID) {
        let list = book[task].list.rawValue
        for position in book[task].dependents {
            let dependent = TaskID(list + UInt64(position))
            book[dependent].openDependencies -= 1
            if book[dependent].openDependencies == 0 { enqueue(dependent) }
        }
    }

    mutating func fail(_ token: Lease.Token, _ failure: Job.Failure, at now: Instant) {
        guard leases[token] != nil else { return answerLateResult(token) }
        emit(.acknowledgeResult(token))
        close(token, .failed(failure), at: now)
    }

    mutating func takeBack(_ token: Lease.Token, at now: Instant) {
        guard let lease = leases[token] else { return }
        close(token, lease.preempted == nil ? .returned : .preempted, at: now)
    }

    private mutating func answerLateResult(_ token: Lease.Token) {
        emit(
            book.isCompleted(by: token)
                ? .acknowledgeResult(token) : .revoke(token, book.revocation(of: token)))
    }

    /// A word from the worker about a live attempt: the lease begins a new term.
    mutating func renew(_ token: Lease.Token, at now: Instant) {
        leases[token.task]?.expiry = now.advanced(by: configuration.leaseDuration)
        leases[token.task]?.isKnownToWorker = true
    }

    /// Ends an attempt that did not succeed, and decides whether there is another.
    mutating func close(_ token: Lease.Token, _ kind: Attempt.Kind, at now: Instant) {
        let verdict = verdict(on: token, kind)
        let retry: Instant?
        switch verdict {
        case .retry(let pause): retry = pause == .zero ? nil : now.advanced(by: pause)
        case .giveUp: retry = nil
        }
        endAttempt(token, verdict.recorded(kind), retryNotBefore: retry, at: now)
        blame(token, for: kind, at: now)
        switch verdict {
        case .giveUp(let failure): end(book[token.task].job, .failed(failure), at: now)
        case .retry:
            guard let retry else { return enqueue(token.task) }
            timers.set(.retry, token.task.rawValue, at: retry)
        }
    }

    /// Writes down how an attempt ended and frees its slot.
    mutating func endAttempt(
        _ token: Lease.Token, _ kind: Attempt.Kind, retryNotBefore: Instant? = nil,
        at now: Instant
    ) {
        let task = token.task
        let job = book[task].job
        var ending = Attempt.Ending(instant: now, kind: kind, retryNotBefore: retryNotBefore)
        let last = book[task].attempts.count - 1
        if kind.isBad {
            book[job].sequence += 1
            ending.sequence = book[job].sequence
        }
        book[task].attempts[last].ending = ending
        let attempt = book[task].attempts[last]
        precondition(attempt.token == token, "only the last attempt can be under way")
        book[task].phase = .waiting
        leases.remove(token)
        if let place = book[job].leased.firstIndex(of: task) { book[job].leased.remove(at: place) }
        if book[job].leased.isEmpty { preemptions.ended(job, of: Int(book[job].account)) }
        measure(attempt)
        settle(
            task, of: Int(book[job].account), ended: kind,
            after: attempt.started.duration(to: now), at: now)
        fleet.change(running: -1, of: token.worker)
        emit(.record(.attempt(attempt)))
        guard kind.isBad else { return }
        let news = JobEvent.Kind.attemptEnded(
            step: book.steps[book[task].step], machine: attempt.machine, attempt: token.attempt,
            kind)
        emit(.announce(JobEvent(job: job, sequence: ending.sequence, kind: news)))
    }

    /// Sets a machine aside that has failed several different tasks in a row, if another is there.
    private mutating func blame(_ token: Lease.Token, for kind: Attempt.Kind, at now: Instant) {
        guard kind.isWorkersFault, let attempt = book[token.task].attempts.last else { return }
        let machine = fleet.machines.index(of: attempt.machine)
        let count = fleet.machines[machine].failed(token.task)
        guard count >= configuration.setAsideAfter, fleet.machines[machine].isInService,
            fleet.hasWorkerInService(notOn: machine)
        else { return }
        let rounds = fleet.machines[machine].rounds
        fleet.machines[machine].rounds += 1
        let pause = Backoff.pause(
            base: configuration.probation, limit: configuration.probationLimit, round: rounds)
        let until = now.advanced(by: pause)
        let reason = Job.Failure(
            code: "machine_set_aside",
            message: "\(count) different tasks in a row went badly here; "
                + "tried again in \(pause.components.seconds) s",
            retry: .worthwhile)
        fleet.machines[machine].aside = MachineStanding.Aside(until: until, reason: reason)
        apply(standingOf: machine)
        timers.set(.machine, UInt64(machine), at: until)
    }
}

extension Attempt.Kind {
    /// Whether the job's followers should hear of it.
    var isBad: Bool {
        switch self {
        case .failed, .lost: true
        case .completed, .returned, .preempted, .moot: false
        }
    }

    /// Whether another machine might have done better.
    var isWorkersFault: Bool {
        switch self {
        case .failed(let failure): failure.retry == .worthwhile
        case .lost: true
        case .completed, .returned, .preempted, .moot: false
        }
    }
}
