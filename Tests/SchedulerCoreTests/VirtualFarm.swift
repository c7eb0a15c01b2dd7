import FarmModel
import SchedulerCore
import Testing

/// A scheduler and its store under virtual time: what the specifications speak to.
///
/// Job 1 has tasks from 1 on: its plan, then the follow-ups in their order.
struct VirtualFarm {
    private(set) var scheduler: Scheduler
    private(set) var now = Instant(milliseconds: 1_000_000)

    /// Every record so far, in the order they were emitted.
    private(set) var records: [Record] = []
    private var requests: UInt64 = 0

    init(_ configuration: Scheduler.Configuration = Scheduler.Configuration()) {
        scheduler = Scheduler(configuration: configuration)
    }

    /// Hands over an event; returns what goes out, without the records.
    @discardableResult
    mutating func perform(_ event: Scheduler.Event) -> [Scheduler.Effect] {
        let effects = scheduler.handle(event, at: now)
        for case .record(let record) in effects { records.append(record) }
        return effects.filter { effect in
            if case .record = effect { false } else { true }
        }
    }

    /// Lets time pass, waking the scheduler whenever it asked for it.
    mutating func advance(by duration: Duration) {
        let target = now.advanced(by: duration)
        while let deadline = scheduler.deadline, deadline <= target {
            now = max(now, deadline)
            perform(.clockAdvanced)
        }
        now = target
        perform(.clockAdvanced)
    }

    /// Lets time pass while the workers keep in touch.
    mutating func advance(by seconds: Int, heartbeats workers: [WorkerID]) {
        for _ in 0..<seconds {
            advance(by: .seconds(1))
            for worker in workers { heartbeat(worker) }
        }
    }

    /// The process dies and starts again from what was recorded.
    mutating func restart() {
        var restoration = Scheduler.Restoration(configuration: scheduler.configuration)
        for record in records { restoration.add(record) }
        scheduler = restoration.scheduler(at: now)
    }

    @discardableResult
    mutating func submit(
        _ key: String = "film", account: String = "ada", priority: Int = 0,
        compute: Duration = .zero, plan: Job.Task = .plan(), options: Job.Options = .usual
    ) -> JobID {
        let job = Job.Submission.sample(
            key, account: account, priority: priority, compute: compute, plan: plan,
            options: options)
        guard case .accepted(let id) = submit(job) else {
            Issue.record("the submission of \(key) was not accepted")
            return 0
        }
        return id
    }

    mutating func submit(_ submission: Job.Submission) -> Reply? {
        requests += 1
        return reply(in: perform(.submitted(submission, RequestID(requests))))
    }

    @discardableResult
    mutating func cancel(_ job: JobID, by asker: Requester = .operator) -> Reply? {
        requests += 1
        return reply(in: perform(.cancelled(job, by: asker, RequestID(requests))))
    }

    @discardableResult
    mutating func submit(arrayOf submission: Job.Submission, count: Int) -> Reply? {
        requests += 1
        let payloads = (0..<count).map { [UInt8(truncatingIfNeeded: $0)] }
        let effects = perform(.arraySubmitted(submission, payloads: payloads, RequestID(requests)))
        return reply(in: effects)
    }

    @discardableResult
    mutating func command(_ command: Command, by asker: Requester = .operator) -> Reply? {
        requests += 1
        return reply(in: perform(.commanded(command, by: asker, RequestID(requests))))
    }

    /// Requeues a job with what was recorded of it.
    @discardableResult
    mutating func requeue(_ job: JobID, by asker: Requester = .operator) -> Reply? {
        let effects = performRequeue(job, by: asker)
        return reply(in: effects)
    }

    mutating func performRequeue(
        _ job: JobID, by asker: Requester = .operator
    ) -> [Scheduler.Effect] {
        var archive = Archive(payloads: [], document: nil)
        for record in records {
            switch record {
            case .task(let entry) where entry.job == job:
                archive.payloads.append(entry.task.payload)
            case .document(job, let document): archive.document = document
            default: continue
            }
        }
        requests += 1
        return perform(.commanded(.requeue(job, archive), by: asker, RequestID(requests)))
    }

    @discardableResult
    mutating func entitle(_ change: EntitlementChange) -> Reply? {
        requests += 1
        return reply(in: perform(.entitled(change, RequestID(requests))))
    }

    /// Sets limits of a level.
    mutating func grant(_ level: Entitlement.Level, _ limits: (inout Quota) -> Void) {
        var change = EntitlementChange(level)
        limits(&change.quota)
        entitle(change)
    }

    private func reply(in effects: [Scheduler.Effect]) -> Reply? {
        for case .reply(RequestID(requests), let reply) in effects { return reply }
        return nil
    }

    @discardableResult
    mutating func join(
        _ worker: WorkerID, name: String? = nil,
        engines: [EngineID] = [.director, .previz, .soundtrack], slots: Int = 1,
        tags: [String] = [], gpuMemory: UInt64 = 0, speed: Double = 1,
        models: [Worker.Model] = [], residentModels: Int = 1, holding: [Lease.Token] = []
    ) -> [Scheduler.Effect] {
        let announcement = Worker.Announcement(
            name: name ?? "machine-\(worker)", engines: engines, slots: slots, tags: tags,
            gpuMemory: gpuMemory, speed: speed, models: models, residentModels: residentModels)
        return perform(.workerJoined(worker, announcement, holding: holding))
    }

    /// A sign of life that speaks of everything the worker holds.
    @discardableResult
    mutating func heartbeat(_ worker: WorkerID, fraction: Double? = nil) -> [Scheduler.Effect] {
        let held = leases(of: worker).map {
            Worker.Progress(token: $0, fraction: fraction ?? 0, framesPerSecond: 24)
        }
        return perform(.heartbeat(worker, held))
    }

