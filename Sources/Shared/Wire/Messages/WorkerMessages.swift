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
        /// `holding` are attempts under way, and those whose result is yet to be handed over.
        case hello(Worker.Announcement, holding: [Lease.Token])

        /// Names every attempt under way.
        case heartbeat([Worker.Progress])

        /// Sent again until accepted or revoked.
        case result(Lease.Token, Job.Outcome)

        /// Sent again until accepted or revoked.
        case failed(Lease.Token, Job.Failure, computeTime: Duration)

        /// Given back unfinished, and nobody is at fault.
        case returned(Lease.Token)

        /// What a task said while it ran, in order; may be lost.
        case log(Lease.Token, lines: [String])

        /// Takes no more tasks; what it runs goes on.
        case draining

        /// The worker ends.
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

        /// The scheduler does not know the worker: say hello again.
        case askForHello

        /// The expiry is on the scheduler's clock: to be shown, never compared with a worker's clock.
        case grant(Grant)

        /// Drop the attempt, unreported.
        case revoke(Lease.Token, Revocation)

        /// Hand the task back once the chunk under way is stored.
        case preempt(Lease.Token)

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
}
