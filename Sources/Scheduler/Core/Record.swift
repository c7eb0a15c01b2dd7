public import FarmModel

/// A row of the queue on disk: together, the rows are all that a restarted scheduler needs.
///
/// A record replaces the row of the same kind and key. The store writes the records of a batch in
/// one transaction before any other effect of that batch is carried out.
public indirect enum Record: Equatable, Sendable {
    /// Key: the job's id; written once.
    case job(JobAdmission)

    /// Key: the job's id; a job without this row is as it was submitted, its first event its only one.
    case jobStatus(JobID, JobStatus)

    /// The storyboard that the job's plan handed back; key: the job's id.
    case document(JobID, [UInt8])

    /// Key: the task's id; written once.
    case task(TaskEntry)

    /// Key: task and attempt number; written when the attempt begins and again when it ends.
    case attempt(Attempt)

    /// Key: task and chunk index; written once.
    case chunk(StoredChunk)

    /// Key: the level.
    case entitlement(Entitlement)

    /// Key: the team's name.
    case team(TeamStanding)

    /// Key: the account's name.
    case account(AccountStanding)

    /// Key: the job's id; absent for a job about which nothing was changed.
    case jobControl(JobID, JobControl)

    /// Key: the account's name, or none for the farm.
    case pause(Pause)

    /// Key: the machine's name.
    case machine(MachineStanding)

    /// Takes away every row of a job and of its tasks, whose ids it names.
    case removal(JobID, tasks: [Range<UInt64>])

    /// No job and no task gets a lower number, though their rows may be gone; there is one such row.
    case numbers(nextJob: JobID, nextTask: TaskID)

    /// Key: the account's name, the span, and the place of the bucket in a ring of the span's length.
    case usage(UsageRow)
}

/// What a job was asked to be: the part of it that never changes.
public struct JobAdmission: Equatable, Sendable {
    public var id: JobID
    public var account: String

    /// Unique within the account.
    public var clientKey: String
    public var title: String
    public var priority: Int
    public var demand: Job.Demand
    public var submitted: Instant
    public var options: Job.Options

    public init(
        id: JobID, account: String, clientKey: String, title: String, priority: Int,
        demand: Job.Demand, submitted: Instant, options: Job.Options = .usual
    ) {
        self.id = id
        self.account = account
        self.clientKey = clientKey
        self.title = title
        self.priority = priority
        self.demand = demand
        self.submitted = submitted
        self.options = options
    }
}

/// How far a job is: the part of it that changes.
public struct JobStatus: Equatable, Sendable {
    public var state: Job.State

    /// The sequence number of the event that announced ``state``.
    public var sequence: UInt64

    /// When the first attempt of any of its tasks began.
    public var started: Instant?

    /// When it reached a final state.
    public var ended: Instant?

    public var assemblyFailures: Int

    /// Not to be assembled again before this instant.
    public var assemblyNotBefore: Instant?

    public init(
        state: Job.State, sequence: UInt64, started: Instant? = nil, ended: Instant? = nil,
        assemblyFailures: Int = 0, assemblyNotBefore: Instant? = nil
    ) {
        self.state = state
        self.sequence = sequence
        self.started = started
        self.ended = ended
        self.assemblyFailures = assemblyFailures
        self.assemblyNotBefore = assemblyNotBefore
    }
}

/// A task as it entered its job.
public struct TaskEntry: Equatable, Sendable {
    public var id: TaskID
    public var job: JobID

    /// The first task of the list this one arrived in: `task.dependencies` count from it.
    public var list: TaskID
    public var task: Job.Task

    public init(id: TaskID, job: JobID, list: TaskID, task: Job.Task) {
        self.id = id
        self.job = job
        self.list = list
        self.task = task
    }
}

/// One try at a task: a task is leased while its last attempt has no ending.
public struct Attempt: Equatable, Sendable {
    public var token: Lease.Token

    /// The name that the worker announced.
    public var machine: String
    public var started: Instant
    public var ending: Ending?

