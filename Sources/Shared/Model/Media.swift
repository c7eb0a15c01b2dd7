/// The SHA-256 of some bytes in the depot: its name there.
public struct BlobID: Hashable, Sendable {
    /// 32 bytes.
    public let digest: [UInt8]

    /// Nil unless `digest` has 32 bytes.
    public init?(digest: [UInt8]) {
        guard digest.count == 32 else { return nil }
        self.digest = digest
    }

    /// Nil unless `hexadecimal` is 64 hexadecimal digits.
    public init?(hexadecimal: String) {
        let digits = hexadecimal.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 64, hexadecimal.utf8.count == 64 else { return nil }
        digest = stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}

extension BlobID: CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public var description: String {
        let digits = Array("0123456789abcdef".unicodeScalars)
        var text = String.UnicodeScalarView()
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(text)
    }
}

/// A verified piece of a task's media in the depot.
public struct Chunk: Hashable, Sendable {
    /// Position within its task, from 0.
    public var index: Int
    public var blob: BlobID
    public var byteCount: Int

    /// Frames of video in the piece; 0 for sound.
    public var frameCount: Int

    public init(index: Int, blob: BlobID, byteCount: Int, frameCount: Int) {
        self.index = index
        self.blob = blob
        self.byteCount = byteCount
        self.frameCount = frameCount
    }
}

/// The finished files of a job, all in the depot.
public struct Film: Hashable, Sendable {
    public var video: BlobID
    public var byteCount: Int
    public var frameCount: Int

    /// A JPEG of one telling frame.
    public var poster: BlobID?

    /// A JPEG grid of frames over the whole length.
    public var contactSheet: BlobID?

    public init(
        video: BlobID, byteCount: Int, frameCount: Int, poster: BlobID?, contactSheet: BlobID?
    ) {
        self.video = video
        self.byteCount = byteCount
        self.frameCount = frameCount
        self.poster = poster
        self.contactSheet = contactSheet
    }
}
