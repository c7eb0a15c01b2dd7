internal import Director
internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import HTTPTypes
internal import Hummingbird
internal import StudioCore

/// Any error as an answer: how both interfaces say no.
struct Failure: Error, Hashable, Sendable {
    var status: HTTPResponse.Status

    /// Stable, for programs.
    var code: String

    /// For people.
    var message: String
    var field: String?
    var value: String?
    var limit: String?
    var retryAfter: Duration?

    init(_ status: HTTPResponse.Status, code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// Any error; what is our own fault says nothing about the inside.
    init(wrapping error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let objection as Objection: self.init(objection)
        case let error as StudioError: self.init(error)
        case let error as ClientError: self.init(error)
        case let error as DirectorError:
            self.init(.badRequest, code: "bad_field", error.description)
            field = "prompt"
        case let error as HTTPError:
            self.init(
                error.status, code: error.status == .notFound ? "unknown" : "bad_request",
                error.body ?? "there is nothing here; docs/STUDIO.md lists what there is")
        default: self.init(.internalServerError, code: "internal", "something went wrong here")
        }
    }

    private init(_ objection: Objection) {
        let status: HTTPResponse.Status =
            switch objection.kind {
            case .invalid: objection.code == "too_large" ? .contentTooLarge : .badRequest
            case .unknown: .notFound
            case .forbidden: .forbidden
            case .unauthenticated: .unauthorized
            case .conflict, .notNow: .conflict
            case .overLimit: .tooManyRequests
            }
        self.init(status, code: objection.code, objection.message)
        field = objection.field
        value = objection.value
        limit = objection.limit
        if case .overLimit(let milliseconds?) = objection.kind {
            retryAfter = .milliseconds(milliseconds)
        }
    }

    private init(_ error: StudioError) {
        switch error {
        case .refused(let objection): self.init(objection)
        case .full:
            self.init(
                HTTPResponse.Status(code: 507), code: "disk_full",
                "the studio's disk is full: an operator must make room")
        case .busy, .newer, .foreign, .exposed, .damaged, .failed:
            self.init(.internalServerError, code: "internal", "the studio's file gave an error")
        }
    }

    private init(_ error: ClientError) {
        switch error {
        case .refused(let refusal): self.init(refusal)
        case .invalid(let wire):
            self.init(.badRequest, code: "bad_field", wire.description)
        case .unreachable, .silent, .keyRefused, .handshakeFailed, .transport, .cancelled,
            .unexpected:
            self.init(
                .serviceUnavailable, code: "farm_unreachable",
                "the farm does not answer; finished films play, new ones must wait until it is back"
            )
            retryAfter = .seconds(5)
        case .damaged, .fileUnwritable:
            self.init(.badGateway, code: "damaged", "the farm's answer was damaged; try again")
        }
    }

    private init(_ refusal: Refusal) {
        let status: HTTPResponse.Status =
            switch refusal.code {
            case .overLimit: .tooManyRequests
            case .unknown: .notFound
            case .notNow: .conflict
            case .unavailable: .serviceUnavailable
            case .forbidden: .forbidden
            default: .badRequest
            }
        self.init(status, code: refusal.code.rawValue, refusal.message)
        field = refusal.field.isEmpty ? nil : refusal.field
        value = refusal.value.isEmpty ? nil : refusal.value
        limit = refusal.limit.isEmpty ? nil : refusal.limit
        retryAfter = refusal.retryAfter
    }

    /// As the browser's interface says it.
    var json: JSON {
        var body: [JSON.Member] = [
            .init(name: "code", value: .text(code)), .init(name: "message", value: .text(message)),
        ]
        for (name, text) in [("field", field), ("value", value), ("limit", limit)] {
            if let text { body.append(.init(name: name, value: .text(text))) }
        }
        if let retryAfter {
            body.append(.init(name: "retry_after_ms", value: .integer(retryAfter.milliseconds)))
        }
        return ["error": .object(body)]
    }

    var headers: HTTPFields {
        guard let retryAfter else { return [:] }
        let milliseconds = max(1, retryAfter.milliseconds)
        return [
            .retryAfter: String((milliseconds + 999) / 1000),
            .retryAfterMilliseconds: String(milliseconds),
        ]
    }
}
