import FarmModel
import HeapModule

/// Workers that can run the same tasks.
struct Profile: Sendable {
    struct Talents: Hashable, Sendable {
        var engines: [EngineID]
        var models: [String]
        var tags: [String]
        var gpuMemory: UInt64

        init(_ announcement: Worker.Announcement) {
            engines = announcement.engines.sorted()
            models = announcement.models.map(\.name).sorted()
            tags = announcement.tags.sorted()
            gpuMemory = announcement.gpuMemory
        }
    }

    let talents: Talents
    var connected = 0
    var available = 0

    /// Workers with a free slot.
    var freeWorkers = 0

    /// By place of the engine, the free workers as they would be taken for it.
    private var free: [FreeSlots]

    /// By model, the free workers that have it in memory; looked up, never iterated.
    private var warm: [Int32: FreeSlots] = [:]

    /// By number of the requirement, the place of its engine: what was found out already.
    private var places: [Place] = []

    private enum Place: Sendable {
        case unknown
        case none
        case at(Int)
    }

    init(_ talents: Talents) {
        self.talents = talents
        free = Array(repeating: FreeSlots(), count: talents.engines.count)
    }

    func canRun(_ requirement: Job.Requirement) -> Bool {
        talents.engines.contains(requirement.engine)
            && (requirement.model.map(talents.models.contains) ?? true)
            && talents.gpuMemory >= requirement.gpuMemory
            && requirement.tags.allSatisfy(talents.tags.contains)
    }

    mutating func place(of requirement: Int32, _ values: Interner<Job.Requirement>) -> Int? {
        let number = Int(requirement)
        while places.count <= number { places.append(.unknown) }
        switch places[number] {
        case .none: return nil
        case .at(let place): return place
        case .unknown:
            let value = values[requirement]
            let place =
                canRun(value) ? talents.engines.firstIndex(of: value.engine) : nil
            places[number] = place.map { .at($0) } ?? .none
            return place
        }
    }

    func precedes(_ other: Profile) -> Bool {
        (
            talents.gpuMemory, talents.engines.count, talents.models.count, talents.tags.count
        )
            < (
                other.talents.gpuMemory, other.talents.engines.count,
                other.talents.models.count, other.talents.tags.count
            )
    }

    /// Puts a worker with a free slot into every row it belongs to.
    mutating func offer(_ worker: ConnectedWorker, index: Int, among workers: Slab<ConnectedWorker>)
    {
        for place in free.indices {
            free[place].offer(
                FreeSlot(worker, worker.speeds[place], index: index), atMost: 64 + 4 * connected
            ) { $0.isCurrent(workers, at: place) }
        }
        for model in worker.loaded {
            warm[model, default: FreeSlots()].offer(
                FreeSlot(worker, 0, index: index), atMost: 64 + 4 * connected
            ) { $0.isCurrent(workers, loaded: model) }
        }
    }

    mutating func firstFree(
        _ place: Int, among workers: Slab<ConnectedWorker>, avoiding machines: [Int]
    ) -> Int? {
        guard freeWorkers > 0 else { return nil }
        return free[place].first(among: workers, avoiding: machines) {
            $0.isCurrent(workers, at: place)
        }
    }

    mutating func firstFree(
        loaded model: Int32, among workers: Slab<ConnectedWorker>, avoiding machines: [Int]
    ) -> Int? {
        guard freeWorkers > 0 else { return nil }
        return warm[model]?.first(among: workers, avoiding: machines) {
            $0.isCurrent(workers, loaded: model)
        }
    }
}

/// Workers with a free slot in the order in which they are taken.
///
/// Kept lazily: entries whose worker has changed are dropped at the head, and all at once when they
/// are many.
private struct FreeSlots: Sendable {
    private var heap = Heap<FreeSlot>()

    mutating func offer(
        _ slot: FreeSlot, atMost limit: Int, where isCurrent: (FreeSlot) -> Bool
    ) {
        heap.insert(slot)
        guard heap.count > limit else { return }
        heap = Heap(Set(heap.unordered.filter(isCurrent)).sorted())
    }

    mutating func first(
        among workers: Slab<ConnectedWorker>, avoiding machines: [Int],
        where isCurrent: (FreeSlot) -> Bool
    ) -> Int? {
        var passedOver: [FreeSlot] = []
        defer { heap.insert(contentsOf: passedOver) }
        while let slot = heap.min {
            guard isCurrent(slot) else {
                heap.removeMin()
                continue
            }
            guard machines.contains(workers[slot.worker].machine) else { return slot.worker }
            passedOver.append(slot)
            heap.removeMin()
        }
        return nil
    }
}

/// A worker with a free slot, as it was when it was offered.
private struct FreeSlot: Hashable, Comparable, Sendable {
    let running: Int
    let permille: Int32
    let order: UInt64
    let worker: Int

    init(_ worker: ConnectedWorker, _ permille: Int32, index: Int) {
        running = worker.running
        self.permille = permille
        order = worker.order
        self.worker = index
    }

    static func < (earlier: FreeSlot, later: FreeSlot) -> Bool {
        (earlier.running, later.permille, earlier.order)
            < (later.running, earlier.permille, later.order)
    }

    func isCurrent(_ workers: Slab<ConnectedWorker>, at place: Int) -> Bool {
        guard let worker = current(workers) else { return false }
        return worker.speeds[place] == permille
    }

    func isCurrent(_ workers: Slab<ConnectedWorker>, loaded model: Int32) -> Bool {
        current(workers)?.loaded.contains(model) ?? false
    }

    private func current(_ workers: Slab<ConnectedWorker>) -> ConnectedWorker? {
        guard let worker = workers.element(at: self.worker), worker.order == order,
            worker.hasFreeSlot, worker.running == running
        else { return nil }
        return worker
    }
}
