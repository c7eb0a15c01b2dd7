import FarmModel
import SchedulerCore
import Testing

/// A record of every kind, with every field set somewhere and unset elsewhere.
enum Samples {
    static func admission(_ id: UInt64) -> JobAdmission {
        JobAdmission(
            id: JobID(id), account: "ada", clientKey: "key-\(id)", title: "猫", priority: -3,
            demand: Job.Demand(
                filmSeconds: 2.5, frame: PixelSize(width: 640, height: 360), engine: .previz,
                compute: .milliseconds(77)),
            submitted: Instant(milliseconds: 1_000_000 + Int64(id)))
    }

    static func blob(_ byte: UInt8) -> BlobID {
        guard let blob = BlobID(digest: [UInt8](repeating: byte, count: 32)) else {
            preconditionFailure("32 bytes make a digest")
        }
        return blob
    }

    static let failure = Job.Failure(
        code: "engine_failed", message: "out of ink", retry: .worthwhile)
    static let film = Film(
        video: blob(1), byteCount: 12, frameCount: 60, poster: blob(2), contactSheet: nil)

    static func status(_ state: Job.State) -> JobStatus {
        JobStatus(
            state: state, sequence: 4, started: Instant(milliseconds: 5),
            ended: Instant(milliseconds: 6), assemblyFailures: 2,
            assemblyNotBefore: Instant(milliseconds: 7))
    }

    static func task(_ id: UInt64, job: UInt64) -> Record {
        .task(
            TaskEntry(
                id: TaskID(id), job: JobID(job), list: 1,
                task: Job.Task(
                    step: "render",
                    requirement: Job.Requirement(
                        engine: .previz, model: id == 2 ? "wan" : nil, gpuMemory: .max,
                        tags: ["big", "room 7"]),
                    cost: .milliseconds(1234), payload: [0, 255, 7], dependencies: [0, 3],
                    output: .video)))
    }

    static func attempt(_ number: UInt32, _ ending: Attempt.Ending?) -> Record {
        .attempt(
            Attempt(
                token: Lease.Token(task: 1, worker: WorkerID(.max - 1), attempt: number),
                machine: "mill-7", started: Instant(milliseconds: 9), ending: ending))
    }

    static let special: JobAdmission = {
        var admission = Samples.admission(6)
        admission.options = Job.Options(
            labels: [Job.Label(key: "show", value: "a=b 猫"), Job.Label(key: "empty", value: "")],
            maximumAttempts: 2, timeout: .milliseconds(1500), after: [1, 3],
            place: Job.ArrayPlace(index: 0, count: 7))
        return admission
    }()

    /// Everything limited.
    static let quota: Quota = {
        var quota = Quota()
        quota.submitRate = Quota.Rate(count: 3, per: .milliseconds(1500))
        quota.queuedJobs = 4
        quota.runningTasks = 5
        quota.dailyCompute = .seconds(6)
        quota.monthlyCompute = .seconds(7)
        quota.dailyFilm = .seconds(8)
        quota.monthlyFilm = .seconds(9)
        quota.storedBytes = 1 << 40
        quota.longestFilm = .milliseconds(10_500)
        quota.largestFrame = PixelSize(width: 1280, height: 720)
        quota.engines = [.previz, EngineID("remote")]
        quota.priorityCeiling = -1
        return quota
    }()

    static func bucket(_ start: Int64) -> UsageBucket {
        UsageBucket(
            start: Instant(milliseconds: start), expense: Expense(compute: 11, film: 12))
    }

    /// Teams and accounts in the order of their creation, which is not that of their names.
    static let accounts: [Record] = [
        .team(TeamStanding(team: "studio", pass: 3, floor: -1, memberFloor: 4)),
        .team(
            TeamStanding(
                team: "common", pass: 3, floor: 2, memberFloor: 4, rate: RateMeter(freeAgain: 5))),
        .account(
            AccountStanding(
                account: "zoe", pass: 7, charged: Expense(compute: 8, film: 9),
                quarterHour: bucket(900_000), day: bucket(0), farmRate: RateMeter(freeAgain: 6),
                rate: RateMeter(freeAgain: 7))),
        .account(AccountStanding(account: "ada", pass: -7)),
        .entitlement(Entitlement(.account("ada"), team: "studio", weight: 1, quota: quota)),
        .entitlement(Entitlement(.farm)),
        .entitlement(Entitlement(.team("studio"), weight: 1000)),
        .usage(UsageRow(account: "zoe", span: .day, bucket: bucket(0))),
        .usage(UsageRow(account: "zoe", span: .month, bucket: bucket(86_400_000))),
    ]

    static let records: [Record] =
        accounts
        + (1...5).map { .job(admission($0)) }
        + [
            .job(special),
            .jobControl(
                2,
                JobControl(
                    priority: -7, paused: Instant(milliseconds: 3), front: 9, requeues: 1,
                    requeued: Instant(milliseconds: 2))),
            .jobControl(3, JobControl(priority: 1)),
            .jobStatus(1, JobStatus(state: .queued, sequence: 1)),
            .jobStatus(2, status(.running)), .jobStatus(3, status(.completed(film))),
            .jobStatus(4, status(.failed(failure))), .jobStatus(5, status(.assembling)),
            .document(1, Array("{}".utf8)), task(1, job: 1), task(2, job: 1),
            attempt(
                1,
                Attempt.Ending(
                    instant: Instant(milliseconds: 10), kind: .failed(failure),
                    retryNotBefore: Instant(milliseconds: 11), sequence: 3)),
            attempt(2, Attempt.Ending(instant: Instant(milliseconds: 12), kind: .lost)),
            attempt(3, Attempt.Ending(instant: Instant(milliseconds: 13), kind: .returned)),
            attempt(4, Attempt.Ending(instant: Instant(milliseconds: 14), kind: .moot)),
            attempt(
                5,
                Attempt.Ending(
                    instant: Instant(milliseconds: 15),
                    kind: .completed(chunkCount: 2, computeTime: .milliseconds(88)))),
            attempt(6, nil),
            .chunk(
                StoredChunk(
                    task: 1, attempt: 5,
                    chunk: Chunk(index: 0, blob: blob(9), byteCount: 4096, frameCount: 24),
                    sequence: .max)),
            .pause(Pause(account: nil, since: Instant(milliseconds: 4))),
            .pause(Pause(account: "ada", since: Instant(milliseconds: 5))),
            .machine(MachineStanding(machine: "mill-1", drained: Instant(milliseconds: 6))),
            .machine(
                MachineStanding(
                    machine: "mill-2",
                    aside: MachineStanding.Aside(
                        until: Instant(milliseconds: 8), reason: failure))),
            .machine(
                MachineStanding(
                    machine: "mill-3", drained: Instant(milliseconds: 7),
                    aside: MachineStanding.Aside(until: nil, reason: failure))),
            .numbers(nextJob: 9, nextTask: 12),
        ]
}
