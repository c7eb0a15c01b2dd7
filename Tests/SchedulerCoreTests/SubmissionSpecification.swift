import FarmModel
import SchedulerCore
import Testing

@Suite struct `A submission` {
    var farm = VirtualFarm()

    @Test mutating func `is recorded before it is answered`() {
        let submission = Job.Submission(
            clientKey: "key", account: "ada", title: "surf",
            demand: Job.Demand(
                filmSeconds: 1, frame: PixelSize(width: 2, height: 2), engine: .previz),
            plan: .plan())
        let effects = farm.perform(.submitted(submission, 7))
        #expect(
            effects == [
                .announce(JobEvent(job: 1, sequence: 1, kind: .state(.queued))),
                .reply(7, .accepted(1)),
            ])
        let admission = JobAdmission(
            id: 1, account: "ada", clientKey: "key", title: "surf", priority: 0,
            demand: submission.demand, submitted: farm.now)
        #expect(
            farm.records == [
                .account(AccountStanding(account: "ada", pass: 0)), .job(admission),
                .task(TaskEntry(id: 1, job: 1, list: 1, task: .plan())),
            ])
    }

    @Test mutating func `with a known key is the same job`() {
        let first = farm.submit("key")
        let records = farm.records
        #expect(farm.submit("key") == first)
        #expect(farm.records == records)
    }

    @Test mutating func `with a known key is the same job after a restart, and when it has ended`()
    {
        let first = farm.submit("key")
        farm.cancel(first)
        farm.restart()
        #expect(farm.submit("key") == first)
        #expect(farm.state(of: first) == .cancelled)
    }

    @Test mutating func `with another account's key is another job`() {
        let first = farm.submit("key", account: "ada")
        #expect(farm.submit("key", account: "bob") != first)
    }

    @Test(arguments: [
        ("", "key", "title", 0, "account_empty"),
        ("ada", "", "title", 0, "client_key_empty"),
        (String(repeating: "a", count: 129), "key", "title", 0, "account_too_long"),
        ("ada", String(repeating: "k", count: 129), "title", 0, "client_key_too_long"),
        ("ada", "key", String(repeating: "t", count: 513), 0, "title_too_long"),
        ("ada", "key", "title", 1001, "priority_out_of_range"),
    ])
    func `that breaks a bound is refused, and nothing is kept`(
        account: String, key: String, title: String, priority: Int, code: String
    ) {
        var farm = VirtualFarm()
        let reply = farm.submit(
            Job.Submission(
                clientKey: key, account: account, title: title, priority: priority,
                demand: Job.Demand(
                    filmSeconds: 1, frame: PixelSize(width: 2, height: 2), engine: .previz),
                plan: .plan()))
        guard case .refused(let failure) = reply else {
            Issue.record("the answer was \(String(describing: reply))")
            return
        }
        #expect(failure.code == code)
        #expect(farm.records.isEmpty)
    }

    @Test func `is refused when the farm is full`() {
        var configuration = Scheduler.Configuration()
        configuration.taskLimit = 2
        var farm = VirtualFarm(configuration)
        farm.submit("one")
        farm.submit("two")
        let reply = farm.submit(
            Job.Submission(
                clientKey: "three", account: "ada", title: "",
                demand: Job.Demand(
                    filmSeconds: 1, frame: PixelSize(width: 2, height: 2), engine: .previz),
                plan: .plan()))
        guard case .refused(let failure) = reply else {
            Issue.record("the answer was \(String(describing: reply))")
            return
        }
        #expect(failure.code == "farm_full" && failure.retry == .worthwhile)
    }
}

@Suite struct `A cancelled job` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    @Test mutating func `is taken from its worker`() throws {
        let job = farm.submit()
        farm.join(ada)
        let token = try #require(farm.lease(of: 1))
        let effects = farm.perform(.cancelled(job, by: .account("ada"), 5))
        #expect(
            effects == [
                .revoke(token, .jobEnded),
                .announce(JobEvent(job: 1, sequence: 3, kind: .state(.cancelled))),
                .reply(5, .cancelled(job)),
            ])
        #expect(farm.endings(of: 1) == [.moot])
    }

    @Test mutating func `never starts again`() {
        let job = farm.submit()
        farm.cancel(job)
        #expect(farm.join(ada) == [.welcome(ada)])
    }

    @Test mutating func `stays cancelled, whatever comes late`() throws {
        let job = farm.submit()
        farm.join(ada)
        let token = try #require(farm.lease(of: 1))
        farm.cancel(job)
        #expect(farm.complete(token, followUps: [.render()]) == [.revoke(token, .jobEnded)])
        #expect(farm.cancel(job) == .cancelled(job))
        farm.restart()
        #expect(farm.state(of: job) == .cancelled)
    }

    @Test mutating func `was cancelled by its owner or an operator, by nobody else`() {
        let job = farm.submit(account: "ada")
        #expect(farm.cancel(job, by: .account("bob")) == .unknownJob(job))
        #expect(farm.state(of: job) == .queued)
        #expect(farm.cancel(job, by: .account("ada")) == .cancelled(job))
    }

    @Test mutating func `must have existed`() {
        #expect(farm.cancel(77) == .unknownJob(77))
        #expect(farm.cancel(0) == .unknownJob(0))
    }

    @Test mutating func `had not ended before`() throws {
        let job = farm.submit()
        farm.join(ada)
        farm.fail(try #require(farm.lease(of: 1)), .pointless)
        let state = try #require(farm.state(of: job))
        #expect(farm.cancel(job) == .ended(job, state))
    }
}
