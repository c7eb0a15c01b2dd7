import FarmModel
import SchedulerCore
import WorkerCore

/// The scheduler's process: the real core inside the loop that receives, decides, commits and sends.
struct SchedulerProcess {
    /// Nil while the process is down.
    var scheduler: Scheduler?

    /// Grows with each start.
    var number = 0

    /// What the process's clock is off by: drawn when it starts, and the same until it ends.
    var clockOffset = Duration.zero
    /// What the machine's time of day is off by.
    var wallOffset = Duration.zero

    /// Whether nothing can be written at present.
    var isImpaired = false
    var inbox: [Scheduler.Event] = []

    /// When the next turn is planned.
    var turn: Instant?
    var turns = 0

    /// Turns in which nothing can have changed but the signs of life.
    var quietTurns = 0
}

/// The media on the simulated disk.
struct SimulatedDepot {
    /// Looked up, never iterated.
    var blobs: Set<BlobID> = []

    /// Written but not synced: what a crash takes away.
    var unsynced: [BlobID] = []
    var isFull = false
}

/// What reaches the scheduler's sockets.
enum Inbound {
    case event(Scheduler.Event)
    case upload(Chunk, Lease.Token)
}

extension Simulation {
    /// Where the process dies in a turn.
    private enum Fate {
        case survives
        case dies(Report.Fault)

        /// It finds no room to write and goes on.
        case isImpaired
    }

    /// The scheduler's clock.
    var clock: Instant { now.advanced(by: process.clockOffset) }

    mutating func startScheduler() throws {
        process.number += 1
        setClock(notBefore: rows.restoration(configuration).latest)
        restoreScheduler()
        say("scheduler", "starts (process \(process.number))")
    }

    private mutating func restoreScheduler() {
        process.inbox = [.started]
        process.scheduler = rows.scheduler(configuration, at: clock)
        checker.schedulerStarted(at: clock, clockOffset: process.clockOffset)
        planTurn(at: now)
    }

    /// Reads the time of day, as a process does once: it may have been set meanwhile.
    ///
    /// What the rows know to have happened is past, whatever the time of day says.
    private mutating func setClock(notBefore latest: Instant?) {
        if faultsAreOn && random.chance(scenario.faults.clockJump) {
            process.wallOffset = random.milliseconds(-7_200_000...7_200_000)
            count(.clockJump)
        }
        let wall = now.advanced(by: process.wallOffset)
        let start = mutant == .forgetsTheTime ? wall : max(wall, latest ?? wall)
        process.clockOffset = now.duration(to: start)
    }

    /// The configuration as the mutant has it.
    var configuration: Scheduler.Configuration {
        var configuration = scenario.configuration
        switch mutant {
        case .shortensLeases: configuration.leaseDuration = .seconds(4)
        case .ignoresCrashes: configuration.crashLimit = .max
        case .ignoresPreemptionLimit: configuration.preemptionLimit = .max
        case .hoardsJobs:
            configuration.endedJobLimit = .max
            configuration.retention = .seconds(1 << 30)
        case .forgetsEarly: configuration.retention = .seconds(1)
        case .ignoresStandstill: configuration.progressTimeout = .seconds(1 << 30)
        case .neverBacksOff: configuration.backoffBase = .milliseconds(1)
        case .trustsBadMachines: configuration.setAsideAfter = .max
        default: break
        }
        return configuration
    }

    mutating func planTurn(at instant: Instant) {
        let instant = max(instant, now)
        if let turn = process.turn, turn <= instant { return }
        process.turn = instant
        agenda.plan(.schedulerTurn, at: instant)
    }

    mutating func hear(_ message: Inbound) {
        guard process.scheduler != nil, !process.isImpaired else { return }
        switch message {
        case .event(let event):
            checker.heard(event)
            process.inbox.append(event)
            planTurn(at: now.advanced(by: random.milliseconds(0...3)))
        case .upload(let chunk, let token):
            if depot.isFull { return count(.diskFull) }
            if mutant == .skipsSync {
                depot.unsynced.append(chunk.blob)
                return depotHas(chunk, under: token)
            }
            agenda.plan(
                .depotSynced(chunk, token, process: process.number),
                at: now.advanced(by: random.milliseconds(1...20)))
        }
    }

    mutating func depotHas(_ chunk: Chunk, under token: Lease.Token) {
        depot.blobs.insert(chunk.blob)
        hear(.event(.chunkStored(chunk, under: token)))
    }

    mutating func endAssembly(of order: AssemblyOrder) {
        let fails = faultsAreOn && random.chance(scenario.faults.assemblyFailure)
        if fails { count(.assemblyFailure) }
        let failure = Job.Failure(
            code: "assembly_failed", message: "simulated", retry: .worthwhile)
        hear(
            .event(
                fails
                    ? .assemblyFailed(order.job, failure)
                    : .assembled(order.job, Checker.film(of: order))))
    }

    /// Receive, decide, commit, send: with a crash possible between any two steps.
    mutating func takeTurn() throws {
        guard process.turn == now, var scheduler = process.scheduler else { return }
        process.scheduler = nil
        process.turn = nil
        let fate = drawFate()
        if case .dies(.crashBeforeDecision) = fate { return crashScheduler(.crashBeforeDecision) }
        let events = process.inbox + [.clockAdvanced]
        process.inbox = []
        var decisions: [Decision] = []
        for event in events {
            let effects = decide(event, with: &scheduler)
            decisions.append(Decision(event: event, effects: effects))
            say("scheduler", "\(event)")
            for effect in effects { say("", "→ \(effect)") }
        }
        switch fate {
        case .dies(.crashBeforeCommit), .dies(.failedCommit):
            if mutant == .sendsBeforeCommit { try send(decisions.flatMap(\.effects), upTo: .max) }
            if case .dies(let fault) = fate { crashScheduler(fault) }
            return
        case .isImpaired: return fillQueue()
        case .dies, .survives: break
        }
        try commit(decisions)
        try checker.checkPatience(rows, at: clock)
        if decisions.allSatisfy(\.isQuiet) {
            process.quietTurns += 1
            if process.quietTurns % 4 == 0 {
                try checker.check(scheduler, rows, depot, at: clock)
            }
        } else {
            process.turns += 1
            try checker.check(scheduler, rows, depot, at: clock)
            if process.turns % 8 == 0 { try checker.compare(scheduler, with: rows, at: clock) }
        }
        try finishTurn(decisions.flatMap(\.effects), fate, scheduler)
    }

