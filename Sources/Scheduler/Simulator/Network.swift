import FarmModel
import SchedulerCore
import WorkerCore

extension Simulation {
    /// After which delays a message arrives: never, once or twice.
    mutating func deliveries(cutOff: Bool) -> [Duration] {
        guard !cutOff else { return [] }
        guard faultsAreOn else { return [.milliseconds(1)] }
        let faults = scenario.faults
        if random.chance(faults.loss) {
            count(.loss)
            return []
        }
        let copies = random.chance(faults.duplication) ? 2 : 1
        if copies == 2 { count(.duplication) }
        return (0..<copies).map { _ in random.milliseconds(0...faults.delay.milliseconds) }
    }

    mutating func toScheduler(_ message: Inbound, from worker: Int) {
        for delay in deliveries(cutOff: workers[worker].cutOffUntil > now) {
            agenda.plan(.schedulerHears(message), at: now.advanced(by: delay))
        }
    }

    mutating func toWorker(_ worker: WorkerID, _ event: WorkerSession.Event) {
        guard let index = workers.firstIndex(where: { $0.session?.worker == worker }) else {
            return
        }
        for delay in deliveries(cutOff: workers[index].cutOffUntil > now) {
            agenda.plan(
                .workerHears(index, event, process: worker), at: now.advanced(by: delay))
        }
    }
}
