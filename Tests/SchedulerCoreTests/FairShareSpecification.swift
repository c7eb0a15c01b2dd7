import FarmModel
import SchedulerCore
import Testing

/// What accounts get of a busy farm.
@Suite struct `The fair share` {
    var farm: VirtualFarm
    let mill: WorkerID = 10

    init() {
        var configuration = Scheduler.Configuration()
        configuration.progressTimeout = .seconds(100_000)
        farm = VirtualFarm(configuration)
    }

    /// Of each job, in the order of submission.
    private var costs: [Duration] = []

    /// Plans that cost `cost` each; a plan is all there is of its job, and has its number.
    private mutating func submit(_ count: Int, of account: String, cost: Int64 = 1000) {
        var plan = Job.Task.plan()
        plan.cost = .milliseconds(cost)
        for _ in 0..<count {
            costs.append(plan.cost)
            farm.submit("film-\(costs.count)", account: account, plan: plan)
        }
    }

    private func cost(of token: Lease.Token) -> Duration { costs[Int(token.task.rawValue) - 1] }

    private func account(of token: Lease.Token) -> String {
        farm.scheduler.summary(of: JobID(token.task.rawValue), at: farm.now)?.admission.account
            ?? ""
    }

    /// Lets one worker run tasks, each for its estimated cost; returns whose they were.
    private mutating func serve(_ count: Int, taking time: Duration = .seconds(1)) -> [String] {
        farm.join(mill, engines: [.director])
        var served: [String] = []
        while served.count < count, let token = farm.leases(of: mill).first {
            served.append(account(of: token))
            farm.advance(by: time)
            farm.heartbeat(mill)
            farm.complete(token, computeTime: time)
        }
        return served
    }

    @Test mutating func `divides the farm in proportion to weights`() {
        farm.entitle(EntitlementChange(.account("big"), weight: 300))
        submit(60, of: "big")
        submit(60, of: "small")
        let served = serve(40)
        #expect(served.count { $0 == "big" } == 30)
    }

    @Test mutating func `can be off: whoever came first is served first, whatever their weights`() {
        var configuration = Scheduler.Configuration()
        configuration.sharing = .arrival
        configuration.progressTimeout = .seconds(100_000)
        farm = VirtualFarm(configuration)
        farm.entitle(EntitlementChange(.account("late"), weight: 1000))
        submit(20, of: "noisy")
        submit(2, of: "late")
        submit(3, of: "noisy")
        submit(1, of: "later")
        let expected =
            Array(repeating: "noisy", count: 20) + [
                "late", "late", "noisy", "noisy", "noisy", "later",
            ]
        #expect(serve(26) == expected)
    }

    @Test mutating func `that is off still lets priority and a restart go by the same order`() {
        var configuration = Scheduler.Configuration()
        configuration.sharing = .arrival
        configuration.progressTimeout = .seconds(100_000)
        farm = VirtualFarm(configuration)
        submit(3, of: "one")
        submit(1, of: "two")
        _ = farm.command(.prioritize(4, 5))
        farm.restart()
        submit(1, of: "three")
        #expect(serve(5) == ["two", "one", "one", "one", "three"])
    }

