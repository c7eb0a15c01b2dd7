internal import FarmModel

/// A prompt that is short enough to work on, as code points.
struct Prompt {
    /// As in the OpenAI Videos API.
    static let characterLimit = 32_000

    /// As written.
    let scalars: [UInt32]

    /// As the vocabulary writes them, position by position.
    let folded: [UInt32]

    /// The language of its notes: Chinese where Chinese characters outweigh words in letters.
    let language: Storyboard.Language

    /// Throws before any work that grows with the text, when it is longer than the limit.
    init(_ text: String, in vocabulary: Vocabulary) throws(DirectorError) {
        let bytes = text.utf8.count
        guard bytes <= 4 * Prompt.characterLimit else {
            throw .promptTooLong(length: bytes, unit: .bytes, limit: 4 * Prompt.characterLimit)
        }
        let scalars = text.unicodeScalars.map(\.value)
        guard scalars.count <= Prompt.characterLimit else {
            throw .promptTooLong(
                length: scalars.count, unit: .characters, limit: Prompt.characterLimit)
        }
        guard scalars.contains(where: { !Scalars.isSpace($0) && !Scalars.isIgnorable($0) }) else {
            throw .promptEmpty
        }
        self.scalars = scalars
        folded = scalars.map { vocabulary.simplified(Scalars.folded($0)) }
        language = Prompt.language(of: folded)
    }

    func text(_ range: Range<Int>) -> String {
        Scalars.text(scalars[range])
    }

    /// A run of text short enough for a note.
    func excerpt(_ range: Range<Int>, limit: Int = 24) -> String {
        let short = text(range.lowerBound..<min(range.upperBound, range.lowerBound + limit))
        let visible = short.unicodeScalars.filter { !Scalars.isIgnorable($0.value) }
        return String(String.UnicodeScalarView(visible)) + (range.count > limit ? "…" : "")
    }

    private static func language(of folded: [UInt32]) -> Storyboard.Language {
        var characters = 0
        var words = 0
        var wasLetter = false
        for scalar in folded {
            let isLetter = Scalars.isWordLetter(scalar) && !Scalars.isDigit(scalar)
            if isLetter && !wasLetter { words += 1 }
            wasLetter = isLetter
            if Scalars.isHan(scalar) { characters += 1 }
        }
        return characters > words ? .chinese : .english
    }
}
