import FarmModel

extension Scheduler {
    /// Grants tasks until no free worker fits a task that is ready.
    mutating func dispatch(at now: Instant) {
        guard !ready.active.isEmpty, pauses.farm == nil else { return }
        for profile in fleet.profileOrder {
            while let (head, worker) = nextGrant(in: profile) { grant(head, to: worker, at: now) }
        }
    }

    /// The task that is due next among those that workers of a profile can run, and a free worker for it.
    ///
    /// Linear in the lines that wait; every other step is logarithmic.
    private mutating func nextGrant(in profile: Int) -> (head: ReadyQueue.Head, worker: Int)? {
        guard fleet.freeWorker(in: profile, avoiding: []) != nil else { return nil }
        var refused: [Int] = []
        while true {
            var best: ReadyQueue.Head?
            for line in ready.active where !refused.contains(line) {
                guard
                    fleet.profiles[profile].canRun(
                        book.requirements[ready.key(of: line).requirement]),
                    let head = ready.head(of: line, accounts: accounts, book: book)
                else { continue }
                if best.map(head.precedes) ?? true { best = head }
            }
            guard let best else { return nil }
            let avoided = avoidedNow(by: ready.key(of: best.line))
            if let worker = fleet.freeWorker(in: profile, avoiding: avoided) {
                return (best, worker)
            }
            refused.append(best.line)
        }
    }

    /// The machines a line keeps away from: none while there is no other.
    private func avoidedNow(by key: ReadyQueue.Key) -> [Int] {
        guard !key.avoided.isEmpty else { return [] }
        let hasAlternative = fleet.hasAlternative(to: key, book.requirements[key.requirement])
        return hasAlternative ? key.avoided : []
    }

    private mutating func grant(_ head: ReadyQueue.Head, to worker: Int, at now: Instant) {
        ready.remove(head)
        let task = head.ticket.task
        let job = book[task].job
        let holder = fleet[worker].id
        let token = Lease.Token(
            task: task, worker: holder, attempt: UInt32(book[task].attempts.count + 1))
        let attempt = Attempt(
            token: token, machine: fleet[worker].announcement.name, started: now)
        book[task].attempts.append(attempt)
        book[task].phase = .leased
        book[job].readyCount -= 1
        book[job].leased.append(task)
        let team = accounts.members[head.account].team
        let moved = accounts.taskGranted(head.account, cost: book[task].cost.milliseconds)
        if moved.account { emit(.record(.account(accounts.standing(head.account)))) }
        if moved.team { emit(.record(.team(accounts.standing(team: team)))) }
        emit(.record(.attempt(attempt)))
        let lease = LiveLease(
            token, granted: now, at: now, expiry: now.advanced(by: configuration.leaseDuration))
        leases.insert(lease)
        watch(task)
        fleet.change(running: 1, of: holder)
        if case .queued = book[job].status.state { change(job, to: .running, at: now) }
        sendGrant(of: token, at: now)
    }

    mutating func sendGrant(of token: Lease.Token, at now: Instant) {
        guard let lease = leases[token] else { return }
        leases[token.task]?.sent = now
        let job = book[token.task].job
        emit(
            .grant(
                Grant(
                    lease: Lease(token: token, expiry: lease.expiry), job: job,
                    task: book.entry(token.task).task, document: book[job].document,
                    resumeAfter: book[token.task].leadingChunkCount)))
    }
}
