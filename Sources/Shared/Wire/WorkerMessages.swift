public import FarmModel

/// What a worker tells the scheduler.
public struct WorkerStatement: Equatable, Sendable {
    public var correlation: UInt64

    /// Who speaks; 0 in a join.
    public var worker: WorkerID
    public var body: Body

    public init(correlation: UInt64 = 0, worker: WorkerID, _ body: Body) {
        self.correlation = correlation
        self.worker = worker
        self.body = body
    }

    public enum Body: Equatable, Sendable {
        /// `running` are attempts still under way after a lost connection.
        case hello(Worker.Announcement, running: [Lease.Token])

        /// Names every attempt under way.
        case heartbeat([Worker.Progress])

        /// Sent again until accepted or revoked.
        case result(Lease.Token, Job.Outcome)

        /// Sent again until accepted or revoked.
        case failed(Lease.Token, Job.Failure, computeTime: Duration)

        /// Given back unfinished, and nobody is at fault.
        case returned(Lease.Token)
        case goodbye
        case join(Join)
    }
}

/// What the scheduler tells a worker.
public struct WorkerOrder: Equatable, Sendable {
    /// Of the statement this answers; 0 for what the scheduler says unasked.
    public var correlation: UInt64
    public var body: Body

    public init(correlation: UInt64 = 0, _ body: Body) {
        self.correlation = correlation
        self.body = body
    }

    public enum Body: Equatable, Sendable {
        case welcome(Welcome)
        case grant(Grant)

        /// The lease has passed on: drop the work, unreported.
        case revoke(Lease.Token)

        /// The chunk is durable and counted.
        case chunkAccepted(Lease.Token, index: Int)

        /// Answers a result and a failure: the lease is over.
        case resultAccepted(Lease.Token)

        /// Finish what runs, take no more.
        case drain
        case refused(Refusal)
        case joined(Identity)
    }

    /// The rules of the farm.
    public struct Welcome: Equatable, Sendable {
        /// Program version, for people.
        public var server: String

        /// How long a lease lasts after the scheduler last heard of it.
        public var leaseTerm: Duration
        public var heartbeatInterval: Duration

        /// The TCP port of media; 0 over other transports.
        public var mediaPort: Int

        public init(
            server: String, leaseTerm: Duration, heartbeatInterval: Duration, mediaPort: Int
        ) {
            self.server = server
            self.leaseTerm = leaseTerm
            self.heartbeatInterval = heartbeatInterval
            self.mediaPort = mediaPort
        }
    }

    /// One attempt at a task.
    ///
    /// Time is a term, not an instant: the clocks of two machines never meet.
    public struct Grant: Equatable, Sendable {
        public var token: Lease.Token
        public var job: JobID
        public var leaseTerm: Duration
        public var task: Job.Task

        /// The job's document (the storyboard), once it has one.
        public var document: [UInt8]?

        /// Chunks of this task that the depot holds already: the attempt starts after them.
        public var storedChunks: Int

        public init(
            token: Lease.Token, job: JobID, leaseTerm: Duration, task: Job.Task,
            document: [UInt8]? = nil, storedChunks: Int = 0
        ) {
            self.token = token
            self.job = job
            self.leaseTerm = leaseTerm
            self.task = task
            self.document = document
            self.storedChunks = storedChunks
        }
    }
}
