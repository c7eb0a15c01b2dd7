import FarmModel

extension Scheduler {
    mutating func fireTimers(at now: Instant) {
        while let timer = timers.popDue(at: now) {
            switch timer.kind {
            case .lease:
                examine(leaseOf: TaskID(timer.subject), woken: timer.instant, at: now)
            case .retry: retry(TaskID(timer.subject), at: now)
            case .worker: examine(WorkerID(timer.subject), woken: timer.instant, at: now)
            case .machine: fleet.release(Int(timer.subject))
            case .assembly: orderAssembly(of: JobID(timer.subject), at: now)
            }
        }
    }

    /// Sets the timer of a live lease.
    mutating func watch(_ task: TaskID) {
        guard let lease = leases[task] else { return }
        let due = min(lease.expiry, lease.progressed.advanced(by: configuration.progressTimeout))
        leases[task]?.alarm = due
        timers.set(.lease, task.rawValue, at: due)
    }

    private mutating func examine(leaseOf task: TaskID, woken: Instant, at now: Instant) {
        guard let lease = leases[task], lease.alarm == woken else { return }
        let lastProgress = lease.progressed.advanced(by: configuration.progressTimeout)
        if lease.expiry <= now {
            let isInTouch = now < lease.workerHeard.advanced(by: configuration.leaseDuration)
            emit(.revoke(lease.token, .stale))
            close(lease.token, isInTouch ? .returned : .lost, at: now)
        } else if lastProgress <= now {
            let seconds = configuration.progressTimeout.components.seconds
            let failure = Job.Failure(
                code: "no_progress",
                message: "no progress beyond \(Int(lease.progressMark * 100)) % in \(seconds) s",
                retry: .worthwhile)
            emit(.revoke(lease.token, .noProgress))
            close(lease.token, .failed(failure), at: now)
        } else {
            watch(task)
        }
    }

    private mutating func retry(_ task: TaskID, at now: Instant) {
        guard book[task].phase == .waiting, book[task].openDependencies == 0,
            !book[book[task].job].isEnded,
            let due = book[task].attempts.last?.ending?.retryNotBefore, due <= now
        else { return }
        enqueue(task)
    }

    /// Forgets a worker that has been silent for a lease's duration; its leases have their own timers.
    private mutating func examine(_ worker: WorkerID, woken: Instant, at now: Instant) {
        guard let index = fleet.index(of: worker), fleet[index].alarm == woken else { return }
        let due = fleet[index].lastHeard.advanced(by: configuration.leaseDuration)
        guard due > now else { return fleet.leave(worker) }
        fleet.setAlarm(of: index, at: due)
        timers.set(.worker, worker.rawValue, at: due)
    }
}
