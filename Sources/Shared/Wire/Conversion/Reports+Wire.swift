internal import FarmModel
internal import Foundation
internal import SwiftProtobuf

extension ProgressReport {
    init(_ message: Reelmill_Client_Progress, _ field: String) throws(WireError) {
        self.init(
            fraction: try Bound.within(message.fraction, 0...1, "\(field).fraction"),
            framesPerSecond: try Bound.within(
                message.framesPerSecond, 0...1e9, "\(field).frames_per_second"),
            remaining: message.hasRemainingMs
                ? try Bound.duration(
                    milliseconds: message.remainingMs, "\(field).remaining_ms") : nil)
    }

    var message: Reelmill_Client_Progress {
        .with {
            $0.fraction = fraction
            $0.framesPerSecond = framesPerSecond
            if let remaining { $0.remainingMs = min(remaining, Limits.duration).wire }
        }
    }
}

extension JobReport {
    init(_ message: Reelmill_Client_JobReport, _ field: String) throws(WireError) {
        self.init(
            id: try Bound.identifier(message.job, "\(field).job"),
            account: try Bound.name(message.account, "\(field).account"),
            title: try Bound.name(
                message.title, "\(field).title", atMostBytes: Limits.titleBytes),
            priority: Int(message.priority),
            state: try Job.State(message, field),
            demand: Job.Demand(
                filmSeconds: try Bound.within(
                    message.filmSeconds, 0...1e9, "\(field).film_seconds"),
                frame: PixelSize(width: Int(message.width), height: Int(message.height)),
                engine: EngineID(try Bound.name(message.engine, "\(field).engine"))),
            submitted: Instant(milliseconds: message.submittedMs),
            started: message.hasStartedMs ? Instant(milliseconds: message.startedMs) : nil,
            finished: message.hasFinishedMs ? Instant(milliseconds: message.finishedMs) : nil,
            progress: try ProgressReport(message.progress, "\(field).progress"),
            completedTasks: Int(message.completedTasks), totalTasks: Int(message.totalTasks),
            playableChunks: Int(message.playableChunks),
            paused: message.hasPaused
                ? try PauseSubject(message.paused, "\(field).paused") : nil,
            options: try Job.Options(message, field), requeues: Int(message.requeues))
    }

    var message: Reelmill_Client_JobReport {
        .with {
            $0.job = id.rawValue
            $0.account = account
            $0.title = title
            $0.priority = Int32(clamping: priority)
            $0.state = JobStateName(state).rawValue
            switch state {
            case .completed(let film): if let film { $0.film = film.message }
            case .failed(let failure): $0.failure = failure.wire
            case .queued, .running, .assembling, .cancelled: break
            }
            $0.filmSeconds = demand.filmSeconds
            $0.width = UInt32(clamping: demand.frame.width)
            $0.height = UInt32(clamping: demand.frame.height)
            $0.engine = demand.engine.name
            $0.submittedMs = submitted.milliseconds
            if let started { $0.startedMs = started.milliseconds }
            if let finished { $0.finishedMs = finished.milliseconds }
            $0.progress = progress.message
            $0.completedTasks = UInt32(clamping: completedTasks)
            $0.totalTasks = UInt32(clamping: totalTasks)
            $0.playableChunks = UInt32(clamping: playableChunks)
            if let paused { $0.paused = paused.message }
            $0.labels = options.labels.map(\.message)
            if let attempts = options.maximumAttempts {
                $0.maximumAttempts = UInt32(clamping: attempts)
            }
            if let timeout = options.timeout { $0.timeoutMs = timeout.wire }
            $0.requeues = UInt32(clamping: requeues)
            $0.after = options.after.map(\.rawValue)
            if let place = options.place {
                $0.arrayIndex = UInt32(clamping: place.index)
                $0.arrayCount = UInt32(clamping: place.count)
            }
        }
    }
}

