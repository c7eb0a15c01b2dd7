import FarmModel

/// The connected workers: who could run what, who has a free slot, who is in service.
///
/// Workers that can run the same things share a profile, so a decision looks at profiles, of which
/// there are few, and not at workers.
struct Fleet: Sendable {
    private(set) var workers = Slab<ConnectedWorker>()

    /// Looked up, never iterated.
    private var indexes: [WorkerID: Int] = [:]
    private(set) var profiles: [Profile] = []
    var machines = Machines()

    /// Names of models that were announced.
    private var models = Interner<String>()

    /// Profile indexes, those that can do least first: a worker of many talents is kept for who needs them.
    private(set) var profileOrder: [Int] = []
    private var joined: UInt64 = 0

    var count: Int { workers.count }

    func index(of worker: WorkerID) -> Int? { indexes[worker] }

    subscript(_ index: Int) -> ConnectedWorker { workers[index] }

    mutating func setAlarm(of index: Int, at instant: Instant) {
        workers[index].alarm = instant
    }

    mutating func heard(_ index: Int, at now: Instant) {
        workers[index].lastHeard = now
    }

    /// Adds or replaces a worker; `running` are the leases it holds.
    mutating func join(
        _ id: WorkerID, _ announcement: Worker.Announcement, running: Int, at now: Instant
    ) {
        let earlier = indexes[id].map { workers[$0] }
        let isDraining = earlier?.isDraining ?? false
        leave(id)
        let profile = index(of: Profile.Talents(announcement))
        let machine = machines.index(of: announcement.name)
        joined += 1
        let loaded = announcement.models.filter(\.isLoaded).map { models.index(of: $0.name) }
        let index = workers.insert(
            ConnectedWorker(
                id: id, announcement: announcement, slots: min(max(1, announcement.slots), 1024),
                profile: profile, machine: machine, order: joined,
                residentModels: min(max(1, announcement.residentModels), 1024),
                running: running, loaded: loaded, lastHeard: now, alarm: earlier?.alarm))
        indexes[id] = index
        machines[machine].members.append(index)
        profiles[profile].connected += 1
        workers[index].speeds = speeds(of: index)
        if !isDraining && machines[machine].isInService { setService(of: index, isAvailable: true) }
        workers[index].isDraining = isDraining
    }

    mutating func drain(_ id: WorkerID) {
        guard let index = indexes[id] else { return }
        workers[index].isDraining = true
        setService(of: index, isAvailable: false)
    }

    mutating func leave(_ id: WorkerID) {
        guard let index = indexes.removeValue(forKey: id) else { return }
        setService(of: index, isAvailable: false)
        let worker = workers.remove(index)
        profiles[worker.profile].connected -= 1
        machines[worker.machine].members.removeAll { $0 == index }
    }

    /// Counts an attempt that begins (+1) or ends (-1).
    mutating func change(running difference: Int, of id: WorkerID) {
        guard let index = indexes[id] else { return }
        change(index) { $0.running += difference }
    }

    /// Counts a model as the one that a worker used last.
    mutating func use(_ model: String, on index: Int) {
        let model = models.index(of: model)
        guard workers[index].loaded.last != model else { return }
        workers[index].loaded.removeAll { $0 == model }
        workers[index].loaded.append(model)
        if workers[index].loaded.count > workers[index].residentModels {
            workers[index].loaded.removeFirst()
        }
        offer(index)
    }

    /// Counts an attempt that a machine completed for how fast it is with an engine.
    mutating func measure(
        _ machine: Int, _ engine: EngineID, cost: Int64, elapsed: Int64, task: TaskID,
        ended: Instant
    ) {
        guard
            machines[machine].measure(
                engine, cost: cost, elapsed: elapsed, task: task, ended: ended)
        else { return }
        for index in machines[machine].members {
            workers[index].speeds = speeds(of: index)
            offer(index)
        }
    }

    mutating func forgetSpeeds() {
        for machine in 0..<machines.count { machines[machine].forgetSpeeds() }
    }

    /// Thousandths of the reference speed that a worker is expected to have.
    func permille(of worker: Int, with engine: EngineID) -> Int32 {
        machines[workers[worker].machine].permille(of: engine)
            ?? workers[worker].announcement.permille(of: engine)
    }

    /// Puts the workers of a machine into service or out of it, as its standing says.
    mutating func updateService(of machine: Int) {
        let isInService = machines[machine].isInService
        for index in machines[machine].members {
            setService(of: index, isAvailable: isInService && !workers[index].isDraining)
        }
    }

    private func speeds(of index: Int) -> [Int32] {
        profiles[workers[index].profile].talents.engines.map { permille(of: index, with: $0) }
    }

    private mutating func setService(of index: Int, isAvailable: Bool) {
        guard workers[index].isAvailable != isAvailable else { return }
        change(index) { $0.isAvailable = isAvailable }
        profiles[workers[index].profile].available += isAvailable ? 1 : -1
    }

    /// Changes what decides whether a worker has a free slot.
    private mutating func change(_ index: Int, _ change: (inout ConnectedWorker) -> Void) {
        let wasFree = workers[index].hasFreeSlot
        change(&workers[index])
        let isFree = workers[index].hasFreeSlot
        if wasFree != isFree { profiles[workers[index].profile].freeWorkers += isFree ? 1 : -1 }
        if isFree { offer(index) }
    }

