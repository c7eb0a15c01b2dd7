/// Every word the director knows, read from data files.
///
/// A file has lines `concept | Chinese words | English words | attributes`, `kind:` lines that say
/// what the entries below are about, and `#` comments. The files in `Vocabulary/` are compiled in.
public struct Vocabulary: Sendable {
    /// In the order of the files; a sense of a word is a position here.
    private(set) var entries: [Entry] = []
    private var concepts: [Kind: [String: Concept]] = [:]
    private(set) var chinese = WordTrie()
    private(set) var english = WordTrie()
    private var wordNumbers: [String: UInt32] = [:]
    private var irregulars: [String: [String]] = [:]
    private var variants: [UInt32: UInt32] = [:]

    /// Words of both languages, for people who ask how much is known.
    public private(set) var wordCount = 0

    /// Throws at the first line that cannot be used.
    public init(files: [VocabularyFile]) throws(VocabularyError) {
        var lines: [VocabularyLine] = []
        for file in files {
            lines += try file.lines()
        }
        // Words are stored as prompts are read, so characters are settled first.
        for line in lines where line.kind == .variant { add(line) }
        for line in lines where line.kind != .variant { add(line) }
        try check()
    }

    /// The vocabulary that the binary carries.
    public static func standard() throws(VocabularyError) -> Vocabulary {
        try Vocabulary(files: VocabularyFile.embedded)
    }

    /// The concept that stands in for `concept` in pictures: itself, or the nearest that is drawn.
    ///
    /// Nil when nothing like it is drawn, or when the vocabulary has no such concept.
    public func drawable(_ concept: String, as kind: Kind) -> String? {
        var name = concept
        while let entry = entry(of: name, kind) {
            if entry.has(.drawn) { return name }
            guard let nearest = entry[.like] else { return nil }
            name = nearest
        }
        return nil
    }

    /// Every concept of a kind in the order of the files.
    public func concepts(of kind: Kind) -> [String] {
        var names: [String] = []
        for (index, entry) in entries.enumerated()
        where entry.kind == kind && concepts[kind]?[entry.concept]?.entry == index {
            names.append(entry.concept)
        }
        return names
    }

    /// The first line of a concept.
    func entry(of concept: String, _ kind: Kind) -> Entry? {
        concepts[kind]?[concept].map { entries[$0.entry] }
    }

    /// A concept's name for people: its first word in their language.
    func word(for concept: String, _ kind: Kind, in language: Lexicon) -> String {
        guard let known = concepts[kind]?[concept] else { return concept }
        switch language {
        case .chinese: return known.chinese ?? known.english ?? concept
        case .english: return known.english ?? concept
        }
    }

    /// The concept whose name, or one of whose words, is `text`.
    func concept(named text: String, _ kind: Kind) -> String? {
        if concepts[kind]?[text] != nil { return text }
        var node: Int32? = WordTrie.root
        for scalar in Scalars.normalized(text) {
            node = node.flatMap { chinese.step(from: $0, by: simplified(scalar)) }
        }
        var found = node.map(chinese.entries(at:)) ?? []
        node = WordTrie.root
        for word in Scalars.words(text) {
            node = node.flatMap { node in
                number(of: word).flatMap { english.step(from: node, by: $0) }
            }
        }
        found += node.map(english.entries(at:)) ?? []
        return found.lazy.map { entries[$0] }.first { $0.kind == kind }?.concept
    }

    /// The number of an English word that some entry uses.
    func number(of word: String) -> UInt32? {
        wordNumbers[word]
    }

    /// Base words of an irregular English form.
    func bases(of form: String) -> [String] {
        irregulars[form] ?? []
    }

    /// The simplified form of a traditional character, else itself.
    func simplified(_ scalar: UInt32) -> UInt32 {
        variants[scalar] ?? scalar
    }
}

/// The two columns of words.
enum Lexicon: Sendable {
    case chinese, english
}

extension Vocabulary {
    private mutating func add(_ line: VocabularyLine) {
        switch line.kind {
        case .irregular:
            for form in line.english {
                irregulars[form, default: []].append(line.concept)
            }
        case .variant:
            guard let simplified = line.concept.unicodeScalars.first else { return }
            for traditional in line.chinese.compactMap(\.unicodeScalars.first) {
                variants[traditional.value] = simplified.value
            }
        default:
            addEntry(line)
        }
    }

    private mutating func addEntry(_ line: VocabularyLine) {
        let index = entries.count
        var attributes = line.attributes
        if let known = concepts[line.kind]?[line.concept] {
            attributes.merge(entries[known.entry].attributes) { own, _ in own }
            attributes[.needs] = line.attributes[.needs]
        } else {
            concepts[line.kind, default: [:]][line.concept] = Concept(
                entry: index, chinese: line.chinese.first, english: line.english.first)
        }
        entries.append(
            Entry(
                kind: line.kind, concept: line.concept, attributes: attributes, file: line.file,
                line: line.number))
        for word in line.chinese {
            chinese.insert(Scalars.normalized(word).map(simplified), entry: index)
        }
        for phrase in line.english {
            english.insert(Scalars.words(phrase).map { intern($0) }, entry: index)
        }
        wordCount += line.chinese.count + line.english.count
    }

    private mutating func intern(_ word: String) -> UInt32 {
        if let number = wordNumbers[word] { return number }
        let number = UInt32(wordNumbers.count)
        wordNumbers[word] = number
        return number
    }

    /// Checks what one line cannot know: that the concepts it names exist.
    private func check() throws(VocabularyError) {
        for entry in entries {
            for attribute in Attribute.allCases {
                guard let value = entry[attribute] else { continue }
                switch attribute.form {
                case .concept(let kind):
                    try check(value, attribute, kind, of: entry)
                case .sameKind:
                    try check(value, attribute, entry.kind, of: entry)
                case .concepts(let kind):
                    for name in entry.list(attribute) {
                        try check(name, attribute, kind, of: entry)
                    }
                case .flag, .number, .choice, .words:
                    break
                }
            }
            try checkLikeness(of: entry)
        }
    }

    private func check(
        _ value: String, _ attribute: Attribute, _ kind: Kind, of entry: Entry
    ) throws(VocabularyError) {
        guard concepts[kind]?[value] == nil else { return }
        throw VocabularyError(
            file: entry.file, line: entry.line,
            reason: .unknownConcept(value, attribute: attribute.rawValue, kind: kind.rawValue))
    }

    private func checkLikeness(of entry: Entry) throws(VocabularyError) {
        var name = entry.concept
        for _ in 0..<8 {
            guard let next = self.entry(of: name, entry.kind)?[.like] else { return }
            name = next
        }
        throw VocabularyError(
            file: entry.file, line: entry.line, reason: .endlessLikeness(entry.concept))
    }
}
