public import FarmModel

/// Decides which worker runs which task, what becomes of every attempt, and when a job is done.
///
/// A plain value: no IO, no clock, no randomness. Equal events at equal instants give equal effects,
/// which is what lets the simulator replay a failure from its seed.
///
/// The loop hands over every message that is ready, then `clockAdvanced`; it commits all records of
/// the batch in one transaction and only then carries out the other effects, in order. So no worker
/// holds a lease, and no client an answer, that a crash could make the store forget. Time-outs are
/// judged by `clockAdvanced` alone: after a long pause, signs of life that waited are heard first.
///
/// Cost: every operation is O(log n) in tasks, accounts and workers, times the number of distinct
/// requirements that wait. Ending a job is linear in its own tasks.
public struct Scheduler: Sendable {
    public private(set) var configuration: Configuration
    var book: JobBook
    var accounts: Accounts
    var fleet = Fleet()
    var ready: ReadyQueue
    var leases = LiveLeases()
    var timers = Timers()
    var pauses = Pauses()

    var holdings = Holdings()
    var preemptions = Preemptions()

    /// Jobs that have ended while others may wait for them.
    var unsettled: [JobID] = []
    var endedJobs = EndedJobs()

    /// The earliest timer of ``retire(at:)`` that is set.
    var retirement: Instant?

    /// The highest ``JobControl/front`` that was given.
    var foremost: UInt64 = 0

    /// Tasks of unfinished jobs that are not completed.
    var unfinishedTasks = 0
    var unfinishedJobs = 0

    /// The caller's, while an event is handled.
    private var outbox: [Effect] = []

    public init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
        book = JobBook(aging: Aging(step: configuration.agingStep))
        accounts = Accounts(memory: configuration.shareMemory)
        ready = ReadyQueue(configuration.sharing)
    }

    /// When the next `clockAdvanced` is due, at the latest; nil while nothing can time out.
    public var deadline: Instant? { timers.next }

    /// Appends to `effects` what follows from `event`.
    public mutating func handle(_ event: Event, at now: Instant, into effects: inout [Effect]) {
        swap(&outbox, &effects)
        react(to: event, at: now)
        settleFollowers(at: now)
        if case .clockAdvanced = event { retire(at: now) }
        dispatch(at: now)
        if !preemptions.urgent.isEmpty { preempt(at: now) }
        swap(&outbox, &effects)
    }

    public mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        handle(event, at: now, into: &effects)
        return effects
    }

    private mutating func react(to event: Event, at now: Instant) {
        switch event {
        case .started:
            boundRates(at: now)
            resumeAssemblies(at: now)
        case .submitted(let submission, let request): submit(submission, request, at: now)
        case .arraySubmitted(let submission, let payloads, let request):
            submit(arrayOf: submission, payloads: payloads, request, at: now)
        case .cancelled(let job, let asker, let request): cancel(job, by: asker, request, at: now)
        case .commanded(let command, let asker, let request):
            carryOut(command, for: asker, request, at: now)
        case .entitled(let change, let request): entitle(change, request, at: now)
        case .workerJoined(let worker, let announcement, let holding):
            join(worker, announcement, holding: holding, at: now)
        case .workerDraining(let worker): fleet.drain(worker)
        case .workerLeft(let worker): dismiss(worker, at: now)
        case .heartbeat(let worker, let progress): hear(worker, progress, at: now)
        case .chunkStored(let chunk, let token): store(chunk, under: token, at: now)
        case .taskCompleted(let token, let outcome): complete(token, outcome, at: now)
        case .taskFailed(let token, let failure): fail(token, failure, at: now)
        case .taskReturned(let token): takeBack(token, at: now)
        case .assembled(let job, let film): finish(job, with: film, at: now)
        case .assemblyFailed(let job, let failure): retryAssembly(job, after: failure, at: now)
        case .reconfigured(let configuration): reconfigure(configuration)
        case .clockAdvanced: fireTimers(at: now)
        }
    }

    private mutating func reconfigure(_ changed: Configuration) {
        let memory = configuration.shareMemory
        configuration = changed
        configuration.shareMemory = memory
    }

    mutating func emit(_ effect: Effect) {
        outbox.append(effect)
    }
}
