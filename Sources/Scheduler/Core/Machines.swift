import FarmModel

/// Computers by the name their workers announce: what a restarted worker is recognised by.
struct Machines: Sendable {
    private var names = Interner<String>()
    private var machines: [Machine] = []

    subscript(_ index: Int) -> Machine {
        get { machines[index] }
        _modify { yield &machines[index] }
    }

    func name(_ index: Int) -> String { names[Int32(index)] }

    var count: Int { machines.count }

    func find(_ name: String) -> Int? { names.find(name).map { Int($0) } }

    mutating func index(of name: String) -> Int {
        let index = Int(names.index(of: name))
        if index == machines.count { machines.append(Machine()) }
        return index
    }
}

/// How a machine has behaved.
struct Machine: Sendable {
    static let longestMemory = 64

    /// Places of its connected workers.
    var members: [Int] = []

    /// The latest different tasks that went badly since one went well.
    var failedTasks: [TaskID] = []

    /// How fast it has proved to be, by engine.
    private(set) var speeds: [(engine: EngineID, speed: MeasuredSpeed)] = []

    /// How often it was set aside since a task went well.
    var rounds = 0
    var aside: MachineStanding.Aside?

    /// Since when an operator lets it take no further task.
    var drained: Instant?

    var isInService: Bool { aside == nil && drained == nil }

    /// Thousandths of the reference speed; nil while too little is known.
    func permille(of engine: EngineID) -> Int32? {
        speeds.first { $0.engine == engine }?.speed.permille
    }

    /// Counts an attempt with an engine; true if the measured speed is another now.
    mutating func measure(
        _ engine: EngineID, cost: Int64, elapsed: Int64, task: TaskID, ended: Instant
    ) -> Bool {
        let place: Int
        if let known = speeds.firstIndex(where: { $0.engine == engine }) {
            place = known
        } else {
            guard speeds.count < Machine.longestMemory else { return false }
            place = speeds.count
            speeds.append((engine, MeasuredSpeed()))
        }
        let before = speeds[place].speed.permille
        speeds[place].speed.add(cost: cost, elapsed: elapsed, task: task, ended: ended)
        return speeds[place].speed.permille != before
    }

    /// Knows nothing of its speed any more.
    mutating func forgetSpeeds() {
        speeds = []
    }

    mutating func succeeded() {
        failedTasks = []
        rounds = 0
    }

    /// Takes note of a task that went badly here; returns how many different ones have, in a row.
    mutating func failed(_ task: TaskID) -> Int {
        if !failedTasks.contains(task) { failedTasks.append(task) }
        if failedTasks.count > Machine.longestMemory { failedTasks.removeFirst() }
        return failedTasks.count
    }
}
