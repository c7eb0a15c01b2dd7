internal import Foundation

/// A JSON value; an object keeps the order in which it was written.
package enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case number(Double)
    case string(String)
    case list([JSON])
    case object([Member])

    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: JSON
    }

    /// The value of a member of an object; nil if there is none.
    package subscript(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }
}

// Terse forms for what may be absent: one for each kind, as many would be slow to compile.
extension JSON {
    package static func text(_ text: String?) -> JSON {
        guard let text else { return .null }
        return .string(text)
    }

    package static func integer<Number: BinaryInteger>(_ number: Number?) -> JSON {
        guard let number else { return .null }
        return .int(Int64(clamping: number))
    }

    package static func maybe(_ value: JSON?) -> JSON {
        guard let value else { return .null }
        return value
    }
}

extension JSON: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }
}

// Writing.
extension JSON {
    /// On one line.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .int(let value): bytes += String(value).utf8
        case .number(let value):
            // JSON has no word for what is no number.
            bytes += (value.isFinite ? String(value) : "null").utf8
        case .string(let text): JSON.write(text, to: &bytes)
        case .list(let values):
            bytes.append(UInt8(ascii: "["))
            for (place, value) in values.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (place, member) in members.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                JSON.write(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes += "\\n".utf8
            // A browser that took the text for a page would find no tag in it.
            case 0..<0x20, UInt8(ascii: "<"), 0x7F:
                bytes += "\\u00".utf8
                bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

// Reading.
extension JSON: Decodable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }

    /// Members come in the order of their names: JSON gives their order no meaning.
    package init(from decoder: any Decoder) throws {
        if let object = Optional(catching: { try decoder.container(keyedBy: Name.self) }) {
            self = .object(
                try object.allKeys.map(\.stringValue).sorted().map { name in
                    Member(
                        name: name,
                        value: try object.decode(JSON.self, forKey: Name(stringValue: name)))
                })
            return
        }
        if var list = Optional(catching: { try decoder.unkeyedContainer() }) {
            var values: [JSON] = []
            while !list.isAtEnd { values.append(try list.decode(JSON.self)) }
            self = .list(values)
            return
        }
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let value = Optional(catching: { try single.decode(Bool.self) }) {
            self = .bool(value)
        } else if let value = Optional(catching: { try single.decode(Int64.self) }) {
            self = .int(value)
        } else if let value = Optional(catching: { try single.decode(Double.self) }) {
            self = .number(value)
        } else {
            self = .string(try single.decode(String.self))
        }
    }

    /// Reads a document; nil if it is none.
    package init?(_ bytes: [UInt8]) {
        guard
            let value = Optional(catching: {
                try JSONDecoder().decode(JSON.self, from: Data(bytes))
            })
        else { return nil }
        self = value
    }
}

extension Optional {
    /// What `body` gives, or nil where it throws: for questions whose no is an error.
    init(catching body: () throws -> Wrapped) {
        switch Result(catching: body) {
        case .success(let value): self = value
        case .failure: self = nil
        }
    }
}
