import FarmModel

/// Every job and task, by id.
///
/// Ids are dense from 1, so a lookup is an array access; jobs that were forgotten leave gaps.
struct JobBook: Sendable {
    let aging: Aging
    private var jobs = Pages(vacant: JobCell.vacant)
    private var tasks = Pages(vacant: TaskCell.vacant)
    private var submissions = SubmissionIndex()

    /// The jobs of each account, in the order of their numbers, some of them forgotten.
    private var jobsOfAccounts: [[UInt32]] = []
    private var forgottenOfAccounts: [Int] = []
    var steps = Interner<String>()
    var requirements = Interner<Job.Requirement>()
    var demands = Interner<Job.Demand>()

    init(aging: Aging) {
        self.aging = aging
    }

    /// Those that are known, in order.
    var jobIDs: some BidirectionalCollection<UInt64> {
        (1..<UInt64(jobs.count + 1)).lazy.filter { contains(JobID($0)) }
    }

    /// Those of known jobs, in order.
    var taskIDs: some Sequence<TaskID> {
        (1..<UInt64(tasks.count + 1)).lazy.map { TaskID($0) }.filter { contains($0) }
    }

    var nextJob: JobID { JobID(UInt64(jobs.count + 1)) }
    var nextTask: TaskID { TaskID(UInt64(tasks.count + 1)) }

    func contains(_ job: JobID) -> Bool {
        let index = Int(clamping: job.rawValue) - 1
        return jobs.reaches(index) && jobs[index].account >= 0
    }

    func contains(_ task: TaskID) -> Bool {
        let index = Int(clamping: task.rawValue) - 1
        return tasks.reaches(index) && tasks[index].job != 0
    }

    /// The newest known jobs of an account first, or of all, older than `before`.
    func newest(of account: Int?, before: JobID?) -> some Sequence<JobID> {
        let end = before?.rawValue ?? .max
        let numbers: AnyCollection<UInt64>
        if let account {
            let own = account < jobsOfAccounts.count ? jobsOfAccounts[account] : []
            var low = 0
            var high = own.count
            while low < high {
                let middle = (low + high) / 2
                if UInt64(own[middle]) < end { low = middle + 1 } else { high = middle }
            }
            numbers = AnyCollection(own[..<low].reversed().lazy.map { UInt64($0) })
        } else {
            let upper = min(end, UInt64(jobs.count + 1))
            numbers = AnyCollection((1..<max(1, upper)).reversed())
        }
        return numbers.lazy.map { JobID($0) }.filter { contains($0) }
    }

    subscript(_ job: JobID) -> JobCell {
        _read { yield jobs[Int(job.rawValue) - 1] }
        _modify { yield &jobs[Int(job.rawValue) - 1] }
    }

    subscript(_ task: TaskID) -> TaskCell {
        _read { yield tasks[Int(task.rawValue) - 1] }
        _modify { yield &tasks[Int(task.rawValue) - 1] }
    }

    func job(account: Int, clientKey: String) -> JobID? {
        submissions.find(account, clientKey) { job in
            contains(job) && Int(self[job].account) == account
                && self[job].clientKey == clientKey
        }
    }

    mutating func append(_ admission: JobAdmission, account: Int) {
        precondition(admission.id >= nextJob, "jobs are numbered upwards")
        jobs.skip(to: Int(admission.id.rawValue) - 1)
        let demand = demands.index(of: admission.demand)
        var cell = JobCell(admission, account: account, demand: demand)
        if admission.options != .usual { cell.extras.options = admission.options }
        jobs.append(cell)
        let jobs = jobs
        submissions.insert(admission.id, account, admission.clientKey) { job in
            let index = Int(job.rawValue) - 1
            return jobs.reaches(index) && jobs[index].account >= 0
        }
        while jobsOfAccounts.count <= account {
            jobsOfAccounts.append([])
            forgottenOfAccounts.append(0)
        }
        jobsOfAccounts[account].append(UInt32(admission.id.rawValue))
    }

