import FarmModel
import SchedulerCore
import Testing

@Suite struct `A chunk` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10
    let bob: WorkerID = 11

    private mutating func start() -> Lease.Token {
        farm.submitPlanned([.render()])
        farm.join(ada)
        return farm.leases(of: ada)[0]
    }

    @Test mutating func `is recorded, announced and acknowledged`() {
        let token = start()
        let count = farm.records.count
        let chunk = Chunk.sample(0, of: 2)
        let effects = farm.perform(.chunkStored(chunk, under: token))
        let piece = FilmChunk(task: 2, output: .video, chunk: chunk)
        #expect(
            effects == [
                .announce(JobEvent(job: 1, sequence: 3, kind: .chunk(piece))),
                .acknowledgeChunk(token, index: 0),
            ])
        let stored = StoredChunk(task: 2, attempt: 1, chunk: chunk, sequence: 3)
        #expect(farm.records[count...] == [.chunk(stored)])
    }

    @Test mutating func `that comes twice is acknowledged twice and recorded once`() {
        let token = start()
        farm.store(0, under: token)
        let count = farm.records.count
        #expect(farm.store(0, under: token) == [.acknowledgeChunk(token, index: 0)])
        #expect(farm.records.count == count)
    }

    @Test mutating func `never replaces another`() throws {
        let token = start()
        farm.store(0, bytes: 1, under: token)
        #expect(farm.store(0, bytes: 2, under: token) == [.acknowledgeChunk(token, index: 0)])
        let chunks = try #require(farm.scheduler.chunks(of: 1))
        #expect(chunks.video.map(\.chunk) == [.sample(0, of: 2, bytes: 1)])
    }

    @Test mutating func `is kept for the next attempt, which resumes after it`() throws {
        let token = start()
        farm.store(0, under: token)
        farm.store(1, under: token)
        farm.store(3, under: token)
        farm.join(bob)
        farm.advance(by: .seconds(14))
        farm.heartbeat(bob)
        farm.advance(by: .seconds(2))
        let next = try #require(farm.lease(of: 2))
        #expect(next == Lease.Token(task: 2, worker: bob, attempt: 2))
        farm.advance(by: .seconds(4))
        let grants = farm.perform(.heartbeat(bob, [])).grants
        let grant = try #require(grants.first)
        #expect(grant.resumeAfter == 2)
        farm.store(2, under: next)
        #expect(farm.complete(next, chunks: 4).contains(.acknowledgeResult(next)))
    }

    @Test mutating func `that is still on its way is waited for`() {
        let token = start()
        farm.store(0, under: token)
        #expect(farm.complete(token, chunks: 2).isEmpty)
        #expect(farm.state(of: 1) == .running)
        let effects = farm.store(1, under: token)
        #expect(effects.contains(.acknowledgeResult(token)))
        #expect(farm.state(of: 1) == .assembling)
    }

    @Test mutating func `beyond the number the result tells is a failure`() {
        let token = start()
        farm.store(0, under: token)
        farm.store(1, under: token)
        farm.complete(token, chunks: 1)
        guard case .failed(let failure) = farm.endings(of: 2).first else {
            Issue.record("the attempt did not fail")
            return
        }
        #expect(failure.code == "chunk_count_mismatch")
    }

    @Test mutating func `is expected of a task that makes a picture`() {
        let token = start()
        farm.complete(token, chunks: 0)
        guard case .failed(let failure) = farm.endings(of: 2).first else {
            Issue.record("the attempt did not fail")
            return
        }
        #expect(failure.code == "output_missing")
    }

    @Test mutating func `plays when all before it are there`() throws {
        farm.submitPlanned([.render(), .render()])
        farm.join(ada, slots: 2)
        let tokens = farm.leases(of: ada)
        func playable(_ farm: VirtualFarm) -> Int? {
            farm.scheduler.chunks(of: 1)?.playableCount
        }
        farm.store(0, under: tokens[1])
        #expect(playable(farm) == 0)
        farm.store(0, under: tokens[0])
        #expect(playable(farm) == 1)
        farm.complete(tokens[0], chunks: 1)
        #expect(playable(farm) == 2)
    }
}

@Suite struct `A result` {
    var farm = VirtualFarm()
    let ada: WorkerID = 10

    @Test mutating func `that comes twice is acknowledged twice and counts once`() throws {
        farm.submit()
        farm.join(ada, engines: [.director])
        let token = try #require(farm.lease(of: 1))
        farm.complete(token, followUps: [.render()])
        let count = farm.records.count
        #expect(
            farm.complete(token, followUps: [.render()]) == [.acknowledgeResult(token)])
        #expect(farm.records.count == count)
    }

    @Test mutating func `survives a restart of the scheduler before it was handed over`() throws {
        farm.submit()
        farm.join(ada, engines: [.director])
        let token = try #require(farm.lease(of: 1))
        farm.restart()
        let effects = farm.complete(token, followUps: [.render()])
        #expect(effects.contains(.acknowledgeResult(token)))
        farm.restart()
        #expect(
            farm.complete(token, followUps: [.render()]) == [.acknowledgeResult(token)])
    }
}
