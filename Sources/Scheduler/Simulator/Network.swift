import FarmModel
import SchedulerCore
import WorkerCore

/// A way that messages take, in one direction.
enum Edge {
    case fromWorker(Int)
    case toWorker(Int)
    case fromClients
    case toClients
}

/// What is under way on each edge.
struct Network {
    private var latest: [Instant]

    init(machines: Int) {
        latest = Array(repeating: Simulation.start, count: 2 * machines + 2)
    }

    /// Takes note of a message; true if it overtakes one that was sent before it.
    mutating func carry(on edge: Edge, arriving instant: Instant) -> Bool {
        let index = place(of: edge)
        defer { latest[index] = max(latest[index], instant) }
        return instant < latest[index]
    }

    private func place(of edge: Edge) -> Int {
        switch edge {
        case .fromClients: 0
        case .toClients: 1
        case .fromWorker(let machine): 2 * machine + 2
        case .toWorker(let machine): 2 * machine + 3
        }
    }
}

extension Simulation {
    /// When a message arrives: never, once or twice.
    mutating func arrivals(on edge: Edge) -> [Instant] {
        guard !isCutOff(edge) else { return [] }
        guard faultsAreOn else { return [now.advanced(by: .milliseconds(1))] }
        let faults = scenario.faults
        if random.chance(faults.loss) {
            count(.loss)
            return []
        }
        let copies = random.chance(faults.duplication) ? 2 : 1
        if copies == 2 { count(.duplication) }
        return (0..<copies).map { _ in arrival(on: edge) }
    }

    private mutating func arrival(on edge: Edge) -> Instant {
        var delay = random.milliseconds(0...scenario.faults.delay.milliseconds)
        if random.chance(scenario.faults.straggling) {
            delay += random.milliseconds(4000...40_000)
        }
        if delay > Scenario.Faults.usualDelay { count(.delay) }
        let instant = now.advanced(by: delay)
        if network.carry(on: edge, arriving: instant) { count(.reordering) }
        return instant
    }

    private func isCutOff(_ edge: Edge) -> Bool {
        switch edge {
        case .fromWorker(let machine), .toWorker(let machine):
            workers[machine].cutOffUntil > now
        case .fromClients, .toClients: false
        }
    }

    mutating func toScheduler(_ message: Inbound, from worker: Int) {
        guard !refusesVersion(of: worker) else { return }
        for instant in arrivals(on: .fromWorker(worker)) {
            agenda.plan(.schedulerHears(message), at: instant)
        }
    }

    mutating func toWorker(_ worker: WorkerID, _ event: WorkerSession.Event) {
        guard let index = machine(of: worker), workers[index].session?.worker == worker else {
            return
        }
        for instant in arrivals(on: .toWorker(index)) {
            agenda.plan(.workerHears(index, event, process: worker), at: instant)
        }
    }

    /// The post office turns a worker away that speaks a version nobody knows any more.
    private mutating func refusesVersion(of worker: Int) -> Bool {
        guard workers[worker].version == .unknown else { return false }
        count(.versionSkew)
        return true
    }
}
