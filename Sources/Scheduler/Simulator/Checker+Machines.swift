import FarmModel
import SchedulerCore

/// The workers that the scheduler must know to be there, and how the machines have done.
struct Presence {
    /// In no particular order, but the same in every run.
    private(set) var workers: [(id: WorkerID, announcement: Worker.Announcement)] = []

    /// Where a worker is among them; looked up, never iterated.
    private var places: [WorkerID: Int] = [:]

    /// Looked up, never iterated.
    private var draining: Set<WorkerID> = []

    /// By machine, the different tasks that went badly since one went well; looked up, never iterated.
    private(set) var failures: [String: [TaskID]] = [:]

    mutating func note(_ event: Scheduler.Event) {
        switch event {
        case .workerJoined(let worker, let announcement, _):
            leave(worker)
            // A late hello does not put a worker that is to stop into service again.
            guard !draining.contains(worker) else { return }
            places[worker] = workers.count
            workers.append((worker, announcement))
        case .workerLeft(let worker): leave(worker)
        case .workerDraining(let worker):
            leave(worker)
            draining.insert(worker)
        case .commanded(.machine(let name, .release), by: .operator, _): failures[name] = []
        default: break
        }
    }

    mutating func leave(_ worker: WorkerID) {
        guard let place = places.removeValue(forKey: worker) else { return }
        let last = workers.removeLast()
        guard last.id != worker else { return }
        workers[place] = last
        places[last.id] = place
    }

    /// Takes note of how a task ended on a machine; returns how many different ones went badly in a row.
    mutating func note(_ kind: Attempt.Kind, of task: TaskID, on machine: String) -> Int {
        switch kind {
        case .completed: failures[machine] = []
        case .failed(let failure) where failure.retry == .pointless: return 0
        case .failed, .lost:
            if !failures[machine, default: []].contains(task) {
                failures[machine, default: []].append(task)
            }
        case .returned, .preempted, .moot: return 0
        }
        return failures[machine]?.count ?? 0
    }
}

extension WorkerID {
    /// The number of the machine that a worker's process runs on, whatever it calls itself.
    var machine: Int { Int(rawValue >> 32) }
}

// Machines that do badly, and tasks that go badly.
extension Checker {
    /// Whether a worker on another machine than these is certainly in service.
    ///
    /// It was welcomed, has not left, is not on a machine out of service, and was heard of lately.
    private func isAnotherThere(
        than machines: [Int], for requirement: Job.Requirement?, _ rows: Rows
    ) -> Bool {
        present.workers.contains { worker in
            let silence = lastHeard(of: worker.id)?.duration(to: virtualNow) ?? .seconds(1 << 30)
            return !machines.contains(worker.id.machine)
                && requirement.map(worker.announcement.canRun) ?? true
                && silence < scenario.configuration.leaseDuration - .seconds(1)
                && !rows.machines.contains { $0.machine == worker.announcement.name }
        }
    }

    /// A task keeps away from machines on which it went badly, while there is another.
    func checkAvoidance(
        of attempt: Attempt, _ task: Rows.Task, _ rows: Rows, at now: Instant
    ) throws {
        let bad = rows.counted(task).filter { attempt in
            switch attempt.ending?.kind {
            case .failed, .lost: true
            case .completed, .returned, .preempted, .moot, nil: false
            }
        }.map(\.token.worker.machine)
        guard bad.contains(attempt.token.worker.machine) else { return }
        try require(
            .badMachinesAreAvoided, at: now,
            !isAnotherThere(than: bad, for: task.entry.task.requirement, rows),
            "\(attempt.token) began where the task had gone badly")
    }

    /// After a bad end a task waits, each time twice as long.
    func checkBackoff(
        of attempt: Attempt, _ task: Rows.Task, _ rows: Rows, at now: Instant
    ) throws {
        let counted = rows.counted(task)
        guard let ending = counted.last?.ending else { return }
        switch ending.kind {
        case .failed, .lost: break
        case .completed, .returned, .preempted, .moot: return
        }
        let bad = counted.count { attempt in
            switch attempt.ending?.kind {
            case .failed, .lost: true
            case .completed, .returned, .preempted, .moot, nil: false
            }
        }
        let configuration = scenario.configuration
        let pause = min(
            configuration.backoffLimit, configuration.backoffBase * (1 << min(bad - 1, 20)))
        let waited = ending.instant.duration(to: attempt.started)
        try require(
            .backoffHolds, at: now, waited.milliseconds >= pause.milliseconds / 2,
            "\(attempt.token) began \(waited.milliseconds) ms after bad end number \(bad)")
    }

    /// A machine on which different tasks go badly, one after the other, is set aside.
    mutating func judge(
        _ attempt: Attempt, _ records: [Record], _ rows: Rows, at now: Instant
    ) throws {
        guard let kind = attempt.ending?.kind else { return }
        let count = present.note(kind, of: attempt.token.task, on: attempt.machine)
        guard count >= scenario.configuration.setAsideAfter,
            !rows.machines.contains(where: { $0.machine == attempt.machine }),
            isAnotherThere(than: [attempt.token.worker.machine], for: nil, rows)
        else { return }
        let isSetAside = records.contains { record in
            guard case .machine(let standing) = record else { return false }
            return standing.machine == attempt.machine && standing.aside != nil
        }
        try require(
            .badMachinesAreSetAside, at: now, isSetAside,
            "\(attempt.machine) has failed \(count) tasks and stays in service")
    }

    /// An ended job is kept its time, unless there are too many.
    func checkAge(of job: JobID, _ rows: Rows, at now: Instant) throws {
        guard let ended = rows.job(job)?.status.ended else { return }
        let age = ended.duration(to: now)
        guard age < scenario.configuration.retention else { return }
        let count = rows.jobs.count { $0.status.state.isFinal }
        try require(
            .endedJobsStay, at: now, count > scenario.configuration.endedJobLimit,
            "job \(job) is forgotten \(age.milliseconds) ms after its end, one of \(count)")
    }
}
