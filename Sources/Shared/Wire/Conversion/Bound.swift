internal import FarmModel
internal import Foundation

/// The checks that every field passes on its way in: a value, or an error that names the field.
enum Bound {
    static func within<Number: Comparable>(
        _ value: Number, _ range: ClosedRange<Number>, _ field: String
    ) throws(WireError) -> Number {
        guard range.contains(value) else {
            throw WireError(
                .badField, field: field, value: "\(value)",
                limit: "\(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    static func count(
        _ value: some BinaryInteger, _ range: ClosedRange<Int>, _ field: String
    ) throws(WireError) -> Int {
        try within(Int(clamping: value), range, field)
    }

    /// A count that only its type bounds.
    static func count(_ value: some BinaryInteger, _ field: String) throws(WireError) -> Int {
        try count(value, 0...(Int.max - 1), field)
    }

    /// A number that names something: never 0.
    static func identifier<Subject>(
        _ value: UInt64, _ field: String
    ) throws(WireError) -> Identifier<Subject> {
        guard value != 0 else {
            throw WireError(.badField, field: field, value: "0", limit: "at least 1")
        }
        return Identifier(value)
    }

    static func duration(milliseconds: UInt64, _ field: String) throws(WireError) -> Duration {
        let range = 0...UInt64(Limits.duration.milliseconds)
        return .milliseconds(Int64(try within(milliseconds, range, field)))
    }

    /// One word or line: not empty, without control characters.
    static func name(
        _ value: String, _ field: String, atMostBytes limit: Int = Limits.nameBytes
    ) throws(WireError) -> String {
        guard (1...limit).contains(value.utf8.count) else {
            throw WireError(
                .badField, field: field, value: "\(value.utf8.count) bytes long",
                limit: "1 to \(limit) bytes of UTF-8")
        }
        guard !value.unicodeScalars.contains(where: \.isControl) else {
            throw WireError(
                .badField, field: field, value: quoted(value), limit: "free of control characters")
        }
        return value
    }

    /// Text for people, which may be empty.
    static func text(
        _ value: String, atMost limit: Int = Limits.messageScalars, _ field: String
    ) throws(WireError) -> String {
        guard value.utf8.count <= limit * 4, value.unicodeScalars.count <= limit else {
            throw WireError(
                .badField, field: field, value: "\(value.unicodeScalars.count) characters long",
                limit: "at most \(limit) characters")
        }
        guard !value.unicodeScalars.contains(where: \.isForbiddenInText) else {
            throw WireError(
                .badField, field: field, value: quoted(value),
                limit: "free of control characters other than tab and line end")
        }
        return value
    }

    static func bytes(
        _ value: Data, atMost limit: Int, _ field: String
    ) throws(WireError) -> [UInt8] {
        guard value.count <= limit else {
            throw WireError(
                .badField, field: field, value: "\(value.count) bytes long",
                limit: "at most \(limit) bytes")
        }
        return [UInt8](value)
    }

    static func blob(_ value: Data, _ field: String) throws(WireError) -> BlobID {
        guard let blob = BlobID(digest: [UInt8](value)) else {
            throw WireError(
                .badField, field: field, value: "\(value.count) bytes long",
                limit: "the 32 bytes of a SHA-256")
        }
        return blob
    }

    /// One of the words of a closed list.
    static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ value: String, _ field: String, as type: Word.Type = Word.self
    ) throws(WireError) -> Word {
        guard let word = Word(rawValue: value) else {
            throw WireError(
                .badField, field: field, value: quoted(value),
                limit: "one of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return word
    }

    static func list<Element>(
        _ value: [Element], atMost limit: Int, _ field: String
    ) throws(WireError) -> [Element] {
        guard value.count <= limit else {
            throw WireError(
                .badField, field: field, value: "\(value.count) entries long",
                limit: "at most \(limit) entries")
        }
        return value
    }

    static func names(_ value: [String], _ field: String) throws(WireError) -> [String] {
        var names: [String] = []
        for (index, entry) in try list(value, atMost: Limits.names, field).enumerated() {
            names.append(try name(entry, "\(field)[\(index)]"))
        }
        return names
    }

    /// What a message must carry.
    static func present<Value>(_ value: Value?, _ field: String) throws(WireError) -> Value {
        guard let value else {
            throw WireError(.badField, field: field, value: "missing", limit: "present")
        }
        return value
    }

    /// Enough of a peer's text to recognise it, safe to show.
    static func quoted(_ value: String) -> String {
        let beginning = String(value.unicodeScalars.prefix(60).map { Character($0.shown) })
        return value.unicodeScalars.count > 60 ? "\"\(beginning)…\"" : "\"\(beginning)\""
    }
}

extension Unicode.Scalar {
    var isControl: Bool { value < 0x20 || 0x7F...0x9F ~= value }

    var isForbiddenInText: Bool { isControl && self != "\n" && self != "\t" && self != "\r" }

    /// Itself, or a replacement that has no effect on a terminal.
    var shown: Unicode.Scalar { isControl ? "\u{FFFD}" : self }
}

extension String {
    /// Our own text for people, cut and cleaned so that it passes ``Bound/text(_:atMost:_:)``.
    var sendable: String {
        let scalars = unicodeScalars.prefix(Limits.messageScalars)
            .map { Character($0.isForbiddenInText ? $0.shown : $0) }
        return String(scalars)
    }
}
