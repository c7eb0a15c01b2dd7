internal import FarmModel
internal import SchedulerCore
internal import SchedulerSimulator

/// A planned farm's day, played in virtual time by the scheduler that runs real farms.
///
/// Everything that the scheduler decides is real: admission, quotas, fair share, matching, retries,
/// set-aside machines. What the machines do is the plan's: a task takes its cost divided by the
/// worker's speed, fails or ends its process as often as the plan says. Messages take no time.
public struct Forecast {
    let plan: FarmPlan
    let arrivals: [Arrival]
    var scheduler: Scheduler
    var random: SplitMix64
    var now = Forecast.midnight
    var machines: [Machine] = []
    var records: ForecastRecords

    private var agenda = Agenda<Happening>()
    private var wake: Instant?
    private var effects: [Scheduler.Effect] = []

    /// Attempts under way; looked up, never iterated.
    private var runs: [Lease.Token: Run] = [:]

    /// Position in ``arrivals`` by job number, from 1.
    private var arrivalOfJob: [Int] = []
    private var unfinished = 0
    private var chunks: UInt64 = 0

    /// The midnight before which nothing happens: 2026-01-05, a Monday.
    static let midnight = Instant(milliseconds: 1_767_571_200_000)

    private enum Happening {
        case arrives(Int)
        case comes(Int)
        case goes(Int)
        case ends(Lease.Token, isFailure: Bool)
        case crashes(Int, incarnation: UInt64)
        case fallsSilent(WorkerID)
        case assembled(JobID)
        case wakes
        case looks
    }

    /// A worker of the plan.
    struct Machine {
        let group: Int
        let name: String

        /// Counts its processes; nil while there is none.
        var incarnation: UInt64?
        var started: UInt64 = 0
        var running: [Lease.Token] = []
    }

    private struct Run {
        var arrival: Int
        var began: Instant
        var cost: Double
        var task: Job.Task
    }

    public init(_ plan: FarmPlan) {
        self.plan = plan
        arrivals = plan.arrivals
        var configuration = Scheduler.Configuration()
        configuration.maximumAttempts = plan.settings.maximumAttempts
        configuration.backoffBase = plan.settings.retryPause
        configuration.setAsideAfter = plan.settings.setAsideAfter
        // Workers send no heartbeats here; one that ends is missed after the plan's lease.
        configuration.leaseDuration = .seconds(1000 * 86_400)
        configuration.progressTimeout = .seconds(1000 * 86_400)
        scheduler = Scheduler(configuration: configuration)
        random = SplitMix64(seed: SplitMix64.mix(plan.seed ^ 0xDA7))
        records = ForecastRecords(plan, arrivals)
    }

    /// Plays the day and what is left of it; `onProgress` hears how much of the day is over.
    public mutating func run(onProgress: (Double) -> Void = { _ in }) -> ForecastResult {
        begin()
        let end = Forecast.midnight.advanced(by: plan.span)
        let last = end.advanced(by: plan.patience)
        var events = 0
        while let (instant, happening) = agenda.next() {
            guard instant <= last else { break }
            now = instant
            events += 1
            perform(happening)
            if now >= end && unfinished == 0 { break }
            if events % 4096 == 0 {
                let elapsed = Forecast.midnight.duration(to: now)
                onProgress(min(1, Double(elapsed.milliseconds) / Double(plan.span.milliseconds)))
            }
        }
        return ForecastResult(plan, arrivals, records, events: events)
    }

    private mutating func begin() {
        decide(.started)
        grant()
        for (group, workers) in plan.workers.enumerated() {
            for number in 1...workers.count {
                let name = workers.count == 1 ? workers.name : "\(workers.name)-\(number)"
                machines.append(Machine(group: group, name: name))
                planHours(of: machines.count - 1)
            }
        }
        for (index, arrival) in arrivals.enumerated() {
            agenda.plan(.arrives(index), at: Forecast.midnight.advanced(by: arrival.moment))
        }
        agenda.plan(.looks, at: now)
    }

