/// Reads JSON text strictly, with a bound on depth; errors name line and column.
struct JSONParser {
    struct Failure: Error, Equatable {
        var line: Int
        var column: Int
        var reason: String
    }

    private let bytes: [UInt8]
    private var position = 0
    private static let depthLimit = 32

    static func value(of bytes: [UInt8]) throws(Failure) -> JSON {
        var parser = JSONParser(bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == bytes.count else {
            throw parser.failure("text after the end of the document")
        }
        return value
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func failure(_ reason: String) -> Failure {
        let before = bytes.prefix(position)
        let line = before.count { $0 == 0x0A } + 1
        let column = position - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return Failure(line: line, column: column, reason: reason)
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
            position += 1
        }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func value(depth: Int) throws(Failure) -> JSON {
        guard depth < JSONParser.depthLimit else {
            throw failure("nested deeper than \(JSONParser.depthLimit) levels")
        }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw failure("the document ends in the middle")
        case let byte? where byte == UInt8(ascii: "-") || isDigit(byte): return try number()
        default: throw failure("a value was expected")
        }
    }

    private mutating func word(_ word: String, _ value: JSON) throws(Failure) -> JSON {
        guard bytes[position...].starts(with: word.utf8) else {
            throw failure("a value was expected")
        }
        position += word.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(Failure) -> JSON {
        position += 1
        var members: [JSON.Member] = []
        var names: Set<String> = []
        skipSpace()
        while next != UInt8(ascii: "}") {
            if !members.isEmpty { try expect(",", "\",\" or \"}\" was expected") }
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw failure("a member name was expected") }
            let name = try string()
            guard names.insert(name).inserted else {
                throw failure("\"\(name.prefix(40))\" is given twice")
            }
            skipSpace()
            try expect(":", "\":\" was expected")
            members.append(JSON.Member(name: name, value: try value(depth: depth + 1)))
            skipSpace()
        }
        position += 1
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Failure) -> JSON {
        position += 1
        var values: [JSON] = []
        skipSpace()
        while next != UInt8(ascii: "]") {
            if !values.isEmpty { try expect(",", "\",\" or \"]\" was expected") }
            values.append(try value(depth: depth + 1))
            skipSpace()
        }
        position += 1
        return .array(values)
    }

    private mutating func expect(
        _ mark: Unicode.Scalar, _ reason: String
    ) throws(Failure) {
        guard next == UInt8(ascii: mark) else {
            throw failure(next == nil ? "the document ends in the middle" : reason)
        }
        position += 1
    }

    private mutating func number() throws(Failure) -> JSON {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let first = next
        try digits()
        if first == UInt8(ascii: "0"), bytes[start..<position].drop(while: { $0 == 0x2D }).count > 1
        {
            throw failure("a number does not begin with 0")
        }
        if next == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private mutating func digits() throws(Failure) {
        let start = position
        while let byte = next, isDigit(byte) {
            position += 1
        }
        guard position > start else { throw failure("a digit was expected") }
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw failure("a string is not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0x00...0x1F: throw failure("a control character inside a string")
            default: text.append(byte)
            }
        }
        throw failure("the document ends inside a string")
    }

    private mutating func escape(into text: inout [UInt8]) throws(Failure) {
        guard let byte = next else { throw failure("the document ends inside a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += try codePoint()
        default: throw failure("an escape that JSON does not have")
        }
    }

    private mutating func codePoint() throws(Failure) -> [UInt8] {
        var value = try fourDigits()
        if (0xD800..<0xDC00).contains(value) {
            guard bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else {
                throw failure("half of a surrogate pair")
            }
            position += 2
            let low = try fourDigits()
            guard (0xDC00..<0xE000).contains(low) else {
                throw failure("half of a surrogate pair")
            }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw failure("half of a surrogate pair") }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func fourDigits() throws(Failure) -> UInt32 {
        guard position + 4 <= bytes.count else {
            throw failure("the document ends inside a string")
        }
        var value: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("four hexadecimal digits were expected")
            }
            value = value << 4 + UInt32(digit)
        }
        position += 4
        return value
    }
}