    /// Forgets a job with its tasks and its key; its numbers are not given again.
    mutating func forget(_ job: JobID) {
        let account = Int(self[job].account)
        for list in self[job].lists {
            for task in list { tasks.forget(Int(task) - 1) }
        }
        jobs.forget(Int(job.rawValue) - 1)
        forgottenOfAccounts[account] += 1
        guard forgottenOfAccounts[account] > 64 + jobsOfAccounts[account].count / 2 else { return }
        let known = jobsOfAccounts[account].filter { contains(JobID(UInt64($0))) }
        jobsOfAccounts[account] = known
        forgottenOfAccounts[account] = 0
    }

    /// Gives no number below these again.
    mutating func reserve(nextJob: JobID, nextTask: TaskID) {
        jobs.skip(to: Int(nextJob.rawValue) - 1)
        tasks.skip(to: Int(nextTask.rawValue) - 1)
    }

    /// Adds a task to its job; the tasks of one list must come one after another.
    mutating func append(_ entry: TaskEntry) {
        precondition(entry.id >= nextTask, "tasks are numbered upwards")
        tasks.skip(to: Int(entry.id.rawValue) - 1)
        tasks.append(
            TaskCell(
                entry, step: steps.index(of: entry.task.step),
                requirement: requirements.index(of: entry.task.requirement)))
        self[entry.job].append(entry)
    }

    /// Links the tasks of a complete list to those they wait for.
    mutating func link(_ list: Range<UInt64>) {
        for id in list {
            for position in self[TaskID(id)].dependencies {
                let dependency = TaskID(list.lowerBound + UInt64(position))
                guard !self[dependency].isCompleted else { continue }
                self[dependency].dependents.append(UInt32(id - list.lowerBound))
                self[TaskID(id)].openDependencies += 1
            }
        }
    }

    /// The task as it entered, with an ended job's payload gone.
    func entry(_ id: TaskID) -> TaskEntry {
        let cell = self[id]
        return TaskEntry(
            id: id, job: cell.job, list: cell.list,
            task: Job.Task(
                step: steps[cell.step], requirement: requirements[cell.requirement],
                cost: cell.cost, payload: cell.payload, dependencies: cell.dependencies,
                output: cell.output))
    }

    /// When a task that failed may be tried again; nil for one that was not tried since it was requeued.
    func retryDue(of id: TaskID) -> Instant? {
        guard let last = self[id].attempts.last, let due = last.ending?.retryNotBefore else {
            return nil
        }
        if let start = self[self[id].job].countedSince, last.started < start { return nil }
        return due
    }

    /// Why `token` does not count: what its holder is told.
    func revocation(of token: Lease.Token) -> Revocation {
        guard contains(token.task) else { return .stale }
        return self[self[token.task].job].isEnded ? .jobEnded : .stale
    }

    /// Whether the task was completed by this very attempt.
    func isCompleted(by token: Lease.Token) -> Bool {
        guard contains(token.task), let last = self[token.task].attempts.last else { return false }
        return last.token == token && self[token.task].isCompleted
    }
}

/// A job in memory, kept small: most wait.
struct JobCell: Sendable {
    let clientKey: String
    let title: String
    let submitted: Instant
    let account: Int32

    /// As it was submitted.
    let priority: Int32
    let demand: Int32

    /// How far it is; empty while that is what it was when it was submitted.
    private var moved: [JobStatus] = []

    /// What is unusual about it; empty for most.
    private var unusual: [JobExtras] = []

    /// The sequence number of its latest event.
    var sequence: UInt64 = 1
    var document: [UInt8]?

    /// The task that plans it.
    private var plan: UInt64 = 0

    /// The ids of the tasks that followed, in order, a range for each list they came in.
    private var followUps: [Range<UInt64>] = []

    /// Tasks under way, in the order they were granted.
    var leased: [TaskID] = []

    /// Tasks in the ready queue.
    var readyCount: Int32 = 0
    private(set) var taskCount: Int32 = 0
    var completedTaskCount: Int32 = 0
    private(set) var totalCost: Duration = .zero
    var completedCost: Duration = .zero

    /// What is set aside for it in its account's books.
    var reserved = Expense.zero

    /// No progress event before this instant.
    var progressDue: Instant

    init(_ admission: JobAdmission, account: Int, demand: Int32) {
        clientKey = admission.clientKey
        title = admission.title
        submitted = admission.submitted
        self.account = Int32(account)
        priority = Int32(admission.priority)
        self.demand = demand
        progressDue = admission.submitted
    }

