import FarmModel
import SchedulerCore
import WorkerCore

// What machines say that is not so: of attempts that are not theirs, of work they have not done.
extension Simulation {
    private mutating func lies(on index: Int) -> Bool {
        guard faultsAreOn, workers[index].plan.isLiar, random.chance(scenario.faults.lies) else {
            return false
        }
        count(.lie)
        return true
    }

    /// How far an attempt is, for a machine that boasts, and of which attempts it speaks.
    mutating func lie(about progress: [Worker.Progress], on index: Int) -> [Worker.Progress] {
        guard let worker = workers[index].session?.worker, lies(on: index) else {
            return progress
        }
        let fractions = [Double.nan, .infinity, -1, 0, 0.5, 1, 7]
        var told = progress.map { report in
            Worker.Progress(
                token: report.token, fraction: fractions[random.pick(0...6)],
                framesPerSecond: fractions[random.pick(0...6)])
        }
        let task = TaskID(UInt64(random.pick(0...20)))
        let holder = random.chance(0.5) ? worker : WorkerID(random.next())
        let token = Lease.Token(task: task, worker: holder, attempt: UInt32(random.pick(0...3)))
        told.append(Worker.Progress(token: token, fraction: 1, framesPerSecond: 1))
        return told
    }

    /// What an attempt has made and what it took.
    mutating func lie(about outcome: Job.Outcome, on index: Int) -> Job.Outcome {
        guard lies(on: index) else { return outcome }
        var told = outcome
        switch random.pick(0...4) {
        case 0: told.chunkCount += 1
        case 1: told.chunkCount = max(0, told.chunkCount - 1)
        case 2: told.computeTime = .seconds(1 << 40)
        case 3: told.computeTime = .seconds(-1)
        default:
            for task in told.followUps.indices { told.followUps[task].dependencies = [1 << 20] }
        }
        return told
    }
}

extension Worker.Progress {
    /// From a worker that does not tell how far it is.
    var untold: Worker.Progress {
        Worker.Progress(token: token, fraction: 0, framesPerSecond: 0)
    }
}
