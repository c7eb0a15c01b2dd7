internal import FarmModel
internal import Foundation
internal import SwiftProtobuf

extension ClientRequest: WireMessage {
    public init(frame: [UInt8]) throws(WireError) {
        self = try Codec.read(frame, atMost: Limits.clientRequestBytes) {
            (message: Reelmill_Client_Request) throws(WireError) in
            ClientRequest(correlation: message.correlation, try Body(message.body))
        }
    }

    public func frame(as form: WireForm) -> [UInt8] {
        let message = Reelmill_Client_Request.current(correlation: correlation) {
            $0.body = body.message
        }
        return Codec.encode(message, as: form)
    }
}

extension ClientRequest.Body {
    fileprivate init(_ body: Reelmill_Client_Request.OneOf_Body?) throws(WireError) {
        switch try Bound.present(body, "body") {
        case .hello(let message):
            self = .hello(client: try Bound.name(message.client, "hello.client"))
        case .submit(let message):
            self = .submit(try ClientRequest.Submit(message))
        case .show(let message):
            self = .show(try Bound.identifier(message.job, "show.job"))
        case .list(let message):
            self = .list(try ClientRequest.List(message))
        case .cancel(let message):
            self = .cancel(try Bound.identifier(message.job, "cancel.job"))
        case .watch(let message):
            self = .watch(try ClientRequest.Watch(message))
        case .credit(let message):
            self = .credit(
                watch: message.watch,
                more: try Bound.count(message.more, Limits.watchCredit, "credit.more"))
        case .unwatch(let message):
            self = .unwatch(watch: message.watch)
        case .storyboard(let message):
            self = .storyboard(try Bound.identifier(message.job, "storyboard.job"))
        case .explain(let message):
            self = .explain(try Bound.identifier(message.job, "explain.job"))
        case .logs(let message): self = .logs(try LogQuery(message))
        case .media(let message):
            self = .media(
                try Bound.identifier(message.job, "media.job"), try MediaPart(message.part))
        case .workers:
            self = .workers
        case .status:
            self = .status
        case .join(let message):
            self = .join(try Join(message))
        case .createJoinToken(let message):
            self = .createJoinToken(try ClientRequest.JoinTokenOrder(message))
        case .entitle(let message):
            self = .entitle(try EntitlementChange(message))
        case .accounts(let message):
            self = .accounts(try ClientRequest.LevelList(message, "accounts"))
        case .teams(let message):
            self = .teams(try ClientRequest.LevelList(message, "teams"))
        case .usage(let message):
            self = .usage(
                message.hasLevel ? try Entitlement.Level(message.level, "usage.level") : nil,
                message.history ? .history : .totals)
        case .pause, .resume, .requeue, .moveToFront, .prioritize, .drainWorker, .undrainWorker,
            .setAsideWorker, .releaseWorker:
            self = .steer(try Steering(body))
        case .beginBackup(let message):
            self = .beginBackup(try BackupOrder(message))
        case .showBackup:
            self = .showBackup
        case .keys:
            self = .keys
        case .revokeKey(let message):
            self = .revokeKey(try Bound.name(message.key, "revoke_key.key"))
        case .replaceKey(let message):
            guard message.publicKey.count == 32 else {
                throw WireError(
                    .badField, field: "replace_key.public_key",
                    value: "\(message.publicKey.count) bytes long", limit: "32 bytes")
            }
            self = .replaceKey([UInt8](message.publicKey))
        case .audit(let message):
            self = .audit(try ClientRequest.Audit(message))
        }
    }

