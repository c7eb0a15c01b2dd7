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

    /// How often the figures for operators are renewed.
    static let publishInterval: Duration = .seconds(1)

    var core: Scheduler
    let store: QueueDatabase
    let clock: FarmClock
    private let assembly: Assembly
    private let cleaner: DepotCleaner
    private let mailbox: Mailbox<News>
    private let reception: Reception
    var clients: ClientDesk
    private var workers: WorkerDesk
    private var backups: BackupDesk
    private var post: PostOffice
    let board: MetricsBoard
    var tally = Tally()
    private var logs: TaskLogs

    /// Why nothing can be written at present; nil while all is well.
    var impairment: Impairment?
    private var published = ContinuousClock.now
    let log: Logger

    init(
        core: Scheduler, store: QueueDatabase, clock: FarmClock, assembly: Assembly,
        cleaner: DepotCleaner, mailbox: Mailbox<News>, reception: Reception, workers: WorkerDesk,
        backups: BackupDesk, post: consuming PostOffice, board: MetricsBoard, logs: TaskLogs,
        log: Logger
    ) {
        self.core = core
        self.store = store
        self.clock = clock
        self.assembly = assembly
        self.cleaner = cleaner
        self.mailbox = mailbox
        self.reception = reception
        self.workers = workers
        self.backups = backups
        self.post = post
        self.board = board
        self.logs = logs
        self.log = log
        let archive = JobArchive(
            document: { try store.document(of: $0) },
            payloads: { try store.payloads(of: $0, in: $1) },
            log: { query in
                try logs.lines(
                    of: query.job, task: query.task, attempt: query.attempt, after: query.after,
                    atMost: Limits.logPage)
            },
            audit: { wish in
                try store.audit(after: wish.after, since: wish.since, limit: wish.limit)
                    .map(\.entry)
            })
        clients = ClientDesk(reception: reception, archive: archive)
    }

    /// What a round of messages led to.
    struct Batch {
        var effects: [Scheduler.Effect] = []

        /// Answers that tell of the core's state: they wait for the same commit.
        var answers: [Dispatch] = []

        /// For the audit log, in the same commit.
        var deeds: [AuditRow] = []
        var isLast = false
    }

    /// Runs until it is asked to stop; throws when the disk or the network fails for good.
    mutating func run() throws {
        var poller = Poller()
        let slots = post.join(&poller)
        let mail = poller.add(mailbox.waker)
        var batch = Batch(effects: core.handle(.started, at: clock.now))
        var woken = ContinuousClock.now
        while true {
            if impairment == nil {
                core.handle(.clockAdvanced, at: clock.now, into: &batch.effects)
            }
            try carryOut(batch)
            try post.flush { clients.forget($0) }
            tally.count(roundTaking: woken.duration(to: .now))
            publish()
            guard !batch.isLast else { return }
            backups.step()
            try poller.wait(atMost: pause())
            woken = .now
            batch = Batch()
            let now = clock.now
            try recover(into: &batch)
            if poller.isReadable(mail) {
                for news in mailbox.collect() { hear(news, at: now, into: &batch) }
            }
            for letter in try post.collect(slots, from: poller) {
                read(letter, at: now, into: &batch)
            }
        }
    }

    private func pause() -> Duration {
        guard !backups.isCopying else { return .zero }
        guard impairment == nil, let deadline = core.deadline else {
            return SchedulerLoop.longestPause
        }
        return min(SchedulerLoop.longestPause, max(.zero, clock.now.duration(to: deadline)))
    }

    private mutating func carryOut(_ batch: Batch) throws {
        var records: [Record] = []
        for case .record(let record) in batch.effects { records.append(record) }
        if !records.isEmpty || !batch.deeds.isEmpty {
            let begin = ContinuousClock.now
            do throws(StoreError) {
                try store.commit(records, deeds: batch.deeds)
            } catch {
                guard case .full = error else { throw error }
                return try impair(batch)
            }
            tally.count(commitOf: records, taking: begin.duration(to: .now))
        }
        for answer in batch.answers { try send(answer) }
        for effect in batch.effects { try perform(effect) }
        let isIdle = batch.effects.isEmpty && batch.answers.isEmpty
        if store.logByteCount > (isIdle ? SchedulerLoop.idleLogByteCount : store.logByteLimit) {
            try fold()
        }
    }

    /// Pins up the figures, once a second.
    private mutating func publish() {
        let now = ContinuousClock.now
        guard published.duration(to: now) >= SchedulerLoop.publishInterval else { return }
        published = now
        board.publish(
            tally,
            Gauges(
                core, logBytes: store.logByteCount,
                malformedMessages: reception.census.malformedCount,
                throttledMessages: reception.census.throttledCount))
        if workers.isLittered(workers: core.workerCount) { workers.forget { !core.knows($0) } }
        tally.beginInterval()
    }

    private mutating func perform(_ effect: Scheduler.Effect) throws {
        switch effect {
        case .record(.removal(let job, _)): keepLogs { try $0.remove(job) }
        case .record(.pause(let pause)):
            let reports = clients.announce(pauseOf: pause.account, in: core, at: clock.now)
            for report in reports { try send(report) }
        case .record: break
        case .reply(let request, let reply):
            tally.count(reply)
            if let answer = clients.deliver(reply, to: request) { try send(answer) }
        case .announce(let event):
            log.debug("\(event.job): \(event.kind)")
            for report in clients.announce(event, in: core, at: clock.now) { try send(report) }
        case .assemble(let order):
            let mailbox = mailbox
            assembly.begin(order) { news in _ = mailbox.post(news) }
        case .releaseBlobs(let blobs):
            if backups.isCopyingMedia { backups.hold(blobs) } else { cleaner.remove(blobs) }
        case .welcome, .askForHello, .grant, .revoke, .preempt, .acknowledgeChunk,
            .acknowledgeResult:
            tally.count(effect)
            if let order = workers.order(for: effect) { try send(order) }
        }
    }

    /// Keeps what a task says while its lease stands.
    private mutating func hear(_ lines: [String], of token: Lease.Token, at now: Instant) {
        guard let job = core.job(under: token) else { return }
        keepLogs { try $0.append(lines, of: token, job: job, at: now) }
    }

    /// Lines of tasks are not worth stopping for.
    private mutating func keepLogs(_ body: (inout TaskLogs) throws -> Void) {
        do {
            try body(&logs)
        } catch {
            log.warning("lines of tasks are not kept: \(error)")
        }
    }

    mutating func send(_ dispatch: Dispatch) throws {
        // A worker is heard of again when it speaks or its lease ends; a client asks again.
        try post.send(dispatch) { clients.forget($0) }
    }

    private mutating func hear(_ news: News, at now: Instant, into batch: inout Batch) {
        switch news {
        case .chunkStored, .assembled, .assemblyFailed:
            // After the recovery the piece is offered and the film assembled again.
            guard impairment == nil else { return }
        case .stopRequested, .reconfigured, .backupAdvanced: break
        }
        switch news {
        case .chunkStored(let chunk, let token):
            core.handle(.chunkStored(chunk, under: token), at: now, into: &batch.effects)
        case .assembled(let job, let film):
            core.handle(.assembled(job, film), at: now, into: &batch.effects)
        case .assemblyFailed(let job, let failure):
            tally.countFailedAssembly()
            log.warning("assembly of job \(job) failed: \(failure.message)")
            core.handle(.assemblyFailed(job, failure), at: now, into: &batch.effects)
        case .stopRequested: batch.isLast = true
        case .reconfigured(let settings):
            post.limits = settings.rates
            workers.welcome.leaseTerm = settings.core.leaseDuration
            batch.effects += core.handle(.reconfigured(settings.core), at: now)
            batch.deeds.append(AuditRow("reload", "settings", at: now))
        case .backupAdvanced(let report):
            if report.phase.isFinal { log.notice("backup to \(report.folder): \(report.phase)") }
            let held = backups.hear(report)
            if !held.isEmpty { cleaner.remove(held) }
        }
    }

    /// Takes the tasks from workers whose keys are on the ring no more.
    private mutating func dismissWorkers(at now: Instant, into batch: inout Batch) {
        guard impairment == nil else { return }
        for worker in workers.dismiss(unless: { reception.keys.identity(ofUser: $0) != nil }) {
            log.notice("worker \(worker) is dismissed: its key was revoked")
            core.handle(.workerLeft(worker), at: now, into: &batch.effects)
        }
    }

    private mutating func read(_ letter: Letter, at now: Instant, into batch: inout Batch) {
        switch letter {
        case .request(let request, let form, let sender):
            let mark = batch.effects.count
            do {
                switch try clients.take(request, form, from: sender, asking: core, at: now) {
                case .event(let event):
                    if let impairment {
                        batch.answers += refuseWaiting(impairment)
                    } else {
                        core.handle(event, at: now, into: &batch.effects)
                    }
                case .dispatches(let dispatches): batch.answers += dispatches
                case .backup(let order):
                    let report =
                        if let order { try backups.begin(order) } else { try backups.show() }
                    let reply = ClientReply(correlation: request.correlation, .backup(report))
                    batch.answers.append(.reply(reply, form, to: sender))
                case .answer(let body):
                    let reply = ClientReply(correlation: request.correlation, body)
                    batch.answers.append(.reply(reply, form, to: sender))
                }
                note(request, from: sender, effectsFrom: mark, at: now, in: &batch)
                if case .revokeKey = request.body { dismissWorkers(at: now, into: &batch) }
            } catch {
                tally.count(refusal: error.code.rawValue)
                let deed = AuditRow(
                    request, from: sender, outcome: error.code.rawValue, at: now)
                if let deed { batch.deeds.append(deed) }
                let reply = ClientReply(correlation: request.correlation, .refused(error))
                batch.answers.append(.reply(reply, form, to: sender))
            }
        case .statement(let statement, let form, let sender):
            do {
                if case .join(let join) = statement.body {
                    let identity = try reception.admit(join, for: sender, at: now)
                    batch.answers.append(.order(WorkerOrder(.joined(identity)), form, to: sender))
                } else if impairment != nil {
                    // It says so again until it is heard.
                } else if case .log(let token, let lines) = statement.body {
                    hear(lines, of: token, at: now)
                } else if let event = try workers.read(statement, form, from: sender) {
                    core.handle(event, at: now, into: &batch.effects)
                } else {
                    batch.answers.append(.order(WorkerOrder(.askForHello), form, to: sender))
                }
            } catch {
                tally.count(refusal: error.code.rawValue)
                log.warning("\(sender.identity.name): \(error.message)")
                let order = WorkerOrder(correlation: statement.correlation, .refused(error))
                batch.answers.append(.order(order, form, to: sender))
            }
        case .illegible(let answer): batch.answers.append(answer)
        }
    }

    /// Notes what an operator did and what the core said to it.
    private func note(
        _ request: ClientRequest, from sender: Sender, effectsFrom mark: Int, at now: Instant,
        in batch: inout Batch
    ) {
        guard var deed = AuditRow(request, from: sender, outcome: "done", at: now) else { return }
        for case .reply(_, let reply) in batch.effects[min(mark, batch.effects.count)...] {
            deed.outcome = reply.outcome
        }
        batch.deeds.append(deed)
    }
}
