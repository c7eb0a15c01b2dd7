import FarmLoad
import FarmModel
import FarmWire
import Testing

@Suite struct `A synthetic worker` {
    var worker = SyntheticWorker(id: 7, name: "idle", slots: 2, temper: .init(speed: 2), seed: 1)

    private func grant(_ task: UInt64, _ duration: Duration) -> WorkerOrder.Body {
        let token = Lease.Token(task: TaskID(task), worker: 7, attempt: 1)
        let lease = Lease(token: token, expiry: Instant(milliseconds: 0))
        return .grant(
            Grant(
                lease: lease, job: JobID(task), task: Drill(duration: duration).task, document: nil,
                resumeAfter: 0))
    }

    private func results(_ statements: [WorkerStatement]) -> [TaskID] {
        statements.compactMap { statement in
            if case .result(let token, _) = statement.body { token.task } else { nil }
        }
    }

    @Test mutating func `is done when the drill's time at its speed has passed`() {
        #expect(worker.follow(grant(3, .seconds(2)), at: .seconds(10)).isEmpty)
        #expect(worker.deadline == .seconds(11))
        #expect(results(worker.tick(at: .milliseconds(10_999))).isEmpty)
        #expect(results(worker.tick(at: .seconds(11))) == [3])
        let ended = worker.takeHistory()
        #expect(ended.map(\.job) == [3])
        #expect(ended.first?.started == .seconds(10))
        #expect(worker.takeHistory().isEmpty)
    }

    @Test mutating func `says a result again until it is acknowledged`() {
        #expect(results(worker.follow(grant(3, .zero), at: .zero)) == [3])
        #expect(results(worker.tick(at: .seconds(2))) == [3])
        let token = Lease.Token(task: 3, worker: 7, attempt: 1)
        #expect(worker.follow(.resultAccepted(token), at: .seconds(3)).isEmpty)
        #expect(results(worker.tick(at: .seconds(10))).isEmpty)
        #expect(worker.takeHistory().count == 1)
    }

    @Test mutating func `runs a task once, however often it is granted`() {
        #expect(results(worker.follow(grant(3, .zero), at: .zero)) == [3])
        #expect(worker.follow(grant(3, .zero), at: .zero).isEmpty)
    }

    @Test mutating func `shows every second what it runs`() {
        _ = worker.follow(
            .welcome(
                .init(
                    server: "", leaseTerm: .seconds(15), heartbeatInterval: .seconds(1),
                    mediaPort: 0)), at: .zero)
        _ = worker.follow(grant(3, .seconds(8)), at: .zero)
        let statements = worker.tick(at: .seconds(1))
        guard case .heartbeat(let progress) = statements.first?.body else {
            Issue.record("no heartbeat")
            return
        }
        #expect(progress.map(\.token.task) == [3])
        #expect(progress.first?.fraction == 0.25)
    }

    @Test func `fails as often as its temper says`() {
        var worker = SyntheticWorker(
            id: 7, name: "flaky", slots: 1, temper: .init(failureRate: 0.25), seed: 3)
        for task in 1...1000 { _ = worker.follow(grant(UInt64(task), .zero), at: .zero) }
        let failures = worker.takeHistory().count { !$0.isSuccess }
        #expect((200...300).contains(failures))
    }

    @Test mutating func `refuses what is no drill`() {
        guard case .grant(var other) = grant(3, .zero) else { return }
        other.task.payload = [1]
        let statements = worker.follow(.grant(other), at: .zero)
        guard case .failed(_, let failure, _) = statements.first?.body else {
            Issue.record("no failure")
            return
        }
        #expect(failure.retry == .pointless)
    }
}
