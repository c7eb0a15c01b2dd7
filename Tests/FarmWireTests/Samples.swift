import FarmModel
import FarmWire
import Testing

/// One message of each kind, every field set where it may be.
struct Sample: CustomTestStringConvertible, Sendable {
    let name: String
    let message: any WireMessage

    var testDescription: String { name }

    /// Reads a frame as a message of the same type.
    func read(_ frame: [UInt8]) throws(WireError) -> any WireMessage {
        try type(of: message).init(frame: frame)
    }
}

/// Whether two messages of any type are the same.
func areEqual(_ one: any WireMessage, _ other: any WireMessage) -> Bool {
    func isEqual<Message: WireMessage>(_ one: Message) -> Bool { one == other as? Message }
    return isEqual(one)
}

extension Sample {
    static let token = Lease.Token(task: 7, worker: 0xFEDC_BA98_7654_3210, attempt: 3)
    static let blob = blob(filledWith: 0xA5)
    static let film = Film(
        video: blob(filledWith: 1), byteCount: 5_000_000_000, frameCount: 240,
        poster: blob(filledWith: 2), contactSheet: blob(filledWith: 3))
    static let failure = Job.Failure(
        code: "engine_failed", message: "内存不足: needs 24 GB, has 8 GB", retry: .worthwhile)
    static let refusal = Refusal(
        .overLimit, "too many queued jobs; wait for one to finish", field: "submit",
        value: "101", limit: "100", retryAfter: .seconds(90))
    static let request = FilmRequest(
        prompt: "一只橙色猫在阳光下的海浪上冲浪\nthe camera slowly pushes in",
        format: FilmFormat(width: 720, height: 1280, framesPerSecond: 30, seconds: 7.5),
        seed: .max, style: "cinematic", engine: .previz, quality: .final,
        storyboard: #"{"version":1}"#, music: .off)
    static let identity = Identity(name: "studio", role: .gateway, account: "everyone")
    static let announcement = Worker.Announcement(
        name: "render-01", engines: [.director, .previz], slots: 4, threads: 2,
        tags: ["fast", "hall-2"], gpuMemory: 24 << 30, speed: 1.25)
    static let task = Job.Task(
        step: "render",
        requirement: Job.Requirement(
            engine: "wan".engine, model: "wan-2.2", gpuMemory: 16 << 30, tags: ["fast"]),
        cost: .milliseconds(12_345), payload: [0, 255, 1, 254], dependencies: [0, 2],
        output: .video)
    static let progress = ProgressReport(
        fraction: 0.25, framesPerSecond: 11.5, remaining: .milliseconds(90_500))
    static let chunk = Chunk(index: 2, blob: blob, byteCount: 1 << 20, frameCount: 24)
    static let upload = UploadID(token: token, chunk: 2)

    static func blob(filledWith byte: UInt8) -> BlobID {
        guard let blob = BlobID(digest: Array(repeating: byte, count: 32)) else {
            preconditionFailure("32 bytes are a digest")
        }
        return blob
    }

    static func report(_ state: Job.State) -> JobReport {
        JobReport(
            id: 12, account: "ada", title: "海浪", priority: -5, state: state,
            demand: Job.Demand(
                filmSeconds: 7.5, frame: PixelSize(width: 720, height: 1280), engine: .previz),
            submitted: Instant(milliseconds: 1_700_000_000_000),
            started: Instant(milliseconds: 1_700_000_001_000),
            finished: Instant(milliseconds: 1_700_000_009_000), progress: progress,
            completedTasks: 3, totalTasks: 9, playableChunks: 2)
    }

    static let quota: Quota = {
        var quota = Quota()
        quota.submitRate = Quota.Rate(count: 3, per: .milliseconds(1500))
        quota.queuedJobs = 4
        quota.runningTasks = 0
        quota.dailyCompute = .seconds(6)
        quota.monthlyCompute = .seconds(7)
        quota.dailyFilm = .seconds(8)
        quota.monthlyFilm = .seconds(9)
        quota.storedBytes = 1 << 40
        quota.longestFilm = .milliseconds(10_500)
        quota.largestFrame = PixelSize(width: 1280, height: 720)
        quota.engines = [.previz, "remote".engine]
        quota.priorityCeiling = -1
        return quota
    }()

    static let usage = UsageReport(
        entitlement: Entitlement(.account("ada"), team: "studio", weight: 7, quota: quota),
        accounts: 1, unfinishedJobs: 2, runningTasks: 3, storedBytes: 1 << 40,
        reserved: Expense(compute: 1, film: 2), charged: Expense(compute: 3, film: 4),
        day: Expense(compute: 5, film: 6), month: Expense(compute: 7, film: 8), submissions: 9,
        limits: [Entitlement(.team("studio")), Entitlement(.farm)],
        quarterHours: [
            .init(start: Instant(milliseconds: 900_000), expense: Expense(compute: 10, film: 11))
        ],
        days: [.init(start: Instant(milliseconds: 0), expense: Expense(compute: 12, film: 13))])

    static let labels = [
        Job.Label(key: "show", value: "a=b 猫"), Job.Label(key: "empty", value: ""),
    ]

    static let pausedReport: JobReport = {
        var paused = report(.running)
        paused.paused = .account("ada")
        paused.options = Job.Options(
            labels: labels, maximumAttempts: 3, timeout: .milliseconds(1500))
        paused.requeues = 2
        return paused
    }()

    static let memberReport: JobReport = {
        var member = report(.queued)
        member.options = Job.Options(after: [3], place: Job.ArrayPlace(index: 0, count: 7))
        return member
    }()

    static let attemptHistory = Explanation(
        job: 12, summary: "waits for a worker",
        tasks: [
            .init(
                task: 7, step: "render", state: .queued, attempt: 6, reason: "failed",
                attempts: [.running, .completed, .failed, .lost, .returned, .moot].map { ending in
                    .init(
                        attempt: 3, worker: "render-01",
                        started: Instant(milliseconds: 1_700_000_000_000),
                        ended: ending == .running ? nil : Instant(milliseconds: 1_700_000_001_000),
                        ending: ending, failure: ending == .failed ? failure : nil)
                })
        ])

    static let lastWords = Explanation(
        job: 12, summary: "failed",
        tasks: [
            .init(
                task: 7, step: "render", state: .failed, attempt: 2, reason: "failed",
                attempts: [
                    .init(
                        attempt: 1, worker: "render-01",
                        started: Instant(milliseconds: 1_700_000_000_000),
                        ended: Instant(milliseconds: 1_700_000_001_000), ending: .preempted),
                    .init(
                        attempt: 2, worker: "render-01",
                        started: Instant(milliseconds: 1_700_000_002_000),
                        ended: Instant(milliseconds: 1_700_000_003_000), ending: .failed,
                        failure: failure, lastLines: ["loading", "内存不足"]),
                ])
        ])

    static let talented: Worker.Announcement = {
        var talented = announcement
        talented.engineSpeeds = [Worker.EngineSpeed(.previz, 2.5)]
        talented.models = [
            Worker.Model("wan-2.2", isLoaded: true), Worker.Model("ltx", isLoaded: false),
        ]
        talented.residentModels = 2
        return talented
    }()

    static let measured: WorkerReport = {
        var shown = announcement
        shown.models = [Worker.Model("wan-2.2", isLoaded: true)]
        return WorkerReport(
            id: 5, announcement: shown, state: .working, runningTasks: 1,
            measuredSpeeds: [Worker.EngineSpeed(.previz, 0.75)])
    }()

    static let absent = AbsentWorker(
        name: "render-02", state: .suspended, reason: "fan is loud",
        until: Instant(milliseconds: 1_700_000_060_000))

    static let logLine = LogLine(
        number: 1_700_000_000_000_001, instant: Instant(milliseconds: 1_700_000_000_000), task: 7,
        step: "render", attempt: 2, worker: "render-01", text: "chunk 0: 内存")

    static let suspended = WorkerReport(
        id: 5, announcement: announcement, state: .suspended, runningTasks: 0,
        reason: "3 tasks failed in a row", until: Instant(milliseconds: 1_700_000_060_000))

    static func event(_ happening: EventReport.Happening) -> ClientReply {
        ClientReply(
            correlation: 4,
            .event(
                EventReport(
                    sequence: 18, job: 12, instant: Instant(milliseconds: 1_700_000_002_000),
                    happening)))
    }
}

extension String {
    fileprivate var engine: EngineID { EngineID(self) }
}

extension Sample {
    static let all = clientRequests + clientReplies + events + statements + orders + media

