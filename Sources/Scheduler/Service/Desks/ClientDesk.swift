internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import SchedulerCore

/// Speaks with clients: answers questions from the core, turns requests into its events.
struct ClientDesk {
    /// What a request leads to.
    enum Intake {
        /// For the core; its ``Reply`` answers.
        case event(Scheduler.Event)
        case answer(ClientReply.Body)

        /// Already answered, or without an answer.
        case dispatches([Dispatch])

        /// For the loop, which begins a backup or tells how the last one goes.
        case backup(BackupOrder?)
    }

    private struct Waiting {
        var sender: Sender
        var correlation: UInt64
        var form: WireForm

        /// The newest job when the request came: an older one was made by an earlier submission.
        var newestJob: JobID
    }

    private let reception: Reception
    let archive: JobArchive
    private var waiting: [RequestID: Waiting] = [:]
    private var nextRequest: RequestID = 1
    private var watches = Watches()
    private(set) var history: EventHistory

    init(reception: Reception, archive: JobArchive) {
        self.reception = reception
        self.archive = archive
        history = EventHistory(epoch: UInt64(clamping: reception.started.milliseconds))
    }

    mutating func take(
        _ request: ClientRequest, _ form: WireForm, from sender: Sender, asking core: Scheduler,
        at now: Instant
    ) throws(Refusal) -> Intake {
        let identity = sender.identity
        switch request.body {
        case .join(let join):
            return .answer(.joined(try reception.admit(join, for: sender, at: now)))
        case .revokeKey, .replaceKey:
            guard identity.role != .joiner else {
                throw Refusal(.forbidden, "a join token lets somebody join, and nothing else")
            }
        case .hello, .submit, .show, .list, .cancel, .watch, .credit, .unwatch, .storyboard,
            .explain, .logs, .media, .workers, .status, .createJoinToken, .steer,
            .entitle, .accounts, .teams, .usage, .beginBackup, .showBackup, .keys, .audit:
            guard identity.role != .joiner, identity.role != .worker else {
                throw Refusal(
                    .forbidden,
                    "the key of \(identity.name) has the role \(identity.role.rawValue), which may "
                        + "not ask this; ask an operator for a client's join token")
            }
        }
        switch request.body {
        case .join: return .dispatches([])
        case .hello: return .answer(.welcome(reception.welcome(identity)))
        case .submit(let submit):
            let account = try identity.account(asking: submit.account)
            try require(submit.engine, in: core)
            let id = register(request, form, from: sender, newest: core.newestJob)
            let submission = submit.submission(account: account)
            guard let count = submit.arrayCount else {
                return .event(.submitted(submission, id))
            }
            let payloads = submit.payloads(count: count)
            return .event(.arraySubmitted(submission, payloads: payloads, id))
        case .cancel(let job):
            let id = register(request, form, from: sender, newest: core.newestJob)
            return .event(.cancelled(job, by: identity.requester, id))
        case .steer(let steering):
            let command = try command(for: steering, from: identity, in: core)
            let id = register(request, form, from: sender, newest: core.newestJob)
            return .event(.commanded(command, by: identity.requester, id))
        case .entitle(let change):
            try identity.mustOperate("set quotas, weights and teams")
            let id = register(request, form, from: sender, newest: core.newestJob)
            return .event(.entitled(change, id))
        case .accounts(let list):
            try identity.mustOperate("list accounts")
            return .answer(core.accountPage(list, at: now))
        case .teams(let list):
            try identity.mustOperate("list teams")
            return .answer(core.teamPage(list, at: now))
        case .usage(let level, let detail):
            return .answer(try core.usage(of: level, detail, for: identity, at: now))
        case .beginBackup(let order):
            try identity.mustOperate("make backups")
            return .backup(order)
        case .showBackup:
            try identity.mustOperate("make backups")
            return .backup(nil)
        case .keys:
            try identity.mustOperate("see who has which key")
            return .answer(.keys(reception.keyReports))
        case .revokeKey(let words):
            try reception.revoke(words, asked: identity)
            return .answer(.carriedOut)
        case .replaceKey(let key):
            try reception.replace(key, asked: identity)
            return .answer(.carriedOut)
        case .audit(let wish):
            try identity.mustOperate("read the audit log")
            return .answer(.audit(try archive.entries(wish)))
        case .show(let job):
            let summary = try find(job, for: identity, in: core, at: now)
            return .answer(.job(JobReport(summary, in: core)))
        case .list(let list):
            return .answer(try page(list, for: identity, from: core, at: now))
        case .watch(let watch):
            return .dispatches(
                try begin(watch, request.correlation, form, from: sender, in: core, at: now))
        case .credit(let watch, let more):
            return .dispatches(watches.grant(more, watch: watch, from: sender))
        case .unwatch(let watch):
            watches.end(watch: watch, from: sender)
            return .answer(.unwatched)
        case .storyboard(let job):
            _ = try find(job, for: identity, in: core, at: now)
            return .answer(.storyboard(job, json: try document(of: job, in: core)))
        case .explain(let job):
            let summary = try find(job, for: identity, in: core, at: now)
            return .answer(
                .explanation(
                    explanation(of: summary, tasks: core.tasks(of: job, at: now), at: now)))
        case .logs(let query):
            _ = try find(query.job, for: identity, in: core, at: now)
            return .answer(
                .logs(try lines(of: query, tasks: core.tasks(of: query.job, at: now))))
        case .media(let job, let part):
            let summary = try find(job, for: identity, in: core, at: now)
            return .answer(
                .media(
                    try reception.grant(part, of: summary, chunks: core.chunks(of: job), at: now)))
        case .workers:
            return .answer(
                .workers(
                    core.workers.map(WorkerReport.init),
                    absent: core.absentMachines.map(AbsentWorker.init)))
        case .status: return .answer(.status(reception.status(of: core, at: now)))
        case .createJoinToken(let order):
            let (token, expiry) = try reception.invite(order, asked: identity, at: now)
            return .answer(.joinToken(token, expiry: expiry))
        }
    }

