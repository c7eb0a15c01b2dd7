import FarmModel
import SchedulerCore
import WorkerCore

/// One run of a whole farm in one thread and in virtual time.
///
/// The scheduler core and the worker sessions are the real ones. Everything around them is simulated
/// and unreliable: the network, the disk, the processes, the workers' clocks. First a *safety phase*,
/// in which faults happen and every checker looks at every step; then a *liveness phase* without
/// faults, in which everything must come to its end within a bound.
///
/// All chance comes from the seed, so a run can be repeated exactly.
public struct Simulation {
    public let seed: UInt64
    public let scenario: Scenario
    let mutant: Mutant?
    var random: SplitMix64
    var now = Simulation.start
    var agenda = Agenda<Happening>()
    var process = SchedulerProcess()
    var rows = Rows()
    var depot = SimulatedDepot()
    var workers: [SimulatedWorker]
    var clients: [SimulatedClient]
    var requests: [SimulatedRequest] = []
    var checker: Checker
    var network: Network
    var faultsAreOn = true

    /// Which client asked for a film; looked up, never iterated.
    var patrons: [UInt64: Int] = [:]
    var workersStarted: UInt64 = 0
    var report: Report
    private var trace: ((String) -> Void)?

    /// Far from zero, so that an instant and a duration are never mistaken for each other.
    static let start = Instant(milliseconds: 1_700_000_000_000)

    /// What is to happen.
    enum Happening {
        case schedulerTurn
        case schedulerStart
        case schedulerHears(Inbound)
        case depotSynced(Chunk, Lease.Token, process: Int)
        case assemblyEnds(AssemblyOrder, process: Int)
        case queueHasRoom(process: Int)
        case workerStarts(Int)
        case workerWakes(Int, process: WorkerID)
        case workerHears(Int, WorkerSession.Event, process: WorkerID)
        case engineSteps(Int, Lease.Token)
        case clientSubmits(Int)
        case clientCancels(Int)
        case clientHears(Int, Reply)
        case clientCommands(Int, Scenario.CommandPlan.Kind)
        case everythingResumes
        case operatorEntitles(Int)
        case strangerAsks
        case secondPasses
    }

    /// Checks only the invariants that are given.
    public init(
        seed: UInt64, size: Scenario.Size = .small, mutant: Mutant? = nil,
        checking invariants: [Invariant] = Invariant.allCases
    ) {
        self.seed = seed
        self.mutant = mutant
        scenario = Scenario(seed: seed, size: size)
        random = SplitMix64(seed: SplitMix64.mix(seed ^ 0x5EED))
        workers = scenario.machines.map(SimulatedWorker.init)
        clients = scenario.jobs.map(SimulatedClient.init)
        checker = Checker(scenario: scenario, invariants: invariants)
        network = Network(machines: workers.count)
        report = Report(seed: seed)
        for (client, plan) in scenario.jobs.enumerated() {
            for film in plan.films { patrons[film] = client }
        }
    }

    /// Runs to the end, or to the first violation; `trace` receives a line for each event.
    public mutating func run(trace: ((String) -> Void)? = nil) -> Report {
        self.trace = trace
        do {
            try live()
        } catch let violation as Violation {
            report.violation = violation
            say("!!", "\(violation.invariant): \(violation.message)")
        } catch {
            preconditionFailure("only violations are thrown: \(error)")
        }
        report.virtualTime = Simulation.start.duration(to: now)
        return report
    }

    private mutating func live() throws {
        agenda.plan(.schedulerStart, at: now)
        agenda.plan(.secondPasses, at: now.advanced(by: .seconds(1)))
        for worker in workers.indices {
            agenda.plan(
                .workerStarts(worker), at: now.advanced(by: random.milliseconds(0...3000)))
        }
        for (index, job) in scenario.jobs.enumerated() {
            agenda.plan(.clientSubmits(index), at: now.advanced(by: job.submitted))
            if let cancelled = job.cancelled {
                agenda.plan(.clientCancels(index), at: now.advanced(by: cancelled))
            }
            for command in job.commands {
                agenda.plan(
                    .clientCommands(index, command.kind), at: now.advanced(by: command.instant))
            }
        }
        for (index, grant) in scenario.grants.enumerated() {
            agenda.plan(.operatorEntitles(index), at: now.advanced(by: grant.instant))
        }
        agenda.plan(.strangerAsks, at: now.advanced(by: random.milliseconds(0...20_000)))
        let calm = now.advanced(by: scenario.safetyPhase)
        while let (instant, happening) = agenda.next() {
            now = instant
            checker.virtualNow = now
            report.happenings += 1
            if faultsAreOn && now >= calm { try calmDown() }
            try perform(happening)
            if case .secondPasses = happening, !faultsAreOn, isFinished {
                return try checker.checkEnd(rows, process.scheduler, at: clock)
            }
            if now > calm.advanced(by: scenario.livenessBound) {
                throw checker.violation(.everythingFinishes, unfinished, at: clock)
            }
        }
    }

    private mutating func calmDown() throws {
        faultsAreOn = false
        depot.isFull = false
        checker.calmSince = now
        for worker in workers.indices {
            workers[worker].cutOffUntil = now
            workers[worker].slowUntil = now
            upgrade(worker)
        }
        for second in [5, 15, 45] {
            agenda.plan(.everythingResumes, at: now.advanced(by: .seconds(second)))
        }
        say("--", "faults end")
    }

