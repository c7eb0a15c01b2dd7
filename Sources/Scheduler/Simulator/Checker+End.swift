import FarmModel
import SchedulerCore

// The end of a run.
extension Checker {
    /// What must have become of each job.
    func checkEnd(_ rows: Rows, _ scheduler: Scheduler?, at now: Instant) throws {
        for plan in scenario.jobs {
            guard
                let job = rows.jobs.first(where: {
                    $0.admission.account == plan.account && $0.admission.clientKey == plan.key
                })
            else { continue }
            let isExpected: Bool
            switch job.status.state {
            case .completed: isExpected = !plan.isHopeless
            case .failed(let failure):
                isExpected =
                    plan.isHopeless
                    || ["task_crashes_workers", "no_progress", "assembly_failed"]
                        .contains(failure.code)
                    || plan.after != nil && failure.code == "prerequisite_failed"
            case .cancelled: isExpected = plan.cancelled != nil
            case .queued, .running, .assembling: isExpected = false
            }
            try require(
                .everythingFinishes, at: now, isExpected,
                "job \(job.admission.id) ended as \(job.status.state)")
        }
        guard let usage = scheduler?.usage(of: .farm, at: now) else { return }
        try require(
            .usageComesBack, at: now,
            usage.runningTasks == 0 && usage.unfinishedJobs == 0 && usage.reserved == .zero,
            "all has ended and \(usage.runningTasks) tasks, \(usage.unfinishedJobs) jobs and "
                + "\(usage.reserved) are in use")
    }
}

extension Scenario.JobPlan {
    /// Whether some task of it can never succeed.
    fileprivate var isHopeless: Bool {
        scripts.contains { script in
            switch script.behaviour {
            case .benign, .flaky: false
            case .failing, .pointless, .poison: true
            case .stuck: script.chunkCount != 1
            }
        }
    }
}
