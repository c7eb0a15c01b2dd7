/// A line of the vocabulary that cannot be used.
public struct VocabularyError: Error, Equatable, CustomStringConvertible {
    public var file: String

    /// Counted from 1.
    public var line: Int
    public var reason: Reason

    public init(file: String, line: Int, reason: Reason) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    public enum Reason: Equatable, Sendable {
        case notUTF8
        case noKind
        case unknownKind(String)
        case columns(found: Int)
        case emptyConcept
        case emptyWord
        case unknownAttribute(String, kind: String)
        case attributeTwice(String)
        case badValue(String, attribute: String, allowed: String)
        case unknownConcept(String, attribute: String, kind: String)
        case notInStoryboard(String, kind: String, allowed: String)
        case endlessLikeness(String)
    }

    public var description: String { "\(file):\(line): \(reason.description)" }
}

extension VocabularyError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notUTF8: "the file is not UTF-8"
        case .noKind: "an entry stands before the first `kind:` line"
        case .unknownKind(let name): "unknown kind \"\(name)\""
        case .columns(let found):
            "found \(found) columns; an entry is `concept | Chinese | English | attributes`"
        case .emptyConcept: "the concept is empty"
        case .emptyWord: "an empty word between two commas"
        case .unknownAttribute(let name, let kind): "a \(kind) has no attribute \"\(name)\""
        case .attributeTwice(let name): "attribute \"\(name)\" is given twice"
        case .badValue(let value, let attribute, let allowed):
            "\(attribute)=\(value) is not understood; allowed: \(allowed)"
        case .unknownConcept(let value, let attribute, let kind):
            "\(attribute)=\(value) names no \(kind)"
        case .notInStoryboard(let concept, let kind, let allowed):
            "a storyboard has no \(kind) \"\(concept)\"; it has: \(allowed)"
        case .endlessLikeness(let concept): "\"\(concept)\" is like something that is like it"
        }
    }
}
