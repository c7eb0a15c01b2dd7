import FarmModel
import SchedulerCore
import WorkerCore

/// Looks at every step of a run and throws the first violation.
///
/// It knows the scenario, the rows on disk and the messages, and judges the scheduler by these alone.
struct Checker {
    let scenario: Scenario
    private let invariants: [Invariant]

    /// When faults ended; nil while they are on.
    var calmSince: Instant?
    private var schedulerStart = Simulation.start

    /// Signs of life that reached the scheduler's process; looked up, never iterated.
    private var lastHeard: [WorkerID: Instant] = [:]
    private var lastWord: [Lease.Token: Instant] = [:]
    private var goodbyes: Set<WorkerID> = []
    private var cancelledJobs: Set<JobID> = []
    private var sequences: [JobID: UInt64] = [:]

    init(scenario: Scenario, invariants: [Invariant]) {
        self.scenario = scenario
        self.invariants = invariants
    }

    func violation(_ invariant: Invariant, _ message: String, at now: Instant) -> Violation {
        Violation(
            invariant: invariant, message: message,
            milliseconds: Simulation.start.duration(to: now).milliseconds)
    }

    private func require(
        _ invariant: Invariant, at now: Instant, _ holds: @autoclosure () -> Bool,
        _ message: @autoclosure () -> String
    ) throws {
        guard invariants.contains(invariant), !holds() else { return }
        throw violation(invariant, message(), at: now)
    }

    // What the scheduler can know.

    mutating func schedulerStarted(at now: Instant) {
        schedulerStart = now
    }

    mutating func heard(_ event: Scheduler.Event, at now: Instant) {
        switch event {
        case .workerJoined(let worker, _, _), .heartbeat(let worker, _): lastHeard[worker] = now
        case .workerLeft(let worker): goodbyes.insert(worker)
        case .chunkStored(_, let token), .taskCompleted(let token, _), .taskFailed(let token, _),
            .taskReturned(let token):
            lastWord[token] = now
        case .started, .submitted, .cancelled, .workerDraining, .assembled, .assemblyFailed,
            .clockAdvanced:
            break
        }
    }

