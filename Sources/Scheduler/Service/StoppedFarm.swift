internal import FarmModel
internal import SchedulerCore
internal import SchedulerStore

/// The data folder of a scheduler that does not run, or a copy of its queue.
public struct StoppedFarm: Sendable {
    private let folder: String

    public init(folder: String) {
        self.folder = folder
    }

    /// What is in a queue.
    public struct Contents: Hashable, Sendable {
        public var jobCount = 0
        public var unfinishedJobCount = 0
        public var attemptCount = 0

        /// Attempts whose worker fell silent.
        public var lostAttemptCount = 0

        /// Empty where all is well.
        public var findings: [String] = []
    }

    /// Has SQLite check the queue, starts a scheduler's core from it, recounts everything, adds up the
    /// ledger, and looks for tasks that were completed twice.
    ///
    /// No scheduler may use the folder meanwhile.
    public func audited() throws -> Contents {
        let database = try QueueDatabase(path: folder + "/queue.sqlite")
        var contents = Contents()
        contents.findings = try database.damages()
        guard contents.findings.isEmpty else { return contents }
        var restoration = Scheduler.Restoration()
        var books = Books()
        for record in try database.records() {
            restoration.add(record)
            books.enter(record)
        }
        contents.jobCount = books.jobCount
        contents.attemptCount = books.attemptCount
        contents.lostAttemptCount = books.lostAttemptCount
        contents.findings = books.findings
        let core = restoration.scheduler(at: FarmClock().now)
        contents.unfinishedJobCount = core.counts.unfinishedJobs
        contents.findings += core.audit()
        return contents
    }
}

/// What accounts were charged beside what their tasks took.
private struct Books {
    var jobCount = 0
    var attemptCount = 0
    var lostAttemptCount = 0

    /// Looked up, never walked.
    private var accounts: [JobID: String] = [:]
    private var jobs: [TaskID: JobID] = [:]
    private var completed: [TaskID: Int64] = [:]
    private var charged: [String: Int64] = [:]
    private var twice: [TaskID] = []

    /// Whether every charge stands in an attempt that is still there.
    private var isComplete = true

    mutating func enter(_ record: SchedulerCore.Record) {
        if case .job(let admission) = record {
            jobCount += 1
            accounts[admission.id] = admission.account
        } else if case .task(let entry) = record {
            jobs[entry.id] = entry.job
        } else if case .account(let standing) = record {
            charged[standing.account] = standing.charged.compute
        } else if case .numbers = record {
            isComplete = false
        } else if case .attempt(let attempt) = record {
            enter(attempt)
        }
    }

    private mutating func enter(_ attempt: Attempt) {
        attemptCount += 1
        let task = attempt.token.task
        switch attempt.ending?.kind {
        case .completed(_, let computeTime):
            if completed[task] != nil { twice.append(task) }
            completed[task, default: 0] += computeTime.milliseconds
        case .lost: lostAttemptCount += 1
        case .moot: isComplete = false
        case .failed(let failure) where failure.retry == .pointless: isComplete = false
        case .failed, .returned, .preempted, nil: break
        }
    }

    var findings: [String] {
        var sums: [String: Int64] = [:]
        for (task, milliseconds) in completed {
            guard let account = jobs[task].flatMap({ accounts[$0] }) else { continue }
            sums[account, default: 0] += milliseconds
        }
        let errors = Set(sums.keys).union(charged.keys).sorted().compactMap { account in
            let (sum, charge) = (sums[account] ?? 0, charged[account] ?? 0)
            return charge < sum || isComplete && charge > sum
                ? "account \(account) was charged \(charge) ms, its tasks took \(sum) ms" : nil
        }
        return twice.sorted().map { "task \($0) was completed twice" } + errors
    }
}
