import FarmModel

extension Scheduler {
    mutating func fireTimers(at now: Instant) {
        while let timer = timers.popDue(at: now) {
            switch timer.kind {
            case .lease:
                examine(leaseOf: TaskID(timer.subject), woken: timer.instant, at: now)
            case .retry: retry(TaskID(timer.subject), at: now)
            case .worker: examine(WorkerID(timer.subject), woken: timer.instant, at: now)
            case .machine: endProbation(of: Int(timer.subject), at: now)
            case .assembly:
                let job = JobID(timer.subject)
                if book.contains(job) { orderAssembly(of: job, at: now) }
            case .retirement: retirement = nil
            }
        }
    }

    /// Sets the timer of a live lease.
    mutating func watch(_ task: TaskID) {
        guard let lease = leases[task] else { return }
        let due = min(
            lease.expiry, lease.progressed.advanced(by: configuration.progressTimeout),
            timeout(of: lease) ?? lease.expiry)
        leases[task]?.alarm = due
        timers.set(.lease, task.rawValue, at: due)
    }

    private mutating func examine(leaseOf task: TaskID, woken: Instant, at now: Instant) {
        guard let lease = leases[task], lease.alarm == woken else { return }
        let lastProgress = lease.progressed.advanced(by: configuration.progressTimeout)
        if let timeout = timeout(of: lease), timeout <= now {
            let seconds = lease.granted.duration(to: now).components.seconds
            let failure = Job.Failure(
                code: "attempt_timed_out",
                message: "the attempt took \(seconds) s, longer than its job allows",
                retry: .worthwhile)
            emit(.revoke(lease.token, .noProgress))
            close(lease.token, .failed(failure), at: now)
        } else if lease.expiry <= now {
            let isInTouch = now < lease.workerHeard.advanced(by: configuration.leaseDuration)
            emit(.revoke(lease.token, .stale))
            let returned: Attempt.Kind = lease.preempted == nil ? .returned : .preempted
            close(lease.token, isInTouch ? returned : .lost, at: now)
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

    /// When the attempt will have taken longer than its job allows; nil if it may take any time.
    private func timeout(of lease: LiveLease) -> Instant? {
        book[book[lease.token.task].job].extras.options.timeout
            .map { lease.granted.advanced(by: $0) }
    }

    private mutating func retry(_ task: TaskID, at now: Instant) {
        guard book.contains(task), book[task].phase == .waiting, book[task].openDependencies == 0,
            !book[book[task].job].isEnded,
            let due = book.retryDue(of: task), due <= now
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