    /// The last instant at which the scheduler could believe that an attempt's worker lives.
    private func lastSign(of attempt: Attempt) -> Instant {
        let heard = lastHeard[attempt.token.worker] ?? attempt.started
        let word = lastWord[attempt.token] ?? attempt.started
        return max(heard, word, attempt.started, schedulerStart)
    }
}

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
        for record in records {
            try check(record, rows, at: now)
            if keeps(record) { rows.apply(record) }
        }
    }

    private func checkFencing(
        _ event: Scheduler.Event, _ records: [Record], _ rows: Rows, at now: Instant
    ) throws {
        guard let token = event.token else { return }
        if rows.isOpen(token) {
            guard case .taskReturned = event else { return }
            let isBlameless = records.contains { record in
                guard case .attempt(let attempt) = record else { return false }
                return attempt.token == token && attempt.ending?.kind == .returned
            }
            return try require(
                .plannedStopsAreBlameless, at: now, isBlameless, "\(token) was given back")
        }
        let changes = records.contains { record in
            switch record {
            case .chunk(let stored): stored.task == token.task
            case .attempt(let attempt):
                attempt.token.task == token.task && attempt.ending != nil
            case .job, .jobStatus, .document, .task, .account: false
            }
        }
        try require(.fencing, at: now, !changes, "\(token) is not current and counted")
    }

    private func check(_ record: Record, _ rows: Rows, at now: Instant) throws {
        switch record {
        case .job(let admission):
            let isNew = !rows.jobs.contains {
                $0.admission.account == admission.account
                    && $0.admission.clientKey == admission.clientKey
            }
            try require(
                .idempotentSubmission, at: now, isNew, "\(admission.clientKey) became two jobs")
        case .jobStatus(let job, let status): try check(status, of: job, rows, at: now)
        case .attempt(let attempt): try check(attempt, rows, at: now)
        case .chunk(let stored): try check(stored, rows, at: now)
        case .task(let entry): try checkEntry(entry, rows, at: now)
        case .document, .account: break
        }
    }

    private func checkEntry(_ entry: TaskEntry, _ rows: Rows, at now: Instant) throws {
        guard let script = Script(payload: entry.task.payload) else { return }
        let tasks = rows.job(entry.job)?.tasks.count ?? 0
        try require(
            .completedOnce, at: now, tasks == script.position,
            "task \(entry.id) is number \(tasks) of its job, not \(script.position)")
    }

    private func check(
        _ status: JobStatus, of job: JobID, _ rows: Rows, at now: Instant
    ) throws {
        guard let old = rows.job(job)?.status else { return }
        let isEdge: Bool
        switch (old.state, status.state) {
        case (.queued, .queued): isEdge = old.sequence == 0
        case (.queued, .running), (.running, .assembling), (.assembling, .assembling),
            (.assembling, .completed):
            isEdge = true
        case (.queued, .failed), (.queued, .cancelled), (.running, .failed),
            (.running, .cancelled), (.assembling, .failed), (.assembling, .cancelled):
            isEdge = true
        default: isEdge = false
        }
        try require(
            .finalStatesStay, at: now, isEdge,
            "job \(job) went from \(old.state) to \(status.state)")
        guard case .completed(let film) = status.state else { return }
        let expected = Checker.film(of: order(of: job, rows))
        try require(.filmIsWhole, at: now, film == expected, "job \(job) has another film")
    }

    private func check(_ attempt: Attempt, _ rows: Rows, at now: Instant) throws {
        guard let task = rows.task(attempt.token.task) else { return }
        guard let ending = attempt.ending else {
            try require(
                .singleOwner, at: now,
                task.openAttempt == nil && task.completion == nil
                    && Int(attempt.token.attempt) == task.attempts.count + 1,
                "\(attempt.token) began beside another")
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
        case .lost: try checkLoss(of: attempt, task, at: now)
        case .failed: try checkFailures(of: task, at: now)
        case .returned, .moot: break
        }
    }

    private func checkStart(
        of attempt: Attempt, _ task: Rows.Task, _ rows: Rows, at now: Instant
    ) throws {
        guard let script = Script(payload: task.entry.task.payload),
            let job = rows.job(task.entry.job)
        else { return }
        let isEarly = script.dependencies.contains { position in
            rows.task(job.tasks[position + 1])?.completion == nil
        }
        try require(
            .dependenciesHold, at: now, !isEarly, "\(attempt.token) began before its time")
        let worker = attempt.token.worker
        let held = rows.tasks.count { $0.openAttempt?.token.worker == worker }
        let slots = machine(named: attempt.machine)?.slots ?? 0
        try require(
            .slotsHold, at: now, held < slots, "worker \(worker) holds more than \(slots)")
    }

    private func checkLoss(of attempt: Attempt, _ task: Rows.Task, at now: Instant) throws {
        let silence = lastSign(of: attempt).duration(to: now)
        try require(
            .liveLeasesLast, at: now,
            silence >= scenario.configuration.leaseDuration
                || goodbyes.contains(attempt.token.worker),
            "\(attempt.token) was lost after \(silence.milliseconds) ms of silence")
        let losses = task.attempts.count { $0.ending?.kind == .lost } + 1
        try require(
            .attemptsAreBounded, at: now, losses <= scenario.configuration.crashLimit,
            "task \(attempt.token.task) was lost \(losses) times")
    }

    /// A task may go beyond the limit while only one of several machines has tried it.
    private func checkFailures(of task: Rows.Task, at now: Instant) throws {
        let failures = task.attempts.count { attempt in
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

    private func machine(named name: String) -> Worker.Announcement? {
        scenario.machines.first { $0.announcement.name == name }?.announcement
    }

    /// The film of a job as the rows have it.
    private func order(of job: JobID, _ rows: Rows) -> AssemblyOrder {
        let row = rows.job(job)
        let tasks = row?.tasks.compactMap { rows.task($0) } ?? []
        return AssemblyOrder(
            job: job, title: row?.admission.title ?? "",
            video: tasks.filter { $0.entry.task.output == .video }
                .flatMap { $0.chunks.map(\.chunk) },
            audio: tasks.filter { $0.entry.task.output == .audio }
                .flatMap { $0.chunks.map(\.chunk) })
    }

    /// What the simulated assembler makes of an order: its name tells every piece and its place.
    static func film(of order: AssemblyOrder) -> Film {
        var hash: UInt64 = order.job.rawValue
        for chunk in order.video + order.audio {
            for byte in chunk.blob.digest { hash = SplitMix64.mix(hash ^ UInt64(byte)) }
        }
        let digest = (0..<32).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0 % 8))) }
        guard let blob = BlobID(digest: digest) else {
            preconditionFailure("a digest has 32 bytes")
        }
        return Film(
            video: blob, byteCount: order.video.reduce(0) { $0 + $1.byteCount },
            frameCount: order.video.reduce(0) { $0 + $1.frameCount }, poster: nil,
            contactSheet: nil)
    }
}

