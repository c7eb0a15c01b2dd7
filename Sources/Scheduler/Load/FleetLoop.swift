internal import DequeModule
internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import HeapModule

/// A connection of a fleet.
struct FleetLine {
    fileprivate let line: BundledLine

    /// Places of the workers that have said hello and are not welcomed yet.
    ///
    /// Welcomes come in the order of the hellos.
    fileprivate var greeted: Deque<Int> = []
    fileprivate var lastHello: Duration = .zero

    init(_ socket: consuming Socket) {
        line = BundledLine(socket, byteLimit: Limits.workerReportBytes)
    }
}

/// The fleet's workers and their connections.
struct FleetLoop: ~Copyable {
    struct News {
        var welcomedCount: Int
        var ended: [SyntheticWorker.Ended] = []
        var fates: [Fate] = []
    }

    /// A stopped fleet notices within this time.
    static let longestPause: Duration = .milliseconds(20)

    /// Without a welcome for so long, everyone on a line says hello again: the scheduler is another one.
    static let welcomePatience: Duration = .seconds(2)

    private enum Presence {
        case here
        case draining
        case away
    }

    private struct Place {
        var worker: SyntheticWorker
        var presence = Presence.away

        /// The earliest entry in the agenda that counts.
        var due: Duration?
    }

    private struct Due: Comparable {
        var moment: Duration
        var place: Int

        static func < (earlier: Due, later: Due) -> Bool {
            (earlier.moment, earlier.place) < (later.moment, later.place)
        }
    }

    private let plan: SyntheticFleet.Plan
    private var lines: [FleetLine]
    private let watch: Stopwatch
    private var places: [Place] = []

    /// Looked up, never walked.
    private var index: [WorkerID: Int] = [:]
    private var agenda = Heap<Due>()
    private var fates: ArraySlice<Fate>
    private var start: Duration?
    private var welcomedCount = 0
    private var news = News(welcomedCount: 0)

    init(_ plan: SyntheticFleet.Plan, lines: [FleetLine], watch: Stopwatch) {
        self.plan = plan
        self.lines = lines
        self.watch = watch
        fates =
            plan.churn.fates(of: plan.workers, within: plan.seconds, seed: plan.seed)[...]
        for number in 0..<plan.workers { places.append(Place(worker: newcomer(number))) }
    }

    private func newcomer(_ number: Int) -> SyntheticWorker {
        SyntheticWorker(
            id: WorkerID(UInt64.random(in: 1...UInt64.max)), name: "\(plan.name)-\(number + 1)",
            slots: plan.slots, temper: plan.temper, seed: plan.seed &+ UInt64(number))
    }

    var hasBegun: Bool { start != nil }

    func join(_ poller: inout Poller) -> [Poller.Slot] {
        var slots: [Poller.Slot] = []
        for line in lines { slots.append(line.line.join(&poller)) }
        return slots
    }

    var pause: Duration {
        var next = watch.elapsed + FleetLoop.longestPause
        if let due = agenda.min?.moment { next = min(next, due) }
        if let start, let fate = fates.first { next = min(next, start + fate.moment) }
        return max(.zero, next - watch.elapsed)
    }

    /// Those who are there from the start say hello.
    mutating func greet() throws {
        guard plan.churn.joinsAt == .zero else { return }
        for place in places.indices { try arrive(place) }
        try flush()
    }

    /// From now on workers come and go.
    mutating func begin(at start: Duration) {
        self.start = start
        guard plan.churn.joinsAt > .zero else { return }
        for place in places.indices { expect(place, at: start + plan.churn.joinsAt) }
    }

    mutating func leave() throws {
        for place in places.indices where places[place].presence != .away {
            try say(WorkerStatement(worker: places[place].worker.id, .goodbye), place)
        }
        try flush()
    }

    /// What finds no room is said again by the worker.
    private func flush() throws {
        for line in lines { try line.line.flush() }
    }

