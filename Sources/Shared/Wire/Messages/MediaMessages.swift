public import FarmModel

/// Which chunk of which attempt an upload brings.
public struct UploadID: Hashable, Sendable {
    public var token: Lease.Token

    /// Position within its task, from 0.
    public var chunk: Int

    public init(token: Lease.Token, chunk: Int) {
        self.token = token
        self.chunk = chunk
    }
}

/// What is asked on the media port.
public struct MediaRequest: Equatable, Sendable {
    public var correlation: UInt64
    public var body: Body

    public init(correlation: UInt64 = 0, _ body: Body) {
        self.correlation = correlation
        self.body = body
    }

    public enum Body: Equatable, Sendable {
        /// Opens an upload, or finds out how far an interrupted one came.
        case begin(Lease.Token, Chunk)

        /// Bytes of an upload; they travel as the attachment frame.
        case part(UploadID, offset: Int)

        /// Asks for bytes of a file.
        case read(ticket: [UInt8], offset: Int, length: Int)
    }
}

/// What is answered on the media port.
public struct MediaReply: Equatable, Sendable {
    public var correlation: UInt64
    public var body: Body

    public init(correlation: UInt64 = 0, _ body: Body) {
        self.correlation = correlation
        self.body = body
    }

    public enum Body: Equatable, Sendable {
        /// The worker may send the bytes from `nextOffset` to `nextOffset + window`.
        case credit(UploadID, nextOffset: Int, window: Int)

        /// The chunk is verified and on disk.
        case stored(UploadID)

        /// Bytes of a file of `byteCount` bytes; they travel as the attachment frame.
        case portion(offset: Int, byteCount: Int)
        case refused(Refusal)
    }
}
