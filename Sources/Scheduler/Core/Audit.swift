package import FarmModel

extension Scheduler {
    /// Recounts every counter and index from the jobs, tasks and leases; says what does not agree.
    ///
    /// Linear in everything: for tests, the simulator and an operator's doubt.
    public func audit() -> [String] {
        auditJobs() + auditAccounts() + auditFleet() + auditQueue()
    }

    private func auditJobs() -> [String] {
        var findings: [String] = []
        var openTasks = 0
        var openJobs = 0
        for job in book.jobIDs.map({ JobID($0) }) {
            let cell = book[job]
            let tasks = cell.tasks.map { ($0, book[$0]) }
            let completed = tasks.filter { $0.1.isCompleted }
            if completed.count != Int(cell.completedTaskCount) || tasks.count != Int(cell.taskCount)
            {
                findings.append("job \(job) counts its tasks wrongly")
            }
            if cell.isEnded {
                if cell.readyCount != 0 || !cell.leased.isEmpty {
                    findings.append("job \(job) has ended and still has live tasks")
                }
                continue
            }
            openJobs += 1
            openTasks += tasks.count - completed.count
            if tasks.count(where: { $0.1.phase == .ready }) != Int(cell.readyCount) {
                findings.append("job \(job) counts its ready tasks wrongly")
            }
            let leased = tasks.filter { $0.1.phase == .leased }.map(\.0)
            if leased != cell.leased.sorted() {
                findings.append("job \(job) lists its leased tasks wrongly")
            }
            for (id, task) in tasks { findings += audit(id, task) }
        }
        if openTasks != unfinishedTasks || openJobs != unfinishedJobs {
            findings.append("the farm counts its unfinished jobs or tasks wrongly")
        }
        return findings
    }

    private func audit(_ id: TaskID, _ task: TaskCell) -> [String] {
        let list = task.list.rawValue
        let open = task.dependencies.count { !book[TaskID(list + UInt64($0))].isCompleted }
        let isOpenAttempt = task.attempts.last.map { $0.ending == nil } ?? false
        var findings: [String] = []
        if open != task.openDependencies {
            findings.append("task \(id) counts its dependencies wrongly")
        }
        if isOpenAttempt != (task.phase == .leased) {
            findings.append("task \(id) is leased in one place only")
        }
        if task.attempts.dropLast().contains(where: { $0.ending == nil }) {
            findings.append("task \(id) has an earlier attempt without an ending")
        }
        if isOpenAttempt && leases[id]?.token != task.attempts.last?.token {
            findings.append("task \(id) has a lease that is not its last attempt's")
        }
        if task.phase == .waiting && open == 0 && !timers.holds(.retry, id.rawValue) {
            findings.append("task \(id) waits for nothing")
        }
        return findings
    }

    private func auditFleet() -> [String] {
        var findings: [String] = []
        var connected = Array(repeating: 0, count: fleet.profiles.count)
        var available = connected
        for worker in fleet.workers.elements {
            connected[worker.profile] += 1
            if worker.isAvailable { available[worker.profile] += 1 }
            if worker.running != leases.tasks(of: worker.id).count {
                findings.append("worker \(worker.id) counts its leases wrongly")
            }
            let isInService = !worker.isDraining && fleet.machines[worker.machine].isInService
            if worker.isAvailable != isInService {
                findings.append("worker \(worker.id) is in service and is not")
            }
        }
        if connected != fleet.profiles.map(\.connected)
            || available != fleet.profiles.map(\.available)
        {
            findings.append("the fleet counts its workers wrongly")
        }
        return findings
    }

    private func auditQueue() -> [String] {
        let queued = ready.tickets(of: book)
        let expected = book.jobIDs.map { JobID($0) }
            .filter { !book[$0].isEnded && !book[$0].isHeld }
            .flatMap { book[$0].tasks.filter { book[$0].phase == .ready } }
            .sorted()
        return queued.map(\.ticket.task).sorted() == expected
            ? [] : ["the queue holds \(queued.count) tasks, \(expected.count) are ready"]
    }

    /// Breaks a counter on purpose: the simulator proves that ``audit()`` finds it.
    package mutating func leakSlot(of worker: WorkerID) {
        fleet.change(running: 1, of: worker)
    }

    /// Places in the queue, those included that nobody will be served from.
    package var queuedTicketCount: Int {
        ready.active.reduce(0) { count, line in
            ready.accounts(in: line).reduce(count) {
                $0 + ready.tickets(of: $1, in: line).count
            }
        }
    }

    /// A ready task and the line it stands in.
    package struct WaitingPlace: Equatable, Sendable {
        package let task: TaskID
        package let requirement: Job.Requirement

        /// Names of the machines that it keeps away from, sorted.
        package let avoided: [String]
    }

    /// Every ready task, in the order in which each account's would be served.
    package var waitingPlaces: [WaitingPlace] {
        ready.tickets(of: book)
            .map { (name: accounts.name($0.account), key: $0.key, ticket: $0.ticket) }
            .sorted { ($0.name, $0.ticket) < ($1.name, $1.ticket) }
            .map { place in
                WaitingPlace(
                    task: place.ticket.task,
                    requirement: book.requirements[place.key.requirement],
                    avoided: place.key.avoided.map { fleet.machines.name($0) }.sorted())
            }
    }
}

extension ReadyQueue {
    /// Every current ticket with its line and account.
    func tickets(of book: JobBook) -> [(key: Key, account: Int, ticket: Ticket)] {
        allLines.flatMap { line in
            accounts(in: line).flatMap { account in
                Set(tickets(of: account, in: line).filter(book.isCurrent)).sorted()
                    .map { (key: key(of: line), account: account, ticket: $0) }
            }
        }
    }
}
