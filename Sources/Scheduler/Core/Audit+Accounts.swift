import FarmModel

extension Scheduler {
    /// Recounts what accounts and teams use, and adds up the ledger.
    func auditAccounts() -> [String] {
        var recount = Array(repeating: Usage(), count: accounts.count)
        var running = Array(repeating: Int64(0), count: accounts.count)
        for job in book.jobIDs.map({ JobID($0) }) {
            let cell = book[job]
            let account = Int(cell.account)
            recount[account].storedBytes += storedBytes(of: job)
            guard !cell.isEnded else { continue }
            recount[account].unfinishedJobs += 1
            recount[account].runningTasks += cell.leased.count
            recount[account].liveTasks +=
                (cell.isHeld ? 0 : Int(cell.readyCount)) + cell.leased.count
            recount[account].reserved += reservation(of: job)
            for task in cell.leased { running[account] += max(1, book[task].cost.milliseconds) }
        }
        var findings: [String] = []
        for account in recount.indices {
            let usage = accounts.members[account].usage
            if !usage.agrees(with: recount[account]) {
                findings.append("account \(accounts.name(account)) counts its use wrongly")
            }
            if accounts.share.peer(account: account).running != running[account] {
                findings.append("account \(accounts.name(account)) counts its share wrongly")
            }
        }
        return findings + auditTeams() + auditLedger()
    }

    /// A team uses what its members use.
    private func auditTeams() -> [String] {
        accounts.teams.indices.compactMap { team in
            var sum = Usage()
            var running: Int64 = 0
            for account in accounts.members.indices
            where accounts.members[account].team == team {
                sum.add(accounts.members[account].usage)
                running += accounts.share.peer(account: account).running
            }
            let usage = accounts.teams[team].usage
            let agrees =
                usage.agrees(with: sum) && usage.charged == sum.charged
                && usage.day.latest == sum.day.latest
                && usage.month.latest == sum.month.latest
                && accounts.share.peer(team: team).running == running
            return agrees ? nil : "team \(accounts.name(team: team)) is not the sum of its members"
        }
    }

    /// What the farm gave out is what accounts have, and windows hold no more than was charged.
    private func auditLedger() -> [String] {
        var sum = accounts.balance
        var findings: [String] = []
        for (account, member) in accounts.members.enumerated() {
            sum += member.usage.reserved
            sum += member.usage.charged
            for span in UsageSpan.allCases {
                let held = member.usage.window(span).buckets.reduce(Expense.zero) {
                    $0 + $1.expense
                }
                if held.compute > member.usage.charged.compute
                    || held.film > member.usage.charged.film
                {
                    findings.append(
                        "account \(accounts.name(account)) used more in a "
                            + "\(span.rawValue) than ever")
                }
            }
        }
        return sum == .zero ? findings : findings + ["the ledger does not balance: \(sum)"]
    }

    /// Leaves a task under way counted for ever: the simulator proves that ``audit()`` finds it.
    package mutating func leakRunningTask(of account: String) {
        guard let index = accounts.find(account) else { return }
        accounts.restoreRunningTask(index, cost: 1)
    }
}

extension Usage {
    fileprivate func agrees(with other: Usage) -> Bool {
        liveTasks == other.liveTasks && runningTasks == other.runningTasks
            && unfinishedJobs == other.unfinishedJobs && storedBytes == other.storedBytes
            && reserved == other.reserved
    }
}