    private var isFinished: Bool {
        clients.allSatisfy { $0.job != nil || $0.isRefused }
            && rows.jobs.allSatisfy(\.status.state.isFinal)
            && process.scheduler != nil
    }

    private var unfinished: String {
        let jobs = rows.jobs.filter { !$0.status.state.isFinal }
            .map { "job \($0.admission.id) is \($0.status.state)" }
        let waiting = clients.filter { $0.job == nil && !$0.isRefused }.map {
            "\($0.plan.key) has no answer"
        }
        return (jobs + waiting).joined(separator: "; ")
    }

    private mutating func perform(_ happening: Happening) throws {
        switch happening {
        case .schedulerTurn: try takeTurn()
        case .schedulerStart: try startScheduler()
        case .schedulerHears(let message): hear(message)
        case .depotSynced(let chunk, let token, let process):
            if process == self.process.number { depotHas(chunk, under: token) }
        case .assemblyEnds(let order, let process):
            if process == self.process.number { endAssembly(of: order) }
        case .queueHasRoom(let process):
            if process == self.process.number { try recoverQueue() }
        case .workerStarts(let worker): startWorker(worker)
        case .workerWakes(let worker, let process): wakeWorker(worker, process)
        case .workerHears(let worker, let event, let process):
            if workers[worker].session?.worker == process { tell(worker, event) }
        case .engineSteps(let worker, let token): stepEngine(of: worker, token)
        case .clientSubmits(let client): submit(client)
        case .clientCancels(let client): cancel(client)
        case .clientHears(let client, let reply): try hearReply(client, reply)
        case .clientCommands(let client, let kind): command(client, kind)
        case .everythingResumes: resumeEverything()
        case .operatorEntitles(let index): entitle(index)
        case .strangerAsks: askAsStranger()
        case .secondPasses: try passSecond()
        }
    }

    /// Draws the misfortunes of each second.
    private mutating func passSecond() throws {
        agenda.plan(.secondPasses, at: now.advanced(by: .seconds(1)))
        try checker.check(workers, rows, at: clock)
        if mutant == .followsTheWallClock && random.chance(0.05) {
            process.clockOffset += .seconds(random.pick(10...100))
        }
        guard faultsAreOn else { return }
        let faults = scenario.faults
        depot.isFull = depot.isFull ? !random.chance(0.2) : random.chance(faults.diskFull)
        for worker in workers.indices {
            if random.chance(faults.partition) {
                workers[worker].cutOffUntil = now.advanced(
                    by: random.milliseconds(500...25_000))
                count(.partition)
                say("worker \(worker)", "is cut off")
            }
            if random.chance(faults.slowness) {
                workers[worker].slowUntil = now.advanced(
                    by: random.milliseconds(1000...20_000))
                count(.slowness)
                say("worker \(worker)", "is slow")
            }
            if random.chance(faults.workerCrash) { crashWorker(worker, .workerCrash) }
            if random.chance(faults.workerStop) { stopWorker(worker) }
        }
        for client in clients.indices where random.chance(faults.clientCrash) {
            crashClient(client)
        }
    }

    mutating func count(_ fault: Report.Fault) {
        report.faults[fault.rawValue] += 1
    }

    /// Writes a line of the trace; the text is made only if someone reads it.
    func say(_ who: String, _ what: @autoclosure () -> String) {
        guard let trace else { return }
        let elapsed = Simulation.start.duration(to: now).milliseconds
        let seconds = String(elapsed / 1000)
        let thousandths = String(1000 + elapsed % 1000).dropFirst()
        let time = String(repeating: " ", count: max(0, 5 - seconds.count)) + seconds
        let name = who + String(repeating: " ", count: max(0, 10 - who.count))
        trace("\(time).\(thousandths)  \(name)  \(what())")
    }
}

/// What came of a run.
public struct Report: Equatable, Sendable {
    public var seed: UInt64
    public var violation: Violation?
    public var virtualTime: Duration = .zero

    /// Batches that the scheduler committed.
    public var commits = 0

    /// Everything that happened, in every process and between them.
    public var happenings = 0

    /// Jobs that came to each end; one that was taken up again may come to several.
    public var completedJobs = 0
    public var failedJobs = 0
    public var cancelledJobs = 0

    /// How often each fault happened, in the order of ``Fault``.
    public var faults = Array(repeating: 0, count: Fault.allCases.count)

    public enum Fault: Int, CaseIterable, Sendable {
        case loss
        case duplication

        /// A message that overtook another on its way.
        case reordering
        case delay
        case partition
        case slowness
        case lie
        case versionSkew
        case workerCrash

        /// A worker's process ended between two of its steps.
        case workerStepCrash

        /// A task ended the process that ran it.
        case poisoning
        case workerStop
        case clientCrash
        case crashBeforeDecision
        case crashBeforeCommit
        case failedCommit

        /// It was done, but the process died of being told that it was not.
        case unknownCommit
        case crashAfterCommit
        case crashWhileSending
        case queueFull

        /// The scheduler's machine started with another time of day.
        case clockJump

        /// The depot had no room for a chunk.
        case diskFull
        case assemblyFailure

        /// A client that a quota kept out for good.
        case refusal
    }

    init(seed: UInt64) {
        self.seed = seed
    }

    mutating func count(_ state: Job.State) {
        switch state {
        case .completed: completedJobs += 1
        case .failed: failedJobs += 1
        case .cancelled: cancelledJobs += 1
        case .queued, .running, .assembling: break
        }
    }
}
