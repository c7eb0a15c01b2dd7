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
        var refused: [Int] = []
        while fleet.hasFreeWorker(in: profile) {
            guard let best = bestHead(in: profile, except: refused) else { return nil }
            if let worker = worker(for: best, in: profile) {
                return preferringLoaded(worker, in: profile, to: best)
            }
            refused.append(best.line)
        }
        return nil
    }

    /// The head that is due first, unless smaller workers could take it and one that needs more GPU
    /// memory waits as well.
    private mutating func bestHead(in profile: Int, except refused: [Int]) -> ReadyQueue.Head? {
        var best: ReadyQueue.Head?
        var big: ReadyQueue.Head?
        let isBig = fleet.profiles[profile].talents.gpuMemory > 0
        for line in ready.active where !refused.contains(line) {
            let requirement = ready.key(of: line).requirement
            guard fleet.place(of: requirement, book.requirements, in: profile) != nil,
                let head = ready.head(of: line, accounts: accounts, book: book)
            else { continue }
            if best.map(head.precedes) ?? true { best = head }
            guard isBig, book.requirements[requirement].gpuMemory > 0, !isSpared(line, by: profile)
            else { continue }
            if big.map(head.precedes) ?? true { big = head }
        }
        guard let best, let big, isSpared(best.line, by: profile),
            memory(of: best.line) < memory(of: big.line)
        else { return best }
        return big
    }

    private func memory(of line: Int) -> UInt64 {
        book.requirements[ready.key(of: line).requirement].gpuMemory
    }

    /// Whether the tasks of a line are left to smaller workers while others need a profile's memory.
    private func isSpared(_ line: Int, by profile: Int) -> Bool {
        let key = ready.key(of: line)
        return key.avoided.isEmpty
            && fleet.canSpare(profile, for: book.requirements[key.requirement])
    }

    /// A free worker for a task: one that has its model in memory, whatever else it can do, or any.
    private mutating func worker(for head: ReadyQueue.Head, in profile: Int) -> Int? {
        let key = ready.key(of: head.line)
        let avoided = avoidedNow(by: key)
        let requirement = book.requirements[key.requirement]
        if let model = requirement.model,
            let warm = loadedWorker(model, for: key, from: profile, avoiding: avoided)
        {
            return warm
        }
        guard let place = fleet.place(of: key.requirement, book.requirements, in: profile) else {
            return nil
        }
        return fleet.freeWorker(in: profile, engine: place, avoiding: avoided)
    }

    private mutating func loadedWorker(
        _ model: String, for key: ReadyQueue.Key, from profile: Int, avoiding avoided: [Int]
    ) -> Int? {
        if let worker = fleet.freeWorker(in: profile, loaded: model, avoiding: avoided) {
            return worker
        }
        let requirement = book.requirements[key.requirement]
        for other in fleet.profileOrder where other != profile {
            guard fleet.place(of: key.requirement, book.requirements, in: other) != nil,
                !fleet.canSpare(other, for: requirement)
            else { continue }
            if let worker = fleet.freeWorker(in: other, loaded: model, avoiding: avoided) {
                return worker
            }
        }
        return nil
    }

    /// A task that spares a worker the loading of a model, before one that is due first: a few times.
    ///
    /// Never before a task of the same account with a higher priority.
    private mutating func preferringLoaded(
        _ worker: Int, in profile: Int, to best: ReadyQueue.Head
    ) -> (head: ReadyQueue.Head, worker: Int) {
        let key = ready.key(of: best.line)
        guard let model = book.requirements[key.requirement].model,
            !fleet.hasLoaded(model, worker), fleet[worker].profile == profile,
            ready.bypasses(of: best.line) < configuration.bypassLimit
        else { return (best, worker) }
        var chosen: ReadyQueue.Head?
        for line in ready.active where line != best.line {
            let key = ready.key(of: line)
            guard let model = book.requirements[key.requirement].model,
                fleet.hasLoaded(model, worker),
                fleet.place(of: key.requirement, book.requirements, in: profile) != nil,
                let head = ready.head(of: line, accounts: accounts, book: book),
                head.account != best.account || priority(of: head) >= priority(of: best),
                !key.avoided.contains(fleet[worker].machine)
            else { continue }
            if chosen.map(head.precedes) ?? true { chosen = head }
        }
        guard let chosen else { return (best, worker) }
        ready.countBypass(of: best.line)
        return (chosen, worker)
    }

    private func priority(of head: ReadyQueue.Head) -> Int {
        let control = book[book[head.ticket.task].job].control
        return control.front > 0 ? .max : control.priority
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
        if configuration.preemptionLimit > 0 { preemptions.began(job, of: head.account) }
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
        if let model = book.requirements[book[task].requirement].model {
            fleet.use(model, on: worker)
        }
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
