import FarmModel
import SchedulerCore
import WorkerCore

/// Looks at every step of a run and throws the first violation.
///
/// It knows the scenario, the rows on disk and the messages, and judges the scheduler by these alone.
struct Checker {
    let scenario: Scenario
    let invariants: [Invariant]

    /// When faults ended; nil while they are on.
    var calmSince: Instant?
    private var schedulerStart = Simulation.start

    /// Signs of life that reached the scheduler's process; looked up, never iterated.
    private var lastHeard: [WorkerID: Instant] = [:]
    private var lastWord: [Lease.Token: Instant] = [:]
    var goodbyes: Set<WorkerID> = []
    var cancelledJobs: Set<JobID> = []

    /// What each key's job is to come after, as it was asked for; looked up, never iterated.
    var prerequisites: [[String]: [JobID]] = [:]

    /// Jobs that ended and were forgotten, and their tasks; looked up, never iterated.
    var forgotten: Set<JobID> = []
    var forgottenTasks: Set<TaskID> = []

    /// What must not begin anything, as was confirmed and not taken back; looked up, never iterated.
    var stopped: Set<Stoppage> = []

    /// The last request to stop that was heard since the last to go on; looked up, never iterated.
    var stoppages: [Stoppage: RequestID] = [:]

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
    }

    func violation(_ invariant: Invariant, _ message: String, at now: Instant) -> Violation {
        Violation(
            invariant: invariant, message: message,
            milliseconds: Simulation.start.duration(to: now).milliseconds)
    }

    func require(
        _ invariant: Invariant, at now: Instant, _ holds: @autoclosure () -> Bool,
        _ message: @autoclosure () -> String
    ) throws {
        guard invariants.contains(invariant), !holds() else { return }
        throw violation(invariant, message(), at: now)
    }

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
        case .commanded(let command, by: .operator, let request): heard(command, request)
        case .submitted(let submission, _):
            let key = [submission.account, submission.clientKey]
            if prerequisites[key] == nil { prerequisites[key] = submission.options.after }
        case .started, .arraySubmitted, .cancelled, .commanded, .entitled, .workerDraining,
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

    /// The last instant at which the scheduler could believe that an attempt's worker lives.
    func lastSign(of attempt: Attempt) -> Instant {
        let heard = lastHeard[attempt.token.worker] ?? attempt.started
        let word = lastWord[attempt.token] ?? attempt.started
        return max(heard, word, attempt.started, schedulerStart)
    }
}

// What it works with.
extension Checker {
    func machine(named name: String) -> Worker.Announcement? {
        scenario.machines.first { $0.announcement.name == name }?.announcement
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
