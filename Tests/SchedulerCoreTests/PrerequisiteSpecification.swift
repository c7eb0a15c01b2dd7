import FarmModel
import SchedulerCore
import Testing

@Suite struct `A job that comes after others` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    private mutating func complete(_ job: JobID) {
        farm.join(ada)
        for _ in 0..<2 {
            guard let token = farm.leases(of: ada).first else { continue }
            if farm.task(token.task)?.step == "plan" {
                farm.complete(token, followUps: [.render()])
            } else {
                farm.deliver(token)
            }
        }
        farm.perform(.assembled(job, .sample))
    }

    @Test mutating func `begins when they are completed`() {
        farm.submit("one")
        farm.submit("two")
        let last = farm.submit("three", priority: 9, options: Job.Options(after: [1, 2]))
        #expect(farm.scheduler.summary(of: last, at: farm.now)?.waiting == .jobs([1, 2]))
        complete(1)
        #expect(farm.state(of: 1) == .completed(.sample))
        #expect(farm.scheduler.summary(of: last, at: farm.now)?.waiting == .jobs([2]))
        #expect(farm.scheduler.audit() == [])
        complete(2)
        #expect(farm.leases(of: ada).map(\.task) == [3])
    }

    @Test mutating func `waits for them over a restart as well`() {
        farm.submit("one")
        farm.submit("two", options: Job.Options(after: [1]))
        let before = farm.scheduler
        farm.restart()
        #expect(farm.scheduler.records == before.records)
        #expect(farm.scheduler.waitingPlaces == before.waitingPlaces)
        #expect(farm.scheduler.audit() == [])
        farm.join(ada, slots: 2)
        #expect(farm.leases(of: ada).map(\.task) == [1])
    }

    @Test mutating func `fails when one of them does, and so on down a long chain`() {
        farm.submit("0")
        for number in 1...5000 {
            farm.submit("\(number)", options: Job.Options(after: [JobID(UInt64(number))]))
        }
        farm.cancel(1)
        guard case .failed(let failure) = farm.state(of: 5001) else {
            Issue.record("the last job of the chain goes on")
            return
        }
        #expect(failure.code == "prerequisite_failed")
        #expect(farm.scheduler.counts.unfinishedJobs == 0)
        #expect(farm.scheduler.audit() == [])
    }

    @Test mutating func `is taken up again after them`() {
        farm.submit("one")
        let second = farm.submit("two", options: Job.Options(after: [1]))
        farm.cancel(1)
        farm.advance(by: .seconds(1))
        guard case .refused(let failure) = farm.requeue(second) else {
            Issue.record("it is taken up before the job it comes after")
            return
        }
        #expect(failure.code == "prerequisite_failed")
        #expect(farm.requeue(1) == .carriedOut)
        #expect(farm.requeue(second) == .carriedOut)
        #expect(farm.scheduler.summary(of: second, at: farm.now)?.waiting == .jobs([1]))
        #expect(farm.scheduler.audit() == [])
    }

    @Test mutating func `waits once for each, however often it is taken up`() {
        farm.submit("one")
        let second = farm.submit("two", options: Job.Options(after: [1, 1]))
        for _ in 0..<3 {
            farm.cancel(second)
            farm.advance(by: .seconds(1))
            farm.requeue(second)
        }
        #expect(farm.scheduler.summary(of: second, at: farm.now)?.waiting == .jobs([1]))
        complete(1)
        #expect(farm.leases(of: ada).map(\.task) == [2])
        #expect(farm.scheduler.audit() == [])
    }

    @Test mutating func `must know them`() {
        farm.submit("one", account: "bob")
        farm.cancel(farm.submit("two"))
        for (after, code) in [
            ([1], "unknown"), ([9], "unknown"), ([2], "prerequisite_failed"),
            ((1...65).map { JobID($0) }, "too_many_prerequisites"),
        ] as [([JobID], String)] {
            guard
                case .refused(let failure) = farm.submit(
                    .sample("late", options: Job.Options(after: after)))
            else {
                Issue.record("\(after) was accepted")
                continue
            }
            #expect(failure.code == code)
        }
        #expect(farm.scheduler.counts.unfinishedJobs == 1)
    }
}

@Suite struct `An array of jobs` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    @Test mutating func `is one submission and many jobs in a row`() {
        farm.submit("before")
        #expect(farm.submit(arrayOf: .sample(), count: 300) == .acceptedArray(first: 2, count: 300))
        #expect(farm.scheduler.counts.unfinishedJobs == 301)
        let last = farm.scheduler.summary(of: 301, at: farm.now)
        #expect(last?.admission.options.place == Job.ArrayPlace(index: 299, count: 300))
        let grants = farm.join(ada, slots: 3).grants
        #expect(grants.map(\.task.payload) == [[1, 2, 3], [0], [1]])
        #expect(farm.scheduler.audit() == [])
    }

    @Test mutating func `submitted again is the same array, over a restart too`() {
        farm.submit(arrayOf: .sample(), count: 3)
        farm.restart()
        #expect(farm.submit(arrayOf: .sample(), count: 3) == .acceptedArray(first: 1, count: 3))
        #expect(farm.submit(.sample()) == .accepted(1))
        #expect(farm.scheduler.counts.unfinishedJobs == 3)
    }

    @Test mutating func `is the same as long as one of its jobs is remembered`() {
        var configuration = Scheduler.Configuration()
        configuration.endedJobLimit = 0
        farm = VirtualFarm(configuration)
        farm.submit(arrayOf: .sample(), count: 3)
        farm.cancel(1)
        farm.advance(by: .seconds(1))
        #expect(farm.scheduler.summary(of: 1, at: farm.now) == nil)
        #expect(farm.submit(arrayOf: .sample(), count: 3) == .acceptedArray(first: 1, count: 3))
        #expect(farm.scheduler.counts.unfinishedJobs == 2)
    }

    @Test(arguments: [0, 10_001])
    func `has bounds`(count: Int) {
        var farm = VirtualFarm()
        guard case .refused(let failure) = farm.submit(arrayOf: .sample(), count: count) else {
            Issue.record("an array of \(count) was accepted")
            return
        }
        #expect(failure.code == "array_out_of_range")
    }

    @Test mutating func `is admitted whole or not at all`() {
        var configuration = Scheduler.Configuration()
        configuration.taskLimit = 10
        farm = VirtualFarm(configuration)
        guard case .refused = farm.submit(arrayOf: .sample(), count: 11) else {
            Issue.record("an array beyond the farm's size was accepted")
            return
        }
        #expect(farm.scheduler.counts.unfinishedJobs == 0)
        #expect(farm.submit(arrayOf: .sample(), count: 10) == .acceptedArray(first: 1, count: 10))
    }
}
