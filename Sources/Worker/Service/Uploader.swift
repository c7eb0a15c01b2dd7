internal import FarmModel
internal import FarmWire
internal import OrderedCollections

/// Chunks on their way to the depot, and those that may have to go there again.
///
/// A value that answers replies with requests: the loop owns the socket.
struct Uploader {
    /// A request with the bytes that travel beside it.
    struct Message: Equatable {
        var request: MediaRequest
        var attachment: [UInt8]?
    }

    private struct Upload {
        var chunk: Chunk
        var bytes: [UInt8]

        /// Nil until the depot has said where to begin.
        var nextOffset: Int?
    }

    private var uploads: OrderedDictionary<UploadID, Upload> = [:]

    /// Bytes held until the scheduler says that they are safe.
    private(set) var byteCount = 0

    /// Keeps the bytes of a chunk until ``forget(_:)``.
    mutating func keep(_ bytes: [UInt8], of chunk: Chunk, under token: Lease.Token) {
        let id = UploadID(token: token, chunk: chunk.index)
        guard uploads.updateValue(Upload(chunk: chunk, bytes: bytes), forKey: id) == nil else {
            return
        }
        byteCount += bytes.count
    }

    /// Begins to upload a kept chunk, or finds out how far an interrupted upload came.
    mutating func begin(_ chunk: Chunk, under token: Lease.Token) -> [Message] {
        let id = UploadID(token: token, chunk: chunk.index)
        guard uploads[id] != nil else { return [] }
        uploads[id]?.nextOffset = nil
        return [Message(request: MediaRequest(.begin(token, chunk)), attachment: nil)]
    }

    /// What to send next, now that the depot has answered.
    mutating func take(_ reply: MediaReply) -> [Message] {
        switch reply.body {
        case .credit(let id, let offset, let window): send(id, from: offset, window: window)
        case .stored, .portion, .refused: []
        }
    }

    /// Drops the bytes of a chunk that is safe.
    mutating func forget(_ id: UploadID) {
        guard let upload = uploads.removeValue(forKey: id) else { return }
        byteCount -= upload.bytes.count
    }

    /// Drops all bytes of an attempt that is over.
    mutating func forget(_ token: Lease.Token) {
        for id in Array(uploads.keys) where id.token == token { forget(id) }
    }

    private mutating func send(_ id: UploadID, from offset: Int, window: Int) -> [Message] {
        guard let upload = uploads[id], 0...upload.bytes.count ~= offset, window > 0 else {
            return []
        }
        var next = upload.nextOffset ?? offset
        let end = min(upload.bytes.count, offset + window)
        var messages: [Message] = []
        while next < end {
            let stop = min(end, next + Limits.attachmentBytes)
            messages.append(
                Message(
                    request: MediaRequest(.part(id, offset: next)),
                    attachment: Array(upload.bytes[next..<stop])))
            next = stop
        }
        uploads[id]?.nextOffset = next
        return messages
    }
}
