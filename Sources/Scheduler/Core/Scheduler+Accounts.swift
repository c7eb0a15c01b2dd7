import FarmModel

extension Scheduler {
    /// Grants something else to a level, from now on; what exceeds a lowered limit drains.
    mutating func entitle(
        _ change: EntitlementChange, _ request: RequestID, at now: Instant
    ) {
        if let failure = objection(to: change) {
            return emit(.reply(request, .refused(failure)))
        }
        let old = accounts.entitlement(change.level) ?? Entitlement(change.level)
        let new = Entitlement(
            change.level, team: change.team ?? old.team, weight: change.weight ?? old.weight,
            quota: old.quota.changed(by: change.quota, lifting: change.lifted))
        switch change.level {
        case .farm:
            accounts.set(new)
            for account in 0..<accounts.count { rejoin(account) }
        case .team(let name):
            accounts.set(new)
            let team = accounts.team(named: name)
            ready.rejoin(team: team, share: accounts.share)
            emit(.record(.team(accounts.standing(team: team))))
        case .account(let name): entitle(name, new)
        }
        boundRates(at: now)
        let granted = accounts.entitlement(change.level) ?? new
        emit(.record(.entitlement(granted)))
        emit(.reply(request, .entitled(granted)))
    }

    /// Lets nobody wait for more than a rate can have admitted, and writes that down.
    mutating func boundRates(at now: Instant) {
        let changed = accounts.boundRates(at: now)
        for account in changed.accounts {
            emit(.record(.account(accounts.standing(account))))
        }
        for team in changed.teams { emit(.record(.team(accounts.standing(team: team)))) }
    }

    private mutating func entitle(_ name: String, _ entitlement: Entitlement) {
        let account = accounts.index(of: name)
        let old = accounts.members[account].team
        accounts.set(entitlement)
        let team = accounts.members[account].team
        if team != old {
            accounts.share.start(account, in: team)
            if accounts.teams[team].usage.liveTasks > 0,
                accounts.teams[team].usage.liveTasks == accounts.members[account].usage.liveTasks
            {
                _ = accounts.share.activate(team: team)
            }
            ready.move(account, from: old, to: team, share: accounts.share)
            ready.rejoin(team: old, share: accounts.share)
            emit(.record(.team(accounts.standing(team: team))))
        }
        rejoin(account)
        emit(.record(.account(accounts.standing(account))))
    }

    /// Puts an account that may run more again back where its tasks wait, and its team.
    private mutating func rejoin(_ account: Int) {
        let team = accounts.members[account].team
        ready.rejoin(account, of: team, share: accounts.share)
    }

    private func objection(to change: EntitlementChange) -> Job.Failure? {
        let weights = Entitlement.weights
        if let weight = change.weight, !weights.contains(weight) {
            return Job.Failure(
                code: "weight_out_of_range",
                message: "weight \(weight) is not between \(weights.lowerBound) and "
                    + "\(weights.upperBound)",
                retry: .pointless)
        }
        if change.weight != nil, change.level == .farm {
            return Job.Failure(
                code: "weight_without_peers",
                message: "the farm has no weight: set that of a team or an account",
                retry: .pointless)
        }
        if change.team != nil, !change.level.isAccount {
            return Job.Failure(
                code: "not_an_account", message: "only an account can be put into a team",
                retry: .pointless)
        }
        if let team = change.team, accounts.find(team: team) == nil {
            return Job.Failure(
                code: "team_unknown",
                message:
                    "there is no team \(team): make it first, by giving it a weight or a quota",
                retry: .pointless)
        }
        if let failure = configuration.objection(toNameOf: change.level) { return failure }
        guard
            accounts.count + accounts.teams.count < configuration.entitlementLimit
                || accounts.entitlement(change.level) != nil
        else {
            return Job.Failure(
                code: "too_many_accounts",
                message: "the farm has \(configuration.entitlementLimit) accounts and teams, and "
                    + "takes no more",
                retry: .pointless)
        }
        return nil
    }

