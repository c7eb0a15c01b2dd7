/// A word, number or mark of a prompt.
struct Token {
    var content: Content

    /// Positions in the prompt's scalars.
    var range: Range<Int>
    var form = Form.plain

    /// The kinds of what it can mean.
    var kinds: [Kind] = []

    /// What it can do in a sentence.
    var grammar: [Grammar] = []

    enum Content: Equatable {
        /// Positions in the vocabulary's entries: everything the longest match can mean.
        case senses([Int])
        case number(Double)

        /// `9:16`, `1280x720`.
        case ratio(Double, Double)
        case quote(String)
        case comma

        /// The Chinese comma between the members of a list.
        case listComma
        case stop
        case colon
        case unknown
    }

    /// How an English word differs from its base.
    enum Form {
        case plain, plural, ing, past
    }
}