// The state after each commit.
extension Checker {
    func check(
        _ scheduler: Scheduler, _ rows: Rows, _ depot: SimulatedDepot, at now: Instant
    ) throws {
        if invariants.contains(.countersAgree) {
            let findings = scheduler.audit()
            try require(
                .countersAgree, at: now, findings.isEmpty, findings.joined(separator: "; "))
        }
        try checkWorkConservation(scheduler, rows, at: now)
        for task in rows.tasks {
            let isStored = task.chunks.allSatisfy { depot.blobs.contains($0.chunk.blob) }
            try require(
                .doneMeansStored, at: now, isStored,
                "the depot lacks chunks of task \(task.entry.id)")
        }
    }

    /// No lease goes on much longer than its term after the last sign of life.
    func checkSilence(_ rows: Rows, at now: Instant) throws {
        let bound = scenario.configuration.leaseDuration + .seconds(1)
        for task in rows.tasks {
            guard let attempt = task.openAttempt else { continue }
            let silence = lastSign(of: attempt).duration(to: now)
            try require(
                .deadWorkersLoseLeases, at: now, silence <= bound,
                "\(attempt.token) goes on after \(silence.milliseconds) ms of silence")
        }
    }

    private func checkWorkConservation(
        _ scheduler: Scheduler, _ rows: Rows, at now: Instant
    ) throws {
        guard invariants.contains(.workConservation) else { return }
        let active = scheduler.workers.filter { $0.service == .active }
        let open = rows.tasks.compactMap { $0.openAttempt?.token.worker }
        let idle = active.filter { worker in
            let slots = machine(named: worker.announcement.name)?.slots ?? 0
            return open.count { $0 == worker.id } < slots
        }
        guard !idle.isEmpty else { return }
        for task in rows.tasks where isReady(task, rows, at: now) {
            let requirement = task.entry.task.requirement
            let capable = active.filter { $0.announcement.canRun(requirement) }
            let avoided = task.badMachines
            let others = capable.filter { !avoided.contains($0.announcement.name) }
            let takers = others.isEmpty ? capable : others
            let idler = idle.first { worker in takers.contains { $0.id == worker.id } }
            try require(
                .workConservation, at: now, idler == nil,
                "worker \(idler?.id ?? 0) idles while task \(task.entry.id) waits")
        }
    }

    private func isReady(_ task: Rows.Task, _ rows: Rows, at now: Instant) -> Bool {
        guard task.openAttempt == nil, task.completion == nil,
            let job = rows.job(task.entry.job), !job.status.state.isFinal
        else { return false }
        if let due = task.attempts.last?.ending?.retryNotBefore, due > now { return false }
        return task.entry.task.dependencies.allSatisfy { position in
            let dependency = TaskID(task.entry.list.rawValue + UInt64(position))
            return rows.task(dependency)?.completion != nil
        }
    }

