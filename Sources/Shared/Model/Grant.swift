/// A lease and everything a worker needs to make use of it.
public struct Grant: Equatable, Sendable {
    public var lease: Lease
    public var job: JobID
    public var task: Job.Task

    /// What the job's plan handed back: the storyboard as JSON; nil for the plan itself.
    public var document: [UInt8]?

    /// How many leading chunks earlier attempts left in the depot: the worker makes those after them.
    public var resumeAfter: Int

    public init(
        lease: Lease, job: JobID, task: Job.Task, document: [UInt8]?, resumeAfter: Int
    ) {
        self.lease = lease
        self.job = job
        self.task = task
        self.document = document
        self.resumeAfter = resumeAfter
    }
}

/// Why a worker must drop an attempt.
public enum Revocation: String, Hashable, Codable, Sendable {
    /// The token is not that of the task's current attempt, or names no task at all.
    case stale

    /// The job was cancelled or failed.
    case jobEnded

    /// The attempt reported too little progress for too long, or took longer than its job allows.
    case noProgress
}
