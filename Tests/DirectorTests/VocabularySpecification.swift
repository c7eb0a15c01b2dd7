import Director
import Testing

@Suite struct `The vocabulary` {
    private func vocabulary(_ text: String) throws(VocabularyError) -> Vocabulary {
        try Vocabulary(files: [VocabularyFile(name: "a.txt", text: text)])
    }

    @Test func `knows thousands of words in both languages`() throws {
        #expect(try Vocabulary.standard().wordCount > 8_000)
    }

    @Test func `leads every animal and person to one that is drawn`() throws {
        let vocabulary = try Vocabulary.standard()
        for concept in vocabulary.concepts(of: .cast) {
            #expect(vocabulary.drawable(concept, as: .cast) != nil, "\(concept)")
        }
        for concept in vocabulary.concepts(of: .place) {
            #expect(vocabulary.drawable(concept, as: .place) != nil, "\(concept)")
        }
        #expect(vocabulary.drawable("antelope", as: .cast) == "deer")
        #expect(vocabulary.drawable("gryphon", as: .cast) == nil)
    }

    @Test func `is data that anyone can extend`() throws {
        let text = """
            kind: cast
            cat | 猫 | cat | drawn, class=animal
            lynx | 猞猁 | lynx, bobcat | like=cat, class=animal
            kind: action
            stand | 站 | stand | drawn
            """
        let director = FilmDirector(vocabulary: try vocabulary(text))
        let understanding = try director.understanding(of: "猞猁")
        #expect(understanding.findings.map(\.value) == ["lynx"])
        #expect(understanding.notes == ["“猞猁”：画成猫"])
    }

    @Test(arguments: [
        ("cat | 猫 | cat", 1, VocabularyError.Reason.noKind),
        ("kind: beast\n", 1, .unknownKind("beast")),
        ("kind: cast\n\n# note\ncat | 猫", 4, .columns(found: 2)),
        ("kind: cast\n | 猫 | cat |", 2, .emptyConcept),
        ("kind: cast\ncat | 猫,,狗 | cat |", 2, .emptyWord),
        ("kind: cast\ncat | 猫 | cat | tempo=3", 2, .unknownAttribute("tempo", kind: "cast")),
        ("kind: cast\ncat | 猫 | cat | drawn, drawn", 2, .attributeTwice("drawn")),
        (
            "kind: cast\ncat | 猫 | cat | drawn=yes", 2,
            .badValue("yes", attribute: "drawn", allowed: "no value")
        ),
        (
            "kind: cast\ncat | 猫 | cat | scale=99", 2,
            .badValue("99", attribute: "scale", allowed: "a number in 0.0...10.0")
        ),
        (
            "kind: cast\ncat | 猫 | cat | class=vegetable", 2,
            .badValue("vegetable", attribute: "class", allowed: "person, animal, effect, machine")
        ),
        (
            "kind: cast\ncat | 猫 | cat | like=dog", 2,
            .unknownConcept("dog", attribute: "like", kind: "cast")
        ),
        (
            "kind: cast\ncat | 猫 | cat | like=dog\ndog | 狗 | dog | like=cat", 2,
            .endlessLikeness("cat")
        ),
        (
            "kind: season\nmonsoon | 雨季 | monsoon |", 2,
            .notInStoryboard(
                "monsoon", kind: "season", allowed: "spring, summer, autumn, winter")
        ),
    ])
    func `names the file and line that cannot be used`(
        _ text: String, _ line: Int, _ reason: VocabularyError.Reason
    ) {
        #expect(throws: VocabularyError(file: "a.txt", line: line, reason: reason)) {
            try vocabulary(text)
        }
    }

    @Test func `must be UTF-8`() {
        #expect(throws: VocabularyError(file: "b.txt", line: 1, reason: .notUTF8)) {
            try Vocabulary(files: [VocabularyFile(name: "b.txt", bytes: [0xFF, 0xFE])])
        }
    }
}
