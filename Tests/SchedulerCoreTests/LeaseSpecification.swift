import FarmModel
import SchedulerCore
import Testing

@Suite struct `A lease` {
    var farm = VirtualFarm()
    let plan: TaskID = 1
    let ada: WorkerID = 10
    let bob: WorkerID = 11

    @Test mutating func `outlives its term while the worker keeps in touch`() {
        farm.submit()
        farm.join(ada)
        farm.join(bob)
        farm.advance(by: 60, heartbeats: [ada, bob])
        #expect(farm.holder(of: plan) == ada)
        #expect(farm.lease(of: plan)?.attempt == 1)
    }

    @Test mutating func `passes to the next worker when its holder falls silent`() {
        farm.submit()
        farm.join(ada)
        farm.join(bob)
        farm.advance(by: 20, heartbeats: [bob])
        #expect(farm.holder(of: plan) == bob)
        #expect(farm.endings(of: plan) == [.lost])
    }

    @Test mutating func `is worthless once it has passed on`() throws {
        farm.submit()
        farm.join(ada)
        let stale = try #require(farm.lease(of: plan))
        farm.join(bob)
        farm.advance(by: 20, heartbeats: [bob])
        #expect(farm.complete(stale) == [.revoke(stale, .stale)])
        #expect(farm.store(0, under: stale) == [.revoke(stale, .stale)])
        #expect(farm.fail(stale) == [.revoke(stale, .stale)])
        #expect(farm.holder(of: plan) == bob)
    }

    @Test mutating func `is revoked when its holder comes back too late`() throws {
        farm.submit()
        farm.join(ada)
        let stale = try #require(farm.lease(of: plan))
        farm.join(bob)
        farm.advance(by: 20, heartbeats: [bob])
        let effects = farm.join(ada, holding: [stale])
        #expect(effects == [.welcome(ada), .revoke(stale, .stale)])
    }

    @Test mutating func `is not judged before the signs of life that waited are heard`() throws {
        farm.submit()
        farm.join(ada)
        let token = try #require(farm.lease(of: plan))
        let late = farm.now.advanced(by: .seconds(100))
        var scheduler = farm.scheduler
        let progress = Worker.Progress(token: token, fraction: 0, framesPerSecond: 0)
        let effects =
            scheduler.handle(.heartbeat(ada, [progress]), at: late)
            + scheduler.handle(.clockAdvanced, at: late)
        #expect(
            !effects.contains { effect in
                if case .revoke = effect { true } else { false }
            })
    }

    @Test mutating func `is sent again while the worker does not speak of it`() {
        farm.submit()
        farm.join(ada)
        farm.advance(by: .seconds(4))
        let effects = farm.perform(.heartbeat(ada, []))
        #expect(effects.grants.map(\.lease.token) == farm.leases(of: ada))
        #expect(farm.lease(of: plan)?.attempt == 1)
    }

    @Test mutating func `that never arrived is nobody's fault`() {
        farm.submit()
        farm.join(ada)
        for _ in 0..<16 {
            farm.advance(by: .seconds(1))
            farm.perform(.heartbeat(ada, []))
        }
        #expect(farm.endings(of: plan) == [.returned])
    }

    @Test mutating func `ends without progress, even if the worker keeps in touch`() {
        farm.submit()
        farm.join(ada)
        farm.advance(by: 601, heartbeats: [ada])
        guard case .failed(let failure) = farm.endings(of: plan).first else {
            Issue.record("the attempt did not fail")
            return
        }
        #expect(failure.code == "no_progress")
    }

    @Test mutating func `goes on as long as progress is made, however slow`() {
        farm.submit()
        farm.join(ada)
        for step in 1...20 {
            farm.advance(by: 500, heartbeats: [ada])
            farm.heartbeat(ada, fraction: Double(step) * 0.002)
            #expect(farm.lease(of: plan)?.attempt == 1)
        }
    }

    @Test mutating func `counts only for the worker that holds it`() throws {
        farm.submit()
        farm.join(ada)
        farm.join(bob)
        var forged = try #require(farm.lease(of: plan))
        forged.worker = bob
        #expect(farm.complete(forged) == [.revoke(forged, .stale)])
        #expect(farm.holder(of: plan) == ada)
    }
}
