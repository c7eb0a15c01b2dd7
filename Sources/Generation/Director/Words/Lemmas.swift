/// The vocabulary's words that an English word may be a form of.
struct Lemmas {
    struct Candidate {
        var word: UInt32
        var form: Token.Form
        var isSurface: Bool
    }

    private let vocabulary: Vocabulary
    private var known: [String: [Candidate]] = [:]

    init(_ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
    }

    mutating func candidates(for word: String) -> [Candidate] {
        if let candidates = known[word] { return candidates }
        let candidates = derive(word)
        known[word] = candidates
        return candidates
    }

    private func derive(_ word: String) -> [Candidate] {
        guard word.utf8.count <= 24 else { return [] }
        var candidates: [Candidate] = []
        func add(_ base: some StringProtocol, _ form: Token.Form) {
            guard let number = vocabulary.number(of: String(base)),
                !candidates.contains(where: { $0.word == number && !$0.isSurface })
            else { return }
            candidates.append(
                Candidate(word: number, form: form, isSurface: String(base) == word))
        }
        add(word, word.hasSuffix("ing") ? .ing : .plain)
        for base in vocabulary.bases(of: word) {
            add(base, .past)
        }
        if word.hasSuffix("s") && !word.hasSuffix("ss") {
            if word.hasSuffix("ies") { add(word.dropLast(3) + "y", .plural) }
            if word.hasSuffix("es") { add(word.dropLast(2), .plural) }
            add(word.dropLast(), .plural)
        }
        if word.hasSuffix("ing") { addStems(of: word.dropLast(3), .ing, add) }
        if word.hasSuffix("ied") { add(word.dropLast(3) + "y", .past) }
        if word.hasSuffix("ed") { addStems(of: word.dropLast(2), .past, add) }
        if word.hasSuffix("ily") { add(word.dropLast(3) + "y", .plain) }
        if word.hasSuffix("ly") { add(word.dropLast(2), .plain) }
        return candidates
    }

    /// `runn` is `run`, `chas` is `chase`.
    private func addStems(
        of stem: Substring, _ form: Token.Form, _ add: (String, Token.Form) -> Void
    ) {
        add(String(stem), form)
        add(stem + "e", form)
        let letters = Array(stem.utf8.suffix(2))
        if letters.count == 2, letters[0] == letters[1] { add(String(stem.dropLast()), form) }
    }
}
