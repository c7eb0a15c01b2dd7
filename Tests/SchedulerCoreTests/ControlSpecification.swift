import FarmModel
import SchedulerCore
import Testing

@Suite struct `A pause` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    private func reason(_ job: JobID) -> WaitingReason? {
        farm.scheduler.summary(of: job, at: farm.now)?.waiting
    }

    @Test mutating func `of a job lets what runs go on and nothing else begin`() throws {
        let job = farm.submitPlanned([.render(), .render()])
        farm.join(ada)
        let token = try #require(farm.lease(of: 2))
        #expect(farm.command(.pause(.job(job))) == .carriedOut)
        farm.deliver(token)
        #expect(farm.leases(of: ada).isEmpty)
        #expect(farm.state(of: job) == .running)
        #expect(reason(job) == .paused(.job(job)))
        #expect(farm.command(.resume(.job(job))) == .carriedOut)
        #expect(farm.leases(of: ada).map(\.task) == [3])
        #expect(reason(job) == nil)
    }

    @Test mutating func `leaves the workers to other jobs`() {
        let first = farm.submit("first")
        farm.submit("second")
        farm.command(.pause(.job(first)))
        farm.join(ada)
        #expect(farm.leases(of: ada).map(\.task) == [2])
    }

    @Test mutating func `of an account stops its jobs and those it submits later`() {
        farm.submit("one", account: "ada")
        #expect(farm.command(.pause(.account("ada"))) == .carriedOut)
        let later = farm.submit("two", account: "ada")
        farm.submit("three", account: "bob")
        farm.join(ada, slots: 3)
        #expect(farm.leases(of: ada).map(\.task) == [3])
        #expect(reason(later) == .paused(.account("ada")))
        #expect(farm.scheduler.audit() == [])
        farm.command(.resume(.account("ada")))
        #expect(farm.leases(of: ada).map(\.task) == [3, 1, 2])
    }

    @Test mutating func `of the farm stops everyone`() {
        let job = farm.submit()
        farm.command(.pause(.farm))
        farm.join(ada)
        #expect(farm.leases(of: ada).isEmpty)
        #expect(reason(job) == .paused(.farm))
        farm.command(.resume(.farm))
        #expect(farm.leases(of: ada).map(\.task) == [1])
    }

    @Test(arguments: [PauseSubject.job(1), .account("ada"), .farm])
    func `outlives a restart`(subject: PauseSubject) {
        var farm = VirtualFarm()
        farm.submit()
        farm.command(.pause(subject))
        let before = farm.scheduler
        farm.restart()
        #expect(farm.scheduler.records == before.records)
        #expect(farm.scheduler.waitingPlaces == before.waitingPlaces)
        farm.join(ada)
        #expect(farm.leases(of: ada).isEmpty)
        farm.command(.resume(subject))
        farm.restart()
        farm.join(ada)
        #expect(farm.leases(of: ada).map(\.task) == [1])
    }

    @Test mutating func `earns an account no claim to the time it stood still`() {
        farm.submitPlanned(Array(repeating: .render(), count: 40), key: "a", account: "ada")
        farm.submitPlanned(Array(repeating: .render(), count: 40), key: "b", account: "bob")
        farm.command(.pause(.account("ada")))
        farm.join(ada)
        for _ in 0..<10 { farm.deliver(farm.leases(of: ada)[0]) }
        farm.command(.resume(.account("ada")))
        var served: [Bool] = []
        for _ in 0..<8 {
            let token = farm.leases(of: ada)[0]
            farm.deliver(token)
            served.append(token.task.rawValue <= 41)
        }
        #expect(served.count { $0 } <= 5)
    }

    @Test mutating func `is the owner's or an operator's to ask for`() {
        let job = farm.submit("one", account: "ada")
        let bob = Requester.account("bob")
        #expect(farm.command(.pause(.job(job)), by: bob) == .unknownJob(job))
        for subject in [PauseSubject.account("ada"), .account("nobody"), .farm] {
            guard case .refused = farm.command(.pause(subject), by: bob) else {
                Issue.record("\(subject) was paused by a stranger")
                continue
            }
        }
        #expect(farm.command(.pause(.job(job)), by: .account("ada")) == .carriedOut)
    }

    @Test mutating func `may be asked for again and again at no cost`() {
        let job = farm.submitPlanned(Array(repeating: .render(), count: 100))
        for _ in 0..<50 {
            farm.command(.pause(.job(job)))
            farm.command(.pause(.job(job)))
            farm.command(.resume(.job(job)))
        }
        #expect(farm.scheduler.audit() == [])
        #expect(farm.scheduler.queuedTicketCount < 500)
        farm.join(ada, slots: 200)
        #expect(farm.leases(of: ada).count == 100)
    }
}

