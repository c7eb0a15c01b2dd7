/// Finds the correlation id of a message without decoding it: for answers to what nobody reads.
public enum Correlation {
    /// Bytes at the beginning of a message in which it is looked for.
    static let reach = 4096

    /// 0 where there is none, or where it does not stand among the first fields.
    public static func peek(_ frame: [UInt8]) -> UInt64 {
        switch WireForm(of: frame) {
        case .protobuf, .bundled: peekProtobuf(frame)
        case .json: peekJSON(frame)
        }
    }

    /// Fields 1 and 2 come first, as all writers of protobuf order them.
    private static func peekProtobuf(_ frame: [UInt8]) -> UInt64 {
        var rest = frame.prefix(reach)
        while let tag = rest.popFirst() {
            guard tag == 0x08 || tag == 0x10, let value = varint(&rest) else { return 0 }
            if tag == 0x10 { return value }
        }
        return 0
    }

    private static func varint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }

    /// The number, with or without quotes, behind the first `"correlation":`.
    ///
    /// No text can hold that: in a text its quotes would be escaped.
    private static func peekJSON(_ frame: [UInt8]) -> UInt64 {
        let bytes = frame.prefix(reach)
        let name = Array(#""correlation""#.utf8)
        guard
            let start = bytes.indices.first(where: {
                bytes[$0] == name[0] && bytes[$0...].starts(with: name)
            })
        else { return 0 }
        var rest = bytes[(start + name.count)...].drop(while: isSpace)
        guard rest.popFirst() == UInt8(ascii: ":") else { return 0 }
        rest = rest.drop { isSpace($0) || $0 == UInt8(ascii: "\"") }
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return UInt64(String(decoding: digits, as: UTF8.self)) ?? 0
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D].contains(byte)
    }
}
