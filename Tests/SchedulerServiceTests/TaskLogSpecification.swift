import FarmModel
import FarmTransport
import FarmWire
import SchedulerService
import Testing

@Suite struct `A task` {
    @Test func `is heard by those who ask for its lines, also after it failed`() async throws {
        let farm = try RunningFarm()
        defer { farm.stop() }
        let client = try farm.client()
        let drill = ClientRequest.Submit(
            clientKey: "k", .drill(Drill(duration: .seconds(60))))
        let job = try await client.submit(drill).job
        let worker = try farm.worker(77, name: "mill")
        try worker.greet()
        let token = try worker.next { order in
            if case .grant(let grant) = order { grant.lease.token } else { nil }
        }
        try worker.say(.log(token, lines: ["warming up", "two\nlines"]))
        try worker.settle(holding: [token])
        let lines = try await client.logs(LogQuery(job: job))
        #expect(lines.map(\.text) == ["warming up", "two lines"])
        #expect(lines.map(\.worker) == ["mill", "mill"])
        #expect(lines.map(\.attempt) == [1, 1])
        let last = try #require(lines.last)
        #expect(try await client.logs(LogQuery(job: job, after: last.number)).isEmpty)
        #expect(try await client.logs(LogQuery(job: job, attempt: 2)).isEmpty)

        let failure = Job.Failure(code: "drill_broken", message: "no drill", retry: .pointless)
        try worker.say(.failed(token, failure, computeTime: .zero))
        try worker.settle()
        try worker.say(.log(token, lines: ["too late"]))
        try worker.settle()
        let explanation = try await client.explain(job)
        #expect(explanation.tasks.first?.attempts.last?.lastLines == ["warming up", "two lines"])
    }

    @Test func `that says too much is cut short, and the end of it kept`() async throws {
        let farm = try RunningFarm()
        defer { farm.stop() }
        let client = try farm.client()
        let drill = ClientRequest.Submit(
            clientKey: "k", .drill(Drill(duration: .seconds(60))))
        let job = try await client.submit(drill).job
        let worker = try farm.worker(78, name: "mill")
        try worker.greet()
        let token = try worker.next { order in
            if case .grant(let grant) = order { grant.lease.token } else { nil }
        }
        let line = String(repeating: "x", count: Limits.logLineBytes)
        for _ in 0..<10 {
            try worker.say(.log(token, lines: Array(repeating: line, count: Limits.logLines)))
        }
        try worker.settle(holding: [token])
        let lines = try await client.logs(LogQuery(job: job))
        #expect(lines.count > 50 && lines.count < 140)
    }
}

@Suite struct `A watcher of all jobs` {
    private func drill(_ key: String, _ labels: [Job.Label] = []) -> ClientRequest.Submit {
        ClientRequest.Submit(
            clientKey: key, .drill(Drill(duration: .seconds(60))),
            options: Job.Options(labels: labels))
    }

