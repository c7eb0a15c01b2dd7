public import FarmModel

/// What a list of jobs shows of each.
public struct JobSummary: Equatable, Sendable {
    public var admission: JobAdmission
    public var status: JobStatus

    /// What it is now, whatever it was submitted with.
    public var control: JobControl

    /// Why none of its tasks begins; nil if it is not paused, or has no further task to begin.
    public var paused: PauseSubject?
    public var progress: JobProgress

    /// All tasks, as far as they are known.
    public var taskCount: Int
    public var completedTaskCount: Int

    /// Attempts under way.
    public var runningTaskCount: Int

    /// Why the next waiting task waits; nil when none does.
    public var waiting: WaitingReason?

    public init(
        admission: JobAdmission, status: JobStatus, control: JobControl, paused: PauseSubject?,
        progress: JobProgress, taskCount: Int,
        completedTaskCount: Int, runningTaskCount: Int, waiting: WaitingReason?
    ) {
        self.admission = admission
        self.status = status
        self.control = control
        self.paused = paused
        self.progress = progress
        self.taskCount = taskCount
        self.completedTaskCount = completedTaskCount
        self.runningTaskCount = runningTaskCount
        self.waiting = waiting
    }
}

/// The little that decides who hears of a job.
public struct JobFacts: Equatable, Sendable {
    public var account: String
    public var state: Job.State
    public var priority: Int

    /// Why none of its tasks begins; nil if it is not paused, or has no further task to begin.
    public var paused: PauseSubject?
    public var options: Job.Options
}

/// How much of the farm an account keeps busy.
public struct AccountLoad: Equatable, Sendable {
    public var account: String
    public var readyTasks: Int
    public var runningTasks: Int

    public init(account: String, readyTasks: Int, runningTasks: Int) {
        self.account = account
        self.readyTasks = readyTasks
        self.runningTasks = runningTasks
    }

    var liveTasks: Int { readyTasks + runningTasks }
}

/// Why a task is not running.
public enum WaitingReason: Equatable, Sendable {
    /// Tasks of the same job must be completed first.
    case dependencies(open: Int)

    /// Other jobs must be completed first.
    case jobs([JobID])

    /// Its job, its account or the farm was paused.
    case paused(PauseSubject)

    /// The task failed before and waits for its next try.
    case backoff(until: Instant, attempts: UInt32)

    /// No worker that is connected could ever run it: what those lack that come nearest.
    case noCapableWorker(Job.Requirement, Shortfall)

    /// Workers that could run it are draining or set aside.
    case noWorkerInService(capableWorkers: Int)

    /// The account or its team runs as many tasks as a quota allows.
    case quota(Entitlement.Level, running: Int, limit: Int)

    /// Every worker that could run it is busy.
    case workersBusy(capableWorkers: Int)
}

/// What the workers lack that come nearest to a requirement.
public enum Shortfall: Equatable, Sendable {
    /// None is connected.
    case workers

    /// None of so many has the engine.
    case engine(connectedWorkers: Int)

    /// None of those with the engine has the model; these are the models that they have.
    case model(available: [String])

    /// None of those with engine and model has as much memory; the most of them has this.
    case gpuMemory(largest: UInt64)

    /// None of those that could do it otherwise carries all tags; the nearest lacks these.
    case tags(missing: [String])
}

/// One task of a job, explained.
public struct TaskSummary: Equatable, Sendable {
    public enum State: Equatable, Sendable {
        case waiting(WaitingReason)
        case running(Lease.Token, machine: String, fraction: Double)
        case completed(chunkCount: Int)

        /// Its job ended first.
        case moot
    }

    public var id: TaskID
    public var step: String
    public var state: State
    public var storedChunkCount: Int
    public var attempts: [Attempt]

    public init(
        id: TaskID, step: String, state: State, storedChunkCount: Int, attempts: [Attempt]
    ) {
        self.id = id
        self.step = step
        self.state = state
        self.storedChunkCount = storedChunkCount
        self.attempts = attempts
    }
}

/// The stored chunks of a job.
public struct FilmChunks: Equatable, Sendable {
    /// In film order, with gaps where a chunk has yet to come.
    public var video: [FilmChunk]

    /// How many of ``video`` play from the start without a gap.
    public var playableCount: Int
    public var audio: [FilmChunk]

    public init(video: [FilmChunk], playableCount: Int, audio: [FilmChunk]) {
        self.video = video
        self.playableCount = playableCount
        self.audio = audio
    }
}

/// What the farm's list of workers shows of each.
public struct WorkerSummary: Equatable, Sendable {
    public enum Service: Equatable, Sendable {
        case active
        case draining

        /// By an operator.
        case drained(since: Instant)

        /// Failed several different tasks in a row, or an operator said so; tried again at `until`.
        case setAside(until: Instant?, reason: Job.Failure)
    }

    public var id: WorkerID
    public var announcement: Worker.Announcement
    public var service: Service
    public var running: [Lease.Token]

    /// What its machine has shown, by engine; nothing where too little is known.
    public var measuredSpeeds: [Worker.EngineSpeed]

    public init(
        id: WorkerID, announcement: Worker.Announcement, service: Service, running: [Lease.Token],
        measuredSpeeds: [Worker.EngineSpeed] = []
    ) {
        self.id = id
        self.announcement = announcement
        self.service = service
        self.running = running
        self.measuredSpeeds = measuredSpeeds
    }
}

/// A machine out of service of which no worker is connected.
public struct AbsentMachine: Equatable, Sendable {
    public var name: String
    public var service: WorkerSummary.Service

    public init(name: String, service: WorkerSummary.Service) {
        self.name = name
        self.service = service
    }
}

/// How much of everything there is.
public struct FarmCounts: Equatable, Sendable {
    /// Tasks of unfinished jobs that are neither leased nor completed.
    public var waitingTasks = 0
    public var leasedTasks = 0
    public var unfinishedJobs = 0
    public var connectedWorkers = 0

    /// Bytes of media that jobs keep: chunks and films.
    public var storedBytes = 0

    public init() {}
}
