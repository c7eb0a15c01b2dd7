internal import DequeModule
internal import FarmModel
internal import FarmWire
internal import SchedulerCore

/// Those who watch jobs, and what they have yet to hear.
///
/// A watcher grants credit: so many events may be on their way to it. Without credit events wait here,
/// progress only as its latest, the rest up to a bound; past it the watch ends with a refusal, and the
/// client asks again for what it missed.
struct Watches {
    /// Events that wait for one watcher's credit.
    static let backlogLimit = 2000

    fileprivate struct Key: Hashable {
        var sender: Sender
        var correlation: UInt64
    }

    fileprivate struct Watch {
        let key: Key
        let form: WireForm
        let job: JobID?
        let filter: ClientRequest.Watch.Filter
        var credit: Int
        var backlog: Deque<EventReport> = []
    }

    /// In order of arrival; at most ``Limits`` allow, so walking them is cheap beside sending.
    private var watches: [Watch] = []

    /// Watches that one connection may have at a time.
    static let watchesOfConnection = 64

    /// Watches that one key may have at a time; of more, the oldest ends: it may have been left behind.
    static let watchesOfKey = 1024

    /// Events that wait for the watchers of one key, shared evenly among them.
    static let backlogOfKey = 100_000

    var isEmpty: Bool { watches.isEmpty }

    /// Begins a watch that first hears `story`.
    mutating func begin(
        _ request: ClientRequest.Watch, correlation: UInt64, form: WireForm, from sender: Sender,
        story: [EventReport]
    ) throws(Refusal) -> [Dispatch] {
        let key = Key(sender: sender, correlation: correlation)
        end(key)
        let count = watches.count { $0.key.sender == sender }
        guard count < Watches.watchesOfConnection else {
            throw Refusal(
                .overLimit, "this connection watches \(count) times already; end a watch first",
                limit: String(Watches.watchesOfConnection))
        }
        let ended = makeRoom(for: sender.userID)
        watches.append(
            Watch(
                key: key, form: form, job: request.job, filter: request.filter,
                credit: request.credit,
                backlog: Deque(story)))
        return ended + flush(watches.count - 1)
    }

    /// Ends the oldest watch of a key that has as many as it may.
    private mutating func makeRoom(for userID: String) -> [Dispatch] {
        let own = watches.indices.filter { watches[$0].key.sender.userID == userID }
        guard own.count >= Watches.watchesOfKey, let oldest = own.first else { return [] }
        let watch = watches.remove(at: oldest)
        return [
            watch.refusal(
                "the key has \(own.count) watches, and this was the oldest; end those not needed",
                limit: Watches.watchesOfKey)
        ]
    }

    /// Whether more waits for a watcher than may.
    private func isOverdue(_ watch: Watch) -> Bool {
        let share = Watches.backlogOfKey / Watches.watchesOfKey
        guard watch.backlog.count > share else { return false }
        let siblings = watches.count { $0.key.sender.userID == watch.key.sender.userID }
        let limit = min(Watches.backlogLimit, Watches.backlogOfKey / siblings)
        return watch.backlog.count > limit
    }

    mutating func grant(_ more: Int, watch correlation: UInt64, from sender: Sender) -> [Dispatch] {
        guard let index = index(of: Key(sender: sender, correlation: correlation)) else {
            return []
        }
        watches[index].credit = min(
            watches[index].credit + more, Limits.watchCredit.upperBound)
        return flush(index)
    }

    mutating func end(watch correlation: UInt64, from sender: Sender) {
        end(Key(sender: sender, correlation: correlation))
    }

    /// Forgets every watch of a connection that is gone.
    mutating func forget(_ sender: Sender) {
        watches.removeAll { $0.key.sender == sender }
    }

    /// The jobs that are watched one by one, and whether someone watches many.
    var jobs: [JobID] { watches.compactMap(\.job) }
    var hasWatchOfMany: Bool { watches.contains { $0.job == nil } }

    /// Tells everyone who watches the job of `event`.
    mutating func announce(_ event: EventReport, of job: JobFacts) -> [Dispatch] {
        var dispatches: [Dispatch] = []
        var overdue: [Key] = []
        for index in watches.indices where watches[index].wants(event, of: job) {
            watches[index].append(event)
            if isOverdue(watches[index]) {
                overdue.append(watches[index].key)
            } else {
                dispatches += flush(index)
            }
        }
        for key in overdue {
            guard let index = index(of: key) else { continue }
            dispatches.append(
                watches[index].refusal(
                    "the watch fell behind and ended; watch again from the last event",
                    limit: Watches.backlogLimit))
            watches.remove(at: index)
        }
        return dispatches
    }

    private mutating func end(_ key: Key) {
        watches.removeAll { $0.key == key }
    }

    private func index(of key: Key) -> Int? {
        watches.firstIndex { $0.key == key }
    }

    private mutating func flush(_ index: Int) -> [Dispatch] {
        var dispatches: [Dispatch] = []
        while watches[index].credit > 0, let event = watches[index].backlog.popFirst() {
            watches[index].credit -= 1
            dispatches.append(
                .reply(
                    ClientReply(correlation: watches[index].key.correlation, .event(event)),
                    watches[index].form, to: watches[index].key.sender))
        }
        return dispatches
    }
}

extension Watches.Watch {
    fileprivate func refusal(_ message: String, limit: Int) -> Dispatch {
        let refusal = Refusal(.overLimit, message, limit: String(limit))
        return .reply(
            ClientReply(correlation: key.correlation, .refused(refusal)), form, to: key.sender)
    }

    fileprivate func wants(_ event: EventReport, of facts: JobFacts) -> Bool {
        if let job { job == event.job } else { filter.includes(facts, for: key.sender.identity) }
    }

    /// Adds an event; progress replaces progress of the same job that nobody has heard yet.
    fileprivate mutating func append(_ event: EventReport) {
        if case .progress = event.happening, let last = backlog.last, last.job == event.job,
            case .progress = last.happening
        {
            backlog.removeLast()
        }
        backlog.append(event)
    }
}

extension ClientRequest.Watch.Filter {
    /// Whether a job is one of those that are watched.
    func includes(_ job: JobFacts, for identity: Identity) -> Bool {
        guard identity.maySee(account: job.account),
            account.map({ $0 == "*" || $0 == job.account }) ?? true
        else { return false }
        return (states.isEmpty || states.contains(JobStateName(job.state, paused: job.paused)))
            && labels.allSatisfy(job.options.labels.contains)
    }
}
