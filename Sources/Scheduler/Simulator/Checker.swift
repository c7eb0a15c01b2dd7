import FarmModel
import SchedulerCore
import WorkerCore

/// Looks at every step of a run and throws the first violation.
///
/// It knows the scenario, the rows on disk and the messages, and judges the scheduler by these alone.
///
/// Wherever it is told `now`, that is what the scheduler's clock shows, as the rows do; how long
/// somebody was silent it judges by ``virtualNow``, which no clock can move.
struct Checker {
    let scenario: Scenario
    let invariants: [Invariant]
    var virtualNow = Simulation.start

    /// What the scheduler's clock is off by.
    private var clockOffset = Duration.zero

    /// Places of machines by their names; looked up, never iterated.
    private var machines: [String: Int] = [:]

    /// How long an attempt at a film may take; looked up, never iterated.
    private(set) var timeouts: [UInt64: Duration] = [:]

    /// What looking at everything may cost; see ``mayLook(at:)``.
    private var purse = 1 << 19

    /// When faults ended; nil while they are on.
    var calmSince: Instant?
    private(set) var schedulerStart = Simulation.start

    /// Signs of life that reached the scheduler's process; looked up, never iterated.
    private var lastHeard: [WorkerID: Instant] = [:]
    private var lastWord: [Lease.Token: Instant] = [:]

    /// When an attempt was last seen to advance, and how far it was; looked up, never iterated.
    var advances: [Lease.Token: Advance] = [:]

    /// When attempts began; looked up, never iterated.
    var beginnings: [Lease.Token: Instant] = [:]

    /// Workers that this process of the scheduler has welcomed and that have not left.
    var present = Presence()

    /// Since when a worker has held an attempt that is over; looked up, never iterated.
    var strays: [Lease.Token: Instant] = [:]
    var goodbyes: Set<WorkerID> = []
    var cancelledJobs: Set<JobID> = []

    /// What each key's job is to come after, as it was asked for; looked up, never iterated.
    var prerequisites: [[String]: [JobID]] = [:]

    /// Jobs that ended and were forgotten, and their tasks; looked up, never iterated.
    var forgotten: Set<JobID> = []
    var forgottenTasks: Set<TaskID> = []

    /// Attempts that were asked back; looked up, never iterated.
    var askedBack: Set<Lease.Token> = []

    /// What must not begin anything, as was confirmed and not taken back; looked up, never iterated.
    var stopped: Set<Stoppage> = []

    /// The last request to stop that was heard since the last to go on; looked up, never iterated.
    var stoppages: [Stoppage: RequestID] = [:]

    struct Advance {
        var instant: Instant
        var fraction = 0.0
    }

    enum Stoppage: Hashable {
        case pause(PauseSubject)
        case drain(String)
        case aside(String)
    }
    var sequences: [JobID: UInt64] = [:]
    var grants = Grants()

    /// What jobs had cost that were forgotten, by account; looked up, never iterated.
    var forgottenCharges: [String: Expense] = [:]

    init(scenario: Scenario, invariants: [Invariant]) {
        self.scenario = scenario
        self.invariants = invariants
        for (place, machine) in scenario.machines.enumerated() {
            machines[machine.announcement.name] = place
        }
        for plan in scenario.jobs where plan.timeout != nil {
            for film in plan.films { timeouts[film] = plan.timeout }
        }
    }

    func violation(_ invariant: Invariant, _ message: String, at now: Instant) -> Violation {
        Violation(
            invariant: invariant, message: message,
            milliseconds: (Simulation.start.duration(to: now) - clockOffset).milliseconds)
    }

    /// Whether a look at `count` rows is due.
    ///
    /// Everything is looked at after every step of a small farm. In a large one looks are put off once
    /// the purse is empty, so that they cost as much for each step, however large the farm is.
    mutating func mayLook(at count: Int) -> Bool {
        purse += Checker.allowance
        guard purse >= count else { return false }
        purse -= count
        return true
    }

    /// Rows that each look may read on average, in the long run.
    private static let allowance = 16

    func require(
        _ invariant: Invariant, at now: Instant, _ holds: @autoclosure () -> Bool,
        _ message: @autoclosure () -> String
    ) throws {
        guard invariants.contains(invariant), !holds() else { return }
        throw violation(invariant, message(), at: now)
    }

