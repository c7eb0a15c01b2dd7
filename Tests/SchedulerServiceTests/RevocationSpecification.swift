import FarmModel
import FarmTransport
import FarmWire
import SchedulerService
import Testing

@Suite struct `A revoked worker` {
    @Test func `loses its tasks at once and gets no more`() async throws {
        let farm = try RunningFarm()
        defer { farm.stop() }
        let client = try farm.client()
        let worker = try farm.worker(77, name: "mill")
        try worker.greet()
        let drill = ClientRequest.Submit(
            clientKey: "k", .drill(Drill(duration: .seconds(60))))
        let job = try await client.submit(drill).job
        _ = try worker.next { order in
            if case .grant = order { true } else { nil }
        }
        let key = try #require(try await client.keys().first { $0.identity.role == .worker })
        try await client.revokeKey(key.identity.name)
        #expect(try await client.workers().isEmpty)
        let explanation = try await client.explain(job)
        #expect(explanation.tasks.first?.attempts.last?.ended != nil)
        #expect(try await client.status().runningTasks == 0)
    }
}

@Suite struct `Events` {
    @Test func `outlive the variable that held the client`() async throws {
        let farm = try RunningFarm()
        defer { farm.stop() }
        let client = try farm.client()
        let drill = ClientRequest.Submit(clientKey: "k", .drill(Drill(duration: .zero)))
        let job = try await client.submit(drill).job
        var events = try farm.client().watch(job).makeAsyncIterator()
        #expect(try await events.next()?.job == job)
    }
}
