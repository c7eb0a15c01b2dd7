internal import FarmModel
internal import StudioCore

/// The fields of a request, whether they came as JSON or as a form, each to be asked for once.
///
/// A form knows texts only, so that numbers and truth values are read from texts too. What nobody asked
/// for is refused at the end: a misspelt option is not silently ignored.
package struct Form {
    /// A file in a form.
    package struct File: Hashable, Sendable {
        package var name: String
        package var type: String
        package var bytes: [UInt8]
    }

    private var fields: [String: JSON]
    private(set) var files: [String: File]

    init(_ fields: [String: JSON], files: [String: File] = [:]) {
        // A field that is null might as well be absent.
        self.fields = fields.filter { $0.value != .null }
        self.files = files
    }

    /// The members of an object.
    init(_ object: JSON) throws(Objection) {
        guard case .object(let members) = object else {
            throw Objection(
                .invalid, code: "bad_json",
                "the request must be a JSON object, as {\"prompt\":\"…\"}")
        }
        var fields: [String: JSON] = [:]
        for member in members { fields[member.name] = member.value }
        self.init(fields)
    }

    /// Whether the field is there; it stays to be asked for.
    package func has(_ name: String) -> Bool { fields[name] != nil || files[name] != nil }

    package mutating func value(_ name: String) -> JSON? { fields.removeValue(forKey: name) }

    package mutating func file(_ name: String) -> File? { files.removeValue(forKey: name) }

    mutating func text(_ name: String) throws(Objection) -> String? {
        switch value(name) {
        case nil: return nil
        case .string(let text)?: return text
        case let other?: throw Form.mismatch(name, other, "a text")
        }
    }

    /// A text, or a number that stands for one.
    mutating func word(_ name: String) throws(Objection) -> String? {
        switch value(name) {
        case nil: return nil
        case .string(let text)?: return text
        case .int(let number)?: return String(number)
        case let other?: throw Form.mismatch(name, other, "a text")
        }
    }

    mutating func requiredText(_ name: String) throws(Objection) -> String {
        guard let text = try text(name) else { throw Form.missing(name) }
        return text
    }

    mutating func integer(_ name: String) throws(Objection) -> Int? {
        switch value(name) {
        case nil: return nil
        case .int(let number)?: return Int(number)
        case .string(let text)?:
            guard let number = Int(text) else {
                throw Form.mismatch(name, .string(text), "a whole number")
            }
            return number
        case let other?: throw Form.mismatch(name, other, "a whole number")
        }
    }

    mutating func seed() throws(Objection) -> UInt64? {
        guard let number = try integer("seed") else { return nil }
        guard number >= 0 else {
            throw Form.mismatch("seed", .integer(number), "a whole number from 0")
        }
        try FilmOrder.check(seed: UInt64(number))
        return UInt64(number)
    }

    mutating func truth(_ name: String) throws(Objection) -> Bool? {
        switch value(name) {
        case nil: return nil
        case .bool(let value)?: return value
        case .string("true")?: return true
        case .string("false")?: return false
        case let other?: throw Form.mismatch(name, other, "true or false")
        }
    }

    /// One of the words of an enumeration.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) throws(Objection) -> Choice? where Choice.RawValue == String {
        guard let word = try text(name) else { return nil }
        guard let choice = Choice(rawValue: word) else {
            let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw .field(
                name, word, limit: words,
                "\(name) is \"\(word.prefix(40))\"; choose one of: \(words)")
        }
        return choice
    }

    mutating func texts(_ name: String) throws(Objection) -> [String]? {
        switch value(name) {
        case nil: return nil
        case .list(let values)?:
            var texts: [String] = []
            for value in values {
                guard case .string(let text) = value else {
                    throw Form.mismatch(name, value, "a list of texts")
                }
                texts.append(text)
            }
            return texts
        case let other?: throw Form.mismatch(name, other, "a list of texts")
        }
    }

    /// An object, or its JSON in a text: forms cannot nest.
    mutating func document(_ name: String) throws(Objection) -> String? {
        switch value(name) {
        case nil: return nil
        case .string(let text)?: return text
        case .object(let members)?:
            return String(decoding: JSON.object(members).bytes, as: UTF8.self)
        case let other?: throw Form.mismatch(name, other, "an object")
        }
    }

    /// Refuses what nobody asked for.
    func finish() throws(Objection) {
        guard let name = (Array(fields.keys) + Array(files.keys)).sorted().first else { return }
        throw .field(
            name, name, limit: "the fields that docs/STUDIO.md lists",
            "there is no field \"\(name.prefix(60))\" here; check its spelling")
    }

    static func missing(_ name: String) -> Objection {
        .field(name, "", limit: "required", "the field \(name) is missing")
    }

    private static func mismatch(_ name: String, _ value: JSON, _ kind: String) -> Objection {
        let words = String(decoding: value.bytes.prefix(60), as: UTF8.self)
        return .field(name, words, limit: kind, "\(name) is \(words); it is \(kind)")
    }
}

extension Form {
    /// Equal for equal requests, whatever the order of their fields.
    var canonical: [UInt8] {
        var bytes: [UInt8] = []
        for name in fields.keys.sorted() {
            bytes += JSON.list([.text(name), fields[name] ?? .null]).bytes
        }
        for name in files.keys.sorted() {
            bytes += JSON.list([.text(name), .text(files[name]?.name)]).bytes
            bytes += files[name]?.bytes ?? []
        }
        return bytes
    }
}
