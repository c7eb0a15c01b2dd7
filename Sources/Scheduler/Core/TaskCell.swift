import FarmModel

/// A task in memory.
struct TaskCell: Sendable {
    private let jobNumber: UInt32
    let step: Int32
    let requirement: Int32
    let output: Job.Output
    var phase = Phase.waiting
    let list: TaskID
    private let costMilliseconds: Int64

    /// Emptied when the job ends.
    var payload: [UInt8]
    let dependencies: [Int]

    /// Positions in the list of the tasks that wait for this one.
    var dependents: [UInt32] = []
    var openDependencies: UInt32 = 0

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
        precondition(entry.job.rawValue < 1 << 32, "job numbers have 32 bits")
        jobNumber = UInt32(entry.job.rawValue)
        list = entry.list
        self.step = step
        self.requirement = requirement
        output = entry.task.output
        costMilliseconds = entry.task.cost.milliseconds
        payload = entry.task.payload
        dependencies = entry.task.dependencies
    }

    var job: JobID { JobID(UInt64(jobNumber)) }

    var cost: Duration { .milliseconds(costMilliseconds) }

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
