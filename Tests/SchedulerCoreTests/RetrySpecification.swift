import FarmModel
import SchedulerCore
import Testing

@Suite struct `A task that went badly` {
    var farm = VirtualFarm()
    let plan: TaskID = 1
    let ada: WorkerID = 10
    let bob: WorkerID = 11

    @Test mutating func `is tried again after a pause`() throws {
        farm.submit()
        farm.join(ada)
        farm.fail(try #require(farm.lease(of: plan)))
        #expect(farm.lease(of: plan) == nil)
        farm.advance(by: .seconds(1))
        #expect(farm.lease(of: plan)?.attempt == 2)
    }

    @Test mutating func `goes to another machine if there is one`() throws {
        farm.submit()
        farm.join(ada)
        farm.join(bob)
        #expect(farm.holder(of: plan) == ada)
        farm.fail(try #require(farm.lease(of: plan)))
        farm.advance(by: .seconds(1))
        #expect(farm.holder(of: plan) == bob)
    }

    @Test mutating func `waits for the other machine rather than fail twice on one`() throws {
        farm.submit("first")
        farm.join(ada)
        farm.submit("second", account: "bob")
        farm.join(bob)
        farm.fail(try #require(farm.lease(of: plan)))
        farm.advance(by: 5, heartbeats: [ada, bob])
        #expect(farm.lease(of: plan) == nil)
        #expect(farm.leases(of: ada).isEmpty)
        farm.complete(farm.leases(of: bob)[0], followUps: [.sound()])
        #expect(farm.holder(of: plan) == bob)
    }

    @Test mutating func `never stops those that other workers can run`() throws {
        farm.submit("bad")
        farm.join(ada)
        farm.join(bob, engines: [.director], slots: 1)
        farm.submit("busy")
        farm.fail(try #require(farm.lease(of: plan)))
        farm.advance(by: 2, heartbeats: [ada, bob])
        let next = farm.submit("next")
        #expect(farm.state(of: next) == .running)
    }

    @Test mutating func `fails its job after enough attempts, and tells where`() throws {
        let job = farm.submit()
        farm.join(ada)
        farm.join(bob)
        for _ in 0..<4 {
            farm.fail(try #require(farm.lease(of: plan)))
            farm.advance(by: 30, heartbeats: [ada, bob])
        }
        guard case .failed(let failure) = farm.state(of: job) else {
            Issue.record("the job goes on")
            return
        }
        #expect(failure.code == "engine_failed")
        #expect(failure.message.contains("machine-10, machine-11"))
        #expect(farm.endings(of: plan).count == 4)
    }

    @Test mutating func `is given up even if the other machine is never free when it is due`()
        throws
    {
        let job = farm.submit()
        farm.join(ada)
        farm.join(bob)
        for _ in 0..<8 {
            _ = farm.command(.machine("machine-11", .setAside(reason: "busy elsewhere")))
            farm.advance(by: 150, heartbeats: [ada, bob])
            #expect(farm.holder(of: plan) == ada)
            _ = farm.command(.machine("machine-11", .release))
            farm.fail(try #require(farm.lease(of: plan)))
        }
        guard case .failed = farm.state(of: job) else {
            Issue.record("the job goes on")
            return
        }
    }

    @Test mutating func `fails its job at once if every attempt would fail alike`() throws {
        let job = farm.submit()
        farm.join(ada)
        farm.fail(try #require(farm.lease(of: plan)), .pointless)
        let failure = Job.Failure(code: "engine_failed", message: "no light", retry: .pointless)
        #expect(farm.state(of: job) == .failed(failure))
    }

    @Test mutating func `is given up when it crashes its workers`() {
        let job = farm.submit()
        for worker in 1...4 {
            farm.join(WorkerID(UInt64(worker)), name: "machine")
            farm.advance(by: 20, heartbeats: [])
        }
        guard case .failed(let failure) = farm.state(of: job) else {
            Issue.record("the job goes on")
            return
        }
        #expect(failure.code == "task_crashes_workers")
    }

    @Test mutating func `is not blamed for planned stops`() throws {
        let job = farm.submit()
        for worker in 1...8 {
            let id = WorkerID(UInt64(worker))
            farm.advance(by: .seconds(150))
            farm.join(id)
            let token = try #require(farm.lease(of: plan))
            farm.perform(.workerDraining(id))
            farm.perform(.taskReturned(token))
            farm.perform(.workerLeft(id))
        }
        #expect(farm.state(of: job) == .running)
        #expect(farm.endings(of: plan) == Array(repeating: .returned, count: 8))
    }

    @Test mutating func `has growing pauses between its attempts`() throws {
        farm.submit()
        farm.join(ada)
        var pauses: [Duration] = []
        for _ in 0..<3 {
            farm.fail(try #require(farm.lease(of: plan)))
            let failed = farm.now
            while farm.lease(of: plan) == nil {
                farm.advance(by: .milliseconds(50))
                farm.heartbeat(ada)
            }
            pauses.append(failed.duration(to: farm.now))
        }
        #expect(pauses[0] >= .milliseconds(500) && pauses[0] <= .milliseconds(1050))
        #expect(pauses[1] >= .milliseconds(1000) && pauses[1] <= .milliseconds(2050))
        #expect(pauses[2] >= .milliseconds(2000) && pauses[2] <= .milliseconds(4050))
    }
}

@Suite struct `A machine that fails different tasks in a row` {
    var farm = VirtualFarm()
    let bad: WorkerID = 10
    let good: WorkerID = 11

    private mutating func failThree() {
        farm.join(bad, slots: 3)
        for number in 1...3 { farm.submit("film-\(number)") }
        farm.join(good, slots: 8)
        for token in farm.leases(of: bad) { farm.fail(token) }
    }

    @Test mutating func `is set aside and says why`() throws {
        failThree()
        let worker = try #require(farm.scheduler.workers.first { $0.id == bad })
        guard case .setAside(_, let reason) = worker.service else {
            Issue.record("the worker is \(worker.service)")
            return
        }
        #expect(reason.code == "machine_set_aside")
        farm.submit("next")
        #expect(farm.leases(of: bad).isEmpty)
    }

    @Test mutating func `is tried again after a while`() {
        failThree()
        farm.advance(by: 61, heartbeats: [bad, good])
        #expect(farm.scheduler.workers.first { $0.id == bad }?.service == .active)
    }

    @Test mutating func `stays in service while it is the only one`() {
        farm.join(bad, slots: 3)
        for number in 1...3 { farm.submit("film-\(number)") }
        for token in farm.leases(of: bad) { farm.fail(token) }
        #expect(farm.scheduler.workers.first { $0.id == bad }?.service == .active)
    }

    @Test mutating func `is still known after its worker process restarts`() {
        failThree()
        farm.perform(.workerLeft(bad))
        farm.join(20, name: "machine-10", slots: 3)
        farm.submit("next")
        #expect(farm.leases(of: 20).isEmpty)
    }
}
