import FarmModel

/// A lease under way: everything about it that a restart may forget.
struct LiveLease: Sendable {
    let token: Lease.Token
    let granted: Instant
    var expiry: Instant

    /// When the grant was last sent.
    var sent: Instant

    /// When the worker was last heard of, whether it spoke of this lease or not.
    var workerHeard: Instant

    /// Whether the worker has spoken of it.
    var isKnownToWorker = false
    var fraction: Double = 0
    var framesPerSecond: Double = 0

    /// The fraction at ``progressed``, when progress was last seen.
    var progressMark: Double = 0
    var progressed: Instant

    /// The instant of the timer that watches it.
    var alarm: Instant

    /// When the worker was last asked to hand the task back; nil if it was not.
    var preempted: Instant?

    /// An outcome that waits for chunks which are still on their way.
    var outcome: Job.Outcome?

    init(_ token: Lease.Token, granted: Instant, at now: Instant, expiry: Instant) {
        self.token = token
        self.granted = granted
        self.expiry = expiry
        sent = now
        workerHeard = now
        progressed = now
        alarm = expiry
    }
}

/// The leases under way, by task and by worker.
struct LiveLeases: Sendable {
    /// Looked up, never iterated.
    private var byTask: [TaskID: LiveLease] = [:]

    /// Tasks in the order they were granted; looked up, never iterated.
    private var byWorker: [WorkerID: [TaskID]] = [:]

    var count: Int { byTask.count }

    subscript(_ task: TaskID) -> LiveLease? {
        get { byTask[task] }
        _modify { yield &byTask[task] }
    }

    /// The lease that `token` proves.
    subscript(_ token: Lease.Token) -> LiveLease? {
        guard let lease = byTask[token.task], lease.token == token else { return nil }
        return lease
    }

    func tasks(of worker: WorkerID) -> [TaskID] { byWorker[worker] ?? [] }

    mutating func insert(_ lease: LiveLease) {
        byTask[lease.token.task] = lease
        byWorker[lease.token.worker, default: []].append(lease.token.task)
    }

    mutating func remove(_ token: Lease.Token) {
        byTask[token.task] = nil
        guard let place = byWorker[token.worker]?.firstIndex(of: token.task) else { return }
        byWorker[token.worker]?.remove(at: place)
        if byWorker[token.worker]?.isEmpty ?? false { byWorker[token.worker] = nil }
    }
}
