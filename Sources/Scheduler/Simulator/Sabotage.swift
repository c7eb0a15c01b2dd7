import FarmModel
import SchedulerCore
import WorkerCore

// How the mutants go wrong: they bend what goes into the core or what comes out of it.
extension Simulation {
    /// The core's decision, as the mutant has it.
    mutating func decide(
        _ event: Scheduler.Event, with scheduler: inout Scheduler
    ) -> [Scheduler.Effect] {
        guard let mutant else { return scheduler.handle(event, at: clock) }
        if let answer = mutant.answer(to: event, rows) { return answer }
        guard let bent = mutant.bend(event, rows) else { return [] }
        let effects = scheduler.handle(bent, at: clock)
        if mutant == .leaksSlots, case .taskCompleted(let token, _) = event {
            scheduler.leakSlot(of: token.worker)
        }
        if mutant == .leaksUsage, case .taskCompleted(let token, _) = event,
            let job = rows.task(token.task)?.entry.job, let row = rows.job(job)
        {
            scheduler.leakRunningTask(of: row.admission.account)
        }
        let other = workers.compactMap { $0.session?.worker }
        return effects.flatMap { mutant.bend($0, rows, workers: other) }
            + mutant.afterthoughts(on: event, effects, rows)
    }
}

extension Mutant {
    /// What the mutant says without asking the core.
    fileprivate func answer(to event: Scheduler.Event, _ rows: Rows) -> [Scheduler.Effect]? {
        switch (self, event) {
        case (.ignoresCancels, .cancelled(let job, let asker, let request)):
            guard let row = rows.job(job), !row.status.state.isFinal,
                asker == .account(row.admission.account)
            else { return nil }
            return [.reply(request, .cancelled(job))]
        case (.ignoresPauses, .commanded(.pause, by: .operator, let request)),
            (.ignoresDrains, .commanded(.machine(_, .drain), by: .operator, let request)),
            (.ignoresDrains, .commanded(.machine(_, .setAside), by: .operator, let request)),
            (.ignoresRequeues, .commanded(.requeue, by: .operator, let request)):
            return [.reply(request, .carriedOut)]
        default: return nil
        }
    }

    /// The event that the core gets to see; nil if none.
    fileprivate func bend(_ event: Scheduler.Event, _ rows: Rows) -> Scheduler.Event? {
        switch (self, event) {
        case (.ignoresKeys, .submitted(var submission, let request)):
            submission.clientKey += "-\(request)"
            return .submitted(submission, request)
        case (.ignoresPrerequisites, .submitted(var submission, let request)):
            submission.options = .usual
            return .submitted(submission, request)
        case (.ignoresTimeouts, .submitted(var submission, let request)):
            submission.options.timeout = nil
            return .submitted(submission, request)
        case (.tearsArrays, .arraySubmitted(let submission, let payloads, let request)):
            let rest = payloads.count > 1 ? payloads.dropLast() : payloads
            return .arraySubmitted(submission, payloads: rest, request)
        case (.forgetsBadMachines, .workerJoined(let worker, var announcement, let holding)):
            announcement.name = "machine"
            return .workerJoined(worker, announcement, holding: holding)
        case (.idlesWorkers, .workerJoined(let worker, var announcement, let holding)):
            announcement.slots -= 1
            return .workerJoined(worker, announcement, holding: holding)
        case (.overbooksWorkers, .workerJoined(let worker, var announcement, let holding)):
            announcement.slots += 1
            return .workerJoined(worker, announcement, holding: holding)
        case (.ignoresTokens, .chunkStored(let chunk, let token)):
            return .chunkStored(chunk, under: rows.currentToken(token))
        case (.ignoresTokens, .taskCompleted(let token, let outcome)):
            return .taskCompleted(rows.currentToken(token), outcome)
        case (.ignoresTokens, .taskFailed(let token, let failure)):
            return .taskFailed(rows.currentToken(token), failure)
        case (.blamesStops, .taskReturned(let token)):
            let failure = Job.Failure(code: "stopped", message: "", retry: .worthwhile)
            return .taskFailed(token, failure)
        case (.ignoresDependencies, .taskCompleted(let token, var outcome)):
            for index in outcome.followUps.indices { outcome.followUps[index].dependencies = [] }
            return .taskCompleted(token, outcome)
        case (.opensTheDoor, .entitled(var change, let request)):
            let running = change.quota.runningTasks
            change.quota = Quota()
            change.quota.runningTasks = running
            return .entitled(change, request)
        case (.ignoresRunningLimits, .entitled(var change, let request)):
            change.quota.runningTasks = nil
            return .entitled(change, request)
        case (.ignoresWeights, .entitled(var change, let request)):
            change.weight = nil
            return .entitled(change, request)
        case (.ignoresTime, .clockAdvanced), (.forgetsAssemblies, .started): return nil
        default: return event
        }
    }