    /// Tells the scheduler what the plan grants to whom.
    private mutating func grant() {
        var changes: [EntitlementChange] = []
        if plan.farmQuota != Quota() {
            changes.append(EntitlementChange(.farm, quota: plan.farmQuota))
        }
        changes += plan.teams.map {
            EntitlementChange(.team($0.name), weight: $0.weight, quota: $0.quota)
        }
        for group in plan.accounts {
            changes += group.accounts.map {
                EntitlementChange(
                    .account($0), team: group.team, weight: group.weight, quota: group.quota)
            }
        }
        for change in changes { decide(.entitled(change, RequestID(0))) }
    }

    private mutating func planHours(of machine: Int) {
        guard let hours = plan.workers[machines[machine].group].hours else {
            return agenda.plan(.comes(machine), at: now)
        }
        var day = Forecast.midnight
        let last = Forecast.midnight.advanced(by: plan.span + plan.patience)
        while day < last {
            agenda.plan(.comes(machine), at: day.advanced(by: hours.lowerBound))
            agenda.plan(.goes(machine), at: day.advanced(by: hours.upperBound))
            day = day.advanced(by: .seconds(86_400))
        }
    }
}

extension Forecast {
    private mutating func perform(_ happening: Happening) {
        switch happening {
        case .arrives(let index): submit(index)
        case .comes(let machine): start(machine)
        case .goes(let machine): stop(machine)
        case .ends(let token, let isFailure): end(token, isFailure: isFailure)
        case .crashes(let machine, let incarnation): crash(machine, incarnation)
        case .fallsSilent(let worker): decide(.workerLeft(worker))
        case .assembled(let job): finish(job)
        case .wakes:
            wake = nil
            decide(.clockAdvanced)
        case .looks: look()
        }
    }

    /// Lets the scheduler decide, and does what it says.
    private mutating func decide(_ event: Scheduler.Event) {
        effects.removeAll(keepingCapacity: true)
        scheduler.handle(event, at: now, into: &effects)
        for effect in effects { carryOut(effect) }
        guard let deadline = scheduler.deadline else { return }
        if let wake, wake <= deadline { return }
        wake = max(now, deadline)
        agenda.plan(.wakes, at: max(now, deadline))
    }

    private mutating func carryOut(_ effect: Scheduler.Effect) {
        switch effect {
        case .grant(let grant): begin(grant)
        case .revoke(let token, _): abandon(token)
        case .reply(let request, let reply): hear(reply, to: request)
        case .assemble(let order):
            agenda.plan(.assembled(order.job), at: now.advanced(by: .seconds(1)))
        case .record(.jobStatus(let job, let status)): note(status, of: job)
        case .record(.machine(let standing)):
            if standing.aside != nil { records.setAsides += 1 }
        // A planned farm has preemption off.
        case .record, .welcome, .askForHello, .preempt, .acknowledgeChunk, .acknowledgeResult,
            .releaseBlobs, .announce:
            break
        }
    }

    private mutating func submit(_ index: Int) {
        let arrival = arrivals[index]
        let requirement = Job.Requirement(engine: .director)
        decide(
            .submitted(
                Job.Submission(
                    clientKey: "\(index)", account: arrival.account, title: "",
                    priority: arrival.priority,
                    demand: Job.Demand(
                        filmSeconds: arrival.filmSeconds,
                        frame: PixelSize(width: 1280, height: 720), engine: arrival.engine,
                        compute: .milliseconds(Int64(arrival.compute * 1000))),
                    plan: Job.Task(
                        step: "plan", requirement: requirement, cost: Forecast.planCost,
                        payload: [], output: .none)), RequestID(UInt64(index + 1))))
    }

    private static let planCost = Duration.milliseconds(200)
    private static let soundCost = Duration.seconds(1)