    /// Submits a job and has a worker of its own plan it.
    @discardableResult
    mutating func submitPlanned(
        _ tasks: [Job.Task], key: String = "film", account: String = "ada"
    ) -> JobID {
        let planner: WorkerID = 999
        join(planner, engines: [.director])
        let job = submit(key, account: account)
        let plan = leases(of: planner)[0]
        complete(plan, followUps: tasks)
        perform(.workerLeft(planner))
        return job
    }

    @discardableResult
    mutating func complete(
        _ token: Lease.Token, followUps: [Job.Task] = [], chunks: Int = 0,
        computeTime: Duration = .seconds(1)
    ) -> [Scheduler.Effect] {
        let outcome = Job.Outcome(
            followUps: followUps, document: followUps.isEmpty ? nil : Array("board".utf8),
            chunkCount: chunks, computeTime: computeTime)
        return perform(.taskCompleted(token, outcome))
    }

    /// Stores all chunks of a task and completes it.
    @discardableResult
    mutating func deliver(
        _ token: Lease.Token, chunks: Int = 1, computeTime: Duration = .seconds(1)
    ) -> [Scheduler.Effect] {
        for index in 0..<chunks { store(index, under: token) }
        return complete(token, chunks: chunks, computeTime: computeTime)
    }

    @discardableResult
    mutating func store(
        _ index: Int, bytes: UInt8 = 0, under token: Lease.Token
    ) -> [Scheduler.Effect] {
        perform(.chunkStored(.sample(index, of: token.task, bytes: bytes), under: token))
    }

    @discardableResult
    mutating func fail(
        _ token: Lease.Token, _ retry: Job.Failure.Retry = .worthwhile
    ) -> [Scheduler.Effect] {
        perform(
            .taskFailed(
                token, Job.Failure(code: "engine_failed", message: "no light", retry: retry)))
    }

    func leases(of worker: WorkerID) -> [Lease.Token] {
        scheduler.workers.first { $0.id == worker }?.running ?? []
    }

    func task(_ id: TaskID) -> TaskSummary? {
        for job in scheduler.jobs(of: nil, before: nil, limit: .max, at: now) {
            let tasks = scheduler.tasks(of: job.admission.id, at: now)
            if let task = tasks.first(where: { $0.id == id }) { return task }
        }
        return nil
    }

    func lease(of id: TaskID) -> Lease.Token? {
        guard case .running(let token, _, _) = task(id)?.state else { return nil }
        return token
    }

    func holder(of id: TaskID) -> WorkerID? { lease(of: id)?.worker }

    func state(of job: JobID) -> Job.State? { scheduler.summary(of: job, at: now)?.status.state }

    func endings(of id: TaskID) -> [Attempt.Kind] {
        task(id)?.attempts.compactMap { $0.ending?.kind } ?? []
    }
}

extension Job.Submission {
    static func sample(
        _ key: String = "film", account: String = "ada", priority: Int = 0,
        compute: Duration = .zero, plan: Job.Task = .plan(), options: Job.Options = .usual
    ) -> Job.Submission {
        Job.Submission(
            clientKey: key, account: account, title: key, priority: priority,
            demand: Job.Demand(
                filmSeconds: 10, frame: PixelSize(width: 1280, height: 720), engine: .previz,
                compute: compute),
            plan: plan, options: options)
    }
}

extension Job.Task {
    static func plan(payload: [UInt8] = [1, 2, 3]) -> Job.Task {
        Job.Task(
            step: "plan", requirement: Job.Requirement(engine: .director), cost: .seconds(1),
            payload: payload, output: .none)
    }

    static func render(
        cost: Duration = .seconds(10), after dependencies: [Int] = [],
        engine: EngineID = .previz, model: String? = nil, gpuMemory: UInt64 = 0,
        tags: [String] = []
    ) -> Job.Task {
        Job.Task(
            step: "render",
            requirement: Job.Requirement(
                engine: engine, model: model, gpuMemory: gpuMemory, tags: tags),
            cost: cost, payload: [4, 5, 6], dependencies: dependencies, output: .video)
    }

    static func sound() -> Job.Task {
        Job.Task(
            step: "sound", requirement: Job.Requirement(engine: .soundtrack), cost: .seconds(2),
            payload: [7], output: .audio)
    }
}

extension Chunk {
    static func sample(_ index: Int, of task: TaskID, bytes: UInt8 = 0) -> Chunk {
        var digest = Array(repeating: bytes, count: 32)
        digest[0] = UInt8(truncatingIfNeeded: index)
        digest[1] = UInt8(truncatingIfNeeded: task.rawValue)
        guard let blob = BlobID(digest: digest) else {
            preconditionFailure("a digest has 32 bytes")
        }
        return Chunk(index: index, blob: blob, byteCount: 100, frameCount: 24)
    }
}

extension Film {
    static let sample = Film(
        video: Chunk.sample(0, of: 0).blob, byteCount: 1, frameCount: 24, poster: nil,
        contactSheet: nil)
}

extension [Scheduler.Effect] {
    var grants: [Grant] {
        compactMap { effect in
            if case .grant(let grant) = effect { grant } else { nil }
        }
    }

    var orders: [AssemblyOrder] {
        compactMap { effect in
            if case .assemble(let order) = effect { order } else { nil }
        }
    }

    var events: [JobEvent] {
        compactMap { effect in
            if case .announce(let event) = effect { event } else { nil }
        }
    }
}
