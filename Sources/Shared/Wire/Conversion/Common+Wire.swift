internal import FarmModel
internal import Foundation
internal import SwiftProtobuf

extension Lease.Token {
    init(_ message: Reelmill_Common_LeaseToken?, _ field: String) throws(WireError) {
        let message = try Bound.present(message, field)
        self.init(
            task: try Bound.identifier(message.task, "\(field).task"),
            worker: try Bound.identifier(message.worker, "\(field).worker"),
            attempt: try Bound.within(message.attempt, 1...UInt32.max, "\(field).attempt"))
    }

    var message: Reelmill_Common_LeaseToken {
        .with {
            $0.task = task.rawValue
            $0.worker = worker.rawValue
            $0.attempt = attempt
        }
    }
}

extension Job.Failure {
    init(_ message: Reelmill_Common_Failure?, _ field: String) throws(WireError) {
        let message = try Bound.present(message, field)
        self.init(
            code: try Bound.name(message.code, "\(field).code"),
            message: try Bound.text(message.message, "\(field).message"),
            retry: message.retryWorthwhile ? .worthwhile : .pointless)
    }

    var wire: Reelmill_Common_Failure {
        .with {
            $0.code = code
            $0.message = message.sendable
            $0.retryWorthwhile = retry == .worthwhile
        }
    }
}

extension Refusal {
    init(_ message: Reelmill_Common_Refusal) throws(WireError) {
        self.init(
            Code(rawValue: try Bound.name(message.code, "refused.code")),
            try Bound.text(message.message, "refused.message"),
            field: try Bound.text(message.field, "refused.field"),
            value: try Bound.text(message.value, "refused.value"),
            limit: try Bound.text(message.limit, "refused.limit"))
        if message.hasRetryAfterMs {
            retryAfter = try Bound.duration(
                milliseconds: message.retryAfterMs, "refused.retry_after_ms")
        }
    }

    var wire: Reelmill_Common_Refusal {
        .with {
            $0.code = code.rawValue
            $0.message = message.sendable
            $0.field = field.sendable
            $0.value = value.sendable
            $0.limit = limit.sendable
            if let retryAfter { $0.retryAfterMs = retryAfter.wire }
        }
    }
}

extension Film {
    init(_ message: Reelmill_Common_Film?, _ field: String) throws(WireError) {
        let message = try Bound.present(message, field)
        var poster: BlobID?
        if message.hasPoster { poster = try Bound.blob(message.poster, "\(field).poster") }
        var contactSheet: BlobID?
        if message.hasContactSheet {
            contactSheet = try Bound.blob(message.contactSheet, "\(field).contact_sheet")
        }
        self.init(
            video: try Bound.blob(message.video, "\(field).video"),
            byteCount: try Bound.count(
                message.byteCount, 1...Limits.filmBytes, "\(field).byte_count"),
            frameCount: try Bound.count(
                message.frameCount, 1...Limits.filmFrames, "\(field).frame_count"),
            poster: poster, contactSheet: contactSheet)
    }

    var message: Reelmill_Common_Film {
        .with {
            $0.video = Data(video.digest)
            $0.byteCount = UInt64(clamping: byteCount)
            $0.frameCount = UInt32(clamping: frameCount)
            if let poster { $0.poster = Data(poster.digest) }
            if let contactSheet { $0.contactSheet = Data(contactSheet.digest) }
        }
    }
}

extension Identity {
    init(_ message: Reelmill_Common_Identity, _ field: String) throws(WireError) {
        self.init(
            name: try Bound.name(message.name, "\(field).name"),
            role: try Bound.word(message.role, "\(field).role"),
            account: try Bound.name(message.account, "\(field).account"))
    }

    var message: Reelmill_Common_Identity {
        .with {
            $0.name = name
            $0.role = role.rawValue
            $0.account = account
        }
    }
}

extension Join {
    init(_ message: Reelmill_Common_Join) throws(WireError) {
        guard message.publicKey.count == 32 else {
            throw WireError(
                .badField, field: "join.public_key", value: "\(message.publicKey.count) bytes long",
                limit: "the 32 bytes of a CURVE public key")
        }
        self.init(
            publicKey: [UInt8](message.publicKey),
            name: try Bound.name(message.name, "join.name"))
    }

    var message: Reelmill_Common_Join {
        .with {
            $0.publicKey = Data(publicKey)
            $0.name = name
        }
    }
}

extension Duration {
    /// Whole milliseconds, never negative, as they travel.
    var wire: UInt64 { UInt64(clamping: milliseconds) }
}
