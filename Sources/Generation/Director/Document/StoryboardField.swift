/// A value inside a storyboard document and where it stands, for errors that can be acted on.
struct StoryboardField {
    let value: JSON
    let path: String

    func error(_ reason: String) -> DirectorError {
        .storyboardInvalid(path: path, reason: reason)
    }

    private func mismatch(_ expected: String) -> DirectorError {
        error("\(expected) was expected, not \(value.kind)")
    }

    /// The members by name; refuses names that are not among `names`.
    func members(_ names: [String]) throws(DirectorError) -> [String: StoryboardField] {
        guard case .object(let members) = value else { throw mismatch("an object") }
        var fields: [String: StoryboardField] = [:]
        for member in members {
            guard names.contains(member.name) else {
                let name = String(member.name.prefix(StoryboardLimits.nameCharacters))
                throw error("unknown field \"\(name)\"; allowed: \(names.joined(separator: ", "))")
            }
            guard member.value != .null else { continue }
            fields[member.name] = StoryboardField(
                value: member.value, path: path.isEmpty ? member.name : "\(path).\(member.name)")
        }
        return fields
    }

    func elements(_ counts: ClosedRange<Int>) throws(DirectorError) -> [StoryboardField] {
        guard case .array(let values) = value else { throw mismatch("an array") }
        guard counts.contains(values.count) else {
            throw error(
                "has \(values.count) elements; allowed: \(counts.lowerBound) to \(counts.upperBound)"
            )
        }
        return values.enumerated().map {
            StoryboardField(value: $0.element, path: "\(path)[\($0.offset)]")
        }
    }

    func text(upTo limit: Int) throws(DirectorError) -> String {
        guard case .string(let text) = value else { throw mismatch("a string") }
        let length = text.unicodeScalars.count
        guard length <= limit else {
            throw error("has \(length) characters, more than the limit of \(limit)")
        }
        return text
    }

    /// A short name such as `neon-street`.
    func name() throws(DirectorError) -> String {
        let name = try text(upTo: StoryboardLimits.nameCharacters)
        guard !name.isEmpty else { throw error("must not be empty") }
        return name
    }

    func choice(of allowed: [String]) throws(DirectorError) -> String {
        let text = try text(upTo: StoryboardLimits.nameCharacters)
        guard allowed.contains(text) else {
            throw error("unknown value \"\(text)\"; one of \(allowed.joined(separator: ", "))")
        }
        return text
    }

    func integer(_ range: ClosedRange<Int>) throws(DirectorError) -> Int {
        guard case .number(let digits) = value else { throw mismatch("a whole number") }
        guard let number = Int(digits) else { throw error("\(digits) is not a whole number") }
        guard range.contains(number) else {
            throw error("is \(number); allowed: \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func unsigned() throws(DirectorError) -> UInt64 {
        guard case .number(let digits) = value else { throw mismatch("a whole number") }
        guard let number = UInt64(digits) else {
            throw error("\(digits) is not a whole number from 0 to \(UInt64.max)")
        }
        return number
    }

    func number(_ range: ClosedRange<Double>) throws(DirectorError) -> Double {
        guard case .number(let digits) = value else { throw mismatch("a number") }
        guard let number = Double(digits), range.contains(number) else {
            throw error("is \(digits); allowed: \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