    static let clientRequests: [Sample] = {
        let bodies: [(String, ClientRequest.Body)] = [
            ("hello", .hello(client: "reelmill 0.1")),
            (
                "submit",
                .submit(
                    .init(
                        clientKey: "k-1", account: "ada", title: "海浪", priority: -100,
                        .film(request)))
            ),
            (
                "submit-drill",
                .submit(.init(clientKey: "k-2", .drill(Drill(duration: .seconds(2)))))
            ),
            (
                "submit-options",
                .submit(
                    .init(
                        clientKey: "k-2", .film(request),
                        options: Job.Options(
                            labels: labels, maximumAttempts: 3, timeout: .milliseconds(1500))))
            ),
            (
                "submit-array",
                .submit(
                    .init(
                        clientKey: "k-3", .film(request), options: Job.Options(after: [3, 12]),
                        arrayCount: 10_000))
            ),
            ("pause-job", .steer(.pause(.job(12)))),
            ("pause-account", .steer(.pause(.account("ada")))),
            ("pause-farm", .steer(.pause(.farm))),
            ("resume", .steer(.resume(.job(12)))),
            ("requeue", .steer(.requeue(12))),
            ("move-to-front", .steer(.moveToFront(12))),
            ("prioritize", .steer(.prioritize(12, -100))),
            ("drain-worker", .steer(.machine("render-01", .drain))),
            ("undrain-worker", .steer(.machine("render-01", .undrain))),
            ("set-aside-worker", .steer(.machine("render-01", .setAside(reason: "fan is loud")))),
            ("release-worker", .steer(.machine("render-01", .release))),
            (
                "entitle",
                .entitle(
                    EntitlementChange(
                        .account("ada"), team: "studio", weight: 1000, quota: quota,
                        lifting: [.engines, .dailyFilm]))
            ),
            ("entitle-farm", .entitle(EntitlementChange(.farm))),
            ("accounts", .accounts(.init(limit: 500, after: "ada"))),
            ("teams", .teams(.init())),
            ("usage", .usage(nil, .totals)),
            ("usage-team", .usage(.team("studio"), .history)),
            ("begin-backup", .beginBackup(BackupOrder(folder: "/b/猫", extent: .everything))),
            ("show-backup", .showBackup),
            ("keys", .keys), ("revoke-key", .revokeKey("ada")),
            ("replace-key", .replaceKey([UInt8](0..<32))),
            (
                "audit",
                .audit(
                    ClientRequest.Audit(
                        after: 3, since: Instant(milliseconds: 1_790_000_000_000), limit: 20))
            ),
            ("show", .show(12)),
            (
                "list",
                .list(
                    .init(
                        states: [.queued, .completed], account: .named("ada"), limit: 500,
                        after: 99))
            ),
            ("list-all", .list(.init(account: .all))),
            ("list-labels", .list(.init(states: [.paused], labels: labels))),
            ("cancel", .cancel(12)),
            ("watch", .watch(.init(job: 12, afterSequence: 17, credit: 64))),
            (
                "watch-filter",
                .watch(
                    .init(
                        job: nil, credit: 64,
                        filter: .init(account: "*", labels: labels, states: [.running, .paused]),
                        cursor: WatchCursor(epoch: 1_700_000_000_000, sequence: 9)))
            ),
            ("logs", .logs(LogQuery(job: 12, task: 7, attempt: 2, after: 1_700_000_000_000_001))),
            ("watch-all", .watch(.init(job: nil, credit: 1))),
            ("credit", .credit(watch: 3, more: 10_000)),
            ("unwatch", .unwatch(watch: 3)),
            ("storyboard", .storyboard(12)),
            ("explain", .explain(.init(.max))),
            ("media-film", .media(12, .film)),
            ("media-poster", .media(12, .poster)),
            ("media-contact-sheet", .media(12, .contactSheet)),
            ("media-chunk", .media(12, .chunk(.audio, index: 9999))),
            ("workers", .workers),
            ("status", .status),
            ("join", .join(Join(publicKey: Array(0..<32), name: "laptop"))),
            (
                "create-join-token",
                .createJoinToken(
                    .init(
                        role: .worker, name: "render-01", account: "ada", host: "farm.example",
                        lifetime: .seconds(60)))
            ),
        ]
        return bodies.map {
            Sample(name: "request-\($0)", message: ClientRequest(correlation: 300, $1))
        }
    }()

