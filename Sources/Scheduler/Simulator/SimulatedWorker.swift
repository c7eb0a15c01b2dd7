import FarmModel
import SchedulerCore
import WorkerCore

/// A machine and the worker process on it: the real session around a simulated engine.
struct SimulatedWorker {
    let plan: Scenario.MachinePlan

    /// Nil while the process is down.
    var session: WorkerSession?
    var runs: [Run] = []

    /// No message passes before this instant.
    var cutOffUntil = Simulation.start

    /// Its engines take ten times as long before this instant.
    var slowUntil = Simulation.start
    var version = Version.current

    /// When the session is woken next.
    var wake: Instant?

    /// Which protocol its process speaks.
    enum Version {
        case current

        /// One that is still spoken; it does not tell how far an attempt is.
        case previous

        /// One that is refused.
        case unknown
    }

    /// What the engine is doing for an attempt.
    struct Run {
        var token: Lease.Token
        var script: Script
        var nextChunk: Int

        /// Whether it is to stop after the chunk it is making.
        var isPreempted = false
        var finished: Instant?
        var hasDelivered = false
    }

    init(_ plan: Scenario.MachinePlan) {
        self.plan = plan
    }
}

extension Simulation {
    mutating func startWorker(_ index: Int) {
        guard workers[index].session == nil else { return }
        workersStarted += 1
        let id = WorkerID(UInt64(index + 1) << 32 | workersStarted)
        workers[index].version = drawVersion()
        workers[index].session = WorkerSession(
            worker: id, announcement: workers[index].plan.announcement)
        workers[index].runs = []
        workers[index].wake = nil
        say("worker \(index)", "starts as \(id)")
        tell(index, .connected)
    }

    /// The machine that a worker's process runs on.
    func machine(of worker: WorkerID) -> Int? {
        let number = Int(worker.rawValue >> 32)
        return workers.indices.contains(number - 1) ? number - 1 : nil
    }

    private mutating func drawVersion() -> SimulatedWorker.Version {
        guard faultsAreOn, random.chance(scenario.faults.versionSkew) else { return .current }
        count(.versionSkew)
        return random.chance(0.5) ? .previous : .unknown
    }

    /// Somebody installs the current version on a machine that had another.
    mutating func upgrade(_ index: Int) {
        guard workers[index].version != .current, workers[index].session != nil else { return }
        say("worker \(index)", "is upgraded")
        endProcess(index)
    }

    mutating func crashWorker(_ index: Int, _ fault: Report.Fault) {
        guard workers[index].session != nil else { return }
        count(fault)
        say("worker \(index)", "crashes: \(fault)")
        endProcess(index)
    }

    mutating func stopWorker(_ index: Int) {
        guard workers[index].session != nil else { return }
        count(.workerStop)
        say("worker \(index)", "is asked to stop")
        tell(index, .stopRequested(grace: random.milliseconds(0...5000)))
    }

    private mutating func endProcess(_ index: Int) {
        workers[index].session = nil
        workers[index].runs = []
        let pause = random.milliseconds(200...10_000)
        agenda.plan(.workerStarts(index), at: now.advanced(by: pause))
    }

    mutating func wakeWorker(_ index: Int, _ process: WorkerID) {
        guard workers[index].session?.worker == process, workers[index].wake == now else {
            return
        }
        workers[index].wake = nil
        tell(index, .clockAdvanced)
    }

    /// Hands an event to a session, whose clock is off by some hours, and does what it says.
    mutating func tell(_ index: Int, _ event: WorkerSession.Event) {
        let offset = workers[index].plan.clockOffset
        guard let effects = workers[index].session?.handle(event, at: now.advanced(by: offset))
        else { return }
        if case .clockAdvanced = event {} else { say("worker \(index)", "\(event)") }
        for effect in effects {
            if faultsAreOn && random.chance(scenario.faults.workerStepCrash) {
                return crashWorker(index, .workerStepCrash)
            }
            perform(effect, of: index)
        }
        guard let session = workers[index].session, let deadline = session.deadline else { return }
        let due = max(now, deadline.advanced(by: .zero - offset))
        if let wake = workers[index].wake, wake <= due { return }
        workers[index].wake = due
        agenda.plan(.workerWakes(index, process: session.worker), at: due)
    }

    private mutating func perform(_ effect: WorkerSession.Effect, of index: Int) {
        guard let worker = workers[index].session?.worker else { return }
        switch effect {
        case .sendHello(let announcement, let holding):
            toScheduler(.event(.workerJoined(worker, announcement, holding: holding)), from: index)
        case .sendHeartbeat(let progress):
            let told = workers[index].version == .previous ? progress.map(\.untold) : progress
            toScheduler(.event(.heartbeat(worker, lie(about: told, on: index))), from: index)
        case .sendDraining: toScheduler(.event(.workerDraining(worker)), from: index)
        case .sendGoodbye: toScheduler(.event(.workerLeft(worker)), from: index)
        case .start(let grant): start(grant, on: index)
        case .preempt(let token):
            for run in workers[index].runs.indices where workers[index].runs[run].token == token {
                workers[index].runs[run].isPreempted = true
            }
        case .cancel(let token): workers[index].runs.removeAll { $0.token == token }
        case .upload(let chunk, let token): toScheduler(.upload(chunk, token), from: index)
        case .deliver(let result, let token): deliver(result, under: token, from: index)
        case .returnTask(let token): toScheduler(.event(.taskReturned(token)), from: index)
        case .finish:
            say("worker \(index)", "stops as planned")
            endProcess(index)
        }
    }

