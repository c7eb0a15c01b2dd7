import FarmModel
import SchedulerCore

// The end of a run.
extension Checker {
    /// What must have become of each job.
    func checkEnd(_ rows: Rows, _ scheduler: Scheduler?, at now: Instant) throws {
        var positions: [[String]: Int] = [:]
        for (position, job) in rows.jobs.enumerated() {
            positions[[job.admission.account, job.admission.clientKey]] = position
        }
        for plan in scenario.jobs {
            for (member, film) in plan.films.enumerated() {
                guard let position = positions[[plan.account, plan.key(of: member)]] else {
                    continue
                }
                try checkEnd(of: rows.jobs[position], of: film, plan, at: now)
            }
        }
        guard let usage = scheduler?.usage(of: .farm, at: now) else { return }
        try require(
            .usageComesBack, at: now,
            usage.runningTasks == 0 && usage.unfinishedJobs == 0 && usage.reserved == .zero,
            "all has ended and \(usage.runningTasks) tasks, \(usage.unfinishedJobs) jobs and "
                + "\(usage.reserved) are in use")
    }

    private func checkEnd(
        of job: Rows.Job, of film: UInt64, _ plan: Scenario.JobPlan, at now: Instant
    ) throws {
        let isHopeless = plan.isHopeless(film)
        let isExpected: Bool
        switch job.status.state {
        case .completed: isExpected = !isHopeless
        case .failed(let failure):
            isExpected = isHopeless || mayFail(with: failure.code, plan)
        case .cancelled: isExpected = plan.cancelled != nil
        case .queued, .running, .assembling: isExpected = false
        }
        try require(
            .everythingFinishes, at: now, isExpected,
            "job \(job.admission.id) ended as \(job.status.state)")
    }

    /// Whether faults alone may have brought a job to this end.
    private func mayFail(with code: String, _ plan: Scenario.JobPlan) -> Bool {
        switch code {
        case "task_crashes_workers", "no_progress", "assembly_failed": true
        case "prerequisite_failed": plan.after != nil
        case "attempt_timed_out": plan.timeout != nil
        case "engine_failed": plan.villain == .flaky && plan.maximumAttempts != nil
        case "chunk_count_mismatch", "output_missing", "dependency_unknown":
            scenario.faults.lies > 0
        default: false
        }
    }
}

extension Scenario.JobPlan {
    /// Whether some task of it can never succeed.
    fileprivate func isHopeless(_ film: UInt64) -> Bool {
        scripts(ofFilm: film).contains { script in
            switch script.behaviour {
            case .benign, .flaky: false
            case .failing, .pointless, .poison: true
            case .stuck: script.chunkCount != 1
            }
        }
    }
}
