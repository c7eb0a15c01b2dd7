internal import FarmModel
internal import SwiftProtobuf

extension Steering {
    init(_ body: Reelmill_Client_Request.OneOf_Body?) throws(WireError) {
        switch body {
        case .pause(let message): self = .pause(try PauseSubject(message, "pause"))
        case .resume(let message): self = .resume(try PauseSubject(message, "resume"))
        case .requeue(let message):
            self = .requeue(try Bound.identifier(message.job, "requeue.job"))
        case .moveToFront(let message):
            self = .moveToFront(try Bound.identifier(message.job, "move_to_front.job"))
        case .prioritize(let message):
            self = .prioritize(
                try Bound.identifier(message.job, "prioritize.job"),
                try Bound.count(message.priority, Limits.priority, "prioritize.priority"))
        case .drainWorker(let message):
            self = .machine(try Bound.name(message.name, "drain_worker.name"), .drain)
        case .undrainWorker(let message):
            self = .machine(try Bound.name(message.name, "undrain_worker.name"), .undrain)
        case .setAsideWorker(let message):
            let reason = try Bound.name(
                message.reason, "set_aside_worker.reason", atMostBytes: Limits.titleBytes)
            self = .machine(
                try Bound.name(message.name, "set_aside_worker.name"), .setAside(reason: reason))
        case .releaseWorker(let message):
            self = .machine(try Bound.name(message.name, "release_worker.name"), .release)
        default: throw WireError(.badField, field: "body", value: "another", limit: "a command")
        }
    }

    var message: Reelmill_Client_Request.OneOf_Body {
        switch self {
        case .pause(let subject): .pause(subject.message)
        case .resume(let subject): .resume(subject.message)
        case .requeue(let job): .requeue(.with { $0.job = job.rawValue })
        case .moveToFront(let job): .moveToFront(.with { $0.job = job.rawValue })
        case .prioritize(let job, let priority):
            .prioritize(
                .with {
                    $0.job = job.rawValue
                    $0.priority = Int32(clamping: priority)
                })
        case .machine(let name, .drain): .drainWorker(.with { $0.name = name })
        case .machine(let name, .undrain): .undrainWorker(.with { $0.name = name })
        case .machine(let name, .setAside(let reason)):
            .setAsideWorker(
                .with {
                    $0.name = name
                    $0.reason = reason
                })
        case .machine(let name, .release): .releaseWorker(.with { $0.name = name })
        }
    }
}

extension PauseSubject {
    init(_ message: Reelmill_Client_PauseSubject, _ field: String) throws(WireError) {
        switch try Bound.present(message.subject, "\(field).subject") {
        case .job(let job): self = .job(try Bound.identifier(job, "\(field).job"))
        case .account(let name): self = .account(try Bound.name(name, "\(field).account"))
        case .farm: self = .farm
        }
    }

    var message: Reelmill_Client_PauseSubject {
        .with {
            switch self {
            case .job(let job): $0.job = job.rawValue
            case .account(let name): $0.account = name
            case .farm: $0.farm = .init()
            }
        }
    }
}

extension Job.Label {
    static func list(
        _ messages: [Reelmill_Client_Label], _ field: String
    ) throws(WireError) -> [Job.Label] {
        var labels: [Job.Label] = []
        let entries = try Bound.list(messages, atMost: Limits.labels, field)
        for (index, entry) in entries.enumerated() {
            labels.append(try Job.Label(entry, "\(field)[\(index)]"))
        }
        return labels
    }

    private init(_ message: Reelmill_Client_Label, _ field: String) throws(WireError) {
        let key = try Bound.name(message.key, "\(field).key")
        guard !key.contains("=") else {
            throw WireError(
                .badField, field: "\(field).key", value: Bound.quoted(key), limit: "without =")
        }
        self.init(
            key: key,
            value: message.value.isEmpty
                ? "" : try Bound.name(message.value, "\(field).value"))
    }

    var message: Reelmill_Client_Label {
        .with {
            $0.key = key
            $0.value = value
        }
    }
}

extension Job.Options {
    init(_ message: Reelmill_Client_Submit) throws(WireError) {
        self.init(
            labels: try Job.Label.list(message.labels, "submit.labels"),
            maximumAttempts: message.hasMaximumAttempts
                ? try Bound.count(
                    message.maximumAttempts, Limits.attempts, "submit.maximum_attempts") : nil,
            timeout: message.hasTimeoutMs
                ? try Bound.timeout(message.timeoutMs, "submit.timeout_ms") : nil,
            after: try Bound.jobs(message.after, "submit.after"))
    }

    init(_ message: Reelmill_Client_JobReport, _ field: String) throws(WireError) {
        self.init(
            labels: try Job.Label.list(message.labels, "\(field).labels"),
            maximumAttempts: message.hasMaximumAttempts
                ? try Bound.count(
                    message.maximumAttempts, Limits.attempts, "\(field).maximum_attempts") : nil,
            timeout: message.hasTimeoutMs
                ? try Bound.timeout(message.timeoutMs, "\(field).timeout_ms") : nil,
            after: try Bound.jobs(message.after, "\(field).after"),
            place: message.hasArrayIndex
                ? try Job.ArrayPlace(message, field) : nil)
    }
}

extension Job.ArrayPlace {
    fileprivate init(
        _ message: Reelmill_Client_JobReport, _ field: String
    ) throws(WireError) {
        let count = try Bound.count(message.arrayCount, Limits.array, "\(field).array_count")
        self.init(
            index: try Bound.count(message.arrayIndex, 0...(count - 1), "\(field).array_index"),
            count: count)
    }
}

extension Bound {
    fileprivate static func jobs(
        _ numbers: [UInt64], _ field: String
    ) throws(WireError) -> [JobID] {
        var jobs: [JobID] = []
        let entries = try list(numbers, atMost: Limits.prerequisites, field)
        for (index, number) in entries.enumerated() {
            jobs.append(try identifier(number, "\(field)[\(index)]"))
        }
        return jobs
    }

    fileprivate static func timeout(
        _ milliseconds: UInt64, _ field: String
    ) throws(WireError) -> Duration {
        try within(
            try duration(milliseconds: milliseconds, field), Limits.timeout, field)
    }
}