    fileprivate var message: Reelmill_Client_Request.OneOf_Body {
        switch self {
        case .hello(let client): .hello(.with { $0.client = client })
        case .submit(let submit): .submit(submit.message)
        case .show(let job): .show(.with { $0.job = job.rawValue })
        case .list(let list): .list(list.message)
        case .cancel(let job): .cancel(.with { $0.job = job.rawValue })
        case .watch(let watch): .watch(watch.message)
        case .entitle(let change): .entitle(change.message)
        case .accounts(let list): .accounts(list.message)
        case .teams(let list): .teams(list.message)
        case .usage(let level, let detail):
            .usage(
                .with {
                    if let level { $0.level = level.message }
                    $0.history = detail == .history
                })
        case .credit(let watch, let more):
            .credit(
                .with {
                    $0.watch = watch
                    $0.more = UInt32(clamping: more)
                })
        case .unwatch(let watch): .unwatch(.with { $0.watch = watch })
        case .storyboard(let job): .storyboard(.with { $0.job = job.rawValue })
        case .explain(let job): .explain(.with { $0.job = job.rawValue })
        case .logs(let query): .logs(query.message)
        case .media(let job, let part):
            .media(
                .with {
                    $0.job = job.rawValue
                    $0.part = part.message
                })
        case .keys: .keys(.init())
        case .revokeKey(let key): .revokeKey(.with { $0.key = key })
        case .replaceKey(let key): .replaceKey(.with { $0.publicKey = Data(key) })
        case .audit(let audit): .audit(audit.message)
        case .workers: .workers(.init())
        case .status: .status(.init())
        case .join(let join): .join(join.message)
        case .createJoinToken(let order): .createJoinToken(order.message)
        case .steer(let steering): steering.message
        case .beginBackup(let order): .beginBackup(order.message)
        case .showBackup: .showBackup(.init())
        }
    }
}

extension ClientRequest.Submit {
    fileprivate init(_ message: Reelmill_Client_Submit) throws(WireError) {
        self.init(
            clientKey: try Bound.name(message.clientKey, "submit.client_key"),
            account: message.hasAccount
                ? try Bound.name(message.account, "submit.account") : nil,
            title: message.hasTitle
                ? try Bound.name(message.title, "submit.title", atMostBytes: Limits.titleBytes)
                : nil,
            priority: try Bound.count(message.priority, Limits.priority, "submit.priority"),
            try ClientRequest.Work(message.work), options: try Job.Options(message),
            arrayCount: message.hasArrayCount
                ? try Bound.count(message.arrayCount, Limits.array, "submit.array_count") : nil)
    }

    fileprivate var message: Reelmill_Client_Submit {
        .with {
            $0.clientKey = clientKey
            if let account { $0.account = account }
            if let title { $0.title = title }
            $0.priority = Int32(clamping: priority)
            $0.labels = options.labels.map(\.message)
            if let attempts = options.maximumAttempts {
                $0.maximumAttempts = UInt32(clamping: attempts)
            }
            if let timeout = options.timeout { $0.timeoutMs = timeout.wire }
            $0.after = options.after.map(\.rawValue)
            if let arrayCount { $0.arrayCount = UInt32(clamping: arrayCount) }
            switch work {
            case .film(let film): $0.work = .film(film.message)
            case .drill(let drill):
                $0.work = .drill(.with { $0.durationMs = drill.duration.wire })
            }
        }
    }
}

extension ClientRequest.Work {
    fileprivate init(_ work: Reelmill_Client_Submit.OneOf_Work?) throws(WireError) {
        switch work {
        case .film(let film): self = .film(try FilmRequest(film, "submit.film"))
        case .drill(let drill):
            self = .drill(
                Drill(
                    duration: try Bound.duration(
                        milliseconds: drill.durationMs, "submit.drill.duration_ms")))
        case nil:
            throw WireError(
                .badField, field: "submit.film", value: "missing", limit: "present")
        }
    }
}

extension ClientRequest.List {
    fileprivate init(_ message: Reelmill_Client_List) throws(WireError) {
        self.init()
        let states = try Bound.list(
            message.states, atMost: JobStateName.allCases.count, "list.states")
        for (index, state) in states.enumerated() {
            self.states.append(try Bound.word(state, "list.states[\(index)]"))
        }
        labels = try Job.Label.list(message.labels, "list.labels")
        if message.hasAccount {
            account =
                message.account == "*"
                ? .all : .named(try Bound.name(message.account, "list.account"))
        }
        if message.hasLimit {
            limit = try Bound.count(message.limit, Limits.listLength, "list.limit")
        }
        if message.hasAfter {
            after = try Bound.identifier(message.after, "list.after")
        }
    }

