import FarmModel
import SchedulerCore
import Testing

@Suite struct `A drained machine` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10
    let bob: WorkerID = 11

    @Test mutating func `finishes what it runs and takes no more`() throws {
        farm.submitPlanned([.render(), .render()])
        farm.join(ada, name: "mill")
        let token = try #require(farm.lease(of: 2))
        #expect(farm.command(.machine("mill", .drain)) == .carriedOut)
        farm.deliver(token)
        #expect(farm.leases(of: ada).isEmpty)
        #expect(farm.endings(of: 2).count == 1)
        #expect(farm.scheduler.audit() == [])
        #expect(farm.command(.machine("mill", .undrain)) == .carriedOut)
        #expect(farm.leases(of: ada).map(\.task) == [3])
    }

    @Test mutating func `stays so when its worker or the scheduler starts again`() {
        farm.submit()
        farm.join(ada, name: "mill", engines: [.previz])
        farm.command(.machine("mill", .drain))
        farm.join(bob, name: "mill")
        #expect(farm.leases(of: bob).isEmpty)
        let before = farm.scheduler
        farm.restart()
        #expect(farm.scheduler.records == before.records)
        farm.join(bob, name: "mill")
        #expect(farm.leases(of: bob).isEmpty)
        guard case .drained = farm.scheduler.workers.first?.service else {
            Issue.record("the worker is not shown as drained")
            return
        }
        farm.command(.machine("mill", .undrain))
        #expect(farm.leases(of: bob).map(\.task) == [1])
    }

    @Test mutating func `is listed while none of its workers is here`() {
        farm.join(ada, name: "mill")
        farm.command(.machine("mill", .drain))
        #expect(farm.scheduler.absentMachines.isEmpty)
        farm.perform(.workerLeft(ada))
        farm.restart()
        #expect(
            farm.scheduler.absentMachines
                == [AbsentMachine(name: "mill", service: .drained(since: farm.now))])
        farm.command(.machine("mill", .undrain))
        #expect(farm.scheduler.absentMachines.isEmpty)
    }

    @Test mutating func `must have been heard of, and obeys operators alone`() {
        farm.join(ada, name: "mill")
        guard case .refused(let failure) = farm.command(.machine("mil", .drain)) else {
            Issue.record("a machine that never was is drained")
            return
        }
        #expect(failure.code == "unknown")
        guard case .refused = farm.command(.machine("mill", .drain), by: .account("ada")) else {
            Issue.record("anyone drains machines")
            return
        }
    }
}

@Suite struct `A machine set aside` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10
    let bob: WorkerID = 11

    private func service(of worker: WorkerID) -> WorkerSummary.Service? {
        farm.scheduler.workers.first { $0.id == worker }?.service
    }

    @Test mutating func `by an operator stays so until it is released, and says why`() {
        farm.submit()
        farm.join(ada, name: "mill")
        farm.join(bob, name: "barn", engines: [])
        farm.cancel(1)
        #expect(farm.command(.machine("mill", .setAside(reason: "fan is loud"))) == .carriedOut)
        farm.submit("second")
        farm.restart()
        farm.advance(by: .seconds(100_000))
        farm.join(ada, name: "mill")
        #expect(farm.leases(of: ada).isEmpty)
        guard case .setAside(nil, let reason) = service(of: ada) else {
            Issue.record("the machine is \(String(describing: service(of: ada)))")
            return
        }
        #expect(reason.message == "fan is loud")
        farm.command(.machine("mill", .release))
        #expect(farm.leases(of: ada).map(\.task) == [2])
    }

    /// Fails three tasks on one machine while another is there.
    private mutating func disgrace() {
        farm.submitPlanned([.render(), .render(), .render()])
        farm.join(ada, name: "mill")
        for _ in 0..<3 {
            farm.join(bob, name: "barn", engines: [])
            farm.fail(farm.leases(of: ada)[0])
        }
    }

    @Test mutating func `by its failures stays so over a restart, to the same instant`() {
        disgrace()
        guard case .setAside(let until?, _) = service(of: ada) else {
            Issue.record("the machine is \(String(describing: service(of: ada)))")
            return
        }
        farm.restart()
        farm.join(ada, name: "mill")
        #expect(farm.leases(of: ada).isEmpty)
        farm.advance(by: farm.now.duration(to: until) - .milliseconds(1))
        farm.join(ada, name: "mill")
        #expect(farm.leases(of: ada).isEmpty)
        farm.advance(by: .milliseconds(1))
        #expect(farm.leases(of: ada).count == 1)
    }

    @Test mutating func `by its failures is released by hand as well`() {
        disgrace()
        farm.advance(by: .seconds(5))
        farm.command(.machine("mill", .release))
        #expect(service(of: ada) == .active)
        farm.restart()
        farm.join(ada, name: "mill")
        #expect(service(of: ada) == .active)
    }
}