    private mutating func deliver(
        _ result: AttemptResult, under token: Lease.Token, from index: Int
    ) {
        guard let run = workers[index].runs.firstIndex(where: { $0.token == token }) else { return }
        if mutant == .neverRepeats && workers[index].runs[run].hasDelivered { return }
        workers[index].runs[run].hasDelivered = true
        switch result {
        case .completed(let outcome):
            let told = lie(about: outcome, on: index)
            toScheduler(.event(.taskCompleted(token, told)), from: index)
        case .failed(let failure): toScheduler(.event(.taskFailed(token, failure)), from: index)
        }
    }

    private mutating func start(_ grant: Grant, on index: Int) {
        let token = grant.lease.token
        guard let script = Script(payload: grant.task.payload) else {
            preconditionFailure("a payload arrives as it was sent")
        }
        let startsAnew = scenario.faults.isMediaFickle && token.attempt % 2 == 0
        workers[index].runs.append(
            SimulatedWorker.Run(
                token: token, script: script,
                nextChunk: startsAnew ? 0 : grant.resumeAfter))
        planStep(of: index, token, script)
    }

    private mutating func planStep(of index: Int, _ token: Lease.Token, _ script: Script) {
        let speed = workers[index].plan.announcement.speed
        let haste = workers[index].slowUntil > now ? 10.0 : 1
        let pause = Double(script.step.milliseconds) * haste / speed
        agenda.plan(
            .engineSteps(index, token), at: now.advanced(by: .milliseconds(Int64(pause))))
    }

    mutating func stepEngine(of index: Int, _ token: Lease.Token) {
        guard let position = workers[index].runs.firstIndex(where: { $0.token == token }) else {
            return
        }
        let run = workers[index].runs[position]
        guard run.finished == nil else { return }
        let script = run.script
        switch script.behaviour {
        case .poison: return crashWorker(index, .poisoning)
        case .stuck where run.nextChunk * 2 >= script.chunkCount: return
        case .flaky where token.attempt <= 2: return finish(index, token, .failed(.simulated))
        case .failing: return finish(index, token, .failed(.simulated))
        case .pointless: return finish(index, token, .failed(.hopeless))
        case .benign, .flaky, .stuck: break
        }
        guard run.nextChunk < script.chunkCount else {
            return finish(index, token, .completed(outcome(of: script)))
        }
        let variant = scenario.faults.isMediaFickle ? token.attempt : 0
        workers[index].runs[position].nextChunk += 1
        let fraction = Double(run.nextChunk + 1) / Double(script.chunkCount)
        tell(
            index,
            .progressed(
                Worker.Progress(token: token, fraction: fraction, framesPerSecond: 24)))
        tell(index, .chunkProduced(script.chunk(run.nextChunk, variant: variant), under: token))
        if run.nextChunk + 1 < script.chunkCount {
            guard !run.isPreempted else { return handBack(index, token) }
            planStep(of: index, token, script)
        } else {
            finish(index, token, .completed(outcome(of: script)))
        }
    }

    private mutating func handBack(_ index: Int, _ token: Lease.Token) {
        workers[index].runs.removeAll { $0.token == token }
        tell(index, .stoppedEarly(token))
    }

    private mutating func finish(_ index: Int, _ token: Lease.Token, _ result: AttemptResult) {
        guard let position = workers[index].runs.firstIndex(where: { $0.token == token }) else {
            return
        }
        workers[index].runs[position].finished = now
        tell(index, .taskFinished(token, result))
    }

    private func outcome(of script: Script) -> Job.Outcome {
        let scripts = patrons[script.filmSeed].map {
            clients[$0].plan.scripts(ofFilm: script.filmSeed)
        }
        let followUps = script.position == 0 ? scripts?.dropFirst().map(\.task) ?? [] : []
        return Job.Outcome(
            followUps: followUps,
            document: script.position == 0 ? Script.document(script.filmSeed) : nil,
            chunkCount: script.chunkCount, computeTime: script.step * script.chunkCount)
    }
}

extension Job.Failure {
    fileprivate static let simulated = Job.Failure(
        code: "engine_failed", message: "simulated", retry: .worthwhile)
    fileprivate static let hopeless = Job.Failure(
        code: "prompt_empty", message: "simulated", retry: .pointless)
}
