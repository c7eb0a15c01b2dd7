internal import FarmModel

/// One clause of an edit instruction, taken apart into what is there and what should be.
struct Instruction {
    var purpose = Purpose.change

    /// What is replaced, as written; nil when nothing is named.
    var old: String?

    /// What takes its place, or what is added, removed or changed.
    var new: String?

    enum Purpose {
        case change, addition, removal
    }

    static func clauses(of prompt: Prompt, _ vocabulary: Vocabulary) -> [Instruction] {
        let tokens = Tokenizer.tokens(of: prompt, vocabulary)
        var instructions: [Instruction] = []
        var start = 0
        for index in 0...tokens.count where index == tokens.count || tokens[index].parts {
            if start < index {
                instructions.append(
                    Instruction(Part(tokens: tokens, range: start..<index, prompt: prompt)))
            }
            start = index + 1
        }
        return instructions
    }

    /// Some tokens of the prompt.
    fileprivate struct Part {
        var tokens: [Token]
        var range: Range<Int>
        var prompt: Prompt

        func first(_ words: [Grammar], from start: Int? = nil) -> Int? {
            ((start ?? range.lowerBound)..<range.upperBound).first { index in
                tokens[index].grammar.contains(where: words.contains)
            }
        }

        /// The text of some tokens; nil when it has nothing to read.
        func text(_ part: Range<Int>) -> String? {
            guard let first = part.first, let last = part.last,
                part.contains(where: { !tokens[$0].kinds.isEmpty || tokens[$0].isUnknown })
            else { return nil }
            let range = tokens[first].range.lowerBound..<tokens[last].range.upperBound
            return prompt.text(range)
        }
    }

    private init(_ clause: Part) {
        let range = clause.range
        if let middle = clause.first([.into]) {
            // "two dogs instead of one"
            old = clause.text(middle + 1..<range.upperBound)
            new = clause.text(range.lowerBound..<middle)
        } else if let verb = clause.first([.replace]) {
            takeApart(clause, at: verb)
        } else if let verb = clause.first([.remove, .without]) {
            purpose = .removal
            new = clause.text(verb + 1..<range.upperBound) ?? clause.text(range.lowerBound..<verb)
        } else if let verb = clause.first([.add]) {
            purpose = .addition
            new = clause.text(verb + 1..<range.upperBound)
            if verb > range.lowerBound, let whom = clause.text(range.lowerBound..<verb),
                clause.tokens[range.lowerBound..<verb].contains(where: { $0.kinds.contains(.cast) })
            {
                // 给小猫加一顶帽子: about someone who is there.
                purpose = .change
                new = whom + " 戴着 " + (new ?? "")
            }
        } else {
            new = clause.text(range)
        }
    }

    /// 把 A 换成 B puts the verb between, "replace A with B" before both.
    private mutating func takeApart(_ clause: Part, at verb: Int) {
        let range = clause.range
        let before = clause.text(range.lowerBound..<verb)
        let namesBefore = clause.tokens[range.lowerBound..<verb].contains { token in
            !token.kinds.isEmpty && token.kinds.contains { $0 != .grammar }
        }
        if namesBefore {
            old = before
            new = clause.text(verb + 1..<range.upperBound)
        } else if let middle = clause.first([.with, .to, .into, .by], from: verb + 1)
            ?? clause.firstFor(after: verb)
        {
            old = clause.text(verb + 1..<middle)
            new = clause.text(middle + 1..<range.upperBound)
        } else {
            new = clause.text(verb + 1..<range.upperBound)
        }
    }
}

extension Token {
    /// Whether it ends a clause of an instruction.
    fileprivate var parts: Bool {
        switch content {
        case .comma, .stop, .colon, .listComma: true
        case .senses, .number, .ratio, .quote, .unknown: false
        }
    }

    fileprivate var isUnknown: Bool {
        switch content {
        case .unknown, .number, .quote: true
        case .senses, .ratio, .comma, .stop, .colon, .listComma: false
        }
    }
}

extension Instruction.Part {
    /// "swap A for B".
    fileprivate func firstFor(after verb: Int) -> Int? {
        (verb + 1..<range.upperBound).first { prompt.text(tokens[$0].range).lowercased() == "for" }
    }
}