    mutating func schedulerStarted(at now: Instant, clockOffset: Duration) {
        self.clockOffset = clockOffset
        schedulerStart = virtualNow
        present = Presence()
        advances = [:]
    }

    mutating func heard(_ event: Scheduler.Event) {
        let now = virtualNow
        switch event {
        case .workerJoined(let worker, _, _): lastHeard[worker] = now
        case .heartbeat(let worker, let progress):
            // After so long it may have been forgotten, until its next hello.
            let silence = lastHeard[worker]?.duration(to: now) ?? .zero
            if silence >= scenario.configuration.leaseDuration - .seconds(1) {
                present.leave(worker)
            }
            lastHeard[worker] = now
            for report in progress { note(report) }
        case .workerLeft(let worker): goodbyes.insert(worker)
        case .chunkStored(_, let token), .taskCompleted(let token, _), .taskFailed(let token, _),
            .taskReturned(let token):
            lastWord[token] = now
            if case .chunkStored = event {
                advances[token, default: Advance(instant: now)].instant = now
            }
        case .commanded(let command, by: .operator, let request): heard(command, request)
        case .submitted(let submission, _):
            let key = [submission.account, submission.clientKey]
            if prerequisites[key] == nil { prerequisites[key] = submission.options.after }
        case .arraySubmitted(let submission, let payloads, _):
            for member in payloads.indices {
                let name = member == 0 ? "" : "\u{1F}\(member)"
                let key = [submission.account, submission.clientKey + name]
                if prerequisites[key] == nil { prerequisites[key] = submission.options.after }
            }
        case .started, .cancelled, .commanded, .entitled, .workerDraining,
            .assembled, .assemblyFailed, .reconfigured, .clockAdvanced:
            break
        }
    }

    private mutating func heard(_ command: Command, _ request: RequestID) {
        if let stoppage = command.stoppage { stoppages[stoppage] = request }
        let ended: Stoppage
        switch command {
        case .resume(let subject): ended = .pause(subject)
        case .requeue(let job, _): ended = .pause(.job(job))
        case .machine(let name, .undrain): ended = .drain(name)
        case .machine(let name, .release): ended = .aside(name)
        case .pause, .prioritize, .moveToFront, .machine(_, .drain), .machine(_, .setAside): return
        }
        stoppages[ended] = nil
        stopped.remove(ended)
    }

    private mutating func note(_ report: Worker.Progress) {
        let token = report.token
        guard report.fraction.isFinite, token.worker.rawValue >> 32 <= scenario.machines.count
        else { return }
        let last = advances[token] ?? Advance(instant: beginnings[token] ?? virtualNow)
        let fraction = min(max(report.fraction, 0), 1)
        guard fraction >= last.fraction + scenario.configuration.minimumProgress else { return }
        advances[token] = Advance(instant: virtualNow, fraction: fraction)
    }

    /// The last instant at which the scheduler could believe that an attempt's worker lives.
    func lastSign(of attempt: Attempt) -> Instant {
        let begun = beginnings[attempt.token] ?? schedulerStart
        let heard = lastHeard[attempt.token.worker] ?? begun
        let word = lastWord[attempt.token] ?? begun
        return max(heard, word, begun, schedulerStart)
    }

    /// The last instant at which the scheduler could see that an attempt advances.
    func lastAdvance(of attempt: Attempt) -> Instant {
        let begun = beginnings[attempt.token] ?? schedulerStart
        return max(advances[attempt.token]?.instant ?? begun, begun, schedulerStart)
    }

    /// When a worker was last heard of, if ever.
    func lastHeard(of worker: WorkerID) -> Instant? { lastHeard[worker] }
}

// What it works with.
extension Checker {
    func machine(named name: String) -> Worker.Announcement? {
        machines[name].map { scenario.machines[$0].announcement }
    }

    /// The film of a job as the rows have it.
    func order(of job: JobID, _ rows: Rows) -> AssemblyOrder {
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

extension Command {
    /// What must not begin anything once this is carried out.
    var stoppage: Checker.Stoppage? {
        switch self {
        case .pause(let subject): .pause(subject)
        case .machine(let name, .drain): .drain(name)
        case .machine(let name, .setAside): .aside(name)
        case .resume, .prioritize, .moveToFront, .requeue, .machine(_, .undrain),
            .machine(_, .release):
            nil
        }
    }
}
