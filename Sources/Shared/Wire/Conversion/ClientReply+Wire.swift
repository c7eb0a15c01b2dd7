internal import FarmModel
internal import Foundation
internal import SwiftProtobuf

extension ClientReply: WireMessage {
    public init(frame: [UInt8]) throws(WireError) {
        self = try Codec.read(frame, atMost: Limits.schedulerMessageBytes) {
            (message: Reelmill_Client_Reply) throws(WireError) in
            ClientReply(correlation: message.correlation, try Body(message.body))
        }
    }

    public func frame(as form: WireForm) -> [UInt8] {
        let message = Reelmill_Client_Reply.current(correlation: correlation) {
            $0.body = body.message
        }
        return Codec.encode(message, as: form)
    }
}

extension ClientReply.Body {
    fileprivate init(_ body: Reelmill_Client_Reply.OneOf_Body?) throws(WireError) {
        switch try Bound.present(body, "body") {
        case .welcome(let message):
            self = .welcome(try ClientReply.Welcome(message))
        case .submitted(let message):
            let job: JobID = try Bound.identifier(message.job, "submitted.job")
            let submission: ClientReply.Submission = message.repeated ? .repeated : .new
            self =
                message.hasArrayCount
                ? .submittedArray(
                    job,
                    count: try Bound.count(
                        message.arrayCount, Limits.array, "submitted.array_count"), submission)
                : .submitted(job, submission)
        case .job(let message):
            self = .job(try JobReport(message, "job"))
        case .jobs(let message):
            self = try ClientReply.Body.jobs(message)
        case .cancelling(let message):
            self = .cancelling(try Bound.identifier(message.job, "cancelling.job"))
        case .watching(let message):
            self = .watching(
                lastSequence: message.lastSequence,
                WatchStart(
                    cursor: message.hasCursor ? WatchCursor(message.cursor) : nil,
                    hasGap: message.gap))
        case .unwatched:
            self = .unwatched
        case .storyboard(let message):
            let json = message.json
            _ = try Bound.count(
                json.utf8.count, 0...Limits.documentBytes, "storyboard.json, in bytes,")
            self = .storyboard(try Bound.identifier(message.job, "storyboard.job"), json: json)
        case .explanation(let message):
            self = .explanation(try Explanation(message))
        case .media(let message):
            self = .media(try MediaGrant(message))
        case .workers(let message):
            var reports: [WorkerReport] = []
            for (index, entry) in message.workers.enumerated() {
                reports.append(try WorkerReport(entry, "workers[\(index)]"))
            }
            var absent: [AbsentWorker] = []
            for (index, entry) in message.absent.enumerated() {
                absent.append(try AbsentWorker(entry, "absent[\(index)]"))
            }
            self = .workers(reports, absent: absent)
        case .logs(let message): self = .logs(try LogLine.list(message))
        case .status(let message):
            self = .status(try FarmStatus(message))
        case .joined(let message):
            self = .joined(try Identity(message, "joined"))
        case .joinToken(let message):
            self = .joinToken(
                try Bound.name(message.token, "join_token.token", atMostBytes: 2048),
                expiry: Instant(milliseconds: message.expiryMs))
        case .entitled(let message):
            self = .entitled(try Entitlement(message, "entitled"))
        case .usages(let message):
            self = try ClientReply.Body.usages(message)
        case .refused(let message):
            self = .refused(try Refusal(message))
        case .event(let message):
            self = .event(try EventReport(message))
        case .carriedOut:
            self = .carriedOut
        case .backup(let message):
            self = .backup(try BackupReport(message))
        case .keys(let message):
            self = try ClientReply.Body.keys(message)
        case .audit(let message):
            self = try ClientReply.Body.audit(message)
        }
    }

    private static func usages(_ message: Reelmill_Client_UsageList) throws(WireError) -> Self {
        var reports: [UsageReport] = []
        let usages = try Bound.list(
            message.usages, atMost: Limits.listLength.upperBound, "usages.usages")
        for (index, entry) in usages.enumerated() {
            reports.append(try UsageReport(entry, "usages.usages[\(index)]"))
        }
        return .usages(
            reports, next: message.hasNext ? try Bound.name(message.next, "usages.next") : nil)
    }