    /// What becomes of an effect of the core.
    fileprivate func bend(
        _ effect: Scheduler.Effect, _ rows: Rows, workers: [WorkerID]
    ) -> [Scheduler.Effect] {
        switch (self, effect) {
        case (.forgetsEndings, .record(.attempt(let attempt))):
            return attempt.ending == nil || attempt.isCompleted ? [effect] : []
        case (.grantsTwice, .grant(var grant)):
            let holder = grant.lease.token.worker
            guard let other = workers.first(where: { $0 != holder }) else { return [effect] }
            grant.lease.token.worker = other
            return [effect, .grant(grant)]
        case (.cooksBooks, .record(.account(var standing))):
            standing.charged.compute -= min(1, standing.charged.compute)
            return [.record(.account(standing))]
        case (.shufflesFilm, .assemble(var order)):
            if order.video.count > 1 { order.video.swapAt(0, 1) }
            return [.assemble(order)]
        case (.releasesTooMuch, .releaseBlobs(let blobs)):
            let others = rows.tasks.flatMap { $0.chunks.map(\.chunk.blob) }
                .filter { !blobs.contains($0) }
            return [.releaseBlobs(blobs + others.suffix(1))]
        case (.neverRevokes, .revoke): return []
        case (.inventsJobs, .reply(let request, .unknownJob(let job))):
            return [.reply(request, .cancelled(job))]
        case (.resetsSequences, .announce(var event)):
            event.sequence = (event.sequence - 1) % 4 + 1
            return [.announce(event)]
        default: return [effect]
        }
    }

    /// What the mutant adds to the core's decision.
    fileprivate func afterthoughts(
        on event: Scheduler.Event, _ effects: [Scheduler.Effect], _ rows: Rows
    ) -> [Scheduler.Effect] {
        guard let token = event.token, let task = rows.task(token.task) else { return [] }
        switch (self, event) {
        case (.commitsTwice, .taskCompleted):
            guard var again = task.completion else { return [] }
            again.ending?.instant.milliseconds += 1
            return [.record(.attempt(again))]
        case (.replacesChunks, .chunkStored(let chunk, _)):
            guard rows.isOpen(token),
                let old = task.chunks.first(where: { $0.chunk.index == chunk.index }),
                old.chunk != chunk
            else { return [] }
            let stored = StoredChunk(
                task: token.task, attempt: token.attempt, chunk: chunk, sequence: old.sequence)
            return [.record(.chunk(stored))]
        case (.revivesJobs, _):
            guard effects.contains(.revoke(token, .jobEnded)),
                var status = rows.job(task.entry.job)?.status
            else { return [] }
            status.state = .running
            return [.record(.jobStatus(task.entry.job, status))]
        default: return []
        }
    }
}

extension Attempt {
    fileprivate var isCompleted: Bool {
        if case .completed = ending?.kind { true } else { false }
    }
}

extension Rows {
    /// The token under which a message would count if nobody looked at its own.
    fileprivate func currentToken(_ token: Lease.Token) -> Lease.Token {
        task(token.task)?.openAttempt?.token ?? token
    }
}
