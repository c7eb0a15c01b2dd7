import FarmModel
import Testing
import WorkerCore

@Suite struct `A worker session` {
    var desk = VirtualDesk()

    @Test mutating func `says hello until it is welcome`() {
        #expect(desk.perform(.connected) == [.sendHello(desk.announcement, holding: [])])
        #expect(desk.advance(by: .milliseconds(499)) == [])
        #expect(
            desk.advance(by: .milliseconds(1)) == [.sendHello(desk.announcement, holding: [])])
        #expect(desk.advance(by: .milliseconds(999)) == [])
        #expect(
            desk.advance(by: .milliseconds(1)) == [.sendHello(desk.announcement, holding: [])])
        #expect(desk.perform(.welcomed) == [])
        #expect(desk.advance(by: .milliseconds(999)) == [])
    }

    @Test mutating func `gives a sign of life every second`() {
        desk.open()
        #expect(desk.advance(by: .seconds(3)) == Array(repeating: .sendHeartbeat([]), count: 3))
    }

    @Test mutating func `starts what it is granted, and speaks of it`() {
        desk.open()
        let grant = desk.grant(1)
        #expect(desk.perform(.granted(grant)) == [.start(grant)])
        let progress = Worker.Progress(
            token: grant.lease.token, fraction: 0.5, framesPerSecond: 12)
        desk.perform(.progressed(progress))
        #expect(desk.advance(by: .seconds(1)) == [.sendHeartbeat([progress])])
    }

    @Test mutating func `starts a grant once, however often it comes`() {
        desk.open()
        let grant = desk.grant(1)
        desk.perform(.granted(grant))
        #expect(desk.perform(.granted(grant)) == [])
    }

    @Test mutating func `gives back what has no slot`() {
        desk.open()
        desk.perform(.granted(desk.grant(1)))
        desk.perform(.granted(desk.grant(2)))
        let third = desk.grant(3)
        #expect(desk.perform(.granted(third)) == [.returnTask(third.lease.token)])
    }

    @Test mutating func `refuses an attempt older than the one it runs`() {
        desk.open()
        desk.perform(.granted(desk.grant(1, attempt: 2)))
        let stale = desk.grant(1, attempt: 1)
        #expect(desk.perform(.granted(stale)) == [.returnTask(stale.lease.token)])
    }

    @Test mutating func `drops an older attempt for a newer one`() {
        desk.open()
        let old = desk.grant(1, attempt: 1)
        let new = desk.grant(1, attempt: 2)
        desk.perform(.granted(old))
        #expect(desk.perform(.granted(new)) == [.cancel(old.lease.token), .start(new)])
    }

    @Test mutating func `does not run a past attempt again`() {
        desk.open()
        let grant = desk.grant(1)
        desk.perform(.granted(grant))
        desk.perform(.revoked(grant.lease.token, .stale))
        #expect(desk.perform(.granted(grant)) == [.returnTask(grant.lease.token)])
    }

    @Test mutating func `ignores a grant for another worker`() {
        desk.open()
        var grant = desk.grant(1)
        grant.lease.token.worker = 77
        #expect(desk.perform(.granted(grant)) == [])
    }

    @Test mutating func `stops what is revoked, finished or not`() {
        desk.open()
        let one = desk.start(1)
        let two = desk.start(2)
        desk.perform(.taskFinished(two, .completed(.empty)))
        #expect(desk.perform(.revoked(one, .jobEnded)) == [.cancel(one)])
        #expect(desk.perform(.revoked(two, .stale)) == [.cancel(two)])
        #expect(desk.session.holding == [])
    }

    @Test mutating func `uploads a chunk until it is acknowledged`() {
        desk.open()
        let token = desk.start(1)
        let chunk = Chunk.sample(0)
        let upload = WorkerSession.Effect.upload(chunk, under: token)
        #expect(desk.perform(.chunkProduced(chunk, under: token)) == [upload])
        #expect(desk.advance(by: .seconds(10)).filter { $0 == upload }.count == 1)
        desk.perform(.chunkAcknowledged(token, index: 0))
        #expect(desk.advance(by: .seconds(100)).filter { $0 == upload }.isEmpty)
    }

    @Test mutating func `delivers a result when its chunks are safe, and until it is heard`() {
        desk.open()
        let token = desk.start(1)
        let result = AttemptResult.completed(.empty)
        let delivery = WorkerSession.Effect.deliver(result, under: token)
        desk.perform(.chunkProduced(.sample(0), under: token))
        #expect(desk.perform(.taskFinished(token, result)) == [])
        #expect(desk.perform(.chunkAcknowledged(token, index: 0)) == [delivery])
        #expect(desk.advance(by: .milliseconds(1500)).filter { $0 == delivery }.count == 2)
        desk.perform(.resultAcknowledged(token))
        #expect(desk.advance(by: .seconds(60)).filter { $0 == delivery }.isEmpty)
    }

    @Test mutating func `delivers a failure at once`() {
        desk.open()
        let token = desk.start(1)
        desk.perform(.chunkProduced(.sample(0), under: token))
        let failure = AttemptResult.failed(
            Job.Failure(code: "engine_failed", message: "", retry: .worthwhile))
        #expect(
            desk.perform(.taskFinished(token, failure)) == [.deliver(failure, under: token)])
    }

    @Test mutating func `works on while the scheduler is away, and hands over afterwards`() {
        desk.open()
        let token = desk.start(1)
        let result = AttemptResult.completed(.empty)
        desk.perform(.disconnected)
        #expect(desk.perform(.chunkProduced(.sample(0), under: token)) == [])
        #expect(desk.perform(.taskFinished(token, result)) == [])
        #expect(desk.advance(by: .seconds(60)) == [])
        #expect(
            desk.perform(.connected) == [.sendHello(desk.announcement, holding: [token])])
        #expect(desk.perform(.welcomed) == [.upload(.sample(0), under: token)])
        #expect(
            desk.perform(.chunkAcknowledged(token, index: 0))
                == [.deliver(result, under: token)])
    }

    @Test mutating func `introduces itself to a scheduler that does not know it`() {
        desk.open()
        let token = desk.start(1)
        #expect(
            desk.perform(.helloRequested)
                == [.sendHello(desk.announcement, holding: [token])])
    }
}

