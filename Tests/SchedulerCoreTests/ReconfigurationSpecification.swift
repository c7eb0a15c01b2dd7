import FarmModel
import SchedulerCore
import Testing

@Suite struct `A changed configuration` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    private mutating func change(_ change: (inout Scheduler.Configuration) -> Void) {
        var configuration = farm.scheduler.configuration
        change(&configuration)
        farm.perform(.reconfigured(configuration))
    }

    @Test mutating func `gives a silent worker the new term from its next sign of life`() {
        farm.submit()
        farm.join(ada)
        change { $0.leaseDuration = .seconds(60) }
        farm.heartbeat(ada)
        farm.advance(by: .seconds(59))
        #expect(farm.holder(of: 1) == ada)
        farm.advance(by: .seconds(2))
        #expect(farm.endings(of: 1) == [.lost])
    }

    @Test mutating func `ends no lease early that has been given`() {
        farm.submit()
        farm.join(ada)
        change { $0.leaseDuration = .seconds(5) }
        farm.advance(by: .seconds(14))
        #expect(farm.holder(of: 1) == ada)
        farm.advance(by: .seconds(2))
        #expect(farm.endings(of: 1) == [.lost])
    }

    @Test mutating func `keeps a worker that stays in touch whatever the term becomes`() {
        farm.submit()
        farm.join(ada)
        for seconds in [60, 5, 3600, 5] {
            change { $0.leaseDuration = .seconds(seconds) }
            farm.advance(by: 30, heartbeats: [ada])
            #expect(farm.holder(of: 1) == ada)
        }
        #expect(farm.lease(of: 1)?.attempt == 1)
    }

    @Test mutating func `forgets at once what is kept no longer`() {
        let job = farm.submit()
        farm.cancel(job)
        farm.advance(by: .seconds(10))
        #expect(farm.state(of: job) == .cancelled)
        change { $0.retention = .seconds(5) }
        farm.advance(by: .zero)
        #expect(farm.scheduler.summary(of: job, at: farm.now) == nil)
    }

    @Test mutating func `refuses what is beyond a lowered limit and keeps what is there`() {
        let first = farm.submit("one")
        change { $0.taskLimit = 1 }
        guard case .refused(let failure)? = farm.submit(.sample("two")) else {
            Issue.record("a submission beyond the limit was accepted")
            return
        }
        #expect(failure.message.contains("1 are allowed"))
        #expect(farm.state(of: first) == .queued)
    }

    @Test mutating func `gives equal effects to equal schedulers`() {
        farm.submit()
        farm.join(ada)
        var copy = farm.scheduler
        var configuration = copy.configuration
        configuration.leaseDuration = .seconds(7)
        let events: [Scheduler.Event] = [.reconfigured(configuration), .clockAdvanced]
        let here = events.map { farm.perform($0) }
        let there = events.map { copy.handle($0, at: farm.now) }
        #expect(here.count == there.count && here.allSatisfy(\.isEmpty))
        #expect(farm.scheduler.deadline == copy.deadline)
        #expect(farm.scheduler.configuration == copy.configuration)
    }
}
