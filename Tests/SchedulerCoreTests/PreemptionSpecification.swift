import FarmModel
import SchedulerCore
import Testing

@Suite struct `A job of higher priority` {
    var farm: VirtualFarm
    let ada: WorkerID = 10

    init() {
        var configuration = Scheduler.Configuration()
        configuration.preemptionLimit = 1
        farm = VirtualFarm(configuration)
    }

    /// A render of three chunks runs, of which one is stored.
    private mutating func renderSlowly(account: String = "ada") -> Lease.Token {
        farm.submitPlanned([.render()], key: "slow", account: account)
        farm.join(ada)
        let token = farm.leases(of: ada)[0]
        farm.heartbeat(ada, fraction: 0.4)
        farm.store(0, under: token)
        return token
    }

    private mutating func submitUrgent(priority: Int = 5) -> [Lease.Token] {
        farm.perform(.submitted(.sample("urgent", priority: priority), 9_999)).preemptions
    }

    @Test mutating func `asks for a slot that a lower one of its account has`() {
        let token = renderSlowly()
        #expect(submitUrgent() == [token])
        farm.perform(.taskReturned(token))
        #expect(farm.endings(of: token.task) == [.preempted])
        #expect(farm.leases(of: ada).map(\.task) == [3])
    }

    @Test mutating func `leaves what is stored, and counts no failure`() {
        let token = renderSlowly()
        _ = submitUrgent()
        farm.perform(.taskReturned(token))
        farm.fail(farm.leases(of: ada)[0], .pointless)
        #expect(farm.leases(of: ada) == [Lease.Token(task: 2, worker: ada, attempt: 2)])
        #expect(farm.task(2)?.storedChunkCount == 1)
        farm.deliver(farm.leases(of: ada)[0], chunks: 3)
        #expect(farm.scheduler.audit() == [])
    }

    @Test mutating func `takes nothing from another account, nor from its like`() {
        _ = renderSlowly(account: "bob")
        #expect(submitUrgent().isEmpty)
        farm = VirtualFarm(farm.scheduler.configuration)
        _ = renderSlowly()
        #expect(submitUrgent(priority: 0).isEmpty)
    }

    @Test mutating func `makes the same job give way no more often than is allowed`() {
        let token = renderSlowly()
        _ = submitUrgent()
        farm.perform(.taskReturned(token))
        farm.fail(farm.leases(of: ada)[0], .pointless)
        #expect(farm.leases(of: ada).map(\.task) == [2])
        let again = farm.perform(.submitted(.sample("second", priority: 5), 9_998)).preemptions
        #expect(again.isEmpty)
        farm.restart()
        farm.join(ada, holding: [Lease.Token(task: 2, worker: ada, attempt: 2)])
        #expect(farm.perform(.submitted(.sample("third", priority: 5), 9_997)).preemptions.isEmpty)
    }

    @Test mutating func `waits its turn where no job gives way`() {
        farm = VirtualFarm()
        _ = renderSlowly()
        #expect(submitUrgent().isEmpty)
    }

    @Test mutating func `asks again when the word was lost`() {
        let token = renderSlowly()
        _ = submitUrgent()
        farm.advance(by: .seconds(2))
        #expect(farm.heartbeat(ada).preemptions.isEmpty)
        farm.advance(by: .seconds(2))
        #expect(farm.heartbeat(ada).preemptions == [token])
    }

    @Test mutating func `does not ask for what a worker could not run in its place`() {
        farm.submitPlanned([.render()], key: "slow")
        farm.join(ada, engines: [.previz])
        #expect(farm.leases(of: ada).count == 1)
        #expect(submitUrgent().isEmpty)
    }
}

extension [Scheduler.Effect] {
    fileprivate var preemptions: [Lease.Token] {
        compactMap { effect in
            if case .preempt(let token) = effect { token } else { nil }
        }
    }
}

@Suite struct `The cost of a failure` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    private func charged() -> Int64? {
        farm.scheduler.usage(of: .account("ada"), at: farm.now)?.charged.compute
    }

    @Test mutating func `is the farm's as long as a worker may be to blame`() {
        farm.submit()
        farm.join(ada)
        farm.advance(by: 1, heartbeats: [ada])
        farm.fail(farm.leases(of: ada)[0])
        #expect(charged() == 0)
        farm.advance(by: 5, heartbeats: [ada])
        farm.perform(.workerLeft(ada))
        #expect(charged() == 0)
    }

    @Test mutating func `is the account's where every worker would fail alike, up to the estimate`()
    {
        farm.submit()
        farm.join(ada)
        farm.advance(by: 8, heartbeats: [ada])
        farm.fail(farm.leases(of: ada)[0], .pointless)
        #expect(charged() == 1000)
    }

    @Test mutating func `is the account's for the attempt that proves a task hopeless`() {
        let job = farm.submit()
        for worker in 1...4 {
            let id = WorkerID(UInt64(worker))
            farm.join(id, name: "machine")
            #expect(charged() == 0)
            farm.advance(by: .milliseconds(300))
            farm.perform(.workerLeft(id))
            farm.advance(by: .seconds(30))
        }
        #expect(charged() == 300)
        guard case .failed(let failure) = farm.state(of: job) else {
            Issue.record("the job goes on")
            return
        }
        #expect(farm.endings(of: 1) == [.lost, .lost, .lost, .failed(failure)])
        let before = farm.scheduler.usage(of: .account("ada"), at: farm.now)
        farm.restart()
        #expect(farm.scheduler.usage(of: .account("ada"), at: farm.now) == before)
    }
}
