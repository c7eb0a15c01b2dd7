/// A line of a puppet's file that cannot be used.
public struct FigureError: Error, Equatable, CustomStringConvertible {
    public var file: String

    /// Counted from 1.
    public var line: Int
    public var reason: Reason

    public enum Reason: Equatable, Sendable {
        case notUTF8
        case noName
        case reserved(String)
        case unknownStatement(String, known: String)
        case unknownField(String, statement: String, known: String)
        case missing(String, statement: String)
        case notANumber(String, field: String)
        case outOfRange(String, field: String, allowed: String)
        case unknownBone(String, known: String)
        case boneTwice(String)
        case unknownPaint(String, known: String)
        case unknownColor(String)
        case paintCircle(String)
        case unknownChoice(String, field: String, known: String)
        case unknownFigure(String)
        case likeItself(String)
        case wrongCount(found: Int, wanted: Int, field: String)
        case tooMany(String, limit: Int)
        case nothingToSee
    }

    public var description: String { "\(file):\(line): \(reason.description)" }
}

extension FigureError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notUTF8: "the file is not UTF-8"
        case .noName: "the first statement must be `figure NAME`"
        case .reserved(let word): "\"\(word)\" begins a field and cannot be a name"
        case .unknownStatement(let word, let known):
            "unknown statement \"\(word)\"; there are: \(known)"
        case .unknownField(let word, let statement, let known):
            "\(statement) has no field \"\(word)\"; it has: \(known)"
        case .missing(let field, let statement): "\(statement) needs \(field)"
        case .notANumber(let word, let field): "\(field): \"\(word)\" is not a number"
        case .outOfRange(let word, let field, let allowed):
            "\(field): \(word) is out of range; allowed: \(allowed)"
        case .unknownBone(let name, let known):
            "no bone \"\(name)\" stands above this line; there are: \(known)"
        case .boneTwice(let name): "bone \"\(name)\" is declared twice"
        case .unknownPaint(let name, let known):
            "no paint \"\(name)\" stands above this line; there are: \(known)"
        case .unknownColor(let name):
            "\"\(name)\" is no colour; use a name such as red, or three numbers from 0 to 1"
        case .paintCircle(let name): "paint \"\(name)\" is made from itself"
        case .unknownChoice(let word, let field, let known):
            "\(field): \"\(word)\" is not known; there are: \(known)"
        case .unknownFigure(let name): "there is no figure \"\(name)\" to be like"
        case .likeItself(let name): "\"\(name)\" is like a figure that is like it"
        case .wrongCount(let found, let wanted, let field):
            "\(field) has \(found) numbers; it needs \(wanted)"
        case .tooMany(let what, let limit): "more than \(limit) \(what)"
        case .nothingToSee: "the figure has no solids"
        }
    }
}