    /// The message that brings the core's reply to whoever asked.
    mutating func deliver(_ reply: Reply, to request: RequestID) -> Dispatch? {
        guard let asked = waiting.removeValue(forKey: request) else { return nil }
        let body: ClientReply.Body =
            switch reply {
            case .accepted(let job):
                .submitted(job, job > asked.newestJob ? .new : .repeated)
            case .acceptedArray(let first, let count):
                .submittedArray(
                    first, count: count, first > asked.newestJob ? .new : .repeated)
            case .refused(let failure):
                .refused(Refusal(Refusal.Code(rawValue: failure.code), failure.message))
            case .overQuota(let refusal): .refused(Refusal(refusal))
            case .entitled(let entitlement): .entitled(entitlement)
            case .cancelled(let job): .cancelling(job)
            case .carriedOut: .carriedOut
            case .ended(let job, let state):
                .refused(
                    Refusal(
                        .notNow, "job \(job) is already \(JobStateName(state).rawValue)",
                        field: "job", value: job.description))
            case .unknownJob(let job): .refused(.unknownJob(job))
            }
        return .reply(
            ClientReply(correlation: asked.correlation, body), asked.form, to: asked.sender)
    }

    /// Tells everyone whose request waits for the core that nothing came of it.
    mutating func refuseWaiting(_ refusal: Refusal) -> [Dispatch] {
        let asked = waiting.sorted { $0.key < $1.key }.map(\.value)
        waiting = [:]
        return asked.map { asked in
            .reply(
                ClientReply(correlation: asked.correlation, .refused(refusal)), asked.form,
                to: asked.sender)
        }
    }

    /// Tells those who watch the job.
    mutating func announce(_ event: JobEvent, in core: Scheduler, at now: Instant) -> [Dispatch] {
        let cursor = history.append(event)
        guard !watches.isEmpty, let facts = core.facts(of: event.job),
            var report = EventReport(event, in: core, at: now)
        else { return [] }
        report.cursor = cursor
        return watches.announce(report, of: facts)
    }

    /// Tells those who watch jobs of an account, or any, that these stand still or go on.
    mutating func announce(
        pauseOf account: String?, in core: Scheduler, at now: Instant
    ) -> [Dispatch] {
        guard !watches.isEmpty else { return [] }
        var jobs = watches.jobs.filter { core.facts(of: $0)?.state.isFinal == false }
        if watches.hasWatchOfMany {
            jobs += core.unfinishedJobs(of: account, atMost: ClientDesk.snapshotLimit)
        }
        var told: Set<JobID> = []
        return jobs.filter { told.insert($0).inserted }.flatMap { job in
            announce(
                JobEvent(job: job, sequence: core.lastSequence(of: job), kind: .changed),
                in: core, at: now)
        }
    }

