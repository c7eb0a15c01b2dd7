import FarmModel
import SchedulerCore
import Testing

@Suite struct `A job` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10
    let bob: WorkerID = 11

    @Test mutating func `runs from its plan to its film`() throws {
        let job = farm.submit()
        #expect(farm.state(of: job) == .queued)
        farm.join(ada)
        #expect(farm.state(of: job) == .running)
        let effects = farm.complete(
            try #require(farm.lease(of: 1)), followUps: [.render(), .render(), .sound()])
        #expect(effects.grants.first?.document == Array("board".utf8))
        farm.deliver(try #require(farm.lease(of: 2)), chunks: 2)
        farm.deliver(try #require(farm.lease(of: 3)))
        let sound = try #require(farm.lease(of: 4))
        let order = try #require(farm.deliver(sound).orders.first)
        #expect(farm.state(of: job) == .assembling)
        #expect(
            order.video == [.sample(0, of: 2), .sample(1, of: 2), .sample(0, of: 3)])
        #expect(order.audio == [.sample(0, of: 4)])
        farm.perform(.assembled(job, .sample))
        #expect(farm.state(of: job) == .completed(.sample))
    }

    @Test mutating func `keeps the order of its plan's list`() throws {
        farm.submitPlanned([.render(), .sound(), .render()])
        var order: [TaskID] = []
        farm.join(ada)
        while let token = farm.leases(of: ada).first {
            order.append(token.task)
            farm.deliver(token)
        }
        #expect(order == [2, 3, 4])
    }

    @Test mutating func `starts no task before those it depends on`() throws {
        farm.submitPlanned([.render(), .render(after: [0]), .render(after: [0, 1])])
        farm.join(ada, slots: 3)
        #expect(farm.leases(of: ada).map(\.task) == [2])
        farm.deliver(farm.leases(of: ada)[0])
        #expect(farm.leases(of: ada).map(\.task) == [3])
        farm.deliver(farm.leases(of: ada)[0])
        #expect(farm.leases(of: ada).map(\.task) == [4])
    }

    @Test(arguments: [
        ([Job.Task.render(after: [1]), .render(after: [0])], "dependency_cycle"),
        ([.render(after: [0])], "dependency_cycle"),
        ([.render(after: [7])], "dependency_unknown"),
        ([.render(after: [-1])], "dependency_unknown"),
        (Array(repeating: .sound(), count: 10_001), "too_many_tasks"),
    ])
    func `fails if its plan makes no sense`(tasks: [Job.Task], code: String) throws {
        var farm = VirtualFarm()
        let job = farm.submit()
        farm.join(ada)
        let token = try #require(farm.lease(of: 1))
        let effects = farm.complete(token, followUps: tasks)
        #expect(effects.first == .acknowledgeResult(token))
        guard case .failed(let failure) = farm.state(of: job) else {
            Issue.record("the job goes on")
            return
        }
        #expect(failure.code == code)
    }

    @Test mutating func `without a picture fails`() throws {
        let job = farm.submitPlanned([.sound()])
        farm.join(ada)
        farm.deliver(try #require(farm.lease(of: 2)))
        guard case .failed(let failure) = farm.state(of: job) else {
            Issue.record("the job goes on")
            return
        }
        #expect(failure.code == "film_empty")
    }

    @Test mutating func `tells its progress by cost`() throws {
        let job = farm.submitPlanned([
            .render(cost: .seconds(30)), .render(cost: .seconds(9)),
        ])
        farm.join(ada)
        farm.deliver(try #require(farm.lease(of: 2)))
        farm.advance(by: .seconds(2))
        farm.heartbeat(ada, fraction: 0.5)
        let progress = try #require(farm.scheduler.summary(of: job, at: farm.now)?.progress)
        #expect(progress.fraction == 35.5 / 40)
        #expect(progress.framesPerSecond == 24)
        #expect(progress.remaining == .seconds(2))
    }

    @Test mutating func `says why it waits`() throws {
        func reason(_ farm: VirtualFarm, _ job: JobID) -> WaitingReason? {
            farm.scheduler.summary(of: job, at: farm.now)?.waiting
        }
        let director = Job.Requirement(engine: .director)
        let job = farm.submit()
        #expect(reason(farm, job) == .noCapableWorker(director, .workers))
        farm.join(bob, engines: [.previz])
        #expect(reason(farm, job) == .noCapableWorker(director, .engine(connectedWorkers: 1)))
        farm.join(ada)
        #expect(reason(farm, job) == nil)
        let second = farm.submit("second")
        #expect(reason(farm, second) == .workersBusy(capableWorkers: 1))
        farm.perform(.workerDraining(ada))
        #expect(reason(farm, second) == .noWorkerInService(capableWorkers: 1))
        farm.fail(try #require(farm.lease(of: 1)))
        guard case .backoff(_, attempts: 1) = reason(farm, job) else {
            Issue.record("the job waits for \(String(describing: reason(farm, job)))")
            return
        }
    }
}

@Suite struct `A drill` {
    @Test func `is completed without a film when its one task is done`() {
        var farm = VirtualFarm()
        let drill = Drill(duration: .seconds(1))
        let reply = farm.submit(
            Job.Submission(
                clientKey: "drill", account: "ada", title: "drill", demand: .drill(.drill),
                plan: drill.task))
        #expect(reply == .accepted(1))
        farm.perform(
            .workerJoined(10, Worker.Announcement(name: "idle", engines: [.drill]), holding: []))
        #expect(farm.leases(of: 10).count == 1)
        let effects = farm.perform(
            .taskCompleted(
                farm.leases(of: 10)[0], Job.Outcome(chunkCount: 0, computeTime: .seconds(1))))
        #expect(effects.orders.isEmpty)
        #expect(farm.state(of: 1) == .completed(nil))
        farm.restart()
        #expect(farm.state(of: 1) == .completed(nil))
    }
}

@Suite struct `An assembly` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    private mutating func assemble() -> JobID {
        let job = farm.submitPlanned([.render()])
        farm.join(ada)
        farm.deliver(farm.leases(of: ada)[0])
        return job
    }

    @Test mutating func `is ordered again after a restart`() {
        let job = assemble()
        farm.restart()
        #expect(farm.perform(.started).orders.map(\.job) == [job])
    }

    @Test mutating func `that failed is ordered again after a pause`() {
        let job = assemble()
        let failure = Job.Failure(code: "disk_full", message: "", retry: .worthwhile)
        #expect(farm.perform(.assemblyFailed(job, failure)).isEmpty)
        farm.advance(by: .milliseconds(999))
        var scheduler = farm.scheduler
        let orders = scheduler.handle(
            .clockAdvanced, at: farm.now.advanced(by: .milliseconds(1))
        ).orders
        #expect(orders.map(\.job) == [job])
    }

    @Test mutating func `waits no longer than the longest pause when the clock was set back`() {
        let job = assemble()
        let failure = Job.Failure(code: "disk_full", message: "", retry: .worthwhile)
        farm.perform(.assemblyFailed(job, failure))
        let back = farm.now.advanced(by: .seconds(-12_600))
        var restoration = Scheduler.Restoration()
        for record in farm.scheduler.records { restoration.add(record) }
        var scheduler = restoration.scheduler(at: back)
        #expect(scheduler.handle(.started, at: back).orders.isEmpty)
        let longest = back.advanced(by: scheduler.configuration.backoffLimit)
        #expect(scheduler.handle(.clockAdvanced, at: longest).orders.map(\.job) == [job])
    }

    @Test mutating func `that fails too often fails the job`() {
        let job = assemble()
        let failure = Job.Failure(code: "disk_full", message: "", retry: .worthwhile)
        for _ in 0..<4 {
            farm.perform(.assemblyFailed(job, failure))
            farm.advance(by: .seconds(30))
        }
        #expect(farm.state(of: job) == .failed(failure))
    }

    @Test mutating func `of a cancelled job comes to nothing`() {
        let job = assemble()
        farm.cancel(job)
        #expect(farm.perform(.assembled(job, .sample)).isEmpty)
        #expect(farm.state(of: job) == .cancelled)
    }

    @Test mutating func `counts once`() {
        let job = assemble()
        farm.perform(.assembled(job, .sample))
        #expect(farm.perform(.assembled(job, .sample)).isEmpty)
        #expect(farm.perform(.assembled(99, .sample)).isEmpty)
    }
}
