internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import Synchronization

/// Many synthetic workers in one thread, over one connection.
///
/// The scheduler knows workers by their numbers and not by their connections, so to its core a fleet
/// is as many workers as it says.
public final class SyntheticFleet: Sendable {
    /// What the workers are like.
    public struct Plan: Equatable, Sendable {
        public var workers: Int
        public var slots: Int
        public var temper: SyntheticWorker.Temper

        public init(workers: Int, slots: Int, temper: SyntheticWorker.Temper = .init()) {
            self.workers = workers
            self.slots = slots
            self.temper = temper
        }
    }

    private let log = Mutex<[SyntheticWorker.Ended]>([])
    private let welcomed = Atomic(0)
    private let ended = Atomic(0)
    private let isStopping = Atomic(false)
    private let plan: Plan
    private let target: LoadTarget
    private let watch: Stopwatch

    public init(_ plan: Plan, target: LoadTarget, watch: Stopwatch) {
        self.plan = plan
        self.target = target
        self.watch = watch
    }

    /// Workers that the scheduler has welcomed.
    public var welcomedCount: Int { welcomed.load(ordering: .acquiring) }

    /// Attempts that have ended on these workers.
    public var endedCount: Int { ended.load(ordering: .acquiring) }

    /// Every attempt so far, in the order of their ends.
    public var records: [SyntheticWorker.Ended] { log.withLock { $0 } }

    /// Attempts that ended after the first `count`.
    func records(after count: Int) -> [SyntheticWorker.Ended] {
        log.withLock { Array($0.dropFirst(count)) }
    }

    /// Makes ``run()`` return.
    public func stop() { isStopping.store(true, ordering: .releasing) }

    /// Works until ``stop()``; blocks its thread.
    public func run() throws {
        let context = try Context()
        let socket = try Socket(.dealer, in: context, try target.options(target.workerKeys))
        try socket.connect(target.farm.worker)
        var loop = FleetLoop(plan, socket: socket, watch: watch)
        var poller = Poller()
        let slot = loop.join(&poller)
        try loop.greet()
        while !isStopping.load(ordering: .acquiring) {
            try poller.wait(atMost: loop.pause)
            let news = try loop.turn(isReadable: poller.isReadable(slot))
            welcomed.store(news.welcomedCount, ordering: .releasing)
            guard !news.ended.isEmpty else { continue }
            log.withLock { $0 += news.ended }
            ended.add(news.ended.count, ordering: .releasing)
        }
        try loop.leave()
    }
}

/// The fleet's workers and their connection.
private struct FleetLoop: ~Copyable {
    struct News {
        var welcomedCount: Int
        var ended: [SyntheticWorker.Ended]
    }

    /// A stopped fleet notices within this time.
    static let longestPause: Duration = .milliseconds(20)

    private var workers: [SyntheticWorker]

    /// Places of workers, by number; looked up, never walked.
    private var places: [WorkerID: Int]
    private var welcomedCount = 0
    private let socket: Socket
    private let watch: Stopwatch

    /// Statements that have not left yet.
    private var bundle = Bundle()

    init(_ plan: SyntheticFleet.Plan, socket: consuming Socket, watch: Stopwatch) {
        var workers: [SyntheticWorker] = []
        for number in 0..<plan.workers {
            workers.append(
                SyntheticWorker(
                    id: WorkerID(UInt64.random(in: 1...UInt64.max)),
                    name: "synthetic-\(number + 1)", slots: plan.slots, temper: plan.temper,
                    seed: UInt64(number)))
        }
        self.workers = workers
        places = Dictionary(uniqueKeysWithValues: zip(workers.map(\.id), workers.indices))
        self.socket = socket
        self.watch = watch
    }

    func join(_ poller: inout Poller) -> Poller.Slot { poller.add(socket) }

    var pause: Duration {
        let due = workers.lazy.compactMap(\.deadline).min()
        let left = due.map { $0 - watch.elapsed } ?? FleetLoop.longestPause
        return max(.zero, min(left, FleetLoop.longestPause))
    }

    mutating func greet() throws {
        for worker in workers { try say(worker.hello()) }
        try flush()
    }

    mutating func leave() throws {
        for worker in workers { try say(WorkerStatement(worker: worker.id, .goodbye)) }
        try flush()
    }

    mutating func turn(isReadable: Bool) throws -> News {
        if isReadable {
            while case .parcel(let parcel) = try socket.receive(
                atMostFrames: 1, bytes: Limits.schedulerMessageBytes)
            {
                let frame = parcel.frames[0]
                for message in try Bundle.messages(in: frame) ?? [frame] { try follow(message) }
            }
        }
        let now = watch.elapsed
        var ended: [SyntheticWorker.Ended] = []
        for index in workers.indices {
            if let deadline = workers[index].deadline, deadline <= now {
                for statement in workers[index].tick(at: now) { try say(statement) }
            }
            ended += workers[index].takeHistory()
        }
        try flush()
        return News(welcomedCount: welcomedCount, ended: ended)
    }

    private mutating func follow(_ frame: [UInt8]) throws {
        let order: WorkerOrder.Body
        do {
            order = try WorkerOrder(frame: frame).body
        } catch {
            throw LoadError.illegible("\(error)")
        }
        switch order {
        case .welcome where welcomedCount < workers.count:
            // Welcomes come in the order of the hellos.
            welcomedCount += 1
            try follow(order, welcomedCount - 1)
        case .welcome, .drain, .refused, .joined: break
        case .askForHello: try greet()
        case .grant(let grant):
            if let place = places[grant.lease.token.worker] { try follow(order, place) }
        case .revoke(let token, _), .resultAccepted(let token), .chunkAccepted(let token, _):
            if let place = places[token.worker] { try follow(order, place) }
        }
    }

    private mutating func follow(_ order: WorkerOrder.Body, _ place: Int) throws {
        for statement in workers[place].follow(order, at: watch.elapsed) { try say(statement) }
    }

    private mutating func say(_ statement: WorkerStatement) throws {
        let frame = statement.frame
        if !bundle.hasRoom(for: frame.count, in: Limits.workerReportBytes) { try flush() }
        bundle.append(frame)
    }

    /// Sends what waits for company; what finds no room is said again by the worker.
    private mutating func flush() throws {
        guard !bundle.isEmpty else { return }
        _ = try socket.send([bundle.bytes])
        bundle.removeAll()
    }
}
