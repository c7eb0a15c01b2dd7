public import FarmModel

extension Scheduler {
    /// Counts an attempt for how fast its machine is, if it completed a task all by itself.
    mutating func measure(_ attempt: Attempt) {
        guard let ending = attempt.ending, case .completed = ending.kind else { return }
        let task = attempt.token.task
        guard book[task].cost > .zero,
            book[task].chunks.first.map({ $0.attempt == attempt.token.attempt }) ?? true
        else { return }
        let machine =
            fleet.index(of: attempt.token.worker).map { fleet[$0].machine }
            ?? fleet.machines.index(of: attempt.machine)
        fleet.measure(
            machine, book.requirements[book[task].requirement].engine,
            cost: book[task].cost.milliseconds,
            elapsed: attempt.started.duration(to: ending.instant).milliseconds, task: task,
            ended: ending.instant)
    }

    /// The engines whose speed a machine has shown, with that speed.
    public func measuredSpeeds(of machine: String) -> [Worker.EngineSpeed] {
        guard let machine = fleet.machines.find(machine) else { return [] }
        return fleet.machines[machine].speeds.compactMap { engine, speed in
            speed.permille.map { Worker.EngineSpeed(engine, Double($0) / 1000) }
        }
        .sorted { $0.engine < $1.engine }
    }

    /// Cost that a live lease is expected to work off each second: as its machine has shown, else as
    /// the attempt itself goes, else as the worker says.
    func rate(of lease: LiveLease, at now: Instant) -> Double {
        let cell = book[lease.token.task]
        let engine = book.requirements[cell.requirement].engine
        let worker = fleet.index(of: lease.token.worker).map { fleet[$0] }
        if let measured = worker.flatMap({ fleet.machines[$0.machine].permille(of: engine) }) {
            return Double(measured) / 1000
        }
        let elapsed = lease.granted.duration(to: now).milliseconds
        if lease.fraction > 0, elapsed > 0 {
            return Double(cell.cost.milliseconds) * lease.fraction / Double(elapsed)
        }
        return worker.map { Double($0.announcement.permille(of: engine)) / 1000 } ?? 0
    }
}
