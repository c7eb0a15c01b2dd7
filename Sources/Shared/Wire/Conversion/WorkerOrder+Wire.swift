internal import FarmModel
internal import Foundation
internal import SwiftProtobuf

extension WorkerOrder: WireMessage {
    public init(frame: [UInt8]) throws(WireError) {
        self = try Codec.read(frame, atMost: Limits.schedulerMessageBytes) {
            (message: Reelmill_Worker_Order) throws(WireError) in
            WorkerOrder(correlation: message.correlation, try Body(message.body))
        }
    }

    public func frame(as form: WireForm) -> [UInt8] {
        let message = Reelmill_Worker_Order.current(correlation: correlation) {
            $0.body = body.message
        }
        return Codec.encode(message, as: form)
    }
}

extension WorkerOrder.Body {
    fileprivate init(_ body: Reelmill_Worker_Order.OneOf_Body?) throws(WireError) {
        switch try Bound.present(body, "body") {
        case .welcome(let message):
            self = .welcome(try WorkerOrder.Welcome(message))
        case .askForHello:
            self = .askForHello
        case .grant(let message):
            self = .grant(try Grant(message))
        case .revoke(let message):
            self = .revoke(
                try Lease.Token(message.hasToken ? message.token : nil, "revoke.token"),
                try Revocation(message.reason, "revoke.reason"))
        case .chunkAccepted(let message):
            self = .chunkAccepted(
                try Lease.Token(message.hasToken ? message.token : nil, "chunk_accepted.token"),
                index: try Bound.count(
                    message.index, 0...(Limits.chunks - 1), "chunk_accepted.index"))
        case .resultAccepted(let message):
            self = .resultAccepted(
                try Lease.Token(
                    message.hasToken ? message.token : nil, "result_accepted.token"))
        case .preempt(let message):
            self = .preempt(
                try Lease.Token(message.hasToken ? message.token : nil, "preempt.token"))
        case .drain:
            self = .drain
        case .refused(let message):
            self = .refused(try Refusal(message))
        case .joined(let message):
            self = .joined(try Identity(message, "joined"))
        }
    }

    fileprivate var message: Reelmill_Worker_Order.OneOf_Body {
        switch self {
        case .welcome(let welcome): .welcome(welcome.message)
        case .askForHello: .askForHello(.init())
        case .grant(let grant): .grant(grant.message)
        case .revoke(let token, let reason):
            .revoke(
                .with {
                    $0.token = token.message
                    $0.reason = reason.rawValue
                })
        case .chunkAccepted(let token, let index):
            .chunkAccepted(
                .with {
                    $0.token = token.message
                    $0.index = UInt32(clamping: index)
                })
        case .resultAccepted(let token): .resultAccepted(.with { $0.token = token.message })
        case .preempt(let token): .preempt(.with { $0.token = token.message })
        case .drain: .drain(.init())
        case .refused(let refusal): .refused(refusal.wire)
        case .joined(let identity): .joined(identity.message)
        }
    }
}

extension Revocation {
    fileprivate init(_ value: String, _ field: String) throws(WireError) {
        guard let reason = Revocation(rawValue: value) else {
            throw WireError(
                .badField, field: field, value: Bound.quoted(value),
                limit: "stale, jobEnded or noProgress")
        }
        self = reason
    }
}

extension WorkerOrder.Welcome {
    fileprivate init(_ message: Reelmill_Worker_Welcome) throws(WireError) {
        self.init(
            server: try Bound.text(message.server, "welcome.server"),
            leaseTerm: try Bound.duration(milliseconds: message.leaseMs, "welcome.lease_ms"),
            heartbeatInterval: try Bound.duration(
                milliseconds: message.heartbeatMs, "welcome.heartbeat_ms"),
            mediaPort: try Bound.count(message.mediaPort, 0...65535, "welcome.media_port"))
    }

    fileprivate var message: Reelmill_Worker_Welcome {
        .with {
            $0.server = server.sendable
            $0.leaseMs = leaseTerm.wire
            $0.heartbeatMs = heartbeatInterval.wire
            $0.mediaPort = UInt32(clamping: mediaPort)
        }
    }
}

extension Grant {
    fileprivate init(_ message: Reelmill_Worker_Grant) throws(WireError) {
        guard message.hasTask else {
            throw WireError(.badField, field: "grant.task", value: "missing", limit: "present")
        }
        self.init(
            lease: Lease(
                token: try Lease.Token(message.hasToken ? message.token : nil, "grant.token"),
                expiry: Instant(milliseconds: message.expiryMs)),
            job: try Bound.identifier(message.job, "grant.job"),
            task: try Job.Task(message.task, among: Limits.followUps, "grant.task"),
            document: message.hasDocument
                ? try Bound.bytes(
                    message.document, atMost: Limits.documentBytes, "grant.document") : nil,
            resumeAfter: try Bound.count(
                message.resumeAfter, 0...Limits.chunks, "grant.resume_after"))
    }

    fileprivate var message: Reelmill_Worker_Grant {
        .with {
            $0.token = lease.token.message
            $0.job = job.rawValue
            $0.expiryMs = lease.expiry.milliseconds
            $0.task = task.message
            if let document { $0.document = Data(document) }
            $0.resumeAfter = UInt32(clamping: resumeAfter)
        }
    }
}

extension Job.Task {
    /// `count` is the length of the list that dependencies point into.
    init(
        _ message: Reelmill_Worker_Task, among count: Int, _ field: String
    ) throws(WireError) {
        var dependencies: [Int] = []
        let positions = try Bound.list(
            message.dependencies, atMost: count, "\(field).dependencies")
        for (index, position) in positions.enumerated() {
            dependencies.append(
                try Bound.count(
                    position, 0...max(0, count - 1), "\(field).dependencies[\(index)]"))
        }
        self.init(
            step: try Bound.name(message.step, "\(field).step"),
            requirement: Job.Requirement(
                engine: EngineID(try Bound.name(message.engine, "\(field).engine")),
                model: message.hasModel ? try Bound.name(message.model, "\(field).model") : nil,
                gpuMemory: message.gpuMemory,
                tags: try Bound.names(message.tags, "\(field).tags")),
            cost: try Bound.duration(milliseconds: message.costMs, "\(field).cost_ms"),
            payload: try Bound.bytes(
                message.payload, atMost: Limits.payloadBytes, "\(field).payload"),
            dependencies: dependencies,
            output: try Job.Output(message.output, "\(field).output"))
    }

    var message: Reelmill_Worker_Task {
        .with {
            $0.step = step
            $0.engine = requirement.engine.name
            if let model = requirement.model { $0.model = model }
            $0.gpuMemory = requirement.gpuMemory
            $0.tags = requirement.tags
            $0.costMs = cost.wire
            $0.payload = Data(payload)
            $0.dependencies = dependencies.map { UInt32(clamping: $0) }
            $0.output = output.rawValue
        }
    }
}

extension Job.Output {
    fileprivate init(_ value: String, _ field: String) throws(WireError) {
        guard let output = Job.Output(rawValue: value) else {
            throw WireError(
                .badField, field: field, value: Bound.quoted(value),
                limit: "none, video or audio")
        }
        self = output
    }
}
