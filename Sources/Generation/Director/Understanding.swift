public import FarmModel

/// What the director made of a prompt: a row a word, and notes on the rest.
public struct Understanding: Codable, Equatable, Sendable {
    public var language: Storyboard.Language

    /// In the order of the prompt.
    public var findings: [Finding]

    /// As in the storyboard: what was not understood, and what will look different.
    public var notes: [String]

    public init(language: Storyboard.Language, findings: [Finding], notes: [String]) {
        self.language = language
        self.findings = findings
        self.notes = notes
    }

    /// One understood word.
    public struct Finding: Codable, Equatable, Sendable {
        /// `cast`, `action`, `color`, `place`, `camera-move` and so on.
        public var kind: String

        /// The vocabulary's name for it.
        public var value: String

        /// As the prompt says it.
        public var words: String

        /// What it belongs to, where it qualifies something: the noun of a colour or a count.
        public var of: String?

        public init(kind: String, value: String, words: String, of: String? = nil) {
            self.kind = kind
            self.value = value
            self.words = words
            self.of = of
        }
    }
}
