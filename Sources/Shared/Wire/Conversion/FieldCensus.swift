/// Counts fields in protobuf bytes without decoding them.
///
/// A sender of many empty submessages pays two bytes for each, the reader some hundred: the count is
/// checked before memory is spent. The encoding is that of protobuf.dev, *Encoding*.
struct FieldCensus {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// The most fields that any submessage of the outer message has; nil for bytes that are no message.
    static func largestBody(of frame: [UInt8]) -> Int? {
        var largest = 0
        var outer = FieldCensus(frame, 0..<frame.count)
        while outer.position < outer.end {
            guard let content = outer.nextField() else { return nil }
            var inner = FieldCensus(frame, content)
            var count = 0
            // Text and bytes are no messages: what cannot be read as fields is simply not counted.
            while inner.position < inner.end, inner.nextField() != nil { count += 1 }
            largest = max(largest, count)
        }
        return largest
    }

    /// Steps over one field; the range of its content, empty unless it is length-delimited.
    private mutating func nextField() -> Range<Int>? {
        guard let key = varint() else { return nil }
        switch key & 7 {
        case 0: return varint().map { _ in position..<position }
        case 1: return skip(8)
        case 2: return varint().flatMap { skip(Int(clamping: $0)) }
        case 5: return skip(4)
        default: return nil
        }
    }

    private mutating func skip(_ count: Int) -> Range<Int>? {
        guard count <= end - position else { return nil }
        let start = position
        position += count
        return start..<position
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard position < end else { return nil }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}