    /// A scheduler rebuilt from the rows must be the one that wrote them.
    func compare(_ scheduler: Scheduler, with rows: Rows, at now: Instant) throws {
        guard invariants.contains(.restartEquivalence) else { return }
        let live = Rows(scheduler.records).remembered
        try require(
            .restartEquivalence, at: now, live == rows.remembered, "the rows are not what it knows")
        var rebuilt = rows.scheduler(scheduler.configuration, at: now)
        try require(
            .restartEquivalence, at: now, Rows(rebuilt.records).remembered == live,
            "a restart would know something else")
        _ = rebuilt.handle(.clockAdvanced, at: now)
        try require(
            .restartEquivalence, at: now, rebuilt.waitingPlaces == scheduler.waitingPlaces,
            "a restart would serve others first")
        let findings = rebuilt.audit()
        try require(
            .restartEquivalence, at: now, findings.isEmpty, findings.joined(separator: "; "))
    }

    /// Once faults are over, a finished result must reach the scheduler soon.
    func check(_ workers: [SimulatedWorker], at now: Instant) throws {
        guard let calmSince else { return }
        for worker in workers {
            let held = worker.session?.holding ?? []
            for run in worker.runs where held.contains(run.token) {
                guard let finished = run.finished else { continue }
                let wait = max(finished, calmSince).duration(to: now)
                try require(
                    .resultsAreRepeated, at: now, wait < .seconds(45),
                    "the result of \(run.token) was not handed over")
            }
        }
    }
}

// What leaves the process.
extension Checker {
    mutating func check(
        sending effect: Scheduler.Effect, _ rows: Rows, from requests: [SimulatedRequest],
        at now: Instant
    ) throws {
        switch effect {
        case .grant(let grant): try check(grant, rows, at: now)
        case .reply(let request, let reply):
            let isStranger = requests[Int(request.rawValue) - 1].client == nil
            try check(reply, isStranger: isStranger, rows, at: now)
        case .acknowledgeChunk(let token, let index):
            let isStored =
                rows.task(token.task)?.chunks.contains { $0.chunk.index == index } ?? false
            try require(
                .durableAcknowledgement, at: now, isStored,
                "chunk \(index) of \(token) was acknowledged")
        case .acknowledgeResult(let token):
            let attempt = rows.task(token.task)?.attempts.first { $0.token == token }
            try require(
                .durableAcknowledgement, at: now, attempt?.ending != nil,
                "the result of \(token) was acknowledged")
        case .announce(let event): try check(event, at: now)
        case .assemble(let order): try check(order, rows, at: now)
        case .record, .welcome, .askForHello, .revoke: break
        }
    }

    private func check(_ grant: Grant, _ rows: Rows, at now: Instant) throws {
        let token = grant.lease.token
        try require(
            .cancelHolds, at: now, !cancelledJobs.contains(grant.job),
            "\(token) was granted after its job was cancelled")
        let attempt = rows.task(token.task)?.attempts.first { $0.token == token }
        let isCurrent = attempt.map { $0.ending == nil || $0.ending?.instant == now } ?? false
        try require(.grantsAreRecorded, at: now, isCurrent, "\(token) was granted unrecorded")
        guard let task = rows.task(token.task) else { return }
        let leading = zip(task.chunks, 0...).prefix { $0.0.chunk.index == $0.1 }.count
        let isWhole =
            attempt?.ending != nil
            || (task.entry.task == grant.task && grant.resumeAfter <= leading
                && grant.document == rows.job(grant.job)?.document)
        try require(
            .grantsAreRecorded, at: now, isWhole, "\(token) was granted with another task")
    }

    private mutating func check(
        _ reply: Reply, isStranger: Bool, _ rows: Rows, at now: Instant
    ) throws {
        switch reply {
        case .accepted(let job):
            try require(
                .durableAcknowledgement, at: now, rows.job(job) != nil,
                "job \(job) was accepted and is not stored")
        case .cancelled(let job):
            try require(
                .unknownStaysUnknown, at: now, !isStranger, "job \(job) was cancelled by a stranger"
            )
            try require(
                .cancelHolds, at: now, rows.job(job)?.status.state == .cancelled,
                "job \(job) is reported cancelled and is not")
            cancelledJobs.insert(job)
        case .ended(let job, _):
            try require(
                .unknownStaysUnknown, at: now, !isStranger, "job \(job) was shown to a stranger")
        case .refused, .unknownJob: break
        }
    }

