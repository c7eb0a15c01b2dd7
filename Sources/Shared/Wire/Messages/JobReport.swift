public import FarmModel

/// How far a job is.
public struct ProgressReport: Hashable, Sendable {
    /// 0 to 1.
    public var fraction: Double

    /// 0 where it does not apply.
    public var framesPerSecond: Double

    /// Nil while unknown.
    public var remaining: Duration?

    public init(fraction: Double, framesPerSecond: Double = 0, remaining: Duration? = nil) {
        self.fraction = fraction
        self.framesPerSecond = framesPerSecond
        self.remaining = remaining
    }
}

/// A job as its owner sees it.
public struct JobReport: Equatable, Sendable {
    public var id: JobID
    public var account: String
    public var title: String
    public var priority: Int
    public var state: Job.State
    public var demand: Job.Demand
    public var submitted: Instant
    public var started: Instant?
    public var finished: Instant?
    public var progress: ProgressReport
    public var completedTasks: Int
    public var totalTasks: Int

    /// Video chunks that can be played from the film's first frame on.
    public var playableChunks: Int

    /// What stands still and keeps its tasks from beginning; nil if nothing does.
    public var paused: PauseSubject?
    public var options: Job.Options

    /// How often it was taken up again.
    public var requeues: Int

    public init(
        id: JobID, account: String, title: String, priority: Int, state: Job.State,
        demand: Job.Demand, submitted: Instant, started: Instant? = nil, finished: Instant? = nil,
        progress: ProgressReport, completedTasks: Int, totalTasks: Int, playableChunks: Int,
        paused: PauseSubject? = nil, options: Job.Options = .usual, requeues: Int = 0
    ) {
        self.id = id
        self.account = account
        self.title = title
        self.priority = priority
        self.state = state
        self.demand = demand
        self.submitted = submitted
        self.started = started
        self.finished = finished
        self.progress = progress
        self.completedTasks = completedTasks
        self.totalTasks = totalTasks
        self.playableChunks = playableChunks
        self.paused = paused
        self.options = options
        self.requeues = requeues
    }

    /// Its state in a word.
    public var stateName: JobStateName { JobStateName(state, paused: paused) }
}

/// Something that happened to a job.
public struct EventReport: Equatable, Sendable {
    /// Grows with each durable event of the job, not always by one.
    ///
    /// A progress event carries the number of the event before it, since it is never retold.
    public var sequence: UInt64
    public var job: JobID
    public var instant: Instant
    public var happening: Happening

    /// Its place among the events of all jobs; nil for what is never told again.
    public var cursor: WatchCursor?

    /// Whether it is not news, but how the job stands after a gap.
    public var isSnapshot: Bool

    public init(
        sequence: UInt64, job: JobID, instant: Instant, _ happening: Happening,
        cursor: WatchCursor? = nil, isSnapshot: Bool = false
    ) {
        self.cursor = cursor
        self.isSnapshot = isSnapshot
        self.sequence = sequence
        self.job = job
        self.instant = instant
        self.happening = happening
    }

    public enum Happening: Equatable, Sendable {
        case phase(Phase)
        case progress(ProgressReport)
        case chunk(ChunkNotice)

        /// Nil for a drill.
        case completed(Film?)
        case failed(Job.Failure)
        case cancelled

        /// For people: what was not understood, a retry, and so on.
        case note(String)

        /// A try at a task ended without success.
        case attemptEnded(AttemptNotice)

        /// Its priority is another, or it stands still or does so no longer.
        case changed(priority: Int, paused: PauseSubject?)

        /// Whether nothing more will happen to the job.
        public var isFinal: Bool {
            switch self {
            case .phase, .progress, .chunk, .note, .attemptEnded, .changed: false
            case .completed, .failed, .cancelled: true
            }
        }
    }

    /// The states that a job passes through before it is final.
    public enum Phase: String, Hashable, Codable, CaseIterable, Sendable {
        case queued
        case running
        case assembling
    }
}