    /// The batch was rolled back, so the process starts anew from the rows once there is room.
    private mutating func fillQueue() {
        count(.queueFull)
        say("scheduler", "has no room to write")
        process.isImpaired = true
        restoreScheduler()
        process.turn = nil
        agenda.plan(
            .queueHasRoom(process: process.number),
            at: now.advanced(by: random.milliseconds(100...10_000)))
    }

    mutating func recoverQueue() throws {
        say("scheduler", "has room again")
        process.isImpaired = false
        restoreScheduler()
    }

    private mutating func finishTurn(
        _ effects: [Scheduler.Effect], _ fate: Fate, _ scheduler: Scheduler
    ) throws {
        switch fate {
        case .dies(let fault):
            try checker.compare(scheduler, with: rows, at: clock)
            let sent = fault == .crashWhileSending ? random.pick(0...effects.count) : 0
            try send(effects, upTo: sent)
            crashScheduler(fault)
        case .survives, .isImpaired:
            try send(effects, upTo: .max)
            if let deadline = scheduler.deadline {
                let due = deadline.advanced(by: .zero - process.clockOffset)
                planTurn(at: max(due, now.advanced(by: .milliseconds(1))))
            }
            process.scheduler = scheduler
        }
    }

    private mutating func drawFate() -> Fate {
        guard faultsAreOn else { return .survives }
        if random.chance(scenario.faults.commitFailure) { return .dies(.failedCommit) }
        if random.chance(scenario.faults.unknownCommit) { return .dies(.unknownCommit) }
        if random.chance(scenario.faults.queueFull) { return .isImpaired }
        guard random.chance(scenario.faults.schedulerCrash) else { return .survives }
        let places: [Report.Fault] = [
            .crashBeforeDecision, .crashBeforeCommit, .crashAfterCommit, .crashWhileSending,
        ]
        return .dies(places[random.pick(0...(places.count - 1))])
    }

    private mutating func commit(_ decisions: [Decision]) throws {
        let isCareless = mutant == .losesRows
        let keeps = { (record: Record) in !isCareless || !record.isEasilyLost }
        for decision in decisions {
            try checker.check(decision, against: &rows, keeping: keeps, at: clock)
            for case .record(.jobStatus(_, let status)) in decision.effects {
                report.count(status.state)
            }
        }
        report.commits += 1
    }

    private mutating func crashScheduler(_ fault: Report.Fault) {
        count(fault)
        say("scheduler", "dies: \(fault)")
        process.scheduler = nil
        process.isImpaired = false
        process.inbox = []
        process.turn = nil
        process.number += 1
        if mutant == .skipsSync {
            for blob in depot.unsynced { depot.blobs.remove(blob) }
            depot.unsynced = []
        }
        agenda.plan(
            .schedulerStart, at: now.advanced(by: random.milliseconds(50...20_000)))
    }

    private mutating func send(_ effects: [Scheduler.Effect], upTo count: Int) throws {
        for effect in effects.prefix(count) {
            try checker.check(sending: effect, rows, from: requests, at: clock)
            send(effect)
        }
    }

    private mutating func send(_ effect: Scheduler.Effect) {
        switch effect {
        case .record, .announce: break
        case .welcome(let worker): toWorker(worker, .welcomed)
        case .askForHello(let worker): toWorker(worker, .helloRequested)
        case .grant(let grant): toWorker(grant.lease.token.worker, .granted(grant))
        case .revoke(let token, let reason): toWorker(token.worker, .revoked(token, reason))
        case .preempt(let token): toWorker(token.worker, .preempted(token))
        case .acknowledgeChunk(let token, let index):
            toWorker(token.worker, .chunkAcknowledged(token, index: index))
        case .acknowledgeResult(let token):
            toWorker(token.worker, .resultAcknowledged(token))
        case .releaseBlobs(let blobs): for blob in blobs { depot.blobs.remove(blob) }
        case .reply(let request, let reply): answer(request, reply)
        case .assemble(let order):
            agenda.plan(
                .assemblyEnds(order, process: process.number),
                at: now.advanced(by: random.milliseconds(50...2000)))
        }
    }

    private mutating func answer(_ request: RequestID, _ reply: Reply) {
        let index = Int(request.rawValue) - 1
        guard let client = requests[index].client, requests[index].command == nil else { return }
        for instant in arrivals(on: .toClients) {
            agenda.plan(.clientHears(client, reply), at: instant)
        }
    }
}

extension Record {
    /// Whether a store that loses rows loses this one.
    fileprivate var isEasilyLost: Bool {
        guard case .chunk(let stored) = self else { return false }
        return stored.chunk.blob.digest[0] % 4 == 0
    }
}

/// What one event led to.
struct Decision {
    var event: Scheduler.Event
    var effects: [Scheduler.Effect]

    /// Whether nothing can have changed but the signs of life.
    var isQuiet: Bool {
        switch event {
        case .heartbeat, .clockAdvanced:
            effects.allSatisfy { effect in
                if case .announce = effect { true } else { false }
            }
        default: false
        }
    }
}
