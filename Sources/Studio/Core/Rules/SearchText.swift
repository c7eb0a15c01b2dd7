internal import Foundation

/// Text as the search index takes it: Chinese, Japanese and Korean have no spaces between words, so each
/// of their characters stands as a word of its own, and a run of them is searched as a phrase.
public enum SearchText {
    /// Words of a search that count; more are left out.
    static let wordLimit = 12

    /// What is put into the index.
    public static func indexed(_ text: String) -> String {
        var result = ""
        for character in text.precomposedStringWithCompatibilityMapping {
            result += isIdeographic(character) ? " \(character) " : String(character)
        }
        return result
    }

    /// An FTS5 expression that finds posts with all words of `text`; nil if it has none.
    ///
    /// Every word stands in quotes, so nothing that people type is read as an operator. The last word
    /// may be unfinished unless it is ideographic.
    public static func query(_ text: String) -> String? {
        let words = words(of: text).prefix(wordLimit)
        guard let last = words.last else { return nil }
        var parts = words.map { "\"\($0)\"" }
        if let end = last.last, !isIdeographic(end) { parts[parts.count - 1] += "*" }
        return parts.joined(separator: " ")
    }

    /// Runs of letters and digits; an ideographic run has spaces between its characters.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var run = ""
        var isRunIdeographic = false
        func flush() {
            if !run.isEmpty { words.append(run) }
            run = ""
        }
        for character in text.precomposedStringWithCompatibilityMapping.prefix(500) {
            guard character.isLetter || character.isNumber else {
                flush()
                continue
            }
            let ideographic = isIdeographic(character)
            if ideographic != isRunIdeographic { flush() }
            isRunIdeographic = ideographic
            if ideographic, !run.isEmpty { run += " " }
            run.append(character)
        }
        flush()
        return words
    }

    /// Whether a script writes without spaces between words.
    static func isIdeographic(_ character: Character) -> Bool {
        character.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x2E80...0x2FDF, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
                0xAC00...0xD7AF, 0xF900...0xFAFF, 0x20000...0x323AF:
                true
            default: false
            }
        }
    }
}