extension Job.State {
    fileprivate init(
        _ message: Reelmill_Client_JobReport, _ field: String
    ) throws(WireError) {
        switch try Bound.word(message.state, "\(field).state", as: JobStateName.self) {
        case .queued: self = .queued
        case .running: self = .running
        case .assembling: self = .assembling
        case .completed:
            self = .completed(
                message.hasFilm ? try Film(message.film, "\(field).film") : nil)
        case .failed:
            self = .failed(
                try Job.Failure(message.hasFailure ? message.failure : nil, "\(field).failure"))
        case .cancelled: self = .cancelled
        case .paused:
            throw WireError(
                .badField, field: "\(field).state", value: "\"paused\"",
                limit: "a state, with what is paused beside it")
        }
    }
}

extension Explanation {
    init(_ message: Reelmill_Client_Explanation) throws(WireError) {
        var tasks: [TaskExplanation] = []
        for (index, entry) in message.tasks.enumerated() {
            tasks.append(try TaskExplanation(entry, "explanation.tasks[\(index)]"))
        }
        self.init(
            job: try Bound.identifier(message.job, "explanation.job"),
            summary: try Bound.text(message.summary, "explanation.summary"), tasks: tasks)
    }

    var message: Reelmill_Client_Explanation {
        .with {
            $0.job = job.rawValue
            $0.summary = summary.sendable
            $0.tasks = tasks.map(\.message)
        }
    }
}

extension Explanation.TaskExplanation {
    fileprivate init(
        _ message: Reelmill_Client_TaskExplanation, _ field: String
    ) throws(WireError) {
        var attempts: [Explanation.AttemptReport] = []
        for (index, entry) in message.attempts.enumerated() {
            attempts.append(
                try Explanation.AttemptReport(entry, "\(field).attempts[\(index)]"))
        }
        self.init(
            task: try Bound.identifier(message.task, "\(field).task"),
            step: try Bound.name(message.step, "\(field).step"),
            state: try Bound.word(message.state, "\(field).state"), attempt: message.attempt,
            worker: message.hasWorker ? try Bound.name(message.worker, "\(field).worker") : nil,
            reason: try Bound.text(message.reason, "\(field).reason"), attempts: attempts)
    }

    fileprivate var message: Reelmill_Client_TaskExplanation {
        .with {
            $0.task = task.rawValue
            $0.step = step
            $0.state = state.rawValue
            $0.attempt = attempt
            if let worker { $0.worker = worker }
            $0.reason = reason.sendable
            $0.attempts = attempts.map(\.message)
        }
    }
}

extension Explanation.AttemptReport {
    fileprivate init(
        _ message: Reelmill_Client_AttemptReport, _ field: String
    ) throws(WireError) {
        self.init(
            attempt: message.attempt, worker: try Bound.name(message.worker, "\(field).worker"),
            started: Instant(milliseconds: message.startedMs),
            ended: message.hasEndedMs ? Instant(milliseconds: message.endedMs) : nil,
            ending: try Bound.word(message.ending, "\(field).ending"),
            failure: message.hasFailure
                ? try Job.Failure(message.failure, "\(field).failure") : nil)
        let lines = try Bound.list(
            message.lastLines, atMost: Limits.logLines, "\(field).last_lines")
        for line in lines { lastLines.append(try Bound.text(line, "\(field).last_lines")) }
    }

    fileprivate var message: Reelmill_Client_AttemptReport {
        .with {
            $0.attempt = attempt
            $0.worker = worker
            $0.startedMs = started.milliseconds
            if let ended { $0.endedMs = ended.milliseconds }
            $0.ending = ending.rawValue
            if let failure { $0.failure = failure.wire }
            $0.lastLines = lastLines.map(\.sendable)
        }
    }
}

extension AbsentWorker {
    init(_ message: Reelmill_Client_AbsentWorker, _ field: String) throws(WireError) {
        self.init(
            name: try Bound.name(message.name, "\(field).name"),
            state: try Bound.word(message.state, "\(field).state"),
            reason: try Bound.text(message.reason, "\(field).reason"),
            until: message.hasUntilMs ? Instant(milliseconds: message.untilMs) : nil)
    }

