import FarmModel
import SchedulerCore
import Testing

@Suite struct `A worker` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10
    let bob: WorkerID = 11
    let diffusers = EngineID("diffusers")

    private func steps(of worker: WorkerID) -> [TaskID] { farm.leases(of: worker).map(\.task) }

    @Test mutating func `takes only what its models, memory and tags allow`() {
        farm.submitPlanned([
            .render(engine: diffusers, model: "wan"),
            .render(engine: diffusers, gpuMemory: 24),
            .render(engine: diffusers, tags: ["hall-2"]),
        ])
        farm.join(ada, engines: [diffusers], slots: 3, gpuMemory: 16)
        #expect(steps(of: ada) == [])
        farm.join(
            bob, engines: [diffusers], slots: 3, tags: ["hall-2"], gpuMemory: 24,
            models: [Worker.Model("wan")])
        #expect(steps(of: bob) == [2, 3, 4])
    }

    @Test mutating func `with much memory is kept for what needs it, whoever's turn it is`() {
        let big = farm.submitPlanned(
            [.render(engine: diffusers, gpuMemory: 80)], key: "big", account: "heavy")
        var short = Job.Task.plan()
        short.cost = .milliseconds(10)
        for number in 0..<4 { farm.submit("small-\(number)", account: "light", plan: short) }
        farm.join(bob, engines: [.director])
        farm.join(ada, engines: [.director, diffusers], gpuMemory: 80)
        #expect(steps(of: ada) == [2])
        #expect(farm.state(of: big) == .running)
        farm.deliver(farm.leases(of: ada)[0])
        #expect(steps(of: ada) == [4])
    }

    @Test mutating func `with much memory takes its turn where no smaller one could`() {
        farm.join(ada, engines: [.director, diffusers], gpuMemory: 80)
        farm.submitPlanned(
            [.render(cost: .seconds(100), engine: diffusers, gpuMemory: 80)], account: "heavy")
        farm.submitPlanned(
            [.render(engine: diffusers, gpuMemory: 80)], key: "next", account: "heavy")
        farm.submit("small", account: "light")
        farm.deliver(farm.leases(of: ada)[0])
        #expect(farm.leases(of: ada).map(\.task) == [5])
    }

    @Test mutating func `that has the model in memory is preferred to a less busy one`() {
        farm.join(
            ada, engines: [diffusers], slots: 2, models: [Worker.Model("wan", isLoaded: true)])
        farm.join(bob, engines: [diffusers], slots: 2, models: [Worker.Model("wan")])
        farm.submitPlanned([
            .render(engine: diffusers, model: "wan"), .render(engine: diffusers, model: "wan"),
            .render(engine: diffusers, model: "wan"),
        ])
        #expect(steps(of: ada) == [2, 3])
        #expect(steps(of: bob) == [4])
    }

    @Test mutating func `of other talents is preferred too if it has the model in memory`() {
        farm.join(ada, engines: [diffusers], models: [Worker.Model("wan")])
        farm.join(
            bob, engines: [diffusers], tags: ["hall-2"],
            models: [Worker.Model("wan", isLoaded: true)])
        farm.submitPlanned([.render(engine: diffusers, model: "wan")])
        #expect(steps(of: bob) == [2])
    }

    @Test(arguments: [0, 1, 5])
    mutating func `goes on with the model it has loaded, but not for ever`(_ limit: Int) {
        var configuration = Scheduler.Configuration()
        configuration.bypassLimit = limit
        farm = VirtualFarm(configuration)
        let models = [Worker.Model("wan"), Worker.Model("flux")]
        let flux = farm.submitPlanned(
            [.render(engine: diffusers, model: "wan"), .render(engine: diffusers, model: "flux")],
            key: "flux", account: "ada")
        farm.submitPlanned(
            (0..<8).map { _ in .render(engine: diffusers, model: "wan") }, key: "wan",
            account: "bob")
        farm.join(ada, engines: [diffusers], models: models)
        var others = 0
        while farm.task(3)?.attempts.isEmpty ?? false {
            farm.deliver(farm.leases(of: ada)[0])
            others += 1
        }
        #expect(others == 2 + limit)
        #expect(farm.state(of: flux) == .running)
    }

    @Test
    mutating func `never goes on with its model before a higher priority of the same account`() {
        let models = [Worker.Model("wan"), Worker.Model("flux")]
        farm.submitPlanned(
            [.render(engine: diffusers, model: "wan"), .render(engine: diffusers, model: "wan")])
        let urgent = farm.submitPlanned([.render(engine: diffusers, model: "flux")], key: "urgent")
        farm.join(ada, engines: [diffusers], models: models)
        farm.command(.prioritize(urgent, 5))
        farm.deliver(farm.leases(of: ada)[0])
        #expect(farm.state(of: urgent) == .running)
        #expect(steps(of: ada) == [5])
    }

    @Test mutating func `keeps as many models in memory as it says`() {
        farm.join(
            ada, engines: [diffusers], slots: 3,
            models: [Worker.Model("wan"), Worker.Model("flux")], residentModels: 2)
        farm.join(
            bob, engines: [diffusers], slots: 1,
            models: [Worker.Model("wan"), Worker.Model("flux")])
        farm.submitPlanned([.render(engine: diffusers, model: "wan")], key: "one")
        farm.submitPlanned([.render(engine: diffusers, model: "flux")], key: "two")
        let warm = farm.leases(of: ada).count
        farm.submitPlanned([.render(engine: diffusers, model: "wan")], key: "three")
        #expect(warm == 1)
        #expect(farm.leases(of: ada).count == 2)
    }

    @Test(arguments: [
        (Job.Task.render(engine: EngineID("sora")), Shortfall.engine(connectedWorkers: 2)),
        (.render(engine: EngineID("diffusers"), model: "flux"), .model(available: ["ltx", "wan"])),
        (
            .render(engine: EngineID("diffusers"), model: "wan", gpuMemory: 48),
            .gpuMemory(largest: 24)
        ),
        (
            .render(engine: EngineID("diffusers"), tags: ["hall-2", "fast"]),
            .tags(missing: ["fast"])
        ),
    ])
    mutating func `that comes nearest to a task nobody can run says what it lacks`(
        _ task: Job.Task, _ shortfall: Shortfall
    ) {
        farm.join(
            ada, engines: [diffusers], tags: ["hall-2"], gpuMemory: 24,
            models: [Worker.Model("wan")])
        farm.join(
            bob, engines: [diffusers], gpuMemory: 80, models: [Worker.Model("ltx")])
        let job = farm.submitPlanned([task])
        #expect(
            farm.scheduler.summary(of: job, at: farm.now)?.waiting
                == .noCapableWorker(task.requirement, shortfall))
    }
}

@Suite struct `A low priority` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    /// Runs whatever comes for as long, while a job of a higher priority arrives every second.
    private mutating func waited(_ seconds: Int, priority: Int) -> Int? {
        farm.join(ada, engines: [.director])
        let job = farm.submit("patient", plan: .plan())
        for second in 0..<seconds {
            farm.submit("urgent-\(second)", priority: priority)
            if farm.state(of: job) == .running { return second }
            if let token = farm.leases(of: ada).first { farm.fail(token, .pointless) }
            farm.advance(by: 1, heartbeats: [ada])
        }
        return nil
    }

    @Test mutating func `waits no longer than its distance allows, whatever keeps arriving`() {
        var configuration = Scheduler.Configuration()
        configuration.agingStep = .seconds(30)
        farm = VirtualFarm(configuration)
        farm.submit("first", priority: 2)
        let seconds = waited(200, priority: 2)
        #expect((60...63).contains(seconds ?? 0))
    }

    @Test mutating func `is strict among jobs of the same time`() {
        farm.submit("first", priority: 1)
        #expect(waited(200, priority: 1) == nil)
    }
}
