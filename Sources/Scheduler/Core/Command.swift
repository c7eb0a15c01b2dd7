public import FarmModel

/// What somebody wants changed about work that is here already.
public enum Command: Equatable, Sendable {
    /// Lets no further task of the subject begin; what runs goes on to its end.
    case pause(PauseSubject)
    case resume(PauseSubject)

    /// Gives a job another priority, within the farm's bounds.
    case prioritize(JobID, Int)

    /// Puts a job before all others of its account, whatever their priority.
    case moveToFront(JobID)

    /// Takes up a failed or cancelled job again, with what it had finished.
    case requeue(JobID, Archive)

    /// Changes what a machine, by the name that its workers announce, is used for.
    case machine(String, MachineOrder)
}

/// What an ended job left in the store and a running one needs in memory.
public struct Archive: Equatable, Sendable {
    /// Of each task of the job, in order.
    public var payloads: [[UInt8]]
    public var document: [UInt8]?

    public init(payloads: [[UInt8]], document: [UInt8]?) {
        self.payloads = payloads
        self.document = document
    }
}

/// What was changed about a job since it was submitted.
public struct JobControl: Equatable, Sendable {
    public var priority: Int

    /// Since when it stands still; nil while it does not.
    public var paused: Instant?

    /// Among jobs moved to the front the highest is first; 0 for one that was not.
    public var front: UInt64

    /// How often it was taken up again.
    public var requeues: Int

    /// When it was last taken up again: attempts that began earlier no longer count against it.
    public var requeued: Instant?

    public init(
        priority: Int, paused: Instant? = nil, front: UInt64 = 0, requeues: Int = 0,
        requeued: Instant? = nil
    ) {
        self.priority = priority
        self.paused = paused
        self.front = front
        self.requeues = requeues
        self.requeued = requeued
    }
}

/// Whether an account or the whole farm stands still.
public struct Pause: Equatable, Sendable {
    /// Nil for the whole farm.
    public var account: String?

    /// Nil while it does not.
    public var since: Instant?

    public init(account: String?, since: Instant?) {
        self.account = account
        self.since = since
    }
}

/// The accounts that stand still, and whether all do.
struct Pauses: Sendable {
    var farm: Instant?

    /// Looked up, never iterated.
    private var accounts: [Int: Instant] = [:]

    subscript(account: Int) -> Instant? {
        get { accounts[account] }
        set { accounts[account] = newValue }
    }
}

/// What most jobs do not have.
struct JobExtras: Sendable {
    static let none = JobExtras()

    var options = Job.Options.usual

    /// Nil while nothing was changed since the submission.
    var control: JobControl?

    /// Jobs that must be completed before it begins, and are not.
    var openPrerequisites = 0

    /// Jobs that wait for this one.
    var followers: [JobID] = []
}