@Suite struct `A place in the queue` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    private mutating func order() -> [TaskID] {
        farm.join(ada)
        var order: [TaskID] = []
        while let token = farm.leases(of: ada).first {
            order.append(token.task)
            farm.fail(token, .pointless)
        }
        return order
    }

    @Test mutating func `follows an edit of priority`() {
        for key in ["one", "two", "three"] { farm.submit(key) }
        #expect(farm.command(.prioritize(3, 5)) == .carriedOut)
        #expect(farm.command(.prioritize(1, -5)) == .carriedOut)
        #expect(farm.scheduler.summary(of: 3, at: farm.now)?.control.priority == 5)
        farm.restart()
        #expect(order() == [3, 2, 1])
    }

    @Test mutating func `is the first for the job that was moved there last`() {
        farm.submit("one", priority: 9)
        for key in ["two", "three", "four"] { farm.submit(key) }
        farm.command(.moveToFront(3))
        farm.command(.moveToFront(4))
        farm.restart()
        #expect(order() == [4, 3, 1, 2])
    }

    @Test mutating func `keeps within the bounds of priorities`() {
        farm.submit()
        guard case .refused(let failure) = farm.command(.prioritize(1, 1001)) else {
            Issue.record("a priority beyond the bounds was given")
            return
        }
        #expect(failure.code == "priority_out_of_range")
    }

    @Test mutating func `is not for a job that has ended`() {
        farm.submit()
        farm.cancel(1)
        #expect(farm.command(.prioritize(1, 1)) == .ended(1, .cancelled))
        #expect(farm.command(.moveToFront(1)) == .ended(1, .cancelled))
        #expect(farm.command(.pause(.job(1))) == .ended(1, .cancelled))
    }
}