    @Test func `goes on where it stopped, and hears what was changed meanwhile`() async throws {
        let farm = try RunningFarm()
        defer { farm.stop() }
        let client = try farm.client()
        var first = client.watch(ClientRequest.Watch.Filter()).makeAsyncIterator()
        let job = try await client.submit(drill("one")).job
        let queued = try #require(try await first.next())
        #expect(queued.happening == .phase(.queued))
        let cursor = try #require(queued.cursor)

        try await client.steer(.prioritize(job, 7))
        try await client.steer(.pause(.job(job)))
        try await client.cancel(job)
        let other = try farm.client()
        var second = other.watch(ClientRequest.Watch.Filter(), after: cursor)
            .makeAsyncIterator()
        var heard: [EventReport] = []
        while heard.last?.happening != .cancelled {
            heard.append(try #require(try await second.next()))
        }
        #expect(heard.map(\.job) == [job, job, job])
        #expect(heard.map(\.isSnapshot) == [false, false, false])
        #expect(heard.compactMap(\.cursor?.sequence) == (1...3).map { cursor.sequence + $0 })
        guard case .changed(7, _) = heard[0].happening else {
            Issue.record("heard of \(heard[0].happening)")
            return
        }
    }

    @Test func `is told of a gap, and how things stand`() async throws {
        let farm = try RunningFarm()
        defer { farm.stop() }
        let client = try farm.client()
        let job = try await client.submit(drill("one")).job
        let over = try await client.submit(drill("two")).job
        try await client.cancel(over)
        let stale = WatchCursor(epoch: 1, sequence: 5)
        var events = client.watch(ClientRequest.Watch.Filter(), after: stale)
            .makeAsyncIterator()
        let event = try #require(try await events.next())
        #expect(event.isSnapshot)
        #expect(event.job == job)
        #expect(event.happening == .phase(.queued))
    }

    @Test func `hears only of the jobs it asked for`() async throws {
        let farm = try RunningFarm()
        defer { farm.stop() }
        let client = try farm.client()
        let label = Job.Label(key: "show", value: "cats")
        var events = client.watch(
            ClientRequest.Watch.Filter(account: "*", labels: [label])
        ).makeAsyncIterator()
        _ = try await client.submit(drill("one"))
        let wanted = try await client.submit(drill("two", [label])).job
        #expect(try await events.next()?.job == wanted)
    }

    @Test func `hears that its account is paused`() async throws {
        let farm = try RunningFarm()
        defer { farm.stop() }
        let client = try farm.client()
        let job = try await client.submit(drill("one")).job
        var events = client.watch(job).makeAsyncIterator()
        _ = try await events.next()
        try await client.steer(.pause(.farm))
        #expect(try await events.next()?.happening == .changed(priority: 0, paused: .farm))
    }
}

@Suite struct `A peer of another version` {
    @Test func `is told what to upgrade, and others go on`() async throws {
        let farm = try RunningFarm()
        defer { farm.stop() }
        let client = try farm.client()
        let job = try await client.submit(
            ClientRequest.Submit(clientKey: "k", .drill(Drill(duration: .zero)))
        ).job
        let stranger = try farm.worker(5, name: "tomorrow")
        var frame = WorkerStatement(worker: 5, .goodbye).frame
        #expect(frame[0..<2] == [8, UInt8(WireProtocol.version)])
        frame[1] = 99
        try stranger.send(frame)
        let refusal = try stranger.next { order in
            if case .refused(let refusal) = order { refusal } else { nil }
        }
        #expect(refusal.code == .unsupportedVersion)
        #expect(refusal.message.contains("upgrade this one first"))
        let worker = try farm.worker(6, name: "mill")
        try worker.greet()
        let token = try worker.next { order in
            if case .grant(let grant) = order { grant.lease.token } else { nil }
        }
        try worker.say(.result(token, Job.Outcome(chunkCount: 0, computeTime: .zero)))
        try worker.settle()
        #expect(try await client.show(job).state == .completed(nil))
    }
}

@Suite struct `A machine out of service` {
    @Test func `is listed after its worker has left`() async throws {
        let farm = try RunningFarm()
        defer { farm.stop() }
        let client = try farm.client()
        let worker = try farm.worker(6, name: "mill")
        try worker.greet()
        try await client.steer(.machine("mill", .drain))
        try worker.say(.goodbye)
        try worker.settleGone()
        let fleet = try await client.fleet()
        #expect(fleet.present.isEmpty)
        #expect(fleet.absent.map(\.name) == ["mill"])
        #expect(fleet.absent.map(\.state) == [.draining])
    }
}

extension SpeakingWorker {
    /// Waits until the farm has heard the goodbye: a sign of life is answered with a question.
    fileprivate func settleGone() throws {
        try say(.heartbeat([]))
        _ = try next { if case .askForHello = $0 { true } else { nil } }
    }
}
