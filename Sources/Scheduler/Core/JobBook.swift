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
            contains(job) && Int(self[job].account) == account && self[job].isKeyed(clientKey)
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
