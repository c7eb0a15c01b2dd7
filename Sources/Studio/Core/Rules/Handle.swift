internal import Foundation

/// The name an account is known by, on the farm too; never given again.
public struct Handle: Hashable, Sendable {
    public static let length = 2...30

    /// As its owner writes it.
    public let text: String

    /// What two handles share that are the same to people: case and width do not count.
    public var key: String { Handle.key(of: text) }

    /// Takes what was kept.
    init(kept text: String) {
        self.text = text
    }

    /// Names that the farm or the app use themselves.
    private static let reserved: Set<String> = [
        "operator", "worker", "gateway", "admin", "root", "system", "reelmill", "studio", "me",
        "farm",
    ]

    public init(_ words: String) throws(Objection) {
        let text = words.precomposedStringWithCompatibilityMapping
        let rule = "2 to 30 letters, digits, _, - or ., beginning with a letter or digit"
        func isPlain(_ character: Character) -> Bool { character.isLetter || character.isNumber }
        guard Handle.length ~= text.count, text.utf8.count <= 120,
            text.allSatisfy({ isPlain($0) || "_-.".contains($0) }),
            text.first.map(isPlain) == true,
            text.unicodeScalars.allSatisfy({ !$0.properties.isDefaultIgnorableCodePoint })
        else {
            throw .field(
                "handle", words, limit: rule, "a handle has \(rule); choose another one")
        }
        guard !Handle.reserved.contains(Handle.key(of: text)) else {
            throw .field("handle", words, limit: rule, "the handle \(text) is kept for the farm")
        }
        self.text = text
    }

    static func key(of text: String) -> String {
        text.precomposedStringWithCompatibilityMapping.lowercased()
    }
}