    static let clientReplies: [Sample] = {
        let explanation = Explanation(
            job: 12, summary: "waits for a worker",
            tasks: Explanation.TaskState.allCases.map {
                .init(
                    task: 7, step: "render", state: $0, attempt: 2, worker: "render-01",
                    reason: "all workers with engine previz are busy")
            })
        let status = FarmStatus(
            server: "reelmill 0.1", started: Instant(milliseconds: 1_700_000_000_000),
            queuedJobs: 1, runningJobs: 2, finishedJobs: 3, waitingTasks: 4, runningTasks: 5,
            workers: 6, slots: 7, depotBytes: 1 << 40, malformedMessages: 9)
        let bodies: [(String, ClientReply.Body)] = [
            ("welcome", .welcome(.init(server: "0.1", identity: identity, mediaPort: 7422))),
            ("submitted", .submitted(12, .new)),
            ("submitted-again", .submitted(12, .repeated)),
            ("submitted-array", .submittedArray(12, count: 10_000, .repeated)),
            ("job-of-array", .job(memberReport)),
            ("job-queued", .job(report(.queued))),
            ("job-paused", .job(pausedReport)),
            ("job-completed", .job(report(.completed(film)))),
            ("job-failed", .job(report(.failed(failure)))),
            ("jobs", .jobs([report(.running), report(.cancelled)], next: 11)),
            ("jobs-end", .jobs([], next: nil)),
            ("cancelling", .cancelling(12)),
            ("watching", .watching(lastSequence: 17)),
            ("unwatched", .unwatched),
            ("carried-out", .carriedOut),
            ("entitled", .entitled(Entitlement(.team("studio"), weight: 1, quota: quota))),
            ("usages", .usages([usage], next: "ada")),
            ("usages-end", .usages([], next: nil)),
            (
                "backup",
                .backup(
                    BackupReport(
                        folder: "/b", phase: .files, count: 7, total: 9, byteCount: 4096))
            ),
            (
                "keys",
                .keys([
                    KeyReport(
                        key: String(repeating: "z", count: 40),
                        identity: Identity(name: "ada", role: .client, account: "studio"))
                ])
            ),
            (
                "audit",
                .audit([
                    AuditEntry(
                        id: 7, instant: Instant(milliseconds: 1_790_000_000_000), actor: "eve",
                        key: String(repeating: "z", count: 40), action: "revoke_key",
                        subject: "ada", outcome: "done")
                ])
            ),
            ("backup-failed", .backup(BackupReport(folder: "/b", phase: .failed("full")))),
            ("storyboard", .storyboard(12, json: #"{"title":"海浪"}"#)),
            ("explanation", .explanation(explanation)),
            ("explanation-attempts", .explanation(attemptHistory)),
            ("workers-until", .workers([suspended])),
            ("workers-measured", .workers([measured], absent: [absent])),
            ("explanation-last-lines", .explanation(lastWords)),
            ("logs", .logs([logLine])),
            (
                "watching-all",
                .watching(
                    lastSequence: 0,
                    WatchStart(
                        cursor: WatchCursor(epoch: 1_700_000_000_000, sequence: 9), hasGap: true))
            ),
            ("media", .media(MediaGrant(ticket: [9, 8, 7], blob: blob, byteCount: 77))),
            (
                "workers",
                .workers(
                    WorkerReport.State.allCases.map {
                        WorkerReport(
                            id: 5, announcement: announcement, state: $0, runningTasks: 1,
                            reason: "3 tasks failed in a row")
                    })
            ),
            ("status", .status(status)),
            ("joined", .joined(identity)),
            (
                "join-token",
                .joinToken("reelmill1.abc", expiry: Instant(milliseconds: 1_700_000_000_000))
            ),
            ("refused", .refused(refusal)),
        ]
        return bodies.map {
            Sample(name: "reply-\($0)", message: ClientReply(correlation: 300, $1))
        }
    }()

    static let events: [Sample] = {
        let happenings: [(String, EventReport.Happening)] = [
            ("queued", .phase(.queued)),
            ("running", .phase(.running)),
            ("assembling", .phase(.assembling)),
            ("progress", .progress(progress)),
            (
                "chunk",
                .chunk(
                    ChunkNotice(track: .video, task: 7, index: 2, frameCount: 24, playable: 3))
            ),
            ("completed", .completed(film)),
            ("failed", .failed(failure)),
            ("cancelled", .cancelled),
            ("note", .note("\"slow motion\" was not understood")),
            ("changed", .changed(priority: -7, paused: .account("ada"))),
            ("changed-back", .changed(priority: 0, paused: nil)),
            (
                "attempt-failed",
                .attemptEnded(
                    AttemptNotice(
                        step: "render", worker: "render-01", attempt: 2, ending: .failed(failure)))
            ),
            (
                "attempt-lost",
                .attemptEnded(
                    AttemptNotice(step: "render", worker: "render-01", attempt: 2, ending: .lost))
            ),
            (
                "attempt-returned",
                .attemptEnded(
                    AttemptNotice(
                        step: "render", worker: "render-01", attempt: 2, ending: .returned))
            ),
        ]
        return happenings.map { Sample(name: "event-\($0)", message: event($1)) }
    }()

    static let statements: [Sample] = {
        let outcome = Job.Outcome(
            followUps: [task, task, task], document: Array("{}".utf8), chunkCount: 0,
            computeTime: .milliseconds(1500))
        let bodies: [(String, WorkerStatement.Body)] = [
            ("hello", .hello(announcement, holding: [token])),
            ("hello-talents", .hello(talented, holding: [])),
            ("log", .log(token, lines: ["loading wan-2.2", "猫"])),
            (
                "heartbeat",
                .heartbeat([.init(token: token, fraction: 0.5, framesPerSecond: 12.5)])
            ),
            ("result", .result(token, outcome)),
            ("failed", .failed(token, failure, computeTime: .milliseconds(1500))),
            ("returned", .returned(token)),
            ("draining", .draining),
            ("goodbye", .goodbye),
            ("join", .join(Join(publicKey: Array(0..<32), name: "render-01"))),
        ]
        return bodies.map {
            Sample(
                name: "statement-\($0)",
                message: WorkerStatement(correlation: 5, worker: token.worker, $1))
        }
    }()

    static let orders: [Sample] = {
        let grant = Grant(
            lease: Lease(token: token, expiry: Instant(milliseconds: 1_700_000_015_000)), job: 12,
            task: task, document: Array("{}".utf8), resumeAfter: 1)
        let welcome = WorkerOrder.Welcome(
            server: "0.1", leaseTerm: .seconds(15), heartbeatInterval: .seconds(1),
            mediaPort: 7422)
        let bodies: [(String, WorkerOrder.Body)] = [
            ("welcome", .welcome(welcome)),
            ("ask-for-hello", .askForHello),
            ("grant", .grant(grant)),
            ("revoke-stale", .revoke(token, .stale)),
            ("revoke-job-ended", .revoke(token, .jobEnded)),
            ("revoke-no-progress", .revoke(token, .noProgress)),
            ("chunk-accepted", .chunkAccepted(token, index: 2)),
            ("result-accepted", .resultAccepted(token)),
            ("drain", .drain),
            ("preempt", .preempt(token)),
            ("refused", .refused(refusal)),
            ("joined", .joined(identity)),
        ]
        return bodies.map {
            Sample(name: "order-\($0)", message: WorkerOrder(correlation: 5, $1))
        }
    }()

    static let media: [Sample] = [
        Sample(name: "media-begin", message: MediaRequest(correlation: 1, .begin(token, chunk))),
        Sample(
            name: "media-part", message: MediaRequest(correlation: 2, .part(upload, offset: 65536))),
        Sample(
            name: "media-read",
            message: MediaRequest(
                correlation: 3, .read(ticket: [1, 2, 3], offset: 1 << 33, length: 1 << 20))),
        Sample(
            name: "media-credit",
            message: MediaReply(
                correlation: 1, .credit(upload, nextOffset: 65536, window: 4 << 20))),
        Sample(name: "media-stored", message: MediaReply(correlation: 2, .stored(upload))),
        Sample(
            name: "media-portion",
            message: MediaReply(correlation: 3, .portion(offset: 1 << 33, byteCount: 1 << 34))),
        Sample(name: "media-refused", message: MediaReply(correlation: 4, .refused(refusal))),
    ]
}
