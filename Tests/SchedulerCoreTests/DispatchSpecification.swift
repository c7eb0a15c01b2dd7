import FarmModel
import SchedulerCore
import Testing

@Suite struct `The dispatcher` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10
    let bob: WorkerID = 11

    /// Runs one task after another on one worker; returns whose they were.
    private mutating func serve(_ count: Int) -> [String] {
        var served: [String] = []
        farm.join(ada, engines: [.director])
        for _ in 0..<count {
            guard let token = farm.leases(of: ada).first,
                let job = farm.scheduler.summary(
                    of: JobID(token.task.rawValue), at: farm.now)
            else { break }
            served.append(job.admission.account)
            farm.fail(token, .pointless)
        }
        return served
    }

    @Test mutating func `serves accounts in turn, whoever came first with how much`() {
        for number in 0..<10 { farm.submit("film-\(number)", account: "heavy") }
        farm.submit("film", account: "light")
        #expect(serve(3) == ["heavy", "light", "heavy"])
    }

    @Test mutating func `charges by cost, not by count`() {
        for number in 0..<12 {
            var short = Job.Task.plan()
            short.cost = .seconds(1)
            var long = Job.Task.plan()
            long.cost = .seconds(3)
            farm.submit("film-\(number)", account: "short", plan: short)
            farm.submit("film-\(number)", account: "long", plan: long)
        }
        let served = serve(12)
        #expect(served.filter { $0 == "short" }.count == 9)
    }

    @Test mutating func `owes nothing for the time an account was away`() {
        for number in 0..<20 { farm.submit("film-\(number)", account: "present") }
        #expect(serve(8).count == 8)
        for number in 0..<8 { farm.submit("film-\(number)", account: "newcomer") }
        let served = serve(8)
        #expect(served.filter { $0 == "newcomer" }.count == 4)
    }

    @Test mutating func `takes an account's tasks by priority, then by age`() {
        farm.submit("old")
        farm.submit("low", priority: -5)
        farm.submit("high", priority: 5)
        farm.submit("new")
        farm.join(ada)
        var order: [JobID] = []
        while let token = farm.leases(of: ada).first {
            order.append(JobID(token.task.rawValue))
            farm.fail(token, .pointless)
        }
        #expect(order == [3, 1, 4, 2])
    }

    @Test mutating func `is not held up by a task that fits nobody`() {
        farm.submitPlanned(
            [.render(engine: EngineID("diffusers"), gpuMemory: 80)], key: "big", account: "ada")
        let small = farm.submit("small", account: "ada")
        farm.join(ada)
        #expect(farm.leases(of: ada).map(\.task) == [3])
        #expect(farm.state(of: small) == .running)
    }

    @Test mutating func `fills every slot and no more`() {
        for number in 0..<5 { farm.submit("film-\(number)") }
        farm.join(ada, slots: 3)
        #expect(farm.leases(of: ada).count == 3)
        farm.join(bob, slots: 1)
        #expect(farm.leases(of: bob).count == 1)
    }

    @Test mutating func `spreads work before it stacks`() {
        farm.join(ada, slots: 2)
        farm.join(bob, slots: 2)
        farm.submit("one")
        farm.submit("two")
        #expect(farm.leases(of: ada).count == 1)
        #expect(farm.leases(of: bob).count == 1)
    }

    @Test mutating func `keeps the worker of many talents for those who need it`() {
        farm.join(ada, engines: [.director, EngineID("diffusers")], gpuMemory: 80)
        farm.join(bob, engines: [.director])
        farm.submit("small")
        #expect(farm.leases(of: bob).count == 1)
    }

    @Test mutating func `gives nothing to a worker that drains or left`() {
        farm.join(ada)
        farm.join(bob)
        farm.perform(.workerDraining(ada))
        farm.perform(.workerLeft(bob))
        farm.submit()
        #expect(farm.scheduler.counts.leasedTasks == 0)
    }

    @Test mutating func `gives nothing to a worker that has been silent`() {
        farm.join(ada)
        farm.advance(by: .seconds(16))
        farm.submit()
        #expect(farm.scheduler.counts.leasedTasks == 0)
        #expect(farm.perform(.heartbeat(ada, [])) == [.askForHello(ada)])
    }
}