    /// Forgets a connection that is gone.
    mutating func forget(_ sender: Sender) {
        watches.forget(sender)
    }

    private mutating func register(
        _ request: ClientRequest, _ form: WireForm, from sender: Sender, newest: JobID
    ) -> RequestID {
        let id = nextRequest
        nextRequest = RequestID(id.rawValue + 1)
        waiting[id] = Waiting(
            sender: sender, correlation: request.correlation, form: form, newestJob: newest)
        return id
    }

    /// The job, if it exists and may be seen: others' jobs are as unknown as missing ones.
    private func find(
        _ job: JobID, for identity: Identity, in core: Scheduler, at now: Instant
    ) throws(Refusal) -> JobSummary {
        guard let summary = core.summary(of: job, at: now),
            identity.maySee(account: summary.admission.account)
        else { throw .unknownJob(job) }
        return summary
    }

    private func document(of job: JobID, in core: Scheduler) throws(Refusal) -> String {
        let document: [UInt8]?
        do {
            document = try core.document(of: job) ?? archive.document(job)
        } catch {
            throw Refusal(wrapping: error)
        }
        guard let document else {
            throw Refusal(.notNow, "job \(job) is not planned yet; ask again when it runs")
        }
        return String(decoding: document, as: UTF8.self)
    }

    /// Refuses an engine that nobody here has: such a job would wait for ever.
    private func require(_ engine: EngineID, in core: Scheduler) throws(Refusal) {
        let trades: [EngineID] = [.director, .soundtrack]
        guard engine != .drill else { return }
        var engines: [EngineID] = [.previz]
        for name in core.workers.flatMap(\.announcement.engines).sorted()
        where !engines.contains(name) && !trades.contains(name) {
            engines.append(name)
        }
        guard !engines.contains(engine) else { return }
        let names = engines.map(\.name).joined(separator: ", ")
        throw Refusal(
            .badField, "no worker of this farm has the engine \(engine); choose one of: \(names)",
            field: "film.engine", value: engine.name, limit: names)
    }

    private func page(
        _ list: ClientRequest.List, for identity: Identity, from core: Scheduler, at now: Instant
    ) throws(Refusal) -> ClientReply.Body {
        let account: String?
        switch list.account {
        case nil: account = identity.account
        case .named(let name): account = try identity.account(asking: name)
        case .all:
            guard identity.maySee(account: "*") else {
                throw Refusal(.forbidden, "only operators list the jobs of all accounts")
            }
            account = nil
        }
        let page = core.page(of: account, before: list.after, limit: list.limit, at: now) {
            list.includes($0, $1, $2)
        }
        return .jobs(page.jobs.map { JobReport($0, in: core) }, next: page.next)
    }

    private mutating func begin(
        _ watch: ClientRequest.Watch, _ correlation: UInt64, _ form: WireForm,
        from sender: Sender, in core: Scheduler, at now: Instant
    ) throws(Refusal) -> [Dispatch] {
        var story: [EventReport] = []
        var last: UInt64 = 0
        var start = WatchStart(cursor: history.cursor, hasGap: false)
        if watch.job == nil {
            try check(watch.filter, of: sender.identity)
            if let cursor = watch.cursor {
                let missed = missed(since: cursor, watch.filter, of: sender, in: core, at: now)
                start.hasGap = missed == nil
                story =
                    missed ?? snapshot(of: watch.filter, for: sender.identity, core, at: now)
            }
        }
        if let job = watch.job {
            let summary = try find(job, for: sender.identity, in: core, at: now)
            last = summary.status.sequence
            story = core.events(of: job, after: watch.afterSequence, at: now)
                .compactMap { EventReport($0, in: core, at: now) }
        }
        let reply = ClientReply(
            correlation: correlation, .watching(lastSequence: last, start))
        return [.reply(reply, form, to: sender)]
            + (try watches.begin(
                watch, correlation: correlation, form: form, from: sender, story: story))
    }
}

extension Refusal {
    static func unknownJob(_ job: JobID) -> Refusal {
        Refusal(
            .unknown, "there is no job \(job) that you may see", field: "job",
            value: job.description)
    }
}
