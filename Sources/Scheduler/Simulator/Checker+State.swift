import FarmModel
import SchedulerCore
import WorkerCore

// The state after each commit.
extension Checker {
    mutating func check(
        _ scheduler: Scheduler, _ rows: Rows, _ depot: SimulatedDepot, at now: Instant
    ) throws {
        guard mayLook(at: 8 * rows.tasks.count) else { return }
        if invariants.contains(.countersAgree) {
            let findings = scheduler.audit()
            try require(
                .countersAgree, at: now, findings.isEmpty, findings.joined(separator: "; "))
        }
        try checkWorkConservation(scheduler, rows, at: now)
        try checkRetention(rows, at: now)
        try checkLedger(rows, at: now)
        for task in rows.tasks {
            let isStored = task.chunks.allSatisfy { depot.blobs.contains($0.chunk.blob) }
            try require(
                .doneMeansStored, at: now, isStored,
                "the depot lacks chunks of task \(task.entry.id)")
        }
    }

    /// No more ended jobs are kept than the farm wants, and none for much longer.
    private func checkRetention(_ rows: Rows, at now: Instant) throws {
        let ended = rows.jobs.filter(\.status.state.isFinal).compactMap(\.status.ended)
        try require(
            .endedJobsLeave, at: now, ended.count <= scenario.configuration.endedJobLimit,
            "\(ended.count) ended jobs are kept")
        let age = ended.min().map { $0.duration(to: now) } ?? .zero
        try require(
            .endedJobsLeave, at: now, age <= scenario.configuration.retention + .seconds(1),
            "a job is kept \(age.components.seconds) s after its end")
    }

    /// No attempt goes on much longer than its worker is silent, it stands still, or it may take.
    mutating func checkPatience(_ rows: Rows, at now: Instant) throws {
        guard mayLook(at: rows.tasks.count) else { return }
        let grace = Duration.seconds(1)
        for task in rows.tasks {
            guard let attempt = task.openAttempt else { continue }
            let silence = lastSign(of: attempt).duration(to: virtualNow)
            try require(
                .deadWorkersLoseLeases, at: now,
                silence <= scenario.configuration.leaseDuration + grace,
                "\(attempt.token) goes on after \(silence.milliseconds) ms of silence")
            let standstill = lastAdvance(of: attempt).duration(to: virtualNow)
            try require(
                .standstillEnds, at: now,
                standstill <= scenario.configuration.progressTimeout + grace,
                "\(attempt.token) goes on after \(standstill.milliseconds) ms without progress")
            guard let timeout = timeout(of: task) else { continue }
            let elapsed = max(beginnings[attempt.token] ?? schedulerStart, schedulerStart)
                .duration(to: virtualNow)
            try require(
                .timeoutsHold, at: now, elapsed <= timeout + grace,
                "\(attempt.token) goes on after \(elapsed.milliseconds) ms")
        }
    }

    /// What the owner of a task asked for.
    private func timeout(of task: Rows.Task) -> Duration? {
        Script(payload: task.entry.task.payload).flatMap { timeouts[$0.filmSeed] }
    }

    private func checkWorkConservation(
        _ scheduler: Scheduler, _ rows: Rows, at now: Instant
    ) throws {
        guard invariants.contains(.workConservation) else { return }
        let active = scheduler.workers.filter { $0.service == .active }
        var open: [WorkerID: Int] = [:]
        for task in rows.tasks {
            guard let attempt = task.openAttempt else { continue }
            open[attempt.token.worker, default: 0] += 1
        }
        let idle = active.filter { worker in
            let slots = machine(named: worker.announcement.name)?.slots ?? 0
            return open[worker.id] ?? 0 < slots
        }
        guard !idle.isEmpty else { return }
        let totals = totals(rows)
        for task in rows.tasks where isReady(task, rows, at: now) {
            guard let account = rows.job(task.entry.job)?.admission.account,
                !isFull(account, rows, totals)
            else { continue }
            let requirement = task.entry.task.requirement
            let idlers = idle.filter { $0.announcement.canRun(requirement) }
            guard !idlers.isEmpty else { continue }
            let avoided = rows.counted(task).badMachines
            let hasOthers = active.contains {
                $0.announcement.canRun(requirement) && !avoided.contains($0.announcement.name)
            }
            let idler = idlers.first { !hasOthers || !avoided.contains($0.announcement.name) }
            try require(
                .workConservation, at: now, idler == nil,
                "worker \(idler?.id ?? 0) idles while task \(task.entry.id) waits")
        }
    }

