import FarmModel

extension Scheduler {
    mutating func carryOut(
        _ command: Command, for asker: Requester, _ request: RequestID, at now: Instant
    ) {
        let reply: Reply =
            switch command {
            case .pause(let subject): setPause(of: subject, to: now, for: asker)
            case .resume(let subject): setPause(of: subject, to: nil, for: asker)
            case .prioritize(let job, let priority): prioritize(job, priority, for: asker)
            case .moveToFront(let job): steer(job, for: asker) { $0.moveToFront(job) }
            case .requeue(let job, let archive):
                find(job, for: asker) ?? requeue(job, with: archive, at: now)
            case .machine(let name, let order): obey(order, about: name, for: asker, at: now)
            }
        emit(.reply(request, reply))
    }

    /// What to answer about a job that the asker may not change; nil if it may.
    private func find(_ job: JobID, for asker: Requester) -> Reply? {
        let isKnown =
            book.contains(job) && asker.mayChange(jobsOf: accounts.name(Int(book[job].account)))
        return isKnown ? nil : .unknownJob(job)
    }

    /// Changes a job that has not ended.
    private mutating func steer(
        _ job: JobID, for asker: Requester, _ change: (inout Scheduler) -> Job.Failure?
    ) -> Reply {
        if let reply = find(job, for: asker) { return reply }
        guard !book[job].isEnded else { return .ended(job, book[job].status.state) }
        if let failure = change(&self) { return .refused(failure) }
        return .carriedOut
    }

    private mutating func setPause(
        of subject: PauseSubject, to instant: Instant?, for asker: Requester
    ) -> Reply {
        switch subject {
        case .job(let job):
            return steer(job, for: asker) { scheduler in
                scheduler.setPause(of: job, to: instant)
                return nil
            }
        case .account(let name):
            guard asker.mayChange(jobsOf: name), let account = accounts.find(name) else {
                return .refused(
                    Job.Failure(
                        code: "unknown", message: "there is no account \(name) with jobs here",
                        retry: .pointless))
            }
            setPause(ofAccount: account, to: instant)
            return .carriedOut
        case .farm:
            guard asker == .operator else {
                return .refused(
                    Job.Failure(
                        code: "forbidden", message: "only operators pause the farm",
                        retry: .pointless))
            }
            guard (pauses.farm == nil) != (instant == nil) else { return .carriedOut }
            pauses.farm = instant
            emit(.record(.pause(Pause(account: nil, since: instant))))
            return .carriedOut
        }
    }

    private mutating func setPause(of job: JobID, to instant: Instant?) {
        guard (book[job].control.paused == nil) != (instant == nil) else { return }
        change(orderOf: job) { $0.paused = instant }
    }

    private mutating func setPause(ofAccount account: Int, to instant: Instant?) {
        guard (pauses[account] == nil) != (instant == nil) else { return }
        pauses[account] = instant
        emit(.record(.pause(Pause(account: accounts.name(account), since: instant))))
        if instant != nil { return ready.block(account) }
        ready.unblock(account)
        if accounts.startsAnew(account) {
            emit(.record(.account(accounts.standing(account))))
        }
        ready.rejoin(
            account, of: accounts.members[account].team, share: accounts.share)
    }

    /// Gives a job another priority, beyond the ceiling of its quota only if an operator says so.
    private mutating func prioritize(
        _ job: JobID, _ priority: Int, for asker: Requester
    ) -> Reply {
        let reply = find(job, for: asker)
        if reply == nil, asker != .operator,
            let refusal = accounts.refusal(
                ofPriority: priority, by: accounts.name(Int(book[job].account)))
        {
            return .overQuota(refusal)
        }
        return steer(job, for: asker) { $0.prioritize(job, priority) }
    }

    private mutating func prioritize(_ job: JobID, _ priority: Int) -> Job.Failure? {
        if let failure = configuration.objection(toPriority: priority) { return failure }
        guard book[job].control.priority != priority else { return nil }
        change(orderOf: job) { $0.priority = priority }
        return nil
    }

    private mutating func moveToFront(_ job: JobID) -> Job.Failure? {
        foremost += 1
        let front = foremost
        change(orderOf: job) { $0.front = front }
        return nil
    }

    /// Changes where the tasks of an unfinished job stand in the ready queue, or whether they do.
    private mutating func change(orderOf job: JobID, _ change: (inout JobControl) -> Void) {
        withdraw(job)
        change(&book[job].control)
        emit(.record(.jobControl(job, book[job].control)))
        emit(.announce(JobEvent(job: job, sequence: book[job].sequence, kind: .changed)))
        enter(job)
    }

    /// Takes the ready tasks of a job out of the queue, unless they are not in it.
    private mutating func withdraw(_ job: JobID) {
        let count = Int(book[job].readyCount)
        guard !book[job].isHeld, count > 0 else { return }
        accounts.readyTasksWithdrawn(Int(book[job].account), count: count)
        ready.leaveBehind(count, of: Int(book[job].account))
    }

    /// Puts the ready tasks of a job into the queue, unless it is held.
    mutating func enter(_ job: JobID) {
        guard !book[job].isHeld, book[job].readyCount > 0 else { return }
        for task in book[job].tasks where book[task].phase == .ready { line(up: task) }
        ready.tidy(Int(book[job].account), book)
    }
}
