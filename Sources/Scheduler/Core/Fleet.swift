import FarmModel
import HeapModule

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
        let index = workers.insert(
            ConnectedWorker(
                id: id, announcement: announcement, slots: min(max(1, announcement.slots), 1024),
                profile: profile, machine: machine, order: joined, running: running,
                lastHeard: now, alarm: earlier?.alarm))
        indexes[id] = index
        machines[machine].members.append(index)
        profiles[profile].connected += 1
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
        workers[index].running += difference
        offer(index)
    }

    /// Puts the workers of a machine into service or out of it, as its standing says.
    mutating func updateService(of machine: Int) {
        let isInService = machines[machine].isInService
        for index in machines[machine].members {
            setService(of: index, isAvailable: isInService && !workers[index].isDraining)
        }
    }

    private mutating func setService(of index: Int, isAvailable: Bool) {
        guard workers[index].isAvailable != isAvailable else { return }
        workers[index].isAvailable = isAvailable
        profiles[workers[index].profile].available += isAvailable ? 1 : -1
        offer(index)
    }

    /// Puts a worker with a free slot where ``freeWorker(in:avoiding:)`` finds it.
    private mutating func offer(_ index: Int) {
        let worker = workers[index]
        guard worker.hasFreeSlot else { return }
        let profile = worker.profile
        profiles[profile].free.insert(FreeSlot(worker, index: index))
        if profiles[profile].free.count > 64 + 4 * profiles[profile].connected {
            let current = profiles[profile].free.unordered.filter(isCurrent)
            profiles[profile].free = Heap(Set(current).sorted())
        }
    }

    private func isCurrent(_ slot: FreeSlot) -> Bool {
        guard let worker = workers.element(at: slot.worker), worker.order == slot.order else {
            return false
        }
        return worker.hasFreeSlot && worker.running == slot.running
    }

    /// The worker to take next: the least busy, then the fastest, then the first to come.
    mutating func freeWorker(in profile: Int, avoiding machines: [Int]) -> Int? {
        var passedOver: [FreeSlot] = []
        defer { profiles[profile].free.insert(contentsOf: passedOver) }
        while let slot = profiles[profile].free.min {
            guard isCurrent(slot) else {
                profiles[profile].free.removeMin()
                continue
            }
            guard machines.contains(workers[slot.worker].machine) else { return slot.worker }
            passedOver.append(slot)
            profiles[profile].free.removeMin()
        }
        return nil
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
    var running: Int
    var lastHeard: Instant

    /// The instant of the timer that watches it.
    var alarm: Instant?
    var isDraining = false

    /// Neither draining nor set aside.
    fileprivate(set) var isAvailable = false

    var hasFreeSlot: Bool { isAvailable && running < slots }
}

/// Workers that can run the same tasks.
struct Profile: Sendable {
    struct Talents: Hashable, Sendable {
        var engines: [EngineID]
        var tags: [String]
        var gpuMemory: UInt64

        init(_ announcement: Worker.Announcement) {
            engines = announcement.engines.sorted()
            tags = announcement.tags.sorted()
            gpuMemory = announcement.gpuMemory
        }
    }

    let talents: Talents
    var connected = 0
    var available = 0

    /// Lazily kept: entries whose worker has changed are dropped at the head.
    fileprivate var free = Heap<FreeSlot>()

    init(_ talents: Talents) {
        self.talents = talents
    }

    func canRun(_ requirement: Job.Requirement) -> Bool {
        talents.engines.contains(requirement.engine)
            && talents.gpuMemory >= requirement.gpuMemory
            && requirement.tags.allSatisfy(talents.tags.contains)
    }

    func precedes(_ other: Profile) -> Bool {
        (talents.gpuMemory, talents.engines.count, talents.tags.count)
            < (other.talents.gpuMemory, other.talents.engines.count, other.talents.tags.count)
    }
}

/// A worker with a free slot, as it was when it was offered.
private struct FreeSlot: Hashable, Comparable, Sendable {
    let running: Int
    let speed: Double
    let order: UInt64
    let worker: Int

    init(_ worker: ConnectedWorker, index: Int) {
        running = worker.running
        speed = worker.announcement.speed.isFinite ? worker.announcement.speed : 0
        order = worker.order
        self.worker = index
    }

    static func < (earlier: FreeSlot, later: FreeSlot) -> Bool {
        (earlier.running, -earlier.speed, earlier.order)
            < (later.running, -later.speed, later.order)
    }
}

/// Elements that keep their place while others come and go.
struct Slab<Element: Sendable>: Sendable {
    private var slots: [Element?] = []
    private var vacancies: [Int] = []

    var count: Int { slots.count - vacancies.count }

    var elements: some Sequence<Element> { slots.lazy.compactMap { $0 } }

    func element(at index: Int) -> Element? {
        slots.indices.contains(index) ? slots[index] : nil
    }

    subscript(_ index: Int) -> Element {
        get {
            guard let element = slots[index] else { preconditionFailure("a place is vacant") }
            return element
        }
        set { slots[index] = newValue }
    }

    mutating func insert(_ element: Element) -> Int {
        guard let index = vacancies.popLast() else {
            slots.append(element)
            return slots.count - 1
        }
        slots[index] = element
        return index
    }

    mutating func remove(_ index: Int) -> Element {
        let element = self[index]
        slots[index] = nil
        vacancies.append(index)
        return element
    }
}