    /// Stands for a job that was forgotten.
    static let vacant = JobCell(
        JobAdmission(
            id: 0, account: "", clientKey: "", title: "", priority: 0,
            demand: Job.Demand(
                filmSeconds: 0, frame: PixelSize(width: 0, height: 0), engine: .previz),
            submitted: Instant(milliseconds: 0)),
        account: -1, demand: 0)

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
        taskCount == 0 ? [] : [plan..<(plan + 1)] + followUps
    }

    var tasks: some Sequence<TaskID> {
        lists.lazy.joined().map { TaskID($0) }
    }

    mutating func append(_ entry: TaskEntry) {
        let id = entry.id.rawValue
        if taskCount == 0 {
            plan = id
        } else if entry.id == entry.list || followUps.isEmpty {
            followUps.append(id..<(id + 1))
        } else {
            let last = followUps.count - 1
            followUps[last] = followUps[last].lowerBound..<(id + 1)
        }
        taskCount += 1
        totalCost += entry.task.cost
    }
}

/// A task in memory.
struct TaskCell: Sendable {
    let job: JobID
    let list: TaskID
    let step: Int32
    let requirement: Int32
    let output: Job.Output
    let cost: Duration

    /// Emptied when the job ends.
    var payload: [UInt8]
    let dependencies: [Int]

    /// Positions in the list of the tasks that wait for this one.
    var dependents: [UInt32] = []
    var openDependencies: UInt32 = 0
    var phase = Phase.waiting

    /// Every attempt; the n-th has number n, and only the last can be without an ending.
    var attempts: [Attempt] = []

    /// In the order of their indexes.
    var chunks: [StoredChunk] = []

    /// Stands for a task that was forgotten.
    static let vacant = TaskCell(
        TaskEntry(
            id: 0, job: 0, list: 0,
            task: Job.Task(
                step: "", requirement: Job.Requirement(engine: .previz), cost: .zero, payload: [],
                output: .none)),
        step: 0, requirement: 0)

    enum Phase: Sendable {
        /// For dependencies or for the end of a pause after a failure.
        case waiting
        case ready
        case leased
        case completed
    }

    init(_ entry: TaskEntry, step: Int32, requirement: Int32) {
        job = entry.job
        list = entry.list
        self.step = step
        self.requirement = requirement
        output = entry.task.output
        cost = entry.task.cost
        payload = entry.task.payload
        dependencies = entry.task.dependencies
    }

    var isCompleted: Bool { phase == .completed }

    /// Chunks stored from the first on without a gap.
    var leadingChunkCount: Int {
        var count = 0
        while count < chunks.count, chunks[count].chunk.index == count { count += 1 }
        return count
    }

    /// Where `index` is in ``chunks``, or where it would be.
    func position(ofChunk index: Int) -> (position: Int, isStored: Bool) {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) / 2
            if chunks[middle].chunk.index < index { low = middle + 1 } else { high = middle }
        }
        return (low, low < chunks.count && chunks[low].chunk.index == index)
    }

    /// The attempts that went badly by no plan, in order; of those that began since `start` if given.
    func badAttempts(since start: Instant? = nil) -> [Attempt] {
        attempts.filter { attempt in
            if let start, attempt.started < start { return false }
            return switch attempt.ending?.kind {
            case .failed, .lost: true
            case .completed, .returned, .preempted, .moot, nil: false
            }
        }
    }
}

/// Small numbers for values that repeat, given in the order they first appear.
struct Interner<Value: Hashable & Sendable>: Sendable {
    private var values: [Value] = []

    /// Looked up, never iterated.
    private var indexes: [Value: Int32] = [:]

    /// The one asked for last, which is often asked for next: a comparison is cheaper than a hash.
    private var latest: Int32 = 0

    var count: Int { values.count }

    subscript(_ index: Int32) -> Value {
        _read { yield values[Int(index)] }
    }

    func find(_ value: Value) -> Int32? {
        isLatest(value) ? latest : indexes[value]
    }

    mutating func index(of value: Value) -> Int32 {
        if isLatest(value) { return latest }
        if let index = indexes[value] {
            latest = index
            return index
        }
        latest = Int32(values.count)
        values.append(value)
        indexes[value] = latest
        return latest
    }

    private func isLatest(_ value: Value) -> Bool {
        !values.isEmpty && values[Int(latest)] == value
    }
}
