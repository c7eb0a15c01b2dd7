internal import FarmModel
internal import Foundation
internal import SwiftProtobuf

extension WorkerStatement: WireMessage {
    public init(frame: [UInt8]) throws(WireError) {
        if frame.count <= Limits.workerReportBytes, WireForm(of: frame) == .protobuf,
            let fields = FieldCensus.largestBody(of: frame), fields > Limits.reportFields
        {
            throw WireError(
                .tooLarge, field: "body", value: "\(fields) fields long",
                limit: "at most \(Limits.reportFields) fields")
        }
        self = try Codec.read(frame, atMost: Limits.workerReportBytes) {
            (message: Reelmill_Worker_Report) throws(WireError) in
            WorkerStatement(
                correlation: message.correlation, worker: WorkerID(message.worker),
                try Body(message.body, from: WorkerID(message.worker)))
        }
    }

    public func frame(as form: WireForm) -> [UInt8] {
        let message = Reelmill_Worker_Report.current(correlation: correlation) {
            $0.worker = worker.rawValue
            $0.body = body.message
        }
        return Codec.encode(message, as: form)
    }
}

extension WorkerStatement.Body {
    fileprivate init(
        _ body: Reelmill_Worker_Report.OneOf_Body?, from worker: WorkerID
    ) throws(WireError) {
        let body = try Bound.present(body, "body")
        if case .join(let message) = body {
            self = .join(try Join(message))
            return
        }
        _ = try Bound.identifier(worker.rawValue, "worker") as WorkerID
        switch body {
        case .hello(let message):
            self = .hello(
                try Worker.Announcement(message),
                holding: try Self.tokens(message.holding, of: worker))
        case .heartbeat(let message):
            self = .heartbeat(try Self.progress(message.running, of: worker))
        case .result(let message):
            let token = try Self.token(
                message.hasToken ? message.token : nil, of: worker, "result.token")
            self = .result(token, try Job.Outcome(message))
        case .failed(let message):
            self = .failed(
                try Self.token(message.hasToken ? message.token : nil, of: worker, "failed.token"),
                try Job.Failure(message.hasFailure ? message.failure : nil, "failed.failure"),
                computeTime: try Bound.duration(
                    milliseconds: message.computeMs, "failed.compute_ms"))
        case .returned(let message):
            self = .returned(
                try Self.token(
                    message.hasToken ? message.token : nil, of: worker, "returned.token"))
        case .log(let message):
            var lines: [String] = []
            let entries = try Bound.list(message.lines, atMost: Limits.logLines, "log.lines")
            for (index, line) in entries.enumerated() {
                _ = try Bound.count(
                    line.utf8.count, 0...Limits.logLineBytes, "log.lines[\(index)], in bytes,")
                lines.append(line)
            }
            self = .log(
                try Self.token(message.hasToken ? message.token : nil, of: worker, "log.token"),
                lines: lines)
        case .draining: self = .draining
        case .goodbye: self = .goodbye
        case .join(let message): self = .join(try Join(message))
        }
    }

    /// A token that the speaker itself holds: no worker speaks for another.
    private static func token(
        _ message: Reelmill_Common_LeaseToken?, of worker: WorkerID, _ field: String
    ) throws(WireError) -> Lease.Token {
        let token = try Lease.Token(message, field)
        guard token.worker == worker else {
            throw WireError(
                .badField, field: "\(field).worker", value: "\(token.worker)",
                limit: "the sender's own id, \(worker)")
        }
        return token
    }

    private static func tokens(
        _ messages: [Reelmill_Common_LeaseToken], of worker: WorkerID
    ) throws(WireError) -> [Lease.Token] {
        var tokens: [Lease.Token] = []
        let limit = Limits.slots.upperBound
        for (index, entry) in try Bound.list(messages, atMost: limit, "hello.holding").enumerated()
        {
            tokens.append(try token(entry, of: worker, "hello.holding[\(index)]"))
        }
        return tokens
    }

