public import FarmModel

extension Scheduler {
    /// What the world must do: the records first, in one transaction, then the rest in order.
    ///
    /// Large payloads are boxed: effects are moved about more often than they are made.
    public enum Effect: Equatable, Sendable {
        case record(Record)

        /// Accepts a worker's hello.
        case welcome(WorkerID)

        /// Asks a worker that is not known here for its hello.
        case askForHello(WorkerID)

        /// Sends a task to the worker that `Grant.lease.token` names.
        indirect case grant(Grant)

        /// Tells the worker that the token names to drop the attempt.
        case revoke(Lease.Token, Revocation)

        /// Asks the worker to hand the task back at the end of the chunk it is making.
        case preempt(Lease.Token)

        /// Tells the worker that a chunk is safe: it need not be sent again.
        case acknowledgeChunk(Lease.Token, index: Int)

        /// Tells the worker that a result is safe: it need not be sent again.
        case acknowledgeResult(Lease.Token)

        case reply(RequestID, Reply)

        /// Joins the chunks of a job into a film, off the loop; answered by `assembled` or `assemblyFailed`.
        ///
        /// May come twice for a job, after a restart or a failure: the assembler must not mind.
        indirect case assemble(AssemblyOrder)

        /// No job refers to these any more: the depot may throw them away.
        case releaseBlobs([BlobID])

        /// Tells those who watch the job.
        indirect case announce(JobEvent)
    }
}

/// The answer to a request.
public enum Reply: Equatable, Sendable {
    /// The job is safe under this id, since now or since an earlier submission with the same key.
    case accepted(JobID)

    /// As many jobs, numbered from the first on, are safe.
    case acceptedArray(first: JobID, count: Int)

    /// Nothing was changed; the failure says what is wrong and what would be accepted.
    indirect case refused(Job.Failure)

    /// Nothing was changed: a quota forbids it.
    indirect case overQuota(QuotaRefusal)

    /// The level has this entitlement now.
    indirect case entitled(Entitlement)

    /// The job is cancelled, since now or since earlier.
    case cancelled(JobID)

    /// What was commanded is done.
    case carriedOut

    /// The job had already ended otherwise.
    indirect case ended(JobID, Job.State)

    /// No such job, or not one of the asker's.
    case unknownJob(JobID)
}

/// What the assembler needs to make a film.
public struct AssemblyOrder: Equatable, Sendable {
    public var job: JobID
    public var title: String

    /// Chunks of the picture, in film order; never empty.
    public var video: [Chunk]

    /// Chunks of the sound, in order; empty for a silent film.
    public var audio: [Chunk]

    public init(job: JobID, title: String, video: [Chunk], audio: [Chunk]) {
        self.job = job
        self.title = title
        self.video = video
        self.audio = audio
    }
}

/// News of a job for those who watch it.
public struct JobEvent: Equatable, Sendable {
    public var job: JobID

    /// Grows with each durable event of the job, across restarts, not always by one.
    ///
    /// A progress event carries the number of the event before it, since it is never retold.
    public var sequence: UInt64
    public var kind: Kind

    public init(job: JobID, sequence: UInt64, kind: Kind) {
        self.job = job
        self.sequence = sequence
        self.kind = kind
    }

    public enum Kind: Equatable, Sendable {
        case state(Job.State)
        case progress(JobProgress)
        case chunk(FilmChunk)

        /// Its priority or place is another, or it stands still or does so no longer.
        ///
        /// Carries the number of the event before it, as progress does.
        case changed

        /// An attempt ended badly: which step, on which machine, why.
        case attemptEnded(step: String, machine: String, attempt: UInt32, Attempt.Kind)
    }
}

/// How far a job is and how fast it goes.
public struct JobProgress: Equatable, Sendable {
    /// 0 to 1, by estimated compute time; 0 until the plan is known.
    public var fraction: Double

    /// Frames rendered a second, over all workers.
    public var framesPerSecond: Double

    /// At the speed measured now; nil while no attempt has shown a speed.
    public var remaining: Duration?

    public init(fraction: Double, framesPerSecond: Double, remaining: Duration?) {
        self.fraction = fraction
        self.framesPerSecond = framesPerSecond
        self.remaining = remaining
    }
}

/// A stored chunk and its place in the film.
///
/// Film order is by task, then by index.
public struct FilmChunk: Equatable, Sendable {
    public var task: TaskID
    public var output: Job.Output
    public var chunk: Chunk

    public init(task: TaskID, output: Job.Output, chunk: Chunk) {
        self.task = task
        self.output = output
        self.chunk = chunk
    }
}
