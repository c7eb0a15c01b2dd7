/// Several messages in one frame, so that the price of sealing and handing over a frame is paid once.
///
/// The bytes are those of `reelmill.common.Bundle`: for each message its tag, its length as a varint
/// (protobuf.dev, *Encoding*) and itself. They are written and read here as they are, since this is
/// what every message of a busy peer passes through.
public struct Bundle: Sendable {
    /// Field 15, of bytes: begins neither a message, whose first field is 1, nor its JSON form.
    private static let tag: UInt8 = 15 << 3 | 2

    /// As protobuf.
    public private(set) var bytes: [UInt8] = []

    /// Messages in it.
    public private(set) var count = 0

    /// Where the only message begins.
    private var firstMessage = 0

    public init() {}

    public var isEmpty: Bool { count == 0 }

    /// Whether a message of so many bytes may still be added.
    public func hasRoom(for byteCount: Int, in limit: Int) -> Bool {
        count < Limits.bundleMessages && bytes.count + byteCount + 11 <= limit
    }

    public mutating func append(_ message: [UInt8]) {
        bytes.append(Bundle.tag)
        var length = UInt64(message.count)
        while length >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: length) | 0x80)
            length >>= 7
        }
        bytes.append(UInt8(length))
        if count == 0 { firstMessage = bytes.count }
        bytes += message
        count += 1
    }

    /// As protobuf, but a message that is alone as it is.
    public var frame: [UInt8] { count == 1 ? Array(bytes[firstMessage...]) : bytes }

    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        count = 0
    }

    /// The messages of a frame, or nil for one that is itself a message.
    public static func messages(in frame: [UInt8]) throws(WireError) -> [[UInt8]]? {
        guard frame.first == tag else { return nil }
        var messages: [[UInt8]] = []
        var position = 0
        while position < frame.count {
            guard frame[position] == tag else { throw broken }
            position += 1
            let length = try length(at: &position, in: frame)
            guard length <= frame.count - position else { throw broken }
            guard messages.count < Limits.bundleMessages else {
                throw WireError(
                    .tooLarge, field: "", value: "a bundle of more messages",
                    limit: "at most \(Limits.bundleMessages) in one")
            }
            messages.append(Array(frame[position..<(position + length)]))
            position += length
        }
        return messages
    }

    /// Reads a varint that fits into 31 bits.
    private static func length(at position: inout Int, in frame: [UInt8]) throws(WireError) -> Int {
        var length = 0
        for shift in stride(from: 0, through: 28, by: 7) {
            guard position < frame.count else { throw broken }
            let byte = frame[position]
            position += 1
            length |= Int(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return length }
        }
        throw broken
    }

    private static var broken: WireError {
        WireError(
            .malformed, field: "", value: "a bundle that is not readable",
            limit: "reelmill.common.Bundle as protobuf")
    }
}
