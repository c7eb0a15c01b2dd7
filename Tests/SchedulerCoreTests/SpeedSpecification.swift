import FarmModel
import SchedulerCore
import Testing

@Suite struct `A measured speed` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10
    let bob: WorkerID = 11

    /// Completes renders of 10 s on one worker, each after as many seconds.
    private mutating func render(_ seconds: [Int], on worker: WorkerID, name: String) {
        farm.submitPlanned(
            seconds.map { _ in .render() }, key: "film-\(worker)-\(seconds.count)")
        farm.join(worker, name: name, engines: [.previz])
        for seconds in seconds {
            guard let token = farm.leases(of: worker).first else {
                Issue.record("nothing was granted")
                return
            }
            farm.advance(by: seconds, heartbeats: [worker])
            farm.deliver(token)
        }
    }

    private func speed(of name: String) -> Double? {
        farm.scheduler.measuredSpeeds(of: name).first { $0.engine == .previz }?.speed
    }

    @Test mutating func `is unknown until three attempts have shown it`() {
        render([5, 5], on: ada, name: "mill")
        #expect(speed(of: "mill") == nil)
    }

    @Test mutating func `is cost by time, and no odd attempt counts`() {
        render([5, 5, 1, 10, 5], on: ada, name: "mill")
        #expect(speed(of: "mill") == 2)
    }

    @Test mutating func `follows a machine that becomes slower`() {
        render([5, 5, 5, 20, 20, 20, 20, 20], on: ada, name: "mill")
        #expect(speed(of: "mill") == 0.5)
    }

    @Test mutating func `is that of the latest nine attempts`() {
        render(
            [1] + Array(repeating: 20, count: 4) + Array(repeating: 5, count: 5), on: ada,
            name: "mill")
        #expect(speed(of: "mill") == 2)
    }

    @Test mutating func `is measured again from what is remembered after a restart`() {
        render([5, 4, 8, 20, 5], on: ada, name: "mill")
        let before = farm.scheduler.measuredSpeeds(of: "mill")
        farm.restart()
        #expect(farm.scheduler.measuredSpeeds(of: "mill") == before)
        #expect(before.map(\.speed) == [2])
    }

    @Test mutating func `does not count attempts that went badly or went on where others stopped`()
    {
        farm.submitPlanned([.render(), .render(), .render()])
        farm.join(ada, name: "mill", engines: [.previz])
        for _ in 0..<3 {
            let token = farm.leases(of: ada)[0]
            farm.store(0, under: token)
            farm.perform(.taskReturned(token))
            let again = farm.leases(of: ada)[0]
            farm.advance(by: 1, heartbeats: [ada])
            farm.store(1, under: again)
            farm.complete(again, chunks: 2)
        }
        #expect(speed(of: "mill") == nil)
    }

    @Test mutating func `decides which of two idle workers is taken`() {
        render([20, 20, 20], on: ada, name: "slow")
        farm.perform(.workerLeft(ada))
        render([5, 5, 5], on: bob, name: "fast")
        farm.perform(.workerLeft(bob))
        farm.join(ada, name: "slow", engines: [.previz])
        farm.join(bob, name: "fast", engines: [.previz])
        farm.submitPlanned([.render()], key: "next")
        #expect(farm.leases(of: bob).count == 1)
        #expect(farm.leases(of: ada).isEmpty)
    }

    @Test mutating func `makes the estimate of what a job has yet to take`() {
        render([5, 5, 5], on: ada, name: "mill")
        let job = farm.submitPlanned([.render(), .render()], key: "next")
        let summary = farm.scheduler.summary(of: job, at: farm.now)
        #expect(summary?.progress.remaining == .seconds(10))
    }

    @Test mutating func `replaces what the worker says of itself`() {
        farm.join(ada, name: "boaster", engines: [.previz], speed: 4)
        let job = farm.submitPlanned([.render()])
        #expect(
            farm.scheduler.summary(of: job, at: farm.now)?.progress.remaining
                == .milliseconds(2500))
        farm.deliver(farm.leases(of: ada)[0])
        render([10, 10, 10], on: ada, name: "boaster")
        let next = farm.submitPlanned([.render()], key: "next")
        #expect(
            farm.scheduler.summary(of: next, at: farm.now)?.progress.remaining == .seconds(10))
    }
}
