internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import Logging
internal import SchedulerCore
internal import SchedulerStore

/// The one thread where decisions meet time, disk and network.
///
/// Receive, decide, commit, send: nothing else runs between an event and its effects. What cannot
/// be done at once goes to another thread and returns as news.
struct SchedulerLoop: ~Copyable {
    /// A write-ahead log longer than this is folded in when nothing else is to be done.
    static let idleLogByteCount = 1 << 20

    /// How long the loop sleeps at most, so that idle work gets its turn.
    static let longestPause: Duration = .seconds(1)

    private var core: Scheduler
    private let store: QueueDatabase
    private let clock: FarmClock
    private let assembly: Assembly
    private let cleaner: DepotCleaner
    private let mailbox: Mailbox<News>
    private let reception: Reception
    private var clients: ClientDesk
    private var workers: WorkerDesk
    private let post: PostOffice
    private let log: Logger

    init(
        core: Scheduler, store: QueueDatabase, clock: FarmClock, assembly: Assembly,
        cleaner: DepotCleaner, mailbox: Mailbox<News>, reception: Reception, workers: WorkerDesk,
        post: consuming PostOffice, log: Logger
    ) {
        self.core = core
        self.store = store
        self.clock = clock
        self.assembly = assembly
        self.cleaner = cleaner
        self.mailbox = mailbox
        self.reception = reception
        self.workers = workers
        self.post = post
        self.log = log
        let archive = JobArchive(
            document: { try store.document(of: $0) }, payloads: { try store.payloads(of: $0) })
        clients = ClientDesk(reception: reception, archive: archive)
    }

    /// What a round of messages led to.
    private struct Batch {
        var effects: [Scheduler.Effect] = []

        /// Answers that tell of the core's state: they wait for the same commit.
        var answers: [Dispatch] = []
        var isLast = false
    }

    /// Runs until it is asked to stop; throws when the disk or the network fails for good.
    mutating func run() throws {
        var poller = Poller()
        let slots = post.join(&poller)
        let mail = poller.add(mailbox.waker)
        var batch = Batch(effects: core.handle(.started, at: clock.now))
        while true {
            batch.effects += core.handle(.clockAdvanced, at: clock.now)
            try carryOut(batch)
            guard !batch.isLast else { return }
            try poller.wait(atMost: pause())
            batch = Batch()
            let now = clock.now
            if poller.isReadable(mail) {
                for news in mailbox.collect() { hear(news, at: now, into: &batch) }
            }
            for letter in try post.collect(slots, from: poller) {
                read(letter, at: now, into: &batch)
            }
        }
    }

    private func pause() -> Duration {
        guard let deadline = core.deadline else { return SchedulerLoop.longestPause }
        return min(SchedulerLoop.longestPause, max(.zero, clock.now.duration(to: deadline)))
    }

    private mutating func carryOut(_ batch: Batch) throws {
        var records: [Record] = []
        for case .record(let record) in batch.effects { records.append(record) }
        try store.commit(records)
        for answer in batch.answers { try send(answer) }
        for effect in batch.effects { try perform(effect) }
        let isIdle = batch.effects.isEmpty && batch.answers.isEmpty
        if store.logByteCount > (isIdle ? SchedulerLoop.idleLogByteCount : store.logByteLimit) {
            try store.checkpoint()
        }
    }

    private mutating func perform(_ effect: Scheduler.Effect) throws {
        switch effect {
        case .record: break
        case .reply(let request, let reply):
            if let answer = clients.deliver(reply, to: request) { try send(answer) }
        case .announce(let event):
            log.debug("\(event.job): \(event.kind)")
            for report in clients.announce(event, in: core, at: clock.now) { try send(report) }
        case .assemble(let order):
            let mailbox = mailbox
            assembly.begin(order) { news in _ = mailbox.post(news) }
        case .releaseBlobs(let blobs): cleaner.remove(blobs)
        case .welcome, .askForHello, .grant, .revoke, .acknowledgeChunk, .acknowledgeResult:
            if let order = workers.order(for: effect) { try send(order) }
        }
    }

    private mutating func send(_ dispatch: Dispatch) throws {
        switch try post.send(dispatch) {
        case .sent: break
        case .full, .unreachable:
            // A worker is heard of again when it speaks or its lease ends; a client asks again.
            if case .reply(_, _, let sender) = dispatch { clients.forget(sender) }
        }
    }

    private mutating func hear(_ news: News, at now: Instant, into batch: inout Batch) {
        switch news {
        case .chunkStored(let chunk, let token):
            batch.effects += core.handle(.chunkStored(chunk, under: token), at: now)
        case .assembled(let job, let film):
            batch.effects += core.handle(.assembled(job, film), at: now)
        case .assemblyFailed(let job, let failure):
            log.warning("assembly of job \(job) failed: \(failure.message)")
            batch.effects += core.handle(.assemblyFailed(job, failure), at: now)
        case .stopRequested: batch.isLast = true
        }
    }

    private mutating func read(_ letter: Letter, at now: Instant, into batch: inout Batch) {
        switch letter {
        case .request(let request, let form, let sender):
            do {
                switch try clients.take(request, form, from: sender, asking: core, at: now) {
                case .event(let event): batch.effects += core.handle(event, at: now)
                case .dispatches(let dispatches): batch.answers += dispatches
                case .answer(let body):
                    let reply = ClientReply(correlation: request.correlation, body)
                    batch.answers.append(.reply(reply, form, to: sender))
                }
            } catch {
                let reply = ClientReply(correlation: request.correlation, .refused(error))
                batch.answers.append(.reply(reply, form, to: sender))
            }
        case .statement(let statement, let sender):
            do {
                if case .join(let join) = statement.body {
                    let identity = try reception.admit(join, for: sender, at: now)
                    batch.answers.append(.order(WorkerOrder(.joined(identity)), to: sender))
                } else if let event = try workers.read(statement, from: sender) {
                    batch.effects += core.handle(event, at: now)
                } else {
                    batch.answers.append(.order(WorkerOrder(.askForHello), to: sender))
                }
            } catch {
                log.warning("\(sender.identity.name): \(error.message)")
                let order = WorkerOrder(correlation: statement.correlation, .refused(error))
                batch.answers.append(.order(order, to: sender))
            }
        case .illegible(let answer): batch.answers.append(answer)
        }
    }
}
