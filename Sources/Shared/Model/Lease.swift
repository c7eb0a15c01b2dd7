/// A worker's right to run one task until ``expiry``.
public struct Lease: Equatable, Sendable {
    /// Proof that a message belongs to the current attempt; a late worker's token no longer matches.
    ///
    /// `attempt` is the fencing token of Kleppmann, *How to do distributed locking* (2016).
    public struct Token: Hashable, Sendable {
        public var task: TaskID
        public var worker: WorkerID

        /// Counts from 1 and only grows, whoever runs the task.
        public var attempt: UInt32

        public init(task: TaskID, worker: WorkerID, attempt: UInt32) {
            self.task = task
            self.worker = worker
            self.attempt = attempt
        }
    }

    public var token: Token
    public var expiry: Instant

    public init(token: Token, expiry: Instant) {
        self.token = token
        self.expiry = expiry
    }
}

extension Lease.Token: CustomStringConvertible {
    public var description: String { "task \(task) attempt \(attempt) on worker \(worker)" }
}
