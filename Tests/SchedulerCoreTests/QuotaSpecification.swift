import FarmModel
import SchedulerCore
import Testing

@Suite struct `A quota` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    /// Submits and returns the refusal, if that was the answer.
    private mutating func refusal(
        _ key: String, account: String = "ada", priority: Int = 0, seconds: Double = 10,
        compute: Duration = .zero, frame: PixelSize = PixelSize(width: 1280, height: 720),
        engine: EngineID = .previz
    ) -> QuotaRefusal? {
        let reply = farm.submit(
            Job.Submission(
                clientKey: key, account: account, title: key, priority: priority,
                demand: Job.Demand(
                    filmSeconds: seconds, frame: frame, engine: engine, compute: compute),
                plan: .plan()))
        if case .overQuota(let refusal) = reply { return refusal }
        return nil
    }

    @Test mutating func `of queued jobs counts jobs until they end`() {
        farm.grant(.account("ada")) { $0.queuedJobs = 2 }
        #expect(refusal("one") == nil)
        #expect(refusal("two") == nil)
        #expect(
            refusal("three")
                == QuotaRefusal(
                    .queuedJobs, of: .account("ada"), used: .count(2), asked: .count(1),
                    allowed: .count(2), retryAfter: .seconds(30)))
        farm.cancel(1)
        #expect(refusal("three") == nil)
    }

    @Test mutating func `lets a submission it knows in again`() {
        farm.grant(.account("ada")) { $0.queuedJobs = 1 }
        let job = farm.submit("one")
        #expect(farm.submit("one") == job)
    }

    @Test mutating func `keeps nothing of what it refuses`() {
        farm.grant(.farm) { $0.queuedJobs = 0 }
        let records = farm.records
        #expect(refusal("one", account: "stranger")?.kind == .queuedJobs)
        #expect(farm.records == records)
        #expect(farm.scheduler.accountNames == [])
    }

    @Test mutating func `of a team holds for the sum over its members`() {
        farm.grant(.team("studio")) { $0.queuedJobs = 2 }
        farm.entitle(EntitlementChange(.account("ada"), team: "studio"))
        farm.entitle(EntitlementChange(.account("bob"), team: "studio"))
        #expect(refusal("one", account: "ada") == nil)
        #expect(refusal("one", account: "bob") == nil)
        #expect(refusal("two", account: "bob")?.level == .team("studio"))
        #expect(refusal("one", account: "eve") == nil)
    }

    @Test mutating func `of the farm holds for each account by itself, and the tightest holds`() {
        farm.grant(.farm) { $0.queuedJobs = 1 }
        farm.grant(.account("bob")) { $0.queuedJobs = 5 }
        #expect(refusal("one", account: "ada") == nil)
        #expect(refusal("one", account: "bob") == nil)
        #expect(refusal("two", account: "bob")?.level == .farm)
    }

    @Test mutating func `changes at once, and is lifted at once`() {
        farm.grant(.account("ada")) { $0.queuedJobs = 0 }
        #expect(refusal("one") != nil)
        farm.grant(.account("ada")) { $0.queuedJobs = 1 }
        #expect(refusal("one") == nil)
        #expect(refusal("two") != nil)
        farm.entitle(EntitlementChange(.account("ada"), lifting: [.queuedJobs]))
        #expect(refusal("two") == nil)
    }

    @Test mutating func `of a submit rate admits a burst, then one at a time`() {
        farm.grant(.account("ada")) { $0.submitRate = Quota.Rate(count: 2, per: .seconds(10)) }
        #expect(refusal("one") == nil)
        #expect(refusal("two") == nil)
        let refused = refusal("three")
        #expect(refused?.used == .count(2))
        #expect(refused?.retryAfter == .seconds(5))
        farm.advance(by: .seconds(5))
        #expect(refusal("three") == nil)
        #expect(refusal("four")?.retryAfter == .seconds(5))
    }

    @Test mutating func `of a submit rate holds for its new period once that is shorter`() {
        farm.grant(.account("ada")) { $0.submitRate = Quota.Rate(count: 2, per: .seconds(86_400)) }
        #expect(refusal("one") == nil)
        #expect(refusal("two") == nil)
        farm.grant(.account("ada")) { $0.submitRate = Quota.Rate(count: 2, per: .seconds(10)) }
        #expect(refusal("three")?.retryAfter == .seconds(5))
        farm.advance(by: .seconds(5))
        #expect(refusal("three") == nil)
    }

    @Test mutating func `of compute time counts what is reserved from the first moment on`() {
        farm.grant(.account("ada")) { $0.dailyCompute = .seconds(100) }
        #expect(refusal("one", compute: .seconds(60)) == nil)
        let refused = refusal("two", compute: .seconds(60))
        #expect(refused?.used == .time(.seconds(60)))
        #expect(refused?.asked == .time(.seconds(60)))
        #expect(refused?.allowed == .time(.seconds(100)))
        #expect(refusal("two", compute: .seconds(40)) == nil)
    }

    @Test mutating func `of compute time charges what tasks took, for a day`() {
        farm.grant(.account("ada")) { $0.dailyCompute = .seconds(100) }
        #expect(refusal("one", compute: .seconds(60)) == nil)
        farm.join(ada)
        farm.advance(by: 9, heartbeats: [ada])
        farm.complete(farm.leases(of: ada)[0], computeTime: .seconds(8))
        let usage = farm.scheduler.usage(of: .account("ada"), at: farm.now)
        #expect(usage?.charged.compute == 8000)
        #expect(usage?.reserved == .zero)
        let refused = refusal("two", compute: .seconds(95))
        #expect(refused?.used == .time(.seconds(8)))
        let wait = refused?.retryAfter ?? .zero
        #expect(wait > .seconds(86_400) && wait <= .seconds(86_400 + 900))
        farm.advance(by: wait)
        #expect(refusal("two", compute: .seconds(95)) == nil)
    }

    @Test mutating func `of compute time never waits for what does not fit at all`() {
        farm.grant(.account("ada")) { $0.monthlyCompute = .seconds(100) }
        let refused = refusal("one", compute: .seconds(101))
        #expect(refused?.kind == .monthlyCompute)
        #expect(refused?.retryAfter == nil)
    }

    @Test mutating func `of film time gives back what a cancelled job had reserved`() {
        farm.grant(.account("ada")) { $0.dailyFilm = .seconds(15) }
        #expect(refusal("one", seconds: 10) == nil)
        #expect(refusal("two", seconds: 10)?.used == .time(.seconds(10)))
        farm.cancel(1)
        #expect(refusal("two", seconds: 10) == nil)
    }

    @Test mutating func `of stored bytes counts chunks`() {
        farm.grant(.account("ada")) { $0.storedBytes = 200 }
        farm.submitPlanned([.render()])
        farm.join(ada)
        farm.store(0, under: farm.leases(of: ada)[0])
        #expect(refusal("two") == nil)
        farm.store(1, under: farm.leases(of: ada)[0])
        #expect(refusal("three")?.used == .bytes(200))
        #expect(farm.scheduler.counts.storedBytes == 200)
    }

    @Test mutating func `bounds the length, the frame, the engine and the priority of one job`() {
        farm.grant(.farm) {
            $0.longestFilm = .seconds(10)
            $0.largestFrame = PixelSize(width: 1280, height: 720)
            $0.engines = [.previz]
            $0.priorityCeiling = 5
        }
        #expect(refusal("fits", priority: 5, frame: PixelSize(width: 720, height: 1280)) == nil)
        #expect(refusal("long", seconds: 10.5)?.kind == .longestFilm)
        #expect(
            refusal("large", frame: PixelSize(width: 1000, height: 1000))?.kind == .largestFrame)
        #expect(refusal("other", engine: EngineID("remote"))?.kind == .engines)
        #expect(refusal("high", priority: 6)?.kind == .priorityCeiling)
        #expect(refusal("high", priority: 6)?.retryAfter == nil)
    }

    @Test mutating func `of running tasks makes work wait, and says so`() {
        farm.grant(.account("ada")) { $0.runningTasks = 1 }
        let (one, two) = (farm.submit("one"), farm.submit("two"))
        farm.join(ada, slots: 3)
        #expect(farm.leases(of: ada).map(\.task) == [TaskID(one.rawValue)])
        #expect(
            farm.scheduler.summary(of: two, at: farm.now)?.waiting
                == .quota(.account("ada"), running: 1, limit: 1))
        farm.fail(farm.leases(of: ada)[0], .pointless)
        #expect(farm.leases(of: ada).map(\.task) == [TaskID(two.rawValue)])
    }

    @Test mutating func `of running tasks of a team is shared by its members`() {
        farm.grant(.team("studio")) { $0.runningTasks = 2 }
        for name in ["ada", "bob", "eve"] {
            farm.entitle(EntitlementChange(.account(name), team: "studio"))
            farm.submit("one", account: name)
        }
        farm.submit("one", account: "stranger")
        farm.join(ada, slots: 4)
        #expect(farm.leases(of: ada).count == 3)
        farm.fail(farm.leases(of: ada)[2], .pointless)
        #expect(farm.leases(of: ada).count == 3)
        farm.fail(farm.leases(of: ada)[0], .pointless)
        #expect(farm.leases(of: ada).count == 2)
        #expect(farm.scheduler.audit() == [])
    }

    @Test
    mutating func `of running tasks can be lowered below what runs, which drains, and raised`() {
        for number in 0..<5 { farm.submit("film-\(number)") }
        farm.join(ada, slots: 3)
        farm.grant(.account("ada")) { $0.runningTasks = 1 }
        #expect(farm.leases(of: ada).count == 3)
        farm.fail(farm.leases(of: ada)[0], .pointless)
        farm.fail(farm.leases(of: ada)[0], .pointless)
        #expect(farm.leases(of: ada).count == 1)
        farm.grant(.account("ada")) { $0.runningTasks = 2 }
        #expect(farm.leases(of: ada).count == 2)
        farm.entitle(EntitlementChange(.account("ada"), lifting: [.runningTasks]))
        #expect(farm.leases(of: ada).count == 3)
    }

    @Test mutating func `survives a restart with all that counts against it`() {
        farm.grant(.farm) { $0.submitRate = Quota.Rate(count: 3, per: .seconds(60)) }
        farm.grant(.team("studio")) { $0.runningTasks = 1 }
        farm.entitle(EntitlementChange(.account("ada"), team: "studio", weight: 300))
        farm.submit("one")
        farm.submit("two")
        farm.join(ada, slots: 2)
        let before = farm.scheduler
        farm.restart()
        #expect(farm.scheduler.records == before.records)
        #expect(farm.scheduler.entitlements == before.entitlements)
        for level in [Entitlement.Level.farm, .team("studio"), .account("ada")] {
            #expect(
                farm.scheduler.usage(of: level, at: farm.now)
                    == before.usage(of: level, at: farm.now))
        }
        #expect(refusal("three") == nil)
        #expect(refusal("four")?.kind == .submitRate)
    }

    @Test mutating func `refuses what makes no sense`() {
        for (change, code) in [
            (EntitlementChange(.account("ada"), weight: 0), "weight_out_of_range"),
            (EntitlementChange(.account("ada"), weight: 1001), "weight_out_of_range"),
            (EntitlementChange(.account("ada"), team: "nobody's"), "team_unknown"),
            (EntitlementChange(.farm, weight: 5), "weight_without_peers"),
            (EntitlementChange(.team("a"), team: "common"), "not_an_account"),
            (EntitlementChange(.team("")), "name_out_of_range"),
        ] {
            guard case .refused(let failure) = farm.entitle(change) else {
                Issue.record("\(code) was accepted")
                continue
            }
            #expect(failure.code == code)
        }
        #expect(farm.records.isEmpty)
    }
}