    private mutating func hear(_ reply: Reply, to request: RequestID) {
        guard request.rawValue > 0 else { return }
        let index = Int(request.rawValue) - 1
        switch reply {
        case .accepted(let job):
            precondition(Int(job.rawValue) == arrivalOfJob.count + 1, "jobs are numbered in a row")
            arrivalOfJob.append(index)
            unfinished += 1
            records.jobs[index].fate = .unfinished
        case .overQuota(let refusal): records.jobs[index].fate = .refused(refusal.kind.rawValue)
        case .refused(let failure): records.jobs[index].fate = .refused(failure.code)
        case .acceptedArray, .entitled, .cancelled, .carriedOut, .ended, .unknownJob: break
        }
    }

    private mutating func note(_ status: JobStatus, of job: JobID) {
        let index = arrivalOfJob[Int(job.rawValue) - 1]
        switch status.state {
        case .completed: records.jobs[index].fate = .completed
        case .failed(let failure): records.jobs[index].fate = .failed(failure.code)
        case .cancelled, .queued, .running, .assembling: return
        }
        records.jobs[index].ended = Forecast.midnight.duration(to: now)
        unfinished -= 1
    }

    private mutating func finish(_ job: JobID) {
        chunks += 1
        let film = Film(
            video: blob(chunks), byteCount: 1, frameCount: 1, poster: nil, contactSheet: nil)
        decide(.assembled(job, film))
    }
}

// The workers.
extension Forecast {
    private func worker(_ machine: Int, _ incarnation: UInt64) -> WorkerID {
        WorkerID(UInt64(machine + 1) << 32 | incarnation)
    }

    private mutating func start(_ machine: Int) {
        guard machines[machine].incarnation == nil, isOnDuty(machine) else { return }
        machines[machine].started += 1
        let incarnation = machines[machine].started
        machines[machine].incarnation = incarnation
        let group = plan.workers[machines[machine].group]
        records.change(slots: group.slots, ofGroup: machines[machine].group, at: now)
        decide(
            .workerJoined(
                worker(machine, incarnation),
                Worker.Announcement(
                    name: machines[machine].name, engines: group.engines, slots: group.slots,
                    tags: group.tags, gpuMemory: group.gpuMemory, speed: group.speed),
                holding: []))
        guard group.crashesPerDay > 0 else { return }
        let pause = random.exponential(mean: 86_400 / group.crashesPerDay)
        agenda.plan(
            .crashes(machine, incarnation: incarnation), at: now.advanced(by: .seconds(pause)))
    }

    private func isOnDuty(_ machine: Int) -> Bool {
        guard let hours = plan.workers[machines[machine].group].hours else { return true }
        let time = Forecast.midnight.duration(to: now).milliseconds % 86_400_000
        return hours.contains(.milliseconds(time))
    }

    /// It finishes what it runs and goes.
    private mutating func stop(_ machine: Int) {
        guard let incarnation = machines[machine].incarnation else { return }
        decide(.workerDraining(worker(machine, incarnation)))
        leaveIfIdle(machine)
    }

    private mutating func leaveIfIdle(_ machine: Int) {
        guard let incarnation = machines[machine].incarnation, !isOnDuty(machine) else { return }
        let id = worker(machine, incarnation)
        guard machines[machine].running.isEmpty else { return }
        takeAway(machine)
        decide(.workerLeft(id))
    }

    private mutating func takeAway(_ machine: Int) {
        machines[machine].incarnation = nil
        let group = machines[machine].group
        records.change(slots: -plan.workers[group].slots, ofGroup: group, at: now)
    }

    /// Its process ends; the scheduler misses it after the lease, when it may be there again.
    private mutating func crash(_ machine: Int, _ incarnation: UInt64) {
        guard machines[machine].incarnation == incarnation else { return }
        records.crashes += 1
        takeAway(machine)
        let id = worker(machine, incarnation)
        for token in machines[machine].running { abandon(token) }
        agenda.plan(.fallsSilent(id), at: now.advanced(by: plan.settings.lease))
        agenda.plan(.comes(machine), at: now.advanced(by: plan.settings.restart))
    }