    fileprivate var message: Reelmill_Client_List {
        .with {
            $0.states = states.map(\.rawValue)
            $0.labels = labels.map(\.message)
            switch account {
            case .all: $0.account = "*"
            case .named(let name): $0.account = name
            case nil: break
            }
            $0.limit = UInt32(clamping: limit)
            if let after { $0.after = after.rawValue }
        }
    }
}

extension ClientRequest.Watch {
    fileprivate init(_ message: Reelmill_Client_Watch) throws(WireError) {
        self.init(
            job: message.hasJob ? try Bound.identifier(message.job, "watch.job") : nil,
            afterSequence: message.afterSequence,
            credit: try Bound.count(message.credit, Limits.watchCredit, "watch.credit"),
            filter: try Filter(message),
            cursor: message.hasCursor ? WatchCursor(message.cursor) : nil)
        guard job != nil || afterSequence == 0 else {
            throw WireError(
                .badField, field: "watch.after_sequence", value: "\(afterSequence)",
                limit: "0 where all jobs are watched")
        }
    }

    fileprivate var message: Reelmill_Client_Watch {
        .with {
            if let job { $0.job = job.rawValue }
            $0.afterSequence = afterSequence
            $0.credit = UInt32(clamping: credit)
            if let account = filter.account { $0.account = account }
            $0.labels = filter.labels.map(\.message)
            $0.states = filter.states.map(\.rawValue)
            if let cursor { $0.cursor = cursor.message }
        }
    }
}

extension ClientRequest.Watch.Filter {
    fileprivate init(_ message: Reelmill_Client_Watch) throws(WireError) {
        self.init(
            account: message.hasAccount ? try Bound.name(message.account, "watch.account") : nil,
            labels: try Job.Label.list(message.labels, "watch.labels"))
        let states = try Bound.list(
            message.states, atMost: JobStateName.allCases.count, "watch.states")
        for (index, state) in states.enumerated() {
            self.states.append(try Bound.word(state, "watch.states[\(index)]"))
        }
    }
}

extension MediaPart {
    fileprivate init(_ part: Reelmill_Client_Media.OneOf_Part?) throws(WireError) {
        switch try Bound.present(part, "media.part") {
        case .film: self = .film
        case .poster: self = .poster
        case .contactSheet: self = .contactSheet
        case .chunk(let chunk):
            self = .chunk(
                try Bound.word(chunk.track, "media.chunk.track"),
                index: try Bound.count(
                    chunk.index, 0...(Limits.chunks - 1), "media.chunk.index"))
        }
    }

    fileprivate var message: Reelmill_Client_Media.OneOf_Part {
        switch self {
        case .film: .film(.init())
        case .poster: .poster(.init())
        case .contactSheet: .contactSheet(.init())
        case .chunk(let track, let index):
            .chunk(
                .with {
                    $0.track = track.rawValue
                    $0.index = UInt32(clamping: index)
                })
        }
    }
}

extension ClientRequest.JoinTokenOrder {
    fileprivate init(_ message: Reelmill_Client_CreateJoinToken) throws(WireError) {
        let field = "create_join_token"
        self.init(role: try Bound.word(message.role, "\(field).role"))
        guard role != .joiner else {
            throw WireError(
                .badField, field: "\(field).role", value: "\"joiner\"",
                limit: "client, worker, gateway or operator")
        }
        if message.hasName { name = try Bound.name(message.name, "\(field).name") }
        if message.hasAccount { account = try Bound.name(message.account, "\(field).account") }
        if message.hasHost { host = try Bound.name(message.host, "\(field).host") }
        if message.hasLifetimeMs {
            let duration = try Bound.duration(
                milliseconds: message.lifetimeMs, "\(field).lifetime_ms")
            lifetime = try Bound.within(
                duration, Limits.joinTokenLifetime, "\(field).lifetime_ms")
        }
    }

    fileprivate var message: Reelmill_Client_CreateJoinToken {
        .with {
            $0.role = role.rawValue
            if let name { $0.name = name }
            if let account { $0.account = account }
            if let host { $0.host = host }
            $0.lifetimeMs = lifetime.wire
        }
    }
}