    /// Reads what has come on some lines, and does what is due.
    mutating func turn(readable: [Int]) throws -> News {
        news = News(welcomedCount: welcomedCount)
        for line in readable {
            while let messages = try lines[line].line.receive() {
                for message in messages { try follow(message, on: line) }
            }
        }
        let now = watch.elapsed
        while let due = agenda.min, due.moment <= now {
            agenda.removeMin()
            guard places[due.place].due == due.moment else { continue }
            places[due.place].due = nil
            if places[due.place].presence == .away {
                try arrive(due.place)
            } else {
                try settle(due.place, saying: places[due.place].worker.tick(at: now))
            }
        }
        for line in lines.indices
        where !lines[line].greeted.isEmpty
            && now - lines[line].lastHello > FleetLoop.welcomePatience
        {
            lines[line].greeted = []
            try greetAgain(line)
        }
        while let start, let fate = fates.first, start + fate.moment <= now {
            fates.removeFirst()
            try befall(fate, at: now)
        }
        try flush()
        news.welcomedCount = welcomedCount
        return news
    }

    private mutating func follow(_ frame: [UInt8], on line: Int) throws {
        let order: WorkerOrder.Body
        do {
            order = try WorkerOrder(frame: frame).body
        } catch {
            throw LoadError.illegible("\(error)")
        }
        switch order {
        case .welcome:
            guard let place = lines[line].greeted.popFirst() else { return }
            welcomedCount += 1
            try follow(order, at: place)
        case .askForHello:
            guard lines[line].greeted.isEmpty else { return }
            try greetAgain(line)
        case .grant(let grant):
            if let place = index[grant.lease.token.worker] { try follow(order, at: place) }
        case .revoke(let token, _), .resultAccepted(let token), .chunkAccepted(let token, _):
            if let place = index[token.worker] { try follow(order, at: place) }
        case .preempt, .drain, .refused, .joined: break
        }
    }

    private mutating func follow(_ order: WorkerOrder.Body, at place: Int) throws {
        guard places[place].presence != .away else { return }
        try settle(place, saying: places[place].worker.follow(order, at: watch.elapsed))
    }

    /// Says what a worker has to say, and takes note of what it has done and when it is due again.
    private mutating func settle(_ place: Int, saying statements: [WorkerStatement]) throws {
        for statement in statements { try say(statement, place) }
        news.ended += places[place].worker.takeHistory()
        if places[place].presence == .draining, places[place].worker.isIdle {
            try say(WorkerStatement(worker: places[place].worker.id, .goodbye), place)
            return vanish(place, at: watch.elapsed)
        }
        guard let deadline = places[place].worker.deadline else { return }
        expect(place, at: deadline)
    }

    private mutating func expect(_ place: Int, at moment: Duration) {
        if let due = places[place].due, due <= moment { return }
        places[place].due = moment
        agenda.insert(Due(moment: moment, place: place))
    }

    private mutating func befall(_ fate: Fate, at now: Duration) throws {
        guard places[fate.worker].presence == .here else { return }
        news.fates.append(fate)
        switch fate.kind {
        case .kill: vanish(fate.worker, at: now)
        case .drain:
            places[fate.worker].presence = .draining
            let id = places[fate.worker].worker.id
            try say(WorkerStatement(worker: id, .draining), fate.worker)
            try settle(fate.worker, saying: [])
        }
    }

    /// Gone with all it had under way; comes back as another process of the same name.
    private mutating func vanish(_ place: Int, at now: Duration) {
        index[places[place].worker.id] = nil
        places[place] = Place(worker: newcomer(place))
        expect(place, at: now + plan.churn.away)
    }

    private mutating func arrive(_ place: Int) throws {
        let worker = places[place].worker
        index[worker.id] = place
        if places[place].presence == .away { places[place].presence = .here }
        let line = place % lines.count
        guard try lines[line].line.say(worker.hello().frame) else { return }
        lines[line].greeted.append(place)
        lines[line].lastHello = watch.elapsed
    }

    private mutating func greetAgain(_ line: Int) throws {
        for place in places.indices
        where place % lines.count == line && places[place].presence != .away {
            try arrive(place)
            guard places[place].presence == .draining else { continue }
            try say(WorkerStatement(worker: places[place].worker.id, .draining), place)
        }
    }

    private func say(_ statement: WorkerStatement, _ place: Int) throws {
        _ = try lines[place % lines.count].line.say(statement.frame)
    }
}