    func isReady(_ task: Rows.Task, _ rows: Rows, at now: Instant) -> Bool {
        guard task.openAttempt == nil, task.completion == nil,
            let job = rows.job(task.entry.job), !job.status.state.isFinal, !rows.isPaused(job),
            rows.areCompleted(job.admission.options.after)
        else { return false }
        if let due = rows.counted(task).last?.ending?.retryNotBefore, due > now { return false }
        return task.entry.task.dependencies.allSatisfy { position in
            let dependency = TaskID(task.entry.list.rawValue + UInt64(position))
            return rows.task(dependency)?.completion != nil
        }
    }

    /// A scheduler rebuilt from the rows must be the one that wrote them.
    mutating func compare(_ scheduler: Scheduler, with rows: Rows, at now: Instant) throws {
        guard invariants.contains(.restartEquivalence), mayLook(at: 16 * rows.tasks.count) else {
            return
        }
        let live = Rows(scheduler.records).remembered
        try require(
            .restartEquivalence, at: now, live == rows.remembered,
            "the rows are not what it knows: \(rows.remembered.difference(from: live))")
        var rebuilt = rows.scheduler(scheduler.configuration, at: now)
        try require(
            .restartEquivalence, at: now, Rows(rebuilt.records).remembered == live,
            "a restart would know something else")
        try require(
            .restartEquivalence, at: now, rebuilt.nextNumbers == scheduler.nextNumbers,
            "a restart would give numbers out again")
        _ = rebuilt.handle(.clockAdvanced, at: now)
        try require(
            .restartEquivalence, at: now, rebuilt.waitingPlaces == scheduler.waitingPlaces,
            "a restart would serve others first")
        let findings = rebuilt.audit()
        try require(
            .restartEquivalence, at: now, findings.isEmpty, findings.joined(separator: "; "))
    }

    /// Once faults are over, a finished result must reach the scheduler soon.
    mutating func check(_ workers: [SimulatedWorker], _ rows: Rows, at now: Instant) throws {
        guard let calmSince else { return }
        for worker in workers {
            let held = worker.session?.holding ?? []
            for run in worker.runs where held.contains(run.token) {
                try checkStray(run.token, rows, at: now)
                guard let finished = run.finished else { continue }
                let wait = max(finished, calmSince).duration(to: virtualNow)
                try require(
                    .resultsAreRepeated, at: now, wait < .seconds(45),
                    "the result of \(run.token) was not handed over")
            }
        }
    }

    /// An attempt that is over must not keep a worker busy.
    private mutating func checkStray(
        _ token: Lease.Token, _ rows: Rows, at now: Instant
    ) throws {
        guard !rows.isOpen(token) else {
            strays[token] = nil
            return
        }
        let since = strays[token] ?? virtualNow
        strays[token] = since
        try require(
            .strayWorkStops, at: now, since.duration(to: virtualNow) < .seconds(45),
            "\(token) is over, and its worker has not been told")
    }
}

extension Worker.Announcement {
    func canRun(_ requirement: Job.Requirement) -> Bool {
        engines.contains(requirement.engine) && gpuMemory >= requirement.gpuMemory
            && (requirement.model.map { name in models.contains { $0.name == name } } ?? true)
            && requirement.tags.allSatisfy(tags.contains)
    }
}

extension [Attempt] {
    /// Machines on which an attempt went badly.
    fileprivate var badMachines: [String] {
        compactMap { attempt in
            switch attempt.ending?.kind {
            case .failed, .lost: attempt.machine
            case .completed, .returned, .preempted, .moot, nil: nil
            }
        }
    }
}