    var message: Reelmill_Client_AbsentWorker {
        .with {
            $0.name = name
            $0.state = state.rawValue
            $0.reason = reason.sendable
            if let until { $0.untilMs = until.milliseconds }
        }
    }
}

extension WorkerReport {
    init(_ message: Reelmill_Client_WorkerReport, _ field: String) throws(WireError) {
        let engines = try Bound.names(message.engines, "\(field).engines")
        self.init(
            id: try Bound.identifier(message.worker, "\(field).worker"),
            announcement: Worker.Announcement(
                name: try Bound.name(message.name, "\(field).name"),
                engines: engines.map(EngineID.init),
                slots: try Bound.count(message.slots, Limits.slots, "\(field).slots"),
                threads: try Bound.count(message.threads, Limits.threads, "\(field).threads"),
                tags: try Bound.names(message.tags, "\(field).tags"),
                gpuMemory: message.gpuMemory,
                speed: try Bound.within(message.speed, Limits.speed, "\(field).speed"),
                models: try Worker.Model.list(message.models, "\(field).models")),
            state: try Bound.word(message.state, "\(field).state"),
            runningTasks: Int(message.runningTasks),
            reason: try Bound.text(message.reason, "\(field).reason"),
            until: message.hasUntilMs ? Instant(milliseconds: message.untilMs) : nil,
            measuredSpeeds: try Worker.EngineSpeed.list(
                message.measuredSpeeds, "\(field).measured_speeds"))
    }

    var message: Reelmill_Client_WorkerReport {
        .with {
            $0.worker = id.rawValue
            $0.name = announcement.name
            $0.engines = announcement.engines.map(\.name)
            $0.slots = UInt32(clamping: announcement.slots)
            $0.threads = UInt32(clamping: announcement.threads)
            $0.tags = announcement.tags
            $0.gpuMemory = announcement.gpuMemory
            $0.speed = announcement.speed
            $0.state = state.rawValue
            $0.runningTasks = UInt32(clamping: runningTasks)
            $0.reason = reason.sendable
            if let until { $0.untilMs = until.milliseconds }
            $0.measuredSpeeds = measuredSpeeds.map(\.message)
            $0.models = announcement.models.map(\.message)
        }
    }
}

extension FarmStatus {
    init(_ message: Reelmill_Client_FarmStatus) throws(WireError) {
        self.init(
            server: try Bound.text(message.server, "status.server"),
            started: Instant(milliseconds: message.startedMs),
            queuedJobs: Int(message.queuedJobs), runningJobs: Int(message.runningJobs),
            finishedJobs: try Bound.count(message.finishedJobs, "status.finished_jobs"),
            waitingTasks: Int(message.waitingTasks), runningTasks: Int(message.runningTasks),
            workers: Int(message.workers), slots: Int(message.slots),
            depotBytes: try Bound.count(message.depotBytes, "status.depot_bytes"),
            malformedMessages: try Bound.count(
                message.malformedMessages, "status.malformed_messages"))
    }

    var message: Reelmill_Client_FarmStatus {
        .with {
            $0.server = server.sendable
            $0.startedMs = started.milliseconds
            $0.queuedJobs = UInt32(clamping: queuedJobs)
            $0.runningJobs = UInt32(clamping: runningJobs)
            $0.finishedJobs = UInt64(clamping: finishedJobs)
            $0.waitingTasks = UInt32(clamping: waitingTasks)
            $0.runningTasks = UInt32(clamping: runningTasks)
            $0.workers = UInt32(clamping: workers)
            $0.slots = UInt32(clamping: slots)
            $0.depotBytes = UInt64(clamping: depotBytes)
            $0.malformedMessages = UInt64(clamping: malformedMessages)
        }
    }
}
