import FarmModel

/// A job in memory, kept small: most wait.
struct JobCell: Sendable {
    /// The client's key and the title, one behind the other: one piece of memory for both.
    private let words: String
    private let keyByteCount: Int32
    let submitted: Instant
    let account: Int32

    /// As it was submitted.
    let priority: Int32
    let demand: Int32

    /// How far it is; empty while that is what it was when it was submitted.
    private var moved: [JobStatus] = []

    /// What is unusual about it; empty for most.
    private var unusual: [JobExtras] = []

    /// What became of it since a task of it began; empty while it waits.
    private var begun: [JobWork] = []

    /// The sequence number of its latest event.
    var sequence: UInt64 = 1

    /// The task that plans it.
    private var plan: UInt64 = 0

    /// Tasks in the ready queue.
    var readyCount: Int32 = 0
    private(set) var taskCount: Int32 = 0
    private var totalMilliseconds: Int64 = 0

    /// What is set aside for it in its account's books.
    var reserved = Expense.zero

    init(_ admission: JobAdmission, account: Int, demand: Int32) {
        words = admission.clientKey + admission.title
        keyByteCount = Int32(admission.clientKey.utf8.count)
        submitted = admission.submitted
        self.account = Int32(account)
        priority = Int32(admission.priority)
        self.demand = demand
    }

    /// Stands for a job that was forgotten.
    static let vacant = JobCell(
        JobAdmission(
            id: 0, account: "", clientKey: "", title: "", priority: 0,
            demand: Job.Demand(
                filmSeconds: 0, frame: PixelSize(width: 0, height: 0), engine: .previz),
            submitted: Instant(milliseconds: 0)),
        account: -1, demand: 0)

    var clientKey: String { String(decoding: words.utf8.prefix(Int(keyByteCount)), as: UTF8.self) }

    var title: String { String(decoding: words.utf8.dropFirst(Int(keyByteCount)), as: UTF8.self) }

    func isKeyed(_ key: String) -> Bool {
        key.utf8.count == Int(keyByteCount)
            && key.utf8.elementsEqual(words.utf8.prefix(Int(keyByteCount)))
    }

    static let submittedStatus = JobStatus(state: .queued, sequence: 1)

    var status: JobStatus {
        get { moved.first ?? JobCell.submittedStatus }
        _modify {
            if moved.isEmpty { moved.append(JobCell.submittedStatus) }
            yield &moved[0]
        }
    }

    var extras: JobExtras {
        get { unusual.first ?? JobExtras.none }
        _modify {
            if unusual.isEmpty { unusual.append(JobExtras.none) }
            yield &unusual[0]
        }
    }

    private var work: JobWork {
        get { begun.first ?? JobWork.none }
        _modify {
            if begun.isEmpty { begun.append(JobWork.none) }
            yield &begun[0]
        }
    }

    var document: [UInt8]? {
        get { begun.first?.document }
        set {
            guard newValue != nil || !begun.isEmpty else { return }
            work.document = newValue
        }
    }

    /// Tasks under way, in the order they were granted.
    var leased: [TaskID] {
        get { begun.first?.leased ?? [] }
        _modify { yield &work.leased }
    }

    var completedTaskCount: Int32 {
        get { begun.first?.completedTaskCount ?? 0 }
        set { work.completedTaskCount = newValue }
    }

    var completedCost: Duration {
        get { .milliseconds(begun.first?.completedMilliseconds ?? 0) }
        set { work.completedMilliseconds = newValue.milliseconds }
    }

    var totalCost: Duration { .milliseconds(totalMilliseconds) }

    /// No progress event before this instant.
    var progressDue: Instant {
        get { begun.first?.progressDue ?? submitted }
        set { work.progressDue = newValue }
    }

    /// What was changed since it was submitted, or the state before any change.
    var control: JobControl {
        get { unusual.first?.control ?? JobControl(priority: Int(priority)) }
        set { extras.control = newValue }
    }

    /// Whether none of its tasks may begin.
    var isHeld: Bool {
        guard let extras = unusual.first else { return false }
        return extras.openPrerequisites > 0 || extras.control?.paused != nil
    }

    /// Since when attempts count against it; nil for all of them.
    var countedSince: Instant? { unusual.first?.control?.requeued }

    var isEnded: Bool { moved.first?.state.isFinal ?? false }

    /// The ids of its tasks, in order, a range for each list they came in.
    var lists: [Range<UInt64>] {
        taskCount == 0 ? [] : [plan..<(plan + 1)] + (begun.first?.followUps ?? [])
    }

    var tasks: some Sequence<TaskID> {
        lists.lazy.joined().map { TaskID($0) }
    }

    mutating func append(_ entry: TaskEntry) {
        let id = entry.id.rawValue
        if taskCount == 0 {
            plan = id
        } else if entry.id == entry.list || work.followUps.isEmpty {
            work.followUps.append(id..<(id + 1))
        } else {
            let last = work.followUps.count - 1
            work.followUps[last] = work.followUps[last].lowerBound..<(id + 1)
        }
        taskCount += 1
        totalMilliseconds += entry.task.cost.milliseconds
    }
}

/// What a job has to remember once a task of it has begun.
private struct JobWork: Sendable {
    var document: [UInt8]?

    /// The ids of the tasks that followed its plan, in order, a range for each list they came in.
    var followUps: [Range<UInt64>] = []
    var leased: [TaskID] = []
    var completedTaskCount: Int32 = 0
    var completedMilliseconds: Int64 = 0
    var progressDue: Instant?

    static let none = JobWork()
}
