internal import Picture

/// The text of one puppet's file and its name for messages.
public struct FigureFile: Sendable {
    public var name: String
    public var bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    public init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }
}

/// One line of a file: a word that says what it is about, and fields that begin with their names.
struct FigureStatement: Equatable {
    var keyword: String

    /// Everything after the keyword, for statements without fields.
    var words: [String] = []

    /// What stands before the first field.
    var subject: [String] = []
    var fields: [(name: String, values: [String])] = []
    var file: String
    var line: Int

    static func == (one: FigureStatement, other: FigureStatement) -> Bool {
        one.file == other.file && one.line == other.line
    }

    func error(_ reason: FigureError.Reason) -> FigureError {
        FigureError(file: file, line: line, reason: reason)
    }
}

extension FigureFile {
    /// The most lines that a file may have.
    static let lineLimit = 4_000
    static let byteLimit = 1_000_000

    /// The statements of the file; what follows `#` on a line is a remark.
    func statements() throws(FigureError) -> [FigureStatement] {
        guard bytes.count <= FigureFile.byteLimit else {
            throw FigureError(
                file: name, line: 1, reason: .tooMany("bytes", limit: FigureFile.byteLimit))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FigureError(file: name, line: 1, reason: .notUTF8)
        }
        let rows = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard rows.count <= FigureFile.lineLimit else {
            throw FigureError(
                file: name, line: FigureFile.lineLimit + 1,
                reason: .tooMany("lines", limit: FigureFile.lineLimit))
        }
        var statements: [FigureStatement] = []
        for (index, row) in rows.enumerated() {
            let said = row.prefix { $0 != UInt8(ascii: "#") }
            let words = said.split { $0 == 32 || $0 == 9 || $0 == 13 }.map { String(Substring($0)) }
            guard let keyword = words.first else { continue }
            var statement = FigureStatement(
                keyword: keyword, words: Array(words.dropFirst()), file: name, line: index + 1)
            statement.read(words.dropFirst())
            if ["figure", "bone", "pair", "leg", "part", "paint", "socket"].contains(keyword),
                let word = words.dropFirst().first, FigureStatement.fieldNames.contains(word)
            {
                throw statement.error(.reserved(word))
            }
            statements.append(statement)
        }
        return statements
    }
}

extension FigureStatement {
    /// Words that begin a field; everything else is a value of the field before it.
    static let fieldNames: Set<String> = [
        "of", "at", "turn", "aloft", "move", "looks", "bows", "opens", "young", "upper", "lower",
        "ankle", "bends", "from", "to", "radii", "radius", "half", "round", "thick", "tube",
        "extent", "blend", "paint", "iris", "lid", "outward", "period", "stance", "speed", "lift",
        "phases", "fur", "hair", "cloth", "stripes", "spots", "glow", "gloss", "in", "home",
    ]

    fileprivate mutating func read(_ words: ArraySlice<String>) {
        for word in words {
            if FigureStatement.fieldNames.contains(word) {
                fields.append((word, []))
            } else if fields.isEmpty {
                subject.append(word)
            } else {
                fields[fields.count - 1].values.append(word)
            }
        }
    }

    /// Refuses fields that the statement does not have.
    func allow(_ names: [String]) throws(FigureError) {
        for field in fields where !names.contains(field.name) {
            throw error(
                .unknownField(
                    field.name, statement: keyword, known: names.joined(separator: ", ")))
        }
    }

    func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    /// The values of a field that must be there.
    func values(_ name: String) throws(FigureError) -> [String] {
        guard let field = fields.first(where: { $0.name == name }) else {
            throw error(.missing("`\(name)`", statement: keyword))
        }
        return field.values
    }

    func word(_ name: String) throws(FigureError) -> String {
        guard let word = try values(name).first else {
            throw error(.missing("a word after `\(name)`", statement: keyword))
        }
        return word
    }

    /// The numbers of a field, `count` of them, each within `range`.
    func numbers(
        _ name: String, _ count: Int, in range: ClosedRange<Float> = -100...100
    ) throws(FigureError) -> [Float] {
        let words = try values(name)
        guard words.count == count else {
            throw error(.wrongCount(found: words.count, wanted: count, field: name))
        }
        var numbers: [Float] = []
        for word in words { numbers.append(try number(word, field: name, in: range)) }
        return numbers
    }

    func number(
        _ word: String, field: String, in range: ClosedRange<Float>
    ) throws(FigureError) -> Float {
        guard let number = Float(word), number.isFinite else {
            throw error(.notANumber(word, field: field))
        }
        guard range.contains(number) else {
            throw error(
                .outOfRange(
                    word, field: field, allowed: "\(range.lowerBound) to \(range.upperBound)"))
        }
        return number
    }

    func vector(
        _ name: String, in range: ClosedRange<Float> = -30...30
    ) throws(FigureError) -> Vector {
        let numbers = try numbers(name, 3, in: range)
        return Vector(numbers[0], numbers[1], numbers[2])
    }

    func scalar(
        _ name: String, in range: ClosedRange<Float> = -100...100
    ) throws(FigureError) -> Float {
        try numbers(name, 1, in: range)[0]
    }

    func scalar(
        _ name: String, in range: ClosedRange<Float>, otherwise usual: Float
    ) throws(FigureError) -> Float {
        has(name) ? try scalar(name, in: range) : usual
    }

    /// Degrees as pitch, yaw and roll; zero where the field is missing.
    func turn(_ name: String) throws(FigureError) -> Turn {
        guard has(name) else { return Turn() }
        let degrees = try numbers(name, 3, in: -720...720)
        let radians = degrees.map { $0 * (3.1415927 / 180) }
        return Turn(pitch: radians[0], yaw: radians[1], roll: radians[2])
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ word: String, _ field: String, of type: Choice.Type
    ) throws(FigureError) -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: word) else {
            throw error(
                .unknownChoice(
                    word, field: field,
                    known: type.allCases.map(\.rawValue).joined(separator: ", ")))
        }
        return choice
    }
}
