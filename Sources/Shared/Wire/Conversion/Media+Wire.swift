internal import FarmModel
internal import Foundation
internal import SwiftProtobuf

extension MediaRequest: WireMessage {
    public init(frame: [UInt8]) throws(WireError) {
        self = try Codec.read(frame, atMost: Limits.mediaRequestBytes) {
            (message: Reelmill_Media_Request) throws(WireError) in
            MediaRequest(correlation: message.correlation, try Body(message.body))
        }
    }

    public func frame(as form: WireForm) -> [UInt8] {
        let message = Reelmill_Media_Request.current(correlation: correlation) {
            $0.body = body.message
        }
        return Codec.encode(message, as: form)
    }
}

extension MediaRequest.Body {
    fileprivate init(_ body: Reelmill_Media_Request.OneOf_Body?) throws(WireError) {
        switch try Bound.present(body, "body") {
        case .begin(let message):
            let upload = try UploadID(message.hasUpload ? message.upload : nil, "begin.upload")
            let chunk = Chunk(
                index: upload.chunk, blob: try Bound.blob(message.digest, "begin.digest"),
                byteCount: try Bound.count(
                    message.byteCount, 1...Limits.chunkBytes, "begin.byte_count"),
                frameCount: try Bound.count(
                    message.frameCount, 0...Limits.filmFrames, "begin.frame_count"))
            self = .begin(upload.token, chunk)
        case .part(let message):
            self = .part(
                try UploadID(message.hasUpload ? message.upload : nil, "part.upload"),
                offset: try Bound.count(message.offset, 0...Limits.chunkBytes, "part.offset"))
        case .read(let message):
            self = .read(
                ticket: try Bound.bytes(
                    message.ticket, atMost: Limits.ticketBytes, "read.ticket"),
                offset: try Bound.count(message.offset, 0...Limits.filmBytes, "read.offset"),
                length: try Bound.count(
                    message.length, 1...Limits.attachmentBytes, "read.length"))
        }
    }

    fileprivate var message: Reelmill_Media_Request.OneOf_Body {
        switch self {
        case .begin(let token, let chunk):
            .begin(
                .with {
                    $0.upload = UploadID(token: token, chunk: chunk.index).message
                    $0.byteCount = UInt64(clamping: chunk.byteCount)
                    $0.digest = Data(chunk.blob.digest)
                    $0.frameCount = UInt32(clamping: chunk.frameCount)
                })
        case .part(let upload, let offset):
            .part(
                .with {
                    $0.upload = upload.message
                    $0.offset = UInt64(clamping: offset)
                })
        case .read(let ticket, let offset, let length):
            .read(
                .with {
                    $0.ticket = Data(ticket)
                    $0.offset = UInt64(clamping: offset)
                    $0.length = UInt32(clamping: length)
                })
        }
    }
}

extension MediaReply: WireMessage {
    public init(frame: [UInt8]) throws(WireError) {
        self = try Codec.read(frame, atMost: Limits.schedulerMessageBytes) {
            (message: Reelmill_Media_Reply) throws(WireError) in
            MediaReply(correlation: message.correlation, try Body(message.body))
        }
    }

    public func frame(as form: WireForm) -> [UInt8] {
        let message = Reelmill_Media_Reply.current(correlation: correlation) {
            $0.body = body.message
        }
        return Codec.encode(message, as: form)
    }
}

extension MediaReply.Body {
    fileprivate init(_ body: Reelmill_Media_Reply.OneOf_Body?) throws(WireError) {
        switch try Bound.present(body, "body") {
        case .credit(let message):
            self = .credit(
                try UploadID(message.hasUpload ? message.upload : nil, "credit.upload"),
                nextOffset: try Bound.count(
                    message.nextOffset, 0...Limits.chunkBytes, "credit.next_offset"),
                window: try Bound.count(message.window, 0...Limits.chunkBytes, "credit.window"))
        case .stored(let message):
            self = .stored(
                try UploadID(message.hasUpload ? message.upload : nil, "stored.upload"))
        case .portion(let message):
            self = .portion(
                offset: try Bound.count(message.offset, 0...Limits.filmBytes, "portion.offset"),
                byteCount: try Bound.count(
                    message.byteCount, 0...Limits.filmBytes, "portion.byte_count"))
        case .refused(let message):
            self = .refused(try Refusal(message))
        }
    }

    fileprivate var message: Reelmill_Media_Reply.OneOf_Body {
        switch self {
        case .credit(let upload, let nextOffset, let window):
            .credit(
                .with {
                    $0.upload = upload.message
                    $0.nextOffset = UInt64(clamping: nextOffset)
                    $0.window = UInt32(clamping: window)
                })
        case .stored(let upload): .stored(.with { $0.upload = upload.message })
        case .portion(let offset, let byteCount):
            .portion(
                .with {
                    $0.offset = UInt64(clamping: offset)
                    $0.byteCount = UInt64(clamping: byteCount)
                })
        case .refused(let refusal): .refused(refusal.wire)
        }
    }
}

extension UploadID {
    fileprivate init(_ message: Reelmill_Media_Upload?, _ field: String) throws(WireError) {
        let message = try Bound.present(message, field)
        self.init(
            token: try Lease.Token(message.hasToken ? message.token : nil, "\(field).token"),
            chunk: try Bound.count(message.chunk, 0...(Limits.chunks - 1), "\(field).chunk"))
    }

    fileprivate var message: Reelmill_Media_Upload {
        .with {
            $0.token = token.message
            $0.chunk = UInt32(clamping: chunk)
        }
    }
}
