import FarmModel

/// Stride scheduling on two levels: who is served next among the teams, and among a team's accounts.
///
/// Each has a pass: the compute time it has had, divided by its weight. The least pass is served
/// first, so those who always have work get compute time in proportion to their weights, whatever the
/// size and number of their tasks. A task counts from its grant on by its estimated cost, so that a
/// burst gains nothing, and from its end on by what it took. Waldspurger and Weihl, *Stride
/// Scheduling* (1995).
///
/// The bound: while two accounts of a team have tasks that the same workers could take, the compute
/// time granted to each, divided by its weight, differs by at most one task of each, plus what one
/// of them was owed before, which is at most ``memory``; two teams likewise. So the wait of the
/// least served depends on how many others there are and on the size of a task, never on how long
/// anyone's queue is.
struct FairShare: Sendable {
    /// A team, or an account in its team.
    struct Peer: Sendable {
        /// The pass that ended tasks add up to: a millisecond at the usual weight advances it by 1000.
        var settled: Int64 = 0

        /// Estimated milliseconds of the tasks under way.
        var running: Int64 = 0
        var weight = Entitlement.usualWeight

        /// With the tasks under way, for one whose peers are owed nothing below `floor`.
        fileprivate func pass(from floor: Int64) -> Int64 {
            max(settled, floor) + FairShare.stride(running, weight)
        }
    }

    /// How far a pass may lie behind its peers' when it is served: nobody is owed more.
    let memory: Int64
    private var accounts: [Peer] = []
    private var teams: [Peer] = []

    /// The greatest settled pass that was ever served, among teams, and by team among its accounts.
    ///
    /// Who had nothing to run starts there: owed nothing for the time away, and owing nothing.
    private(set) var floor: Int64 = 0
    private var floors: [Int64] = []

    init(memory: Duration = .zero) {
        self.memory = FairShare.stride(memory.milliseconds, Entitlement.usualWeight)
    }

    /// How far `milliseconds` move a pass; a sum beyond a thousand years counts as that.
    static func stride(_ milliseconds: Int64, _ weight: Int) -> Int64 {
        min(milliseconds, 1 << 45) * 100_000 / Int64(weight)
    }

    func peer(account: Int) -> Peer { accounts[account] }

    func peer(team: Int) -> Peer { teams[team] }

    /// Where an account of `team` stands among its peers: the least pass is served first.
    func pass(account: Int, of team: Int) -> Int64 {
        accounts[account].pass(from: floors[team] - memory)
    }

    func pass(team: Int) -> Int64 { teams[team].pass(from: floor - memory) }

    func floor(inTeam team: Int) -> Int64 { floors[team] }

    mutating func openAccount() {
        accounts.append(Peer())
    }

    mutating func openTeam() {
        teams.append(Peer())
        floors.append(0)
    }

    mutating func setWeight(account: Int, _ weight: Int) {
        accounts[account].weight = weight
    }

    mutating func setWeight(team: Int, _ weight: Int) {
        teams[team].weight = weight
    }

    /// Has work again after having had none; true if that moved its pass.
    mutating func activate(account: Int, of team: Int) -> Bool {
        accounts[account].raise(to: floors[team])
    }

    mutating func activate(team: Int) -> Bool {
        teams[team].raise(to: floor)
    }

    /// Counts a task that is granted; says whose standing that moved.
    mutating func grant(_ account: Int, of team: Int, cost: Int64) -> (account: Bool, team: Bool) {
        let accountRose = accounts[account].raise(to: floors[team] - memory)
        let teamRose = teams[team].raise(to: floor - memory)
        let floorsRise = accounts[account].settled > floors[team] || teams[team].settled > floor
        floors[team] = max(floors[team], accounts[account].settled)
        floor = max(floor, teams[team].settled)
        run(account, of: team, cost: cost)
        return (accountRose, teamRose || floorsRise)
    }

    /// Counts a task that is under way.
    mutating func run(_ account: Int, of team: Int, cost: Int64) {
        accounts[account].running += max(1, cost)
        teams[team].running += max(1, cost)
    }

    /// Counts the end of a task that was estimated at `cost` and took `actual` milliseconds.
    mutating func settle(_ account: Int, of team: Int, cost: Int64, actual: Int64) {
        accounts[account].settle(cost: cost, actual: actual)
        teams[team].settle(cost: cost, actual: actual)
    }

    /// Takes the tasks under way to another team.
    mutating func move(_ account: Int, from old: Int, to new: Int) {
        teams[old].running -= accounts[account].running
        teams[new].running += accounts[account].running
    }

    /// Begins anew in a team, as one who had nothing to run.
    mutating func start(_ account: Int, in team: Int) {
        accounts[account].settled = floors[team]
    }

    mutating func restore(account: Int, settled: Int64) {
        accounts[account].settled = settled
    }

    mutating func restore(team: Int, settled: Int64, floor: Int64, memberFloor: Int64) {
        teams[team].settled = settled
        floors[team] = max(floors[team], memberFloor)
        self.floor = max(self.floor, floor)
    }
}

extension FairShare.Peer {
    /// True if it was behind.
    fileprivate mutating func raise(to floor: Int64) -> Bool {
        guard settled < floor else { return false }
        settled = floor
        return true
    }

    fileprivate mutating func settle(cost: Int64, actual: Int64) {
        running -= max(1, cost)
        settled += FairShare.stride(max(1, actual), weight)
    }
}
