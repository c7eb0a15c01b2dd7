/// One line of the vocabulary: words, the concept they name, and what else naming it so says.
struct Entry: Sendable {
    let kind: Kind
    let concept: String

    /// What the line says, over what the concept's first line says.
    let attributes: [Attribute: String]
    let file: String
    let line: Int

    /// What it does in a sentence, for entries of that kind.
    let grammar: Grammar?

    init(
        kind: Kind, concept: String, attributes: [Attribute: String], file: String, line: Int
    ) {
        self.kind = kind
        self.concept = concept
        self.attributes = attributes
        self.file = file
        self.line = line
        grammar = kind == .grammar ? Grammar(rawValue: concept) : nil
    }

    func has(_ attribute: Attribute) -> Bool {
        attributes[attribute] != nil
    }

    subscript(attribute: Attribute) -> String? {
        attributes[attribute]
    }

    func number(_ attribute: Attribute) -> Double? {
        attributes[attribute].flatMap(Double.init)
    }

    func list(_ attribute: Attribute) -> [String] {
        attributes[attribute].map { $0.split(separator: " ").map(String.init) } ?? []
    }
}

/// What all lines of one concept share.
struct Concept: Sendable {
    /// The entry of its first line.
    let entry: Int

    /// The first word of each language, for notes.
    let chinese: String?
    let english: String?
}
