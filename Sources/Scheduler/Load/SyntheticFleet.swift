internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import Synchronization

/// Many synthetic workers in one thread, over one connection or several.
///
/// The scheduler knows workers by their numbers and not by their connections, so to its core a fleet
/// is as many workers as it says.
public final class SyntheticFleet: Sendable {
    /// What the workers are like.
    public struct Plan: Equatable, Sendable {
        public var name: String
        public var workers: Int
        public var slots: Int
        public var temper: SyntheticWorker.Temper
        public var churn: Churn

        /// While arrivals go on, in seconds: when workers leave and are killed.
        public var seconds: Double
        public var seed: UInt64

        /// Connections that the workers share.
        public var connections: Int

        public init(
            name: String = "synthetic", workers: Int, slots: Int,
            temper: SyntheticWorker.Temper = .init(), churn: Churn = .none, seconds: Double = 0,
            seed: UInt64 = 0, connections: Int = 1
        ) {
            self.name = name
            self.workers = workers
            self.slots = slots
            self.temper = temper
            self.churn = churn
            self.seconds = seconds
            self.seed = seed
            self.connections = connections
        }
    }

    private let log = Mutex<[SyntheticWorker.Ended]>([])
    private let happened = Mutex<[Fate]>([])
    private let beginning = Mutex<Duration?>(nil)
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

    /// Workers that are to be welcomed before arrivals begin.
    var musterCount: Int { plan.churn.joinsAt > .zero ? 0 : plan.workers }

    /// Workers that the scheduler has welcomed, once for each time that they came.
    public var welcomedCount: Int { welcomed.load(ordering: .acquiring) }

    /// Attempts that have ended on these workers.
    public var endedCount: Int { ended.load(ordering: .acquiring) }

    /// Every attempt so far, in the order of their ends.
    public var records: [SyntheticWorker.Ended] { log.withLock { $0 } }

    /// Who left and who was killed, at moments after the start of arrivals.
    var fates: [Fate] { happened.withLock { $0 } }

    /// Attempts that ended after the first `count`.
    func records(after count: Int) -> [SyntheticWorker.Ended] {
        guard endedCount > count else { return [] }
        return log.withLock { Array($0.dropFirst(count)) }
    }

    /// Says when arrivals began: from then on workers come and go.
    func begin(at start: Duration) { beginning.withLock { $0 = start } }

    /// Makes ``run()`` return.
    public func stop() { isStopping.store(true, ordering: .releasing) }

    /// Works until ``stop()``; blocks its thread.
    public func run() throws {
        let context = try Context()
        var lines: [FleetLine] = []
        for _ in 0..<max(1, plan.connections) {
            let socket = try Socket(.dealer, in: context, try target.options(target.workerKeys))
            try socket.connect(target.farm.worker)
            lines.append(FleetLine(socket))
        }
        var loop = FleetLoop(plan, lines: lines, watch: watch)
        var poller = Poller()
        let slots = loop.join(&poller)
        try loop.greet()
        while !isStopping.load(ordering: .acquiring) {
            try poller.wait(atMost: loop.pause)
            let readable = slots.indices.filter { poller.isReadable(slots[$0]) }
            if !loop.hasBegun, let start = beginning.withLock({ $0 }) { loop.begin(at: start) }
            let news = try loop.turn(readable: readable)
            welcomed.store(news.welcomedCount, ordering: .releasing)
            if !news.fates.isEmpty { happened.withLock { $0 += news.fates } }
            guard !news.ended.isEmpty else { continue }
            log.withLock { $0 += news.ended }
            ended.add(news.ended.count, ordering: .releasing)
        }
        try loop.leave()
    }
}
