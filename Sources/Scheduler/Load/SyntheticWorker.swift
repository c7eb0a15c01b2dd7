public import FarmModel
public import FarmWire
internal import HeapModule

/// A worker without an engine: for each drill it waits as long as the drill says, and says it is done.
///
/// A plain value like the real worker's session: no IO, no clock. Moments are durations since some
/// start. What the scheduler does not acknowledge is said again.
public struct SyntheticWorker: Sendable {
    /// How it behaves.
    public struct Temper: Equatable, Sendable {
        /// Drills of one second take `1 / speed` seconds.
        public var speed: Double

        /// The part of its attempts that fail, 0 to 1.
        public var failureRate: Double

        public init(speed: Double = 1, failureRate: Double = 0) {
            self.speed = speed
            self.failureRate = failureRate
        }
    }

    /// An attempt that has ended here, successfully or not.
    public struct Ended: Equatable, Sendable {
        public var job: JobID
        public var started: Duration
        public var ended: Duration
        public var isSuccess: Bool

        /// What the worker says that it took.
        public var computeTime: Duration { ended - started }
    }

    /// Between a grant and the acknowledgement of its result.
    private struct Attempt: Sendable {
        var job: JobID
        var started: Duration
        var due: Duration
        var result: WorkerStatement.Body?
    }

    private struct Alarm: Comparable, Sendable {
        var instant: Duration
        var token: Lease.Token

        static func < (earlier: Alarm, later: Alarm) -> Bool {
            (earlier.instant, earlier.token.task, earlier.token.attempt)
                < (later.instant, later.token.task, later.token.attempt)
        }
    }

    public static let heartbeatInterval: Duration = .seconds(1)

    /// The pause before a result that was not acknowledged is said again.
    public static let resendInterval: Duration = .seconds(2)

    public let id: WorkerID
    private let announcement: Worker.Announcement
    private let temper: Temper
    private var chance: SplitMix64

    /// Looked up, never walked in an order that shows.
    private var attempts: [Lease.Token: Attempt] = [:]
    private var alarms = Heap<Alarm>()
    private var nextHeartbeat: Duration?
    private var history: [Ended] = []

    public init(id: WorkerID, name: String, slots: Int, temper: Temper, seed: UInt64) {
        self.id = id
        announcement = Worker.Announcement(
            name: name, engines: [.drill], slots: slots, speed: temper.speed)
        self.temper = temper
        chance = SplitMix64(seed: seed)
    }

    /// When ``tick(at:)`` is due, at the latest.
    public var deadline: Duration? {
        guard let alarm = alarms.min?.instant else { return nextHeartbeat }
        return nextHeartbeat.map { min($0, alarm) } ?? alarm
    }

    /// Whether it has nothing under way and nothing to hand over.
    public var isIdle: Bool { attempts.isEmpty }

    /// What it says when the way to the scheduler opens, and when it is asked for it again.
    public func hello() -> WorkerStatement {
        say(.hello(announcement, holding: tokens))
    }

    /// Takes the attempts that have ended since the last call.
    public mutating func takeHistory() -> [Ended] {
        defer { history = [] }
        return history
    }

    /// Follows an order; the result is what it says to that.
    public mutating func follow(
        _ order: WorkerOrder.Body, at now: Duration
    ) -> [WorkerStatement] {
        switch order {
        case .welcome:
            nextHeartbeat = now + SyntheticWorker.heartbeatInterval
            return attempts.values.compactMap(\.result).map(say)
        case .askForHello: return [hello()]
        case .grant(let grant): return take(grant, at: now)
        case .revoke(let token, _), .resultAccepted(let token):
            attempts[token] = nil
            return []
        case .preempt, .drain, .chunkAccepted, .refused, .joined: return []
        }
    }

    /// Ends what is due, and shows a sign of life.
    public mutating func tick(at now: Duration) -> [WorkerStatement] {
        var statements: [WorkerStatement] = []
        while let alarm = alarms.min, alarm.instant <= now {
            alarms.removeMin()
            guard let attempt = attempts[alarm.token] else { continue }
            if let result = attempt.result {
                statements.append(say(result))
                remind(of: alarm.token, at: now)
            } else {
                statements.append(end(alarm.token, attempt, at: now))
            }
        }
        if let due = nextHeartbeat, due <= now {
            nextHeartbeat = now + SyntheticWorker.heartbeatInterval
            statements.append(say(.heartbeat(progress(at: now))))
        }
        return statements
    }

    private var tokens: [Lease.Token] { attempts.keys.sorted { $0.task < $1.task } }

    private mutating func take(_ grant: Grant, at now: Duration) -> [WorkerStatement] {
        let token = grant.lease.token
        guard attempts[token] == nil else { return [] }
        guard let drill = Drill(payload: grant.task.payload) else {
            let failure = Job.Failure(
                code: "not_a_drill", message: "a synthetic worker runs nothing but drills",
                retry: .pointless)
            return [say(.failed(token, failure, computeTime: .zero))]
        }
        let due = now + drill.duration / temper.speed
        let attempt = Attempt(job: grant.job, started: now, due: due)
        attempts[token] = attempt
        guard due > now else { return [end(token, attempt, at: now)] }
        alarms.insert(Alarm(instant: due, token: token))
        return []
    }

    private mutating func end(
        _ token: Lease.Token, _ attempt: Attempt, at now: Duration
    ) -> WorkerStatement {
        let isSuccess = temper.failureRate <= 0 || chance.unit() >= temper.failureRate
        let computeTime = now - attempt.started
        let result: WorkerStatement.Body =
            isSuccess
            ? .result(token, Job.Outcome(chunkCount: 0, computeTime: computeTime))
            : .failed(
                token,
                Job.Failure(
                    code: "drill_failed", message: "this synthetic worker fails now and then",
                    retry: .worthwhile), computeTime: computeTime)
        attempts[token]?.result = result
        history.append(
            Ended(job: attempt.job, started: attempt.started, ended: now, isSuccess: isSuccess))
        remind(of: token, at: now)
        return say(result)
    }

    private mutating func remind(of token: Lease.Token, at now: Duration) {
        alarms.insert(Alarm(instant: now + SyntheticWorker.resendInterval, token: token))
    }

    private func progress(at now: Duration) -> [Worker.Progress] {
        tokens.compactMap { token in
            guard let attempt = attempts[token], attempt.result == nil else { return nil }
            let whole = max(.milliseconds(1), attempt.due - attempt.started)
            return Worker.Progress(
                token: token, fraction: min(1, (now - attempt.started) / whole),
                framesPerSecond: 0)
        }
    }

    private func say(_ body: WorkerStatement.Body) -> WorkerStatement {
        WorkerStatement(worker: id, body)
    }
}