    private mutating func check(_ event: JobEvent, at now: Instant) throws {
        let last = sequences[event.job] ?? 0
        if case .progress = event.kind {
            return try require(
                .eventsAreOrdered, at: now, event.sequence >= last,
                "progress of job \(event.job) carries \(event.sequence) after \(last)")
        }
        try require(
            .eventsAreOrdered, at: now, event.sequence > last,
            "event \(event.sequence) of job \(event.job) follows \(last)")
        sequences[event.job] = event.sequence
    }

    private func check(_ order: AssemblyOrder, _ rows: Rows, at now: Instant) throws {
        try require(
            .filmIsWhole, at: now, order == self.order(of: order.job, rows),
            "job \(order.job) is assembled out of order")
        let tasks = rows.job(order.job)?.tasks.compactMap { rows.task($0) } ?? []
        for task in tasks {
            guard let script = Script(payload: task.entry.task.payload) else { continue }
            let expected = (0..<script.chunkCount).map { script.chunk($0, variant: 0) }
            let isWhole =
                scenario.faults.isMediaFickle
                ? task.chunks.count == expected.count : task.chunks.map(\.chunk) == expected
            try require(
                .filmIsWhole, at: now, isWhole,
                "job \(order.job) is assembled without all of task \(task.entry.id)")
        }
    }

    func check(reply job: JobID, to client: SimulatedClient, at now: Instant) throws {
        try require(
            .idempotentSubmission, at: now, client.job == nil || client.job == job,
            "\(client.plan.key) is job \(client.job ?? 0) and job \(job)")
    }

    /// What must have become of each job.
    func checkEnd(_ rows: Rows, at now: Instant) throws {
        for plan in scenario.jobs {
            guard
                let job = rows.jobs.first(where: {
                    $0.admission.account == plan.account && $0.admission.clientKey == plan.key
                })
            else { continue }
            let isExpected: Bool
            switch job.status.state {
            case .completed: isExpected = !plan.isHopeless
            case .failed(let failure):
                isExpected =
                    plan.isHopeless
                    || ["task_crashes_workers", "no_progress", "assembly_failed"]
                        .contains(failure.code)
            case .cancelled: isExpected = plan.cancelled != nil
            case .queued, .running, .assembling: isExpected = false
            }
            try require(
                .everythingFinishes, at: now, isExpected,
                "job \(job.admission.id) ended as \(job.status.state)")
        }
    }
}

extension Scenario.JobPlan {
    /// Whether some task of it can never succeed.
    fileprivate var isHopeless: Bool {
        scripts.contains { script in
            switch script.behaviour {
            case .benign, .flaky: false
            case .failing, .pointless, .poison: true
            case .stuck: script.chunkCount != 1
            }
        }
    }
}

extension Scheduler.Event {
    /// The attempt that the event speaks of.
    var token: Lease.Token? {
        switch self {
        case .chunkStored(_, let token), .taskCompleted(let token, _), .taskFailed(let token, _),
            .taskReturned(let token):
            token
        case .started, .submitted, .cancelled, .workerJoined, .workerDraining, .workerLeft,
            .heartbeat, .assembled, .assemblyFailed, .clockAdvanced:
            nil
        }
    }
}

extension Worker.Announcement {
    fileprivate func canRun(_ requirement: Job.Requirement) -> Bool {
        engines.contains(requirement.engine) && gpuMemory >= requirement.gpuMemory
            && requirement.tags.allSatisfy(tags.contains)
    }
}

extension Rows.Task {
    /// Machines on which an attempt went badly.
    fileprivate var badMachines: [String] {
        attempts.compactMap { attempt in
            switch attempt.ending?.kind {
            case .failed, .lost: attempt.machine
            case .completed, .returned, .moot, nil: nil
            }
        }
    }
}