    private static func jobs(_ message: Reelmill_Client_JobList) throws(WireError) -> Self {
        var reports: [JobReport] = []
        let jobs = try Bound.list(
            message.jobs, atMost: Limits.listLength.upperBound, "jobs.jobs")
        for (index, entry) in jobs.enumerated() {
            reports.append(try JobReport(entry, "jobs.jobs[\(index)]"))
        }
        return .jobs(
            reports,
            next: message.hasNext ? try Bound.identifier(message.next, "jobs.next") : nil)
    }

    fileprivate var message: Reelmill_Client_Reply.OneOf_Body {
        switch self {
        case .welcome(let welcome): .welcome(welcome.message)
        case .submitted(let job, let submission):
            .submitted(
                .with {
                    $0.job = job.rawValue
                    $0.repeated = submission == .repeated
                })
        case .submittedArray(let job, let count, let submission):
            .submitted(
                .with {
                    $0.job = job.rawValue
                    $0.repeated = submission == .repeated
                    $0.arrayCount = UInt32(clamping: count)
                })
        case .job(let report): .job(report.message)
        case .jobs(let reports, let next):
            .jobs(
                .with {
                    $0.jobs = reports.map(\.message)
                    if let next { $0.next = next.rawValue }
                })
        case .entitled(let entitlement): .entitled(entitlement.message)
        case .usages(let reports, let next):
            .usages(
                .with {
                    $0.usages = reports.map(\.message)
                    if let next { $0.next = next }
                })
        case .cancelling(let job): .cancelling(.with { $0.job = job.rawValue })
        case .watching(let sequence, let start):
            .watching(
                .with {
                    $0.lastSequence = sequence
                    if let cursor = start.cursor { $0.cursor = cursor.message }
                    $0.gap = start.hasGap
                })
        case .unwatched: .unwatched(.init())
        case .storyboard(let job, let json):
            .storyboard(
                .with {
                    $0.job = job.rawValue
                    $0.json = json
                })
        case .explanation(let explanation): .explanation(explanation.message)
        case .media(let grant): .media(grant.message)
        case .workers(let reports, let absent):
            .workers(
                .with {
                    $0.workers = reports.map(\.message)
                    $0.absent = absent.map(\.message)
                })
        case .logs(let lines): .logs(.with { $0.lines = lines.map(\.message) })
        case .status(let status): .status(status.message)
        case .joined(let identity): .joined(identity.message)
        case .joinToken(let token, let expiry):
            .joinToken(
                .with {
                    $0.token = token
                    $0.expiryMs = expiry.milliseconds
                })
        case .refused(let refusal): .refused(refusal.wire)
        case .event(let event): .event(event.message)
        case .carriedOut: .carriedOut(.init())
        case .backup(let report): .backup(report.message)
        case .keys(let keys): .keys(.with { $0.keys = keys.map(\.message) })
        case .audit(let entries): .audit(.with { $0.entries = entries.map(\.message) })
        }
    }
}

extension ClientReply.Welcome {
    fileprivate init(_ message: Reelmill_Client_Welcome) throws(WireError) {
        self.init(
            server: try Bound.text(message.server, "welcome.server"),
            identity: try Identity(message.identity, "welcome.identity"),
            mediaPort: try Bound.count(message.mediaPort, 0...65535, "welcome.media_port"))
    }

    fileprivate var message: Reelmill_Client_Welcome {
        .with {
            $0.server = server.sendable
            $0.identity = identity.message
            $0.mediaPort = UInt32(clamping: mediaPort)
        }
    }
}

extension MediaGrant {
    fileprivate init(_ message: Reelmill_Client_MediaGrant) throws(WireError) {
        self.init(
            ticket: try Bound.bytes(
                message.ticket, atMost: Limits.ticketBytes, "media.ticket"),
            blob: try Bound.blob(message.blob, "media.blob"),
            byteCount: try Bound.count(
                message.byteCount, 0...Limits.filmBytes, "media.byte_count"))
    }

    fileprivate var message: Reelmill_Client_MediaGrant {
        .with {
            $0.ticket = Data(ticket)
            $0.blob = Data(blob.digest)
            $0.byteCount = UInt64(clamping: byteCount)
        }
    }
}
