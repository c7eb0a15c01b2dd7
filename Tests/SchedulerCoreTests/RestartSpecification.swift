import FarmModel
import SchedulerCore
import Testing

@Suite struct `A restart` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10
    let bob: WorkerID = 11

    private mutating func makeHistory() {
        farm.submitPlanned([.render(), .render(after: [0]), .sound()], key: "one", account: "ada")
        farm.submitPlanned([.render()], key: "two", account: "bob")
        farm.cancel(farm.submit("three", account: "bob"))
        farm.join(ada, slots: 2)
        let tokens = farm.leases(of: ada)
        farm.store(0, under: tokens[0])
        farm.fail(tokens[1])
        farm.submit("four", account: "ada", priority: 3)
    }

    @Test mutating func `forgets nothing`() {
        makeHistory()
        let before = farm.scheduler
        farm.restart()
        #expect(farm.scheduler.records == before.records)
        #expect(farm.scheduler.waitingPlaces == before.waitingPlaces)
        #expect(farm.scheduler.audit() == [])
    }

    @Test mutating func `needs only the rows, not their history`() {
        makeHistory()
        let before = farm.scheduler
        var restoration = Scheduler.Restoration()
        for record in before.records { restoration.add(record) }
        let after = restoration.scheduler(at: farm.now)
        #expect(after.records == before.records)
        #expect(after.waitingPlaces == before.waitingPlaces)
    }

    @Test mutating func `knows the latest instant that the rows tell of`() {
        makeHistory()
        let latest = farm.now
        farm.advance(by: .seconds(1))
        var restoration = Scheduler.Restoration()
        #expect(restoration.latest == nil)
        for record in farm.scheduler.records { restoration.add(record) }
        #expect(restoration.latest == latest)
    }

    @Test func `counts what was charged as past, whatever the time of day says`() {
        let quarter = Instant(milliseconds: 1_700_000_100_000)
        let bucket = UsageBucket(start: quarter, expense: Expense(compute: 1))
        var restoration = Scheduler.Restoration()
        restoration.add(.account(AccountStanding(account: "ada", pass: 0, quarterHour: bucket)))
        #expect(restoration.latest == quarter)
        let later = UsageBucket(start: quarter.advanced(by: .seconds(900)), expense: .zero)
        restoration.add(.usage(UsageRow(account: "ada", span: .day, bucket: later)))
        #expect(restoration.latest == later.start)
    }

    @Test mutating func `gives each lease a new term`() throws {
        farm.submit()
        farm.join(ada)
        let token = try #require(farm.lease(of: 1))
        farm.advance(by: .seconds(14))
        farm.restart()
        farm.advance(by: .seconds(14))
        let effects = farm.join(ada, holding: [token])
        #expect(effects == [.welcome(ada)])
        #expect(farm.lease(of: 1) == token)
    }

    @Test mutating func `takes the lease of a worker that does not come back`() {
        farm.submit()
        farm.join(ada)
        farm.restart()
        farm.advance(by: .seconds(16))
        farm.join(bob)
        #expect(farm.holder(of: 1) == bob)
    }

    @Test mutating func `sends a grant again that was never sent`() throws {
        farm.submit()
        farm.join(ada)
        let token = try #require(farm.lease(of: 1))
        farm.restart()
        let effects = farm.join(ada, holding: [])
        #expect(effects.grants.map(\.lease.token) == [token])
    }

    @Test mutating func `asks workers that it does not know for their hello`() throws {
        farm.submit()
        farm.join(ada)
        let token = try #require(farm.lease(of: 1))
        farm.restart()
        let progress = Worker.Progress(token: token, fraction: 0, framesPerSecond: 0)
        #expect(farm.perform(.heartbeat(ada, [progress])).first == .askForHello(ada))
    }

    @Test mutating func `continues the sequence of events`() {
        makeHistory()
        let last = farm.scheduler.events(of: 1, after: 0, at: farm.now).last?.sequence ?? 0
        farm.restart()
        let effects = farm.perform(.cancelled(1, by: .operator, 1))
        #expect(effects.events.map(\.sequence) == [last + 1])
    }
}

@Suite struct `A watcher` {
    var farm = VirtualFarm()

    @Test mutating func `is told what it missed, in order`() {
        farm.submitPlanned([.render()])
        farm.join(10)
        farm.store(0, under: farm.leases(of: 10)[0])
        farm.store(1, under: farm.leases(of: 10)[0])
        farm.fail(farm.leases(of: 10)[0])
        let all = farm.scheduler.events(of: 1, after: 0, at: farm.now)
        #expect(all.map(\.sequence) == [2, 3, 4, 5])
        #expect(farm.scheduler.events(of: 1, after: 3, at: farm.now) == Array(all.suffix(2)))
    }

    @Test mutating func `hears of progress, but not too often`() {
        farm.submitPlanned([.render()])
        farm.join(10)
        var count = 0
        for step in 1...20 {
            farm.advance(by: .milliseconds(100))
            count += farm.heartbeat(10, fraction: Double(step) / 20).events.count
        }
        #expect(count == 4)
    }
}