    public init(token: Lease.Token, machine: String, started: Instant, ending: Ending? = nil) {
        self.token = token
        self.machine = machine
        self.started = started
        self.ending = ending
    }

    public struct Ending: Equatable, Sendable {
        public var instant: Instant
        public var kind: Kind

        /// The task must not be granted again before this instant.
        public var retryNotBefore: Instant?

        /// The sequence number of the event that announced the ending; 0 if none did.
        public var sequence: UInt64

        public init(
            instant: Instant, kind: Kind, retryNotBefore: Instant? = nil, sequence: UInt64 = 0
        ) {
            self.instant = instant
            self.kind = kind
            self.retryNotBefore = retryNotBefore
            self.sequence = sequence
        }
    }

    public enum Kind: Equatable, Sendable {
        /// Every chunk was stored and the outcome accepted.
        case completed(chunkCount: Int, computeTime: Duration)

        /// The worker said so, the outcome was not acceptable, or progress stopped.
        case failed(Job.Failure)

        /// The worker fell silent or ended without a word: counts towards the crash limit.
        case lost

        /// Handed back, never received, or ended with a planned stop: nobody's fault.
        case returned

        /// Handed back, with what it had stored, to make room for a higher priority of its account.
        case preempted

        /// The job ended first.
        case moot
    }
}

/// A chunk that counts: it was stored under the task's lease of that moment.
public struct StoredChunk: Equatable, Sendable {
    public var task: TaskID

    /// The attempt that made it.
    public var attempt: UInt32
    public var chunk: Chunk

    /// The sequence number of the event that announced it.
    public var sequence: UInt64

    public init(task: TaskID, attempt: UInt32, chunk: Chunk, sequence: UInt64) {
        self.task = task
        self.attempt = attempt
        self.chunk = chunk
        self.sequence = sequence
    }
}

/// Where an account stands: its pass in the fair share and its books in the ledger.
///
/// Written once a batch at most, so it holds the buckets that still grow; those that are complete
/// are rows of their own.
public struct AccountStanding: Equatable, Sendable {
    public var account: String

    /// Its position in stride scheduling: a millisecond at the usual weight is 1000.
    public var pass: Int64

    /// Compute time and film used since ever.
    public var charged: Expense

    /// The latest buckets of the day's and the month's window.
    public var quarterHour: UsageBucket?
    public var day: UsageBucket?

    /// Submissions as the farm's rate and as the account's own count them.
    public var farmRate: RateMeter
    public var rate: RateMeter

    public init(
        account: String, pass: Int64, charged: Expense = .zero, quarterHour: UsageBucket? = nil,
        day: UsageBucket? = nil, farmRate: RateMeter = RateMeter(), rate: RateMeter = RateMeter()
    ) {
        self.account = account
        self.pass = pass
        self.charged = charged
        self.quarterHour = quarterHour
        self.day = day
        self.farmRate = farmRate
        self.rate = rate
    }
}

/// Where a team stands; what it uses is the sum over its members.
public struct TeamStanding: Equatable, Sendable {
    public var team: String

    /// Its position in stride scheduling.
    public var pass: Int64

    /// The pass below which no team could start when this row was written, and none of its accounts.
    public var floor: Int64
    public var memberFloor: Int64
    public var rate: RateMeter

    public init(
        team: String, pass: Int64, floor: Int64, memberFloor: Int64, rate: RateMeter = RateMeter()
    ) {
        self.team = team
        self.pass = pass
        self.floor = floor
        self.memberFloor = memberFloor
        self.rate = rate
    }
}

/// What an account used in a stretch of the past.
public struct UsageRow: Equatable, Sendable {
    public var account: String
    public var span: UsageSpan
    public var bucket: UsageBucket

    public init(account: String, span: UsageSpan, bucket: UsageBucket) {
        self.account = account
        self.span = span
        self.bucket = bucket
    }

    /// Its place in a ring that holds one bucket more than the span.
    public var place: Int64 {
        bucket.start.milliseconds / span.bucketMilliseconds % (span.bucketCount + 1)
    }
}
