internal import FarmModel
internal import FarmWire
internal import SchedulerCore

/// Speaks with workers: who is where, and what their statements mean to the core.
struct WorkerDesk {
    /// What the farm tells every worker that arrives.
    var welcome: WorkerOrder.Welcome

    /// Where a worker is, and the form in which it said hello.
    private struct Connection {
        var sender: Sender
        var form: WireForm
    }

    /// Workers that may be here at a time; a hello beyond is refused.
    static let workerLimit = 100_000

    /// Connections that are remembered before those of workers that were lost are forgotten.
    static let connectionsBeforeTidying = 64

    /// Looked up, and walked only to forget.
    private var connections: [WorkerID: Connection] = [:]

    init(welcome: WorkerOrder.Welcome) {
        self.welcome = welcome
    }

    /// What `statement` means to the core; nil if it comes from a worker that must say hello first.
    mutating func read(
        _ statement: WorkerStatement, _ form: WireForm, from sender: Sender
    ) throws(Refusal) -> Scheduler.Event? {
        let worker = statement.worker
        guard sender.identity.role == .worker else {
            throw Refusal(
                .forbidden,
                "the key of \(sender.identity.name) has the role \(sender.identity.role.rawValue);"
                    + " workers join with a worker's token")
        }
        if case .hello(let announcement, let holding) = statement.body {
            if let known = connections[worker], known.sender.identity != sender.identity {
                throw Refusal(.forbidden, "worker \(worker) belongs to another key")
            }
            try check(holding, belongTo: worker)
            guard connections[worker] != nil || connections.count < WorkerDesk.workerLimit else {
                throw Refusal(
                    .overLimit, "this farm has as many workers as it takes",
                    value: String(connections.count + 1), limit: String(WorkerDesk.workerLimit),
                    retryAfter: .seconds(30))
            }
            connections[worker] = Connection(sender: sender, form: form)
            return .workerJoined(worker, announcement, holding: holding)
        }
        guard connections[worker]?.sender.identity == sender.identity else { return nil }
        connections[worker]?.sender = sender
        switch statement.body {
        case .hello, .join: throw Refusal(.forbidden, "a worker that is known need not join")
        case .heartbeat(let progress):
            try check(progress.map(\.token), belongTo: worker)
            return .heartbeat(worker, progress)
        case .result(let token, let outcome):
            try check([token], belongTo: worker)
            return .taskCompleted(token, outcome)
        case .failed(let token, let failure, _):
            try check([token], belongTo: worker)
            return .taskFailed(token, failure)
        case .returned(let token):
            try check([token], belongTo: worker)
            return .taskReturned(token)
        case .log: return nil
        case .draining: return .workerDraining(worker)
        case .goodbye:
            connections[worker] = nil
            return .workerLeft(worker)
        }
    }

    /// Forgets the workers whose key `isKnown` denies, and says which they are.
    mutating func dismiss(unless isKnown: (_ userID: String) -> Bool) -> [WorkerID] {
        let lost = connections.filter { !isKnown($0.value.sender.userID) }.map(\.key).sorted()
        for worker in lost { connections[worker] = nil }
        return lost
    }

    /// Whether there are so many more connections than workers that it is time to forget some.
    func isLittered(workers count: Int) -> Bool {
        connections.count > WorkerDesk.connectionsBeforeTidying && connections.count > 2 * count
    }

    /// Forgets the connections of workers that were lost without a farewell.
    mutating func forget(where isLost: (WorkerID) -> Bool) {
        connections = connections.filter { !isLost($0.key) }
    }

    /// The message that carries out `effect`; nil for effects that do not concern workers.
    func order(for effect: Scheduler.Effect) -> Dispatch? {
        switch effect {
        case .welcome(let worker): letter(.welcome(welcome), to: worker)
        case .askForHello(let worker):
            letter(.askForHello, to: worker)
        case .grant(let grant): letter(.grant(grant), to: grant.lease.token.worker)
        case .revoke(let token, let reason):
            letter(.revoke(token, reason), to: token.worker)
        case .preempt(let token): letter(.preempt(token), to: token.worker)
        case .acknowledgeChunk(let token, let index):
            letter(.chunkAccepted(token, index: index), to: token.worker)
        case .acknowledgeResult(let token): letter(.resultAccepted(token), to: token.worker)
        case .record, .reply, .assemble, .announce, .releaseBlobs: nil
        }
    }

    private func letter(_ body: WorkerOrder.Body, to worker: WorkerID) -> Dispatch? {
        connections[worker].map { .order(WorkerOrder(body), $0.form, to: $0.sender) }
    }

    private func check(
        _ tokens: [Lease.Token], belongTo worker: WorkerID
    ) throws(Refusal) {
        for token in tokens where token.worker != worker {
            throw Refusal(.forbidden, "\(token) is not a lease of worker \(worker)")
        }
    }
}