/// A place in the stream of all jobs' events, good for one run of the scheduler.
public struct WatchCursor: Hashable, Sendable {
    /// Of the run.
    public var epoch: UInt64
    public var sequence: UInt64

    public init(epoch: UInt64, sequence: UInt64) {
        self.epoch = epoch
        self.sequence = sequence
    }
}

/// A piece of the film is stored.
public struct ChunkNotice: Hashable, Sendable {
    public var track: Track
    public var task: TaskID

    /// Position within its task, from 0; the order of the film is by task, then by index.
    public var index: Int

    /// 0 for sound.
    public var frameCount: Int

    /// Pieces of the track that can be fetched now and played from the start.
    public var playable: Int

    public init(track: Track, task: TaskID, index: Int, frameCount: Int, playable: Int) {
        self.track = track
        self.task = task
        self.index = index
        self.frameCount = frameCount
        self.playable = playable
    }
}

/// A try at a task that ended without success.
public struct AttemptNotice: Hashable, Sendable {
    public var step: String

    /// The worker's name.
    public var worker: String
    public var attempt: UInt32
    public var ending: Ending

    public init(step: String, worker: String, attempt: UInt32, ending: Ending) {
        self.step = step
        self.worker = worker
        self.attempt = attempt
        self.ending = ending
    }

    public enum Ending: Hashable, Sendable {
        case failed(Job.Failure)

        /// The worker fell silent.
        case lost

        /// Given back unfinished; nobody is at fault.
        case returned
    }
}

/// Why a job is where it is.
public struct Explanation: Equatable, Sendable {
    public var job: JobID

    /// One sentence for people.
    public var summary: String
    public var tasks: [TaskExplanation]

    public init(job: JobID, summary: String, tasks: [TaskExplanation]) {
        self.job = job
        self.summary = summary
        self.tasks = tasks
    }

    public struct TaskExplanation: Equatable, Sendable {
        public var task: TaskID
        public var step: String
        public var state: TaskState

        /// Attempts begun.
        public var attempt: UInt32

        /// The worker's name, while leased.
        public var worker: String?

        /// Why the task waits, or what happened to it.
        public var reason: String

        /// Every try at it, in order.
        public var attempts: [AttemptReport]

        public init(
            task: TaskID, step: String, state: TaskState, attempt: UInt32, worker: String? = nil,
            reason: String, attempts: [AttemptReport] = []
        ) {
            self.task = task
            self.step = step
            self.state = state
            self.attempt = attempt
            self.worker = worker
            self.reason = reason
            self.attempts = attempts
        }
    }

    /// One try at a task.
    public struct AttemptReport: Hashable, Sendable {
        public var attempt: UInt32

        /// The worker's name.
        public var worker: String
        public var started: Instant

        /// Nil while it goes on.
        public var ended: Instant?
        public var ending: AttemptEnding

        /// With ``AttemptEnding/failed``.
        public var failure: Job.Failure?

        /// The end of what it said, where it went badly.
        public var lastLines: [String]

        public init(
            attempt: UInt32, worker: String, started: Instant, ended: Instant?,
            ending: AttemptEnding, failure: Job.Failure? = nil, lastLines: [String] = []
        ) {
            self.attempt = attempt
            self.worker = worker
            self.started = started
            self.ended = ended
            self.ending = ending
            self.failure = failure
            self.lastLines = lastLines
        }
    }

    public enum AttemptEnding: String, Hashable, Codable, CaseIterable, Sendable {
        case running
        case completed
        case failed

        /// The worker fell silent.
        case lost

        /// Given back unfinished; nobody is at fault.
        case returned

        /// Made room for a higher priority of its account.
        case preempted

        /// Its job ended first.
        case moot
    }

    public enum TaskState: String, Hashable, Codable, CaseIterable, Sendable {
        /// For tasks it depends on.
        case waiting
        case queued
        case leased
        case completed
        case failed
        case cancelled
    }
}
