/// Stride scheduling: who is served next among those who wait.
///
/// Each grant advances the account's pass by the estimated cost of the task, and the least pass is
/// served first, so accounts that always have work get equal compute time, whatever the size and
/// number of their tasks. Waldspurger and Weihl, *Stride Scheduling* (1995).
struct FairShare: Sendable {
    private var passes: [Int64] = []

    /// The greatest pass at which anyone was served: where an account starts that had nothing to run.
    ///
    /// So an account is owed nothing for the time it was away, and a newcomer owes nothing.
    private(set) var floor: Int64 = 0

    func pass(of account: Int) -> Int64 { passes[account] }

    mutating func open(_ account: Int) {
        precondition(account == passes.count, "accounts are numbered without gaps")
        passes.append(0)
    }

    /// Has work again after having had none; true if that moved its pass.
    mutating func activate(_ account: Int) -> Bool {
        guard passes[account] < floor else { return false }
        passes[account] = floor
        return true
    }

    /// Charges `cost` milliseconds for a task granted.
    mutating func charge(_ account: Int, _ cost: Int64) {
        floor = max(floor, passes[account])
        passes[account] += max(1, cost)
    }

    mutating func restore(_ account: Int, pass: Int64, floor: Int64) {
        passes[account] = pass
        self.floor = max(self.floor, floor)
    }
}

/// The accounts that ever submitted, by a small number.
struct Accounts: Sendable {
    var share = FairShare()
    private var names = Interner<String>()

    /// Tasks of each account that are ready or leased.
    private var liveTasks: [Int] = []

    var count: Int { liveTasks.count }

    func name(_ account: Int) -> String { names[Int32(account)] }

    func find(_ name: String) -> Int? { names.find(name).map { Int($0) } }

    mutating func index(of name: String) -> Int {
        let index = Int(names.index(of: name))
        if index == liveTasks.count {
            liveTasks.append(0)
            share.open(index)
        }
        return index
    }

    /// Counts a task that was ready or leased before a restart.
    mutating func restoreLiveTask(_ account: Int) {
        liveTasks[account] += 1
    }

    /// Counts a task that becomes ready; true if the account's standing moved.
    mutating func taskBecameReady(_ account: Int) -> Bool {
        liveTasks[account] += 1
        return liveTasks[account] == 1 && share.activate(account)
    }

    mutating func tasksEnded(_ account: Int, count: Int) {
        liveTasks[account] -= count
        precondition(liveTasks[account] >= 0, "an account's live tasks are counted in and out")
    }

    func liveTaskCount(_ account: Int) -> Int { liveTasks[account] }

    func standing(_ account: Int) -> AccountStanding {
        AccountStanding(
            account: name(account), pass: share.pass(of: account), floor: share.floor)
    }
}
