internal import FarmModel
internal import FarmWire
internal import SchedulerCore

// What the core knows, in the words of the wire.

extension JobReport {
    init(_ summary: JobSummary, in core: Scheduler) {
        let admission = summary.admission
        self.init(
            id: admission.id, account: admission.account, title: admission.title,
            priority: summary.control.priority, state: summary.status.state,
            demand: admission.demand,
            submitted: admission.submitted, started: summary.status.started,
            finished: summary.status.ended, progress: ProgressReport(summary.progress),
            completedTasks: summary.completedTaskCount, totalTasks: summary.taskCount,
            playableChunks: core.chunks(of: admission.id)?.playableCount ?? 0,
            paused: summary.paused, options: admission.options,
            requeues: summary.control.requeues)
    }
}

extension ProgressReport {
    init(_ progress: JobProgress) {
        self.init(
            fraction: progress.fraction, framesPerSecond: progress.framesPerSecond,
            remaining: progress.remaining)
    }
}

extension EventReport.Happening {
    init(_ state: Job.State) {
        self =
            switch state {
            case .queued: .phase(.queued)
            case .running: .phase(.running)
            case .assembling: .phase(.assembling)
            case .completed(let film): .completed(film)
            case .failed(let failure): .failed(failure)
            case .cancelled: .cancelled
            }
    }
}

extension AttemptNotice.Ending {
    init?(_ kind: Attempt.Kind) {
        switch kind {
        case .completed, .preempted, .moot: return nil
        case .failed(let failure): self = .failed(failure)
        case .lost: self = .lost
        case .returned: self = .returned
        }
    }
}

extension WorkerReport {
    init(_ summary: WorkerSummary) {
        let (state, reason, until) = WorkerReport.words(for: summary.service)
        self.init(
            id: summary.id, announcement: summary.announcement, state: state,
            runningTasks: summary.running.count, reason: reason, until: until,
            measuredSpeeds: summary.measuredSpeeds)
    }

    fileprivate static func words(
        for service: WorkerSummary.Service
    ) -> (state: State, reason: String, until: Instant?) {
        switch service {
        case .active: (.working, "", nil)
        case .draining: (.draining, "", nil)
        case .drained: (.draining, "drained by an operator", nil)
        case .setAside(let until, let failure): (.suspended, failure.message, until)
        }
    }
}

extension AbsentWorker {
    init(_ machine: AbsentMachine) {
        let (state, reason, until) = WorkerReport.words(for: machine.service)
        self.init(
            name: machine.name, state: state, reason: "not connected; " + reason, until: until)
    }
}

extension Explanation.TaskExplanation {
    init(_ summary: TaskSummary, at now: Instant) {
        let last = summary.attempts.last
        let (state, worker, reason): (Explanation.TaskState, String?, String) =
            switch summary.state {
            case .waiting(let reason):
                (reason.isDependency ? .waiting : .queued, nil, reason.sentence(at: now))
            case .running(_, let machine, let fraction):
                (.leased, machine, "runs on \(machine), \(Int(fraction * 100)) % done")
            case .completed(let count): (.completed, last?.machine, "done, \(count) chunks")
            case .moot: (.cancelled, nil, "its job ended first")
            }
        self.init(
            task: summary.id, step: summary.step, state: state,
            attempt: last?.token.attempt ?? 0, worker: worker, reason: reason,
            attempts: summary.attempts.map(Explanation.AttemptReport.init))
    }
}

extension Explanation.AttemptReport {
    init(_ attempt: Attempt) {
        let (ending, failure): (Explanation.AttemptEnding, Job.Failure?) =
            switch attempt.ending?.kind {
            case nil: (.running, nil)
            case .completed: (.completed, nil)
            case .failed(let failure): (.failed, failure)
            case .lost: (.lost, nil)
            case .returned: (.returned, nil)
            case .preempted: (.preempted, nil)
            case .moot: (.moot, nil)
            }
        self.init(
            attempt: attempt.token.attempt, worker: attempt.machine, started: attempt.started,
            ended: attempt.ending?.instant, ending: ending, failure: failure)
    }
}

extension WaitingReason {
    var isDependency: Bool {
        switch self {
        case .dependencies, .jobs: true
        case .paused, .backoff, .noCapableWorker, .noWorkerInService, .quota, .workersBusy: false
        }
    }

    /// For people: why, and what helps.
    func sentence(at now: Instant) -> String {
        switch self {
        case .dependencies(let open): return "\(open) other tasks of the job must be done first"
        case .jobs(let jobs):
            let names = jobs.map(\.description).joined(separator: ", ")
            return "it comes after \(jobs.count == 1 ? "job" : "jobs") \(names)"
        case .paused(.job(let job)):
            return "the job is paused: let it go on with `reelmill resume \(job)`"
        case .paused(.account(let name)):
            return "the account \(name) is paused: let it go on with "
                + "`reelmill resume --account \(name)`"
        case .paused(.farm):
            return "the farm is paused: an operator lets it go on with `reelmill resume --farm`"
        case .backoff(let until, let attempts):
            let seconds = max(0, now.duration(to: until).milliseconds / 1000)
            return "it failed \(attempts) times and is tried again in \(seconds) s"
        case .noCapableWorker(let requirement, let shortfall):
            return shortfall.sentence(about: requirement)
        case .noWorkerInService(let count):
            return "the \(count) workers that could run it are draining or set aside"
        case .quota(let level, let running, let limit):
            return "\(level) runs \(running) tasks, and its quota allows \(limit)"
        case .workersBusy(let count):
            return "the \(count) workers that could run it are busy"
        }
    }
}

extension Shortfall {
    /// For people: what is missing, what there is, and what helps.
    fileprivate func sentence(about requirement: Job.Requirement) -> String {
        switch self {
        case .workers: return "no worker is connected: start one with `reelmill worker`"
        case .engine(let count):
            return "no worker can ever run it: none of the \(count) has the engine "
                + "\(requirement.engine)"
        case .model(let available):
            let names = available.isEmpty ? "none" : available.joined(separator: ", ")
            return
                "no worker can ever run it: those with the engine \(requirement.engine) lack the "
                + "model \(requirement.model ?? ""); they have \(names)"
        case .gpuMemory(let largest):
            return "no worker can ever run it: it needs \(requirement.gpuMemory.gibibytes) of GPU "
                + "memory, and the largest worker that could run it otherwise has "
                + largest.gibibytes
        case .tags(let missing):
            return "no worker can ever run it: start one with the "
                + (missing.count == 1 ? "tag " : "tags ") + missing.joined(separator: ", ")
        }
    }
}

extension UInt64 {
    /// Bytes as GiB, with one decimal.
    fileprivate var gibibytes: String {
        let tenths = (self >> 20) * 10 >> 10
        return "\(tenths / 10).\(tenths % 10) GiB"
    }
}

extension Scheduler {
    /// Unfinished jobs of which a task has begun.
    func runningJobs(at now: Instant) -> Int {
        var count = 0
        var left = counts.unfinishedJobs
        var before: JobID?
        while left > 0 {
            let page = jobs(of: nil, before: before, limit: 256, at: now)
            guard let last = page.last else { break }
            before = last.admission.id
            for job in page where !job.status.state.isFinal {
                left -= 1
                if job.status.started != nil { count += 1 }
            }
        }
        return count
    }
}