    /// Puts a worker with a free slot where ``freeWorker(in:for:avoiding:)`` finds it.
    private mutating func offer(_ index: Int) {
        let worker = workers[index]
        guard worker.hasFreeSlot else { return }
        profiles[worker.profile].offer(worker, index: index, among: workers)
    }
}

// Who takes what.
extension Fleet {
    func hasFreeWorker(in profile: Int) -> Bool { profiles[profile].freeWorkers > 0 }

    /// Where the engine of a requirement stands in a profile; nil if its workers cannot meet it.
    ///
    /// Each answer is worked out once.
    mutating func place(
        of requirement: Int32, _ values: Interner<Job.Requirement>, in profile: Int
    )
        -> Int?
    {
        profiles[profile].place(of: requirement, values)
    }

    /// The worker to take next: the least busy, then the fastest, then the first to come.
    mutating func freeWorker(in profile: Int, engine: Int, avoiding machines: [Int]) -> Int? {
        profiles[profile].firstFree(engine, among: workers, avoiding: machines)
    }

    /// The worker to take next among those that have a model in memory.
    mutating func freeWorker(
        in profile: Int, loaded model: String, avoiding machines: [Int]
    ) -> Int? {
        guard let model = models.find(model) else { return nil }
        return profiles[profile].firstFree(loaded: model, among: workers, avoiding: machines)
    }

    /// Whether a worker has a model in memory.
    func hasLoaded(_ model: String, _ worker: Int) -> Bool {
        models.find(model).map(workers[worker].loaded.contains) ?? false
    }

    /// Whether workers in service with less GPU memory than a profile's could meet a requirement too.
    func canSpare(_ profile: Int, for requirement: Job.Requirement) -> Bool {
        let memory = profiles[profile].talents.gpuMemory
        guard memory > requirement.gpuMemory else { return false }
        return profiles.contains {
            $0.available > 0 && $0.talents.gpuMemory < memory && $0.canRun(requirement)
        }
    }

    /// What the connected workers lack that come nearest to a requirement none of them meets.
    func shortfall(of requirement: Job.Requirement) -> Shortfall {
        let connected = profiles.filter { $0.connected > 0 }.map(\.talents)
        guard !connected.isEmpty else { return .workers }
        let skilled = connected.filter { $0.engines.contains(requirement.engine) }
        guard !skilled.isEmpty else { return .engine(connectedWorkers: count) }
        let trained = skilled.filter { requirement.model.map($0.models.contains) ?? true }
        guard !trained.isEmpty else {
            var names: [String] = []
            for name in skilled.flatMap(\.models).sorted() where names.last != name {
                names.append(name)
            }
            return .model(available: names)
        }
        let large = trained.filter { $0.gpuMemory >= requirement.gpuMemory }
        guard !large.isEmpty else {
            return .gpuMemory(largest: trained.map(\.gpuMemory).max() ?? 0)
        }
        let lacks = large.map { talents in
            requirement.tags.filter { !talents.tags.contains($0) }
        }
        return .tags(missing: lacks.min { $0.count < $1.count } ?? requirement.tags)
    }

    /// Whether a worker in service could run the tasks of a line and is on none of the avoided machines.
    func hasAlternative(to key: ReadyQueue.Key, _ requirement: Job.Requirement) -> Bool {
        var count = 0
        for profile in profiles where profile.canRun(requirement) { count += profile.available }
        for machine in key.avoided {
            count -= machines[machine].members.count { index in
                workers[index].isAvailable
                    && profiles[workers[index].profile].canRun(requirement)
            }
        }
        return count > 0
    }

    func hasWorkerInService(notOn machine: Int) -> Bool {
        let all = profiles.reduce(0) { $0 + $1.available }
        return all > machines[machine].members.count { workers[$0].isAvailable }
    }

    private mutating func index(of talents: Profile.Talents) -> Int {
        if let index = profiles.firstIndex(where: { $0.talents == talents }) { return index }
        let index = profiles.count
        profiles.append(Profile(talents))
        profileOrder.append(index)
        profileOrder.sort {
            profiles[$0].precedes(profiles[$1]) || ($0 < $1 && !profiles[$1].precedes(profiles[$0]))
        }
        return index
    }
}

/// A worker that said hello and keeps in touch.
struct ConnectedWorker: Sendable {
    let id: WorkerID
    let announcement: Worker.Announcement
    let slots: Int
    let profile: Int
    let machine: Int

    /// Grows with each arrival.
    let order: UInt64
    let residentModels: Int
    var running: Int

    /// Models in memory as far as is known, the one used last at the end.
    var loaded: [Int32]

    /// Thousandths of the reference speed, in the order of its profile's engines.
    var speeds: [Int32] = []
    var lastHeard: Instant

    /// The instant of the timer that watches it.
    var alarm: Instant?
    var isDraining = false

    /// Neither draining nor set aside.
    fileprivate(set) var isAvailable = false

    var hasFreeSlot: Bool { isAvailable && running < slots }

    fileprivate init(
        id: WorkerID, announcement: Worker.Announcement, slots: Int, profile: Int, machine: Int,
        order: UInt64, residentModels: Int, running: Int, loaded: [Int32], lastHeard: Instant,
        alarm: Instant?
    ) {
        self.id = id
        self.announcement = announcement
        self.slots = slots
        self.profile = profile
        self.machine = machine
        self.order = order
        self.residentModels = residentModels
        self.running = running
        self.loaded = loaded
        self.lastHeard = lastHeard
        self.alarm = alarm
    }
}