    private mutating func begin(_ grant: Grant) {
        let token = grant.lease.token
        let machine = Int(token.worker.rawValue >> 32) - 1
        let incarnation = token.worker.rawValue & 0xFFFF_FFFF
        // A process that has ended, and has not been missed yet, runs nothing.
        guard runs[token] == nil, machines[machine].incarnation == incarnation else { return }
        let group = plan.workers[machines[machine].group]
        let arrival = arrivalOfJob[Int(grant.job.rawValue) - 1]
        let cost = Double(grant.task.cost.milliseconds) / 1000 / group.speed
        machines[machine].running.append(token)
        runs[token] = Run(arrival: arrival, began: now, cost: cost, task: grant.task)
        records.attemptBegan(arrival, ofGroup: machines[machine].group, at: now)
        let fails = random.chance(group.failureRate)
        let length = fails ? cost * random.unit() : cost
        agenda.plan(
            .ends(token, isFailure: fails),
            at: now.advanced(by: .milliseconds(max(1, Int64(length * 1000)))))
    }

    private mutating func abandon(_ token: Lease.Token) {
        guard let run = runs.removeValue(forKey: token) else { return }
        let machine = Int(token.worker.rawValue >> 32) - 1
        machines[machine].running.removeAll { $0 == token }
        records.attemptEnded(
            run.arrival, ofGroup: machines[machine].group, began: run.began, at: now)
    }

    private mutating func end(_ token: Lease.Token, isFailure: Bool) {
        guard let run = runs[token] else { return }
        let machine = Int(token.worker.rawValue >> 32) - 1
        abandon(token)
        if isFailure {
            records.failures += 1
            decide(
                .taskFailed(
                    token,
                    Job.Failure(code: "engine_failed", message: "planned", retry: .worthwhile)))
        } else {
            deliver(token, run)
        }
        leaveIfIdle(machine)
    }

    private mutating func deliver(_ token: Lease.Token, _ run: Run) {
        let makesChunk = run.task.output != .none
        if makesChunk {
            chunks += 1
            let bytes = run.task.output == .video ? 1_000_000 : 100_000
            decide(
                .chunkStored(
                    Chunk(index: 0, blob: blob(chunks), byteCount: bytes, frameCount: 24),
                    under: token))
        }
        decide(
            .taskCompleted(
                token,
                Job.Outcome(
                    followUps: makesChunk ? [] : pieces(of: arrivals[run.arrival]), document: nil,
                    chunkCount: makesChunk ? 1 : 0,
                    computeTime: run.began.duration(to: now))))
    }

    /// What follows the plan: a task for each second of film, and the sound.
    private func pieces(of arrival: Arrival) -> [Job.Task] {
        let requirement = Job.Requirement(
            engine: arrival.engine, gpuMemory: arrival.gpuMemory, tags: arrival.tags)
        let cost = arrival.compute / Double(arrival.pieceCount)
        let render = Job.Task(
            step: "render", requirement: requirement,
            cost: .milliseconds(max(1, Int64(cost * 1000))), payload: [], output: .video)
        let sound = Job.Task(
            step: "sound", requirement: Job.Requirement(engine: .soundtrack),
            cost: Forecast.soundCost, payload: [], output: .audio)
        return Array(repeating: render, count: arrival.pieceCount) + [sound]
    }

    private func blob(_ number: UInt64) -> BlobID {
        let digest = (0..<32).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0 % 8))) }
        guard let blob = BlobID(digest: digest) else {
            preconditionFailure("a digest has 32 bytes")
        }
        return blob
    }

    /// Takes a look at what waits, every few minutes.
    private mutating func look() {
        records.look(
            at: now, waiting: scheduler.counts.waitingTasks,
            loads: scheduler.busiestAccounts(atMost: .max))
        let end = Forecast.midnight.advanced(by: plan.span)
        guard now < end else { return }
        agenda.plan(.looks, at: min(end, now.advanced(by: records.bucket)))
    }
}