@Suite struct `A worker that is to stop` {
    var desk = VirtualDesk()

    @Test mutating func `leaves at once if it is idle`() {
        desk.open()
        #expect(
            desk.perform(.stopRequested(grace: .seconds(30)))
                == [.sendDraining, .sendGoodbye, .finish])
        #expect(desk.session.deadline == nil)
    }

    @Test mutating func `finishes its work first, and takes no more`() {
        desk.open()
        let token = desk.start(1)
        #expect(desk.perform(.stopRequested(grace: .seconds(30))) == [.sendDraining])
        let grant = desk.grant(2)
        #expect(
            desk.perform(.granted(grant))
                == [.sendDraining, .returnTask(grant.lease.token)])
        desk.perform(.taskFinished(token, .completed(.empty)))
        #expect(desk.perform(.resultAcknowledged(token)) == [.sendGoodbye, .finish])
    }

    @Test mutating func `gives its work back when time is up`() {
        desk.open()
        let token = desk.start(1)
        desk.perform(.stopRequested(grace: .seconds(30)))
        let effects = desk.advance(by: .seconds(30))
        #expect(
            effects.suffix(4) == [.cancel(token), .returnTask(token), .sendGoodbye, .finish])
    }

    @Test mutating func `gives its work back at once without grace`() {
        desk.open()
        let token = desk.start(1)
        #expect(
            desk.perform(.stopRequested(grace: .zero))
                == [.sendDraining, .cancel(token), .returnTask(token), .sendGoodbye, .finish])
    }
}

/// A session under virtual time.
struct VirtualDesk {
    let announcement = Worker.Announcement(name: "desk", engines: [.previz], slots: 2)
    private(set) var session: WorkerSession
    private var now = Instant(milliseconds: 50_000)

    init() {
        session = WorkerSession(worker: 5, announcement: announcement)
    }

    @discardableResult
    mutating func perform(_ event: WorkerSession.Event) -> [WorkerSession.Effect] {
        session.handle(event, at: now)
    }

    mutating func open() {
        perform(.connected)
        perform(.welcomed)
    }

    mutating func start(_ task: TaskID) -> Lease.Token {
        let grant = grant(task)
        perform(.granted(grant))
        return grant.lease.token
    }

    /// Lets time pass, waking the session whenever it asked for it.
    mutating func advance(by duration: Duration) -> [WorkerSession.Effect] {
        let target = now.advanced(by: duration)
        var effects: [WorkerSession.Effect] = []
        while let deadline = session.deadline, deadline <= target {
            now = max(now, deadline)
            effects += perform(.clockAdvanced)
        }
        now = target
        return effects
    }

    func grant(_ task: TaskID, attempt: UInt32 = 1) -> Grant {
        Grant(
            lease: Lease(
                token: Lease.Token(task: task, worker: 5, attempt: attempt), expiry: now),
            job: 1,
            task: Job.Task(
                step: "render", requirement: Job.Requirement(engine: .previz),
                cost: .seconds(1), payload: [], output: .video),
            document: nil, resumeAfter: 0)
    }
}

extension Job.Outcome {
    static let empty = Job.Outcome(chunkCount: 0, computeTime: .zero)
}

extension Chunk {
    static func sample(_ index: Int) -> Chunk {
        guard let blob = BlobID(digest: Array(repeating: UInt8(index), count: 32)) else {
            preconditionFailure("a digest has 32 bytes")
        }
        return Chunk(index: index, blob: blob, byteCount: 1, frameCount: 1)
    }
}