@Suite struct `The ledger` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    private func usage(_ account: String = "ada") -> UsageSummary? {
        farm.scheduler.usage(of: .account(account), at: farm.now)
    }

    @Test mutating func `replaces the estimate by the plan's, and that by what tasks took`() {
        farm.submit("one", compute: .seconds(50))
        #expect(usage()?.reserved == Expense(compute: 50_000, film: 10_000))
        farm.join(ada)
        farm.advance(by: 2, heartbeats: [ada])
        farm.complete(
            farm.leases(of: ada)[0], followUps: [.render(cost: .seconds(7)), .sound()],
            computeTime: .seconds(2))
        #expect(usage()?.reserved == Expense(compute: 9000, film: 10_000))
        #expect(usage()?.charged == Expense(compute: 2000))
        farm.advance(by: 3, heartbeats: [ada])
        farm.deliver(farm.leases(of: ada)[0], computeTime: .seconds(3))
        #expect(usage()?.reserved == Expense(compute: 2000, film: 10_000))
        #expect(usage()?.charged == Expense(compute: 5000))
    }

    @Test mutating func `charges film when it is made`() {
        farm.submitPlanned([.render()])
        farm.join(ada)
        farm.deliver(farm.leases(of: ada)[0])
        #expect(usage()?.charged.film == 0)
        farm.perform(.assembled(1, .sample))
        #expect(usage()?.charged.film == 10_000)
        #expect(usage()?.reserved == .zero)
    }

    @Test mutating func `charges a cancelled task for its time, and failures nothing`() {
        farm.submit("one")
        farm.submit("two", account: "bob")
        farm.join(ada, slots: 2)
        farm.advance(by: .milliseconds(600))
        farm.cancel(1)
        #expect(usage()?.charged.compute == 600)
        farm.fail(farm.leases(of: ada)[0])
        #expect(usage("bob")?.charged == .zero)
        #expect(usage("bob")?.reserved.compute == 1000)
    }

    @Test mutating func `does not believe more compute time than there was`() {
        farm.submit("one")
        farm.join(ada)
        farm.advance(by: .seconds(2))
        farm.complete(farm.leases(of: ada)[0], computeTime: .seconds(3600))
        #expect(usage()?.charged.compute == 2000)
    }

    @Test mutating func `moves with an account to its new team`() {
        farm.entitle(EntitlementChange(.team("studio"), weight: 100))
        farm.submit("one", compute: .seconds(50))
        farm.join(ada)
        farm.entitle(EntitlementChange(.account("ada"), team: "studio"))
        let team = farm.scheduler.usage(of: .team("studio"), at: farm.now)
        let common = farm.scheduler.usage(of: .team("common"), at: farm.now)
        #expect(team?.reserved.compute == 50_000)
        #expect(team?.runningTasks == 1)
        #expect(common?.reserved == .zero)
        #expect(common?.runningTasks == 0)
        #expect(farm.scheduler.audit() == [])
    }

    @Test mutating func `keeps a history in quarter hours and days, over restarts`() {
        farm.grant(.farm) { $0.longestFilm = .seconds(600) }
        for hour in 0..<30 {
            farm.submit("film-\(hour)")
            farm.join(ada)
            farm.advance(by: .seconds(1))
            farm.complete(farm.leases(of: ada)[0], computeTime: .seconds(1))
            farm.perform(.workerLeft(ada))
            farm.advance(by: .seconds(3600))
        }
        for _ in 0..<2 {
            let quarters = farm.scheduler.history(of: .account("ada"), .day, at: farm.now)
            let days = farm.scheduler.history(of: .account("ada"), .month, at: farm.now)
            #expect((24...25).contains(quarters.count))
            #expect(days.count == 2)
            #expect(days.reduce(0) { $0 + $1.expense.compute } == 30_000)
            #expect(usage()?.charged.compute == 30_000)
            #expect(usage()?.thisMonth.compute == 30_000)
            #expect(farm.scheduler.audit() == [])
            farm.restart()
        }
    }
}