    private static func progress(
        _ messages: [Reelmill_Worker_Progress], of worker: WorkerID
    ) throws(WireError) -> [Worker.Progress] {
        var list: [Worker.Progress] = []
        let entries = try Bound.list(
            messages, atMost: Limits.slots.upperBound, "heartbeat.running")
        for (index, entry) in entries.enumerated() {
            let field = "heartbeat.running[\(index)]"
            list.append(
                Worker.Progress(
                    token: try token(
                        entry.hasToken ? entry.token : nil, of: worker, "\(field).token"),
                    fraction: try Bound.within(entry.fraction, 0...1, "\(field).fraction"),
                    framesPerSecond: try Bound.within(
                        entry.framesPerSecond, 0...1e9, "\(field).frames_per_second")))
        }
        return list
    }

    fileprivate var message: Reelmill_Worker_Report.OneOf_Body {
        switch self {
        case .hello(let announcement, let holding):
            .hello(announcement.message(holding: holding))
        case .heartbeat(let list):
            .heartbeat(.with { $0.running = list.map(\.message) })
        case .result(let token, let outcome):
            .result(outcome.message(under: token))
        case .failed(let token, let failure, let computeTime):
            .failed(
                .with {
                    $0.token = token.message
                    $0.failure = failure.wire
                    $0.computeMs = computeTime.wire
                })
        case .returned(let token): .returned(.with { $0.token = token.message })
        case .log(let token, let lines):
            .log(
                .with {
                    $0.token = token.message
                    $0.lines = lines
                })
        case .draining: .draining(.init())
        case .goodbye: .goodbye(.init())
        case .join(let join): .join(join.message)
        }
    }
}

extension Worker.Announcement {
    fileprivate init(_ message: Reelmill_Worker_Hello) throws(WireError) {
        let engines = try Bound.names(message.engines, "hello.engines")
        self.init(
            name: try Bound.name(message.name, "hello.name"), engines: engines.map(EngineID.init),
            slots: try Bound.count(message.slots, Limits.slots, "hello.slots"),
            threads: try Bound.count(message.threads, Limits.threads, "hello.threads"),
            tags: try Bound.names(message.tags, "hello.tags"), gpuMemory: message.gpuMemory,
            speed: try Bound.within(message.speed, Limits.speed, "hello.speed"),
            engineSpeeds: try Worker.EngineSpeed.list(
                message.engineSpeeds, "hello.engine_speeds"),
            models: try Worker.Model.list(message.models, "hello.models"),
            residentModels: try Bound.count(
                max(1, message.residentModels), Limits.residentModels, "hello.resident_models"))
    }

    fileprivate func message(holding: [Lease.Token]) -> Reelmill_Worker_Hello {
        .with {
            $0.name = name
            $0.engines = engines.map(\.name)
            $0.slots = UInt32(clamping: slots)
            $0.threads = UInt32(clamping: threads)
            $0.tags = tags
            $0.gpuMemory = gpuMemory
            $0.speed = speed
            $0.engineSpeeds = engineSpeeds.map(\.message)
            $0.models = models.map(\.message)
            if residentModels > 1 { $0.residentModels = UInt32(clamping: residentModels) }
            $0.holding = holding.map(\.message)
        }
    }
}

extension Worker.Progress {
    fileprivate var message: Reelmill_Worker_Progress {
        .with {
            $0.token = token.message
            $0.fraction = fraction
            $0.framesPerSecond = framesPerSecond
        }
    }
}

extension Job.Outcome {
    fileprivate init(_ message: Reelmill_Worker_Result) throws(WireError) {
        let entries = try Bound.list(
            message.followUps, atMost: Limits.followUps, "result.follow_ups")
        var tasks: [Job.Task] = []
        for (index, entry) in entries.enumerated() {
            tasks.append(
                try Job.Task(entry, among: entries.count, "result.follow_ups[\(index)]"))
        }
        self.init(
            followUps: tasks,
            document: message.hasDocument
                ? try Bound.bytes(
                    message.document, atMost: Limits.documentBytes, "result.document") : nil,
            chunkCount: try Bound.count(
                message.chunkCount, 0...Limits.chunks, "result.chunk_count"),
            computeTime: try Bound.duration(
                milliseconds: message.computeMs, "result.compute_ms"))
    }

    fileprivate func message(under token: Lease.Token) -> Reelmill_Worker_Result {
        .with {
            $0.token = token.message
            $0.followUps = followUps.map(\.message)
            if let document { $0.document = Data(document) }
            $0.chunkCount = UInt32(clamping: chunkCount)
            $0.computeMs = computeTime.wire
        }
    }
}