@Suite struct `A requeued job` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    @Test mutating func `goes on with what it had finished`() throws {
        let job = farm.submitPlanned([.render(), .render(after: [0]), .render(after: [1])])
        farm.join(ada)
        farm.deliver(try #require(farm.lease(of: 2)))
        farm.store(0, under: try #require(farm.lease(of: 3)))
        farm.cancel(job)
        farm.advance(by: .seconds(1))
        #expect(farm.requeue(job) == .carriedOut)
        #expect(farm.leases(of: ada).map(\.task) == [3])
        #expect(farm.scheduler.audit() == [])
        let token = try #require(farm.lease(of: 3))
        #expect(token.attempt == 2)
        farm.store(1, under: token)
        farm.complete(token, chunks: 2)
        #expect(farm.deliver(try #require(farm.lease(of: 4))).orders.map(\.video.count) == [4])
    }

    @Test mutating func `hands its tasks out as they were`() throws {
        let job = farm.submitPlanned([.render()])
        farm.join(ada)
        let first = farm.leases(of: ada)
        farm.cancel(job)
        farm.advance(by: .seconds(1))
        let grant = try #require(farm.performRequeue(job).grants.first)
        #expect(grant.task == .render())
        #expect(grant.document == Array("board".utf8))
        #expect(grant.lease.token.attempt == first[0].attempt + 1)
    }

    @Test mutating func `begins a fresh count of attempts`() throws {
        let job = farm.submitPlanned([.render()])
        farm.join(ada)
        for _ in 0..<2 {
            for round in 1...4 {
                farm.fail(try #require(farm.lease(of: 2), "attempt \(round)"))
                farm.advance(by: 130, heartbeats: [ada])
            }
            guard case .failed = farm.state(of: job) else {
                Issue.record("the job goes on after four attempts")
                return
            }
            farm.requeue(job)
        }
        #expect(farm.lease(of: 2)?.attempt == 9)
    }

    @Test mutating func `does not wait out the pause of an attempt before`() throws {
        let job = farm.submitPlanned([.render()])
        farm.join(ada)
        farm.fail(try #require(farm.lease(of: 2)))
        farm.advance(by: .milliseconds(10))
        farm.cancel(job)
        farm.requeue(job)
        #expect(farm.lease(of: 2)?.attempt == 2)
        farm.restart()
        #expect(farm.scheduler.audit() == [])
    }

    @Test mutating func `is assembled again if only that had failed`() {
        let job = farm.submitPlanned([.render()])
        farm.join(ada)
        farm.deliver(farm.leases(of: ada)[0])
        let failure = Job.Failure(code: "disk_full", message: "", retry: .pointless)
        farm.perform(.assemblyFailed(job, failure))
        farm.advance(by: .seconds(1))
        #expect(farm.performRequeue(job).orders.map(\.job) == [job])
        #expect(farm.state(of: job) == .assembling)
    }

    @Test mutating func `is the same after a restart`() throws {
        let job = farm.submitPlanned([.render(), .render(after: [0]), .sound()])
        farm.join(ada)
        farm.deliver(try #require(farm.lease(of: 2)))
        farm.cancel(job)
        farm.advance(by: .seconds(1))
        farm.restart()
        #expect(farm.requeue(job) == .carriedOut)
        let before = farm.scheduler
        farm.restart()
        #expect(farm.scheduler.records == before.records)
        #expect(farm.scheduler.waitingPlaces == before.waitingPlaces)
        farm.join(ada, slots: 3)
        #expect(farm.leases(of: ada).map(\.task) == [3, 4])
    }

    @Test mutating func `is not one that completed, nor one under way`() {
        let job = farm.submitPlanned([.render()])
        #expect(farm.requeue(job) == .carriedOut)
        #expect(farm.state(of: job) == .running)
        farm.join(ada)
        farm.deliver(farm.leases(of: ada)[0])
        farm.perform(.assembled(job, .sample))
        #expect(farm.requeue(job) == .ended(job, .completed(.sample)))
    }

    @Test mutating func `is refused while the store lags behind`() {
        let job = farm.submitPlanned([.render()])
        farm.cancel(job)
        farm.advance(by: .seconds(1))
        let archive = Archive(payloads: [[1, 2, 3]], document: nil)
        guard case .refused(let failure) = farm.command(.requeue(job, archive)) else {
            Issue.record("a job was taken up with a task missing")
            return
        }
        #expect(failure.code == "not_now")
        #expect(farm.state(of: job) == .cancelled)
    }
}

@Suite struct `A job's own policy` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    @Test mutating func `decides how often a task may fail`() throws {
        let job = farm.submit(options: Job.Options(maximumAttempts: 2))
        farm.join(ada)
        farm.fail(try #require(farm.lease(of: 1)))
        farm.advance(by: 10, heartbeats: [ada])
        #expect(farm.state(of: job) == .running)
        farm.restart()
        farm.join(ada)
        farm.fail(try #require(farm.lease(of: 1)))
        guard case .failed = farm.state(of: job) else {
            Issue.record("the job goes on after two attempts")
            return
        }
    }

    @Test mutating func `ends an attempt that takes too long, whatever progress it makes`() throws {
        farm.submit(options: Job.Options(timeout: .seconds(30)))
        farm.join(ada)
        let token = try #require(farm.lease(of: 1))
        for second in 1...29 {
            farm.advance(by: .seconds(1))
            farm.heartbeat(ada, fraction: Double(second) / 100)
        }
        #expect(farm.lease(of: 1) == token)
        farm.advance(by: .seconds(1))
        guard case .failed(let failure) = farm.endings(of: 1).first else {
            Issue.record("the attempt goes on")
            return
        }
        #expect(failure.code == "attempt_timed_out")
    }

    @Test(arguments: [
        (Job.Options(maximumAttempts: 0), "attempts_out_of_range"),
        (Job.Options(timeout: .zero), "timeout_out_of_range"),
        (Job.Options(labels: [Job.Label(key: "", value: "x")]), "label_malformed"),
        (Job.Options(labels: [Job.Label(key: "a=b", value: "x")]), "label_malformed"),
        (Job.Options(labels: [Job.Label(key: "a", value: "x\ny")]), "label_malformed"),
        (
            Job.Options(labels: (0..<17).map { Job.Label(key: "k\($0)", value: "") }),
            "too_many_labels"
        ),
    ])
    func `keeps within bounds`(options: Job.Options, code: String) {
        var farm = VirtualFarm()
        guard case .refused(let failure) = farm.submit(.sample(options: options)) else {
            Issue.record("\(options) was accepted")
            return
        }
        #expect(failure.code == code)
    }
}
