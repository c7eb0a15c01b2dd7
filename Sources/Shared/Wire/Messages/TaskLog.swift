public import FarmModel

/// Which lines of a job's tasks are asked for: the latest.
public struct LogQuery: Equatable, Sendable {
    public var job: JobID

    /// Of one task, of one of its attempts; nil for all.
    public var task: TaskID?
    public var attempt: UInt32?

    /// Only lines after this one.
    public var after: UInt64

    public init(job: JobID, task: TaskID? = nil, attempt: UInt32? = nil, after: UInt64 = 0) {
        self.job = job
        self.task = task
        self.attempt = attempt
        self.after = after
    }
}

/// A line that a task said while it ran.
public struct LogLine: Equatable, Sendable {
    /// Grows from line to line of a job.
    public var number: UInt64

    /// When the scheduler heard it.
    public var instant: Instant
    public var task: TaskID
    public var step: String
    public var attempt: UInt32

    /// The worker's name.
    public var worker: String
    public var text: String

    public init(
        number: UInt64, instant: Instant, task: TaskID, step: String, attempt: UInt32,
        worker: String, text: String
    ) {
        self.number = number
        self.instant = instant
        self.task = task
        self.step = step
        self.attempt = attempt
        self.worker = worker
        self.text = text
    }
}