    @Test mutating func `is between teams first, however many members they have`() {
        for team in ["crowd", "lone"] {
            farm.entitle(EntitlementChange(.team(team), weight: 100))
        }
        for number in 0..<9 {
            farm.entitle(EntitlementChange(.account("crowd-\(number)"), team: "crowd"))
            submit(10, of: "crowd-\(number)")
        }
        farm.entitle(EntitlementChange(.account("lone"), team: "lone"))
        submit(40, of: "lone")
        let served = serve(36)
        #expect(served.count { $0 == "lone" } == 18)
        for number in 0..<9 { #expect(served.count { $0 == "crowd-\(number)" } == 2) }
    }

    @Test mutating func `counts what tasks took, not what they were thought to take`() {
        submit(60, of: "modest", cost: 100)
        submit(60, of: "honest", cost: 1000)
        let served = serve(40)
        #expect((19...21).contains(served.count { $0 == "modest" }))
    }

    @Test mutating func `gives a task at the end back what it was not`() {
        submit(60, of: "anxious", cost: 60_000)
        submit(60, of: "honest", cost: 1000)
        let served = serve(40)
        #expect((19...21).contains(served.count { $0 == "anxious" }))
    }

    @Test mutating func `makes a light user wait no longer behind a longer queue`() {
        func wait(behind queue: Int) -> Int {
            var other = self
            other.submit(queue, of: "heavy")
            _ = other.serve(5)
            other.submit(1, of: "light")
            return other.serve(8).firstIndex(of: "light") ?? .max
        }
        #expect(wait(behind: 20) <= 1)
        #expect(wait(behind: 20) == wait(behind: 2000))
    }

    @Test mutating func `gives a burst nothing`() {
        submit(50, of: "steady")
        _ = serve(10)
        submit(100, of: "burst")
        #expect((4...6).contains(serve(10).count { $0 == "burst" }))
    }

    @Test mutating func `owes nobody more than its memory`() {
        var configuration = Scheduler.Configuration()
        configuration.shareMemory = .seconds(5)
        farm = VirtualFarm(configuration)
        var plan = Job.Task.plan()
        plan.requirement = Job.Requirement(engine: EngineID("diffusers"))
        costs.append(plan.cost)
        farm.submit("waits", account: "stranded", plan: plan)
        submit(100, of: "busy")
        _ = serve(50)
        farm.perform(.workerLeft(mill))
        submit(40, of: "stranded")
        let served = serve(20)
        let stranded = served.count { $0 == "stranded" }
        #expect((12...14).contains(stranded), "\(stranded)")
    }

    @Test mutating func `keeps its order when an account changes its team`() {
        farm.entitle(EntitlementChange(.team("studio"), weight: 100))
        submit(20, of: "ada")
        submit(20, of: "bob")
        _ = serve(4)
        farm.entitle(EntitlementChange(.account("bob"), team: "studio"))
        #expect(farm.scheduler.audit() == [])
        let served = serve(10)
        #expect((4...6).contains(served.count { $0 == "bob" }))
    }

    /// The bound that `FairShare` states, over many farms: with tasks of at most `longest` seconds
    /// and everyone waiting throughout, service by weight differs by one task of each at most.
    @Test(arguments: UInt64(0)..<12)
    func `starves nobody: service by weight stays within one task of each`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var other = self
        let count = Int.random(in: 2...6, using: &random)
        let slots = Int.random(in: 1...3, using: &random)
        let longest = 5
        var weights: [Int] = []
        for number in 0..<count {
            weights.append(Int.random(in: 1...10, using: &random) * 100)
            other.farm.entitle(EntitlementChange(.account("\(number)"), weight: weights[number]))
            for _ in 0..<150 {
                let cost = Int64.random(in: 1...Int64(longest), using: &random) * 1000
                other.submit(1, of: "\(number)", cost: cost)
            }
        }
        other.farm.join(mill, engines: [.director], slots: slots)
        var service = Array(repeating: 0.0, count: count)
        var known: Set<TaskID> = []
        var worst = 0.0
        for _ in 0..<120 {
            for token in other.farm.leases(of: mill) where known.insert(token.task).inserted {
                let index = Int(other.account(of: token)) ?? 0
                let cost = Double(other.cost(of: token).milliseconds)
                service[index] += cost / Double(weights[index])
            }
            let task = Double(longest) * 1000
            for one in 0..<count {
                for two in 0..<count {
                    let bound = task / Double(weights[one]) + task / Double(weights[two])
                    worst = max(worst, (service[one] - service[two]) / bound)
                }
            }
            let held = other.farm.leases(of: mill)
            let token = held[Int.random(in: 0..<held.count, using: &random)]
            other.farm.advance(by: longest, heartbeats: [mill])
            other.farm.complete(token, computeTime: other.cost(of: token))
        }
        #expect(worst <= 1)
        #expect(worst > 0.1)
    }
}
