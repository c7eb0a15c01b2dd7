internal import FarmModel
internal import HTTPTypes
internal import Hummingbird
internal import StudioCore

extension Video {
    /// As the OpenAI contract shows a film: every key is there, null where it has no value.
    func contract(_ progress: FilmBoard.Progress) -> JSON {
        let (status, error) = contractStatus
        return [
            "id": .text(id), "object": .text("video"), "model": .text(order.model),
            "status": .text(status),
            "progress": .integer(percent(progress)),
            "created_at": .integer(created.milliseconds / 1000),
            "completed_at": .integer(completed.map { $0.milliseconds / 1000 }),
            "expires_at": .null, "prompt": .text(order.prompt),
            "size": .text("\(order.size.width)x\(order.size.height)"),
            "seconds": .text(order.seconds.plain),
            "remixed_from_video_id": .text(remixedFrom), "error": error,
        ]
    }

    /// 100 only for a film that is there.
    private func percent(_ progress: FilmBoard.Progress) -> Int {
        state == .completed ? 100 : min(99, max(0, Int(progress.fraction * 100)))
    }

    /// The contract knows four states: a cancelled film has failed.
    private var contractStatus: (String, JSON) {
        switch state {
        case .submitting, .queued: return ("queued", .null)
        case .running, .assembling: return ("in_progress", .null)
        case .completed: return ("completed", .null)
        case .failed, .cancelled:
            return (
                "failed",
                [
                    "code": .text(failure?.code ?? "failed"),
                    "message": .text(failure?.message ?? "the film failed"),
                ]
            )
        }
    }

    /// Only the maker's own films are named: others' ids stay theirs.
    private var remixedFrom: String? {
        guard let parent, parent.relation != .extension, parent.account == account else {
            return nil
        }
        return parent.id
    }
}

extension Double {
    /// Without needless digits: `6`, `0.5`.
    var plain: String { self == rounded() ? String(Int(self)) : String(self) }
}

extension Response {
    /// How the contract says no: `message`, `type`, `param`, `code`, always all four.
    static func contract(_ failure: Failure) -> Response {
        let (type, code): (String, String) =
            switch failure.status {
            case .unauthorized: ("invalid_request_error", "invalid_api_key")
            case .tooManyRequests where failure.retryAfter == nil:
                ("insufficient_quota", "insufficient_quota")
            case .tooManyRequests: ("rate_limit_error", "rate_limit_exceeded")
            case .notFound: ("invalid_request_error", "not_found")
            default:
                (
                    failure.status.kind == .serverError ? "server_error" : "invalid_request_error",
                    failure.code == "bad_field" ? "invalid_value" : failure.code
                )
            }
        return .json(
            [
                "error": [
                    "message": .text(failure.message), "type": .text(type),
                    "param": .text(failure.field), "code": .text(code),
                ]
            ], failure.status, headers: failure.headers)
    }
}
