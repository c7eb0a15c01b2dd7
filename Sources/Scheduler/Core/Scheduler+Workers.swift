import FarmModel

extension Scheduler {
    mutating func join(
        _ worker: WorkerID, _ announcement: Worker.Announcement, holding: [Lease.Token],
        at now: Instant
    ) {
        fleet.join(worker, announcement, running: leases.tasks(of: worker).count, at: now)
        if let index = fleet.index(of: worker), fleet[index].alarm == nil {
            let due = now.advanced(by: configuration.leaseDuration)
            fleet.setAlarm(of: index, at: due)
            timers.set(.worker, worker.rawValue, at: due)
        }
        emit(.welcome(worker))
        for task in leases.tasks(of: worker) { leases[task]?.workerHeard = now }
        for token in holding where token.worker == worker { hear(of: token, at: now) }
        for task in leases.tasks(of: worker) {
            guard let lease = leases[task], !lease.isKnownToWorker else { continue }
            sendGrant(of: lease.token, at: now)
        }
    }

    /// Answers a worker that speaks of an attempt: the lease goes on, or the worker is told the truth.
    @discardableResult
    private mutating func hear(of token: Lease.Token, at now: Instant) -> Bool {
        guard leases[token] == nil else {
            renew(token, at: now)
            return true
        }
        emit(
            book.isCompleted(by: token)
                ? .acknowledgeResult(token) : .revoke(token, book.revocation(of: token)))
        return false
    }

    mutating func hear(_ worker: WorkerID, _ progress: [Worker.Progress], at now: Instant) {
        if let index = fleet.index(of: worker) {
            fleet.heard(index, at: now)
        } else {
            emit(.askForHello(worker))
        }
        var jobs: [JobID] = []
        for report in progress where report.token.worker == worker {
            guard hear(of: report.token, at: now) else { continue }
            note(report, at: now)
            let job = book[report.token.task].job
            if !jobs.contains(job) { jobs.append(job) }
        }
        for job in jobs { announceProgress(of: job, at: now) }
        for task in leases.tasks(of: worker) { leases[task]?.workerHeard = now }
        resendUnheardGrants(to: worker, at: now)
    }

    private mutating func note(_ report: Worker.Progress, at now: Instant) {
        guard var lease = leases[report.token.task] else { return }
        lease.fraction = report.fraction.isFinite ? min(max(report.fraction, 0), 1) : 0
        lease.framesPerSecond =
            report.framesPerSecond.isFinite ? max(report.framesPerSecond, 0) : 0
        if lease.fraction >= lease.progressMark + configuration.minimumProgress {
            lease.progressMark = lease.fraction
            lease.progressed = now
        }
        leases[report.token.task] = lease
    }

    private mutating func announceProgress(of job: JobID, at now: Instant) {
        guard book[job].progressDue <= now else { return }
        book[job].progressDue = now.advanced(by: configuration.progressInterval)
        let news = JobEvent.Kind.progress(progress(of: job, at: now))
        emit(.announce(JobEvent(job: job, sequence: book[job].sequence, kind: news)))
    }

    /// A grant that the worker does not speak of was lost on the way.
    private mutating func resendUnheardGrants(to worker: WorkerID, at now: Instant) {
        guard fleet.index(of: worker) != nil else { return }
        for task in leases.tasks(of: worker) {
            guard let lease = leases[task] else { continue }
            if !lease.isKnownToWorker {
                guard lease.sent.advanced(by: configuration.grantPatience) <= now else { continue }
                sendGrant(of: lease.token, at: now)
            } else if let preempted = lease.preempted,
                preempted.advanced(by: configuration.grantPatience) <= now
            {
                preempt(lease.token, at: now)
            }
        }
    }

    mutating func dismiss(_ worker: WorkerID, at now: Instant) {
        let isPlanned = fleet.index(of: worker).map { fleet[$0].isDraining } ?? false
        fleet.leave(worker)
        for task in leases.tasks(of: worker) {
            guard let lease = leases[task] else { continue }
            close(lease.token, isPlanned ? .returned : .lost, at: now)
        }
    }
}