    /// Counts a task under way that ended; writes down what that moved.
    mutating func settle(
        _ task: TaskID, of account: Int, ended kind: Attempt.Kind, after elapsed: Duration,
        at now: Instant
    ) {
        let cost = book[task].cost.milliseconds
        let team = accounts.members[account].team
        let wasFull = accounts.isFull(account)
        let teamWasFull = accounts.isFull(team: team)
        accounts.taskEnded(
            account, cost: cost, actual: kind.share(of: cost, after: elapsed.milliseconds))
        charge(
            Expense(compute: kind.charge(of: cost, after: elapsed.milliseconds)), to: account,
            at: now)
        ready.advance(account, of: team, share: accounts.share)
        if wasFull && !accounts.isFull(account) { rejoin(account) }
        if teamWasFull && !accounts.isFull(team: team) {
            ready.rejoin(team: team, share: accounts.share)
        }
        emit(.record(.account(accounts.standing(account))))
        emit(.record(.team(accounts.standing(team: team))))
    }

    /// Charges what was used; the account's standing is the caller's to write.
    mutating func charge(_ expense: Expense, to account: Int, at now: Instant) {
        guard expense != .zero else { return }
        for (span, bucket) in accounts.charge(expense, to: account, at: now) {
            let row = UsageRow(account: accounts.name(account), span: span, bucket: bucket)
            emit(.record(.usage(row)))
        }
    }

    /// Brings what is reserved for a job in line with what it has yet to do.
    mutating func adjustReservation(of job: JobID) {
        let due = reservation(of: job)
        accounts.reserve(due - book[job].reserved, for: Int(book[job].account))
        book[job].reserved = due
    }

    /// What a job has yet to use, as far as is known: before its plan, what its request tells.
    func reservation(of job: JobID) -> Expense {
        guard !book[job].isEnded else { return .zero }
        let demand = book[job].demand
        let known = (book[job].totalCost - book[job].completedCost).milliseconds
        return Expense(
            compute: book[job].completedTaskCount == 0
                ? max(book.demands[demand].compute.milliseconds, known) : known,
            film: book.demands[demand].filmMilliseconds)
    }

    /// Bytes that are kept for a job: its chunks, and its film.
    func storedBytes(of job: JobID) -> Int {
        var bytes = 0
        for task in book[job].tasks {
            for stored in book[task].chunks { bytes += stored.chunk.byteCount }
        }
        if case .completed(let film?) = book[job].status.state { bytes += film.byteCount }
        return bytes
    }
}

extension Entitlement.Level {
    fileprivate var isAccount: Bool {
        if case .account = self { true } else { false }
    }
}

extension Scheduler.Configuration {
    fileprivate func objection(toNameOf level: Entitlement.Level) -> Job.Failure? {
        let name: String
        switch level {
        case .farm: return nil
        case .team(let team): name = team
        case .account(let account): name = account
        }
        guard (1...keyByteLimit).contains(name.utf8.count) else {
            return Job.Failure(
                code: "name_out_of_range",
                message: "a name has 1 to \(keyByteLimit) bytes, this one has \(name.utf8.count)",
                retry: .pointless)
        }
        return nil
    }
}

extension Attempt.Kind {
    /// Milliseconds that an attempt counts in the fair share.
    ///
    /// One that went badly stays at its estimate: the time it took tells more of the machine.
    fileprivate func share(of cost: Int64, after elapsed: Int64) -> Int64 {
        switch self {
        case .completed(_, let computeTime): computeTime.milliseconds
        case .returned, .preempted, .moot: min(cost, elapsed)
        case .failed, .lost: cost
        }
    }

    /// Milliseconds that an account is charged for an attempt.
    ///
    /// It pays for what led to something, or would have if the job had not ended first, and for what
    /// failed because of what it asked for, up to the estimate. What a worker lost or may have been to
    /// blame for is the farm's; so are earlier attempts at a task that proves hopeless: until then it
    /// was in doubt whose fault it was.
    public func charge(of cost: Int64, after elapsed: Int64) -> Int64 {
        switch self {
        case .completed(_, let computeTime): computeTime.milliseconds
        case .moot: min(cost, elapsed)
        case .failed(let failure):
            failure.retry == .pointless ? min(cost, elapsed) : 0
        case .returned, .preempted, .lost: 0
        }
    }
}
