/// Cuts a prompt into tokens: Chinese by the longest known word, English by words and phrases.
///
/// Linear in the prompt: every look ahead is bounded.
struct Tokenizer {
    private let prompt: Prompt
    private let vocabulary: Vocabulary
    private var lemmas: Lemmas
    private var tokens: [Token] = []
    private var position = 0

    /// No quotation is longer; a lone quotation mark is passed over.
    private static let quotationLimit = 400

    init(_ prompt: Prompt, _ vocabulary: Vocabulary) {
        self.prompt = prompt
        self.vocabulary = vocabulary
        lemmas = Lemmas(vocabulary)
    }

    static func tokens(of prompt: Prompt, _ vocabulary: Vocabulary) -> [Token] {
        var tokenizer = Tokenizer(prompt, vocabulary)
        tokenizer.run()
        return tokenizer.merged().map { tokenizer.sorted($0) }
    }

    private var text: [UInt32] { prompt.folded }

    private func sorted(_ token: Token) -> Token {
        guard case .senses(let senses) = token.content else { return token }
        var token = token
        token.kinds = senses.map { vocabulary.entries[$0].kind }
        token.grammar = senses.compactMap { vocabulary.entries[$0].grammar }
        return token
    }

    private mutating func run() {
        while position < text.count {
            let scalar = text[position]
            if scalar == 0x0A || scalar == 0x0D || scalar == 0x2028 || scalar == 0x2029 {
                emit(.stop, 1)
            } else if Scalars.isSpace(scalar) || Scalars.isIgnorable(scalar) || scalar == 0x200D {
                position += 1
            } else if !readQuotation() && !readMark(scalar) && !readNumber() && !readKnown()
                && !readLatin()
            {
                readUnknown(scalar)
            }
        }
    }

    private mutating func emit(
        _ content: Token.Content, _ length: Int, form: Token.Form = .plain
    ) {
        tokens.append(
            Token(content: content, range: position..<position + length, form: form))
        position += length
    }

    private mutating func readUnknown(_ scalar: UInt32) {
        if Scalars.isHan(scalar) || scalar > 0x2190 {
            emit(.unknown, 1)
        } else {
            position += 1
        }
    }
}

// MARK: Marks, quotations and numbers
extension Tokenizer {
    private mutating func readMark(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x3001: emit(.listComma, 1)
        case 0x2C, 0x3B, 0x28, 0x29, 0x5B, 0x5D, 0x7B, 0x7D, 0x2F, 0x7C, 0x2026, 0x3010, 0x3011,
            0x3008, 0x3009, 0x00B7:
            emit(.comma, 1)
        case 0x2E, 0x21, 0x3F, 0x3002, 0xFF61: emit(.stop, 1)
        case 0x3A: emit(.colon, 1)
        case 0x2D where isDash: emit(.comma, 1)
        default: return false
        }
        return true
    }

    /// A hyphen that stands alone or doubled parts clauses; between letters it parts words.
    private var isDash: Bool {
        let before = position > 0 ? text[position - 1] : 0x20
        return Scalars.isSpace(before) || before == 0x2D
    }

    private mutating func readQuotation() -> Bool {
        let closing: UInt32
        switch prompt.scalars[position] {
        case 0x201C: closing = 0x201D
        case 0x300C: closing = 0x300D
        case 0x300E: closing = 0x300F
        case 0x300A: closing = 0x300B
        case 0xAB: closing = 0xBB
        case 0x22: closing = 0x22
        case 0x2018 where !isAfterLetter: closing = 0x2019
        default: return false
        }
        let end = min(text.count, position + Tokenizer.quotationLimit)
        guard
            let close = (position + 1..<max(end, position + 1)).first(where: {
                prompt.scalars[$0] == closing
            })
        else {
            position += 1
            return true
        }
        let inside = prompt.text(position + 1..<close)
        emit(.quote(String(Scalars.trimmed(Substring(inside)))), close + 1 - position)
        return true
    }

    private var isAfterLetter: Bool {
        position > 0 && Scalars.isWordLetter(text[position - 1])
    }

    private mutating func readNumber() -> Bool {
        if Scalars.isDigit(text[position]) { return readDigits() }
        return readChineseNumeral()
    }

    private mutating func readDigits() -> Bool {
        var end = digits(from: position)
        // A word that begins with digits (4k, 3d, 80s) is looked up whole first.
        if end < text.count, Scalars.isWordLetter(text[end]) || Scalars.isHan(text[end]) {
            if readKnown() || readPhrase() { return true }
        }
        if end + 1 < text.count, text[end] == 0x2E, Scalars.isDigit(text[end + 1]) {
            end = digits(from: end + 1)
        }
        let first = Double(Scalars.text(text[position..<end].prefix(12))) ?? 0
        if end + 1 < text.count, [0x3A, 0x78, 0xD7, 0x2A].contains(prompt.scalars[end]),
            Scalars.isDigit(text[end + 1])
        {
            let last = digits(from: end + 1)
            let second = Double(Scalars.text(text[end + 1..<last].prefix(12))) ?? 0
            emit(.ratio(first, second), last - position)
        } else {
            emit(.number(first), end - position)
        }
        return true
    }

    private func digits(from start: Int) -> Int {
        var end = start
        while end < text.count, Scalars.isDigit(text[end]) { end += 1 }
        return end
    }

    /// Two numerals or more that are no known word: 二十, 一百二十.
    private mutating func readChineseNumeral() -> Bool {
        var end = position
        var value = 0
        var digit = 0
        while end < text.count, end - position < 9 {
            if let place = Self.numerals.firstIndex(of: text[end]) {
                digit = place
            } else if let unit = Self.units[text[end]] {
                value += max(digit, value == 0 ? 1 : digit) * unit
                digit = 0
            } else {
                break
            }
            end += 1
        }
        guard end - position >= 2, end - position > longestChinese().length else { return false }
        emit(.number(Double(value + digit)), end - position)
        return true
    }

    private static let numerals: [UInt32] = "零一二三四五六七八九".unicodeScalars.map(\.value)
    private static let units: [UInt32: Int] = [0x5341: 10, 0x767E: 100, 0x5343: 1000]
}

// MARK: Words
extension Tokenizer {
    private func longestChinese() -> (length: Int, entries: [Int]) {
        var node = WordTrie.root
        var best: (length: Int, entries: [Int]) = (0, [])
        var end = position
        while end < text.count {
            let scalar = text[end]
            end += 1
            if Scalars.isIgnorable(scalar) { continue }
            guard let next = vocabulary.chinese.step(from: node, by: scalar) else { break }
            node = next
            let entries = vocabulary.chinese.entries(at: node)
            if !entries.isEmpty && !isWithinWord(end) { best = (end - position, entries) }
        }
        return best
    }

    /// Whether a match that ends at `end` would cut a word in letters.
    private func isWithinWord(_ end: Int) -> Bool {
        end < text.count && Scalars.isWordLetter(text[end]) && Scalars.isWordLetter(text[end - 1])
            && !Scalars.isDigit(text[end])
    }

    private mutating func readKnown() -> Bool {
        let (length, entries) = longestChinese()
        guard length > 0 else { return false }
        emit(.senses(entries), length)
        return true
    }

    private mutating func readLatin() -> Bool {
        guard let end = wordEnd(from: position) else { return false }
        if readPhrase() { return true }
        let length = Scalars.text(text[position..<end]).hasSuffix("'s") ? -2 : 0
        let range = position..<max(end + length, position + 1)
        emit(.unknown, range.count)
        return true
    }

    /// The longest phrase of the vocabulary that begins here, with every reading of its words.
    private mutating func readPhrase() -> Bool {
        guard let end = wordEnd(from: position) else { return false }
        var best = Match(end: position, surface: [], derived: [], form: .plain)
        match(from: position, wordEnd: end, node: WordTrie.root, form: nil, exact: true, &best)
        let entries = best.surface.isEmpty ? best.derived : best.surface
        guard !entries.isEmpty else { return false }
        emit(.senses(entries), best.end - position, form: best.form)
        return true
    }

    private struct Match {
        var end: Int
        var surface: [Int]
        var derived: [Int]
        var form: Token.Form
    }

    private mutating func match(
        from start: Int, wordEnd: Int, node: Int32, form: Token.Form?, exact: Bool,
        _ best: inout Match
    ) {
        for (end, word) in readings(from: start, to: wordEnd) {
            for candidate in lemmas.candidates(for: word) {
                guard let next = vocabulary.english.step(from: node, by: candidate.word) else {
                    continue
                }
                let form = form == nil || form == .plain ? candidate.form : form ?? .plain
                let exact = exact && candidate.isSurface
                let entries = vocabulary.english.entries(at: next)
                if !entries.isEmpty && end >= best.end {
                    if end > best.end {
                        best = Match(end: end, surface: [], derived: [], form: form)
                    }
                    if exact {
                        best.surface += entries.filter { !best.surface.contains($0) }
                        best.form = form
                    } else {
                        best.derived += entries.filter { !best.derived.contains($0) }
                        if best.surface.isEmpty { best.form = form }
                    }
                }
                let gap = nextWord(after: end)
                if let following = self.wordEnd(from: gap) {
                    match(
                        from: gap, wordEnd: following, node: next, form: form, exact: exact, &best)
                }
            }
        }
    }

    /// `cat's` may be one word or end before its `'s`.
    private func readings(from start: Int, to end: Int) -> [(end: Int, word: String)] {
        guard end - start <= 26 else { return [] }
        let word = Scalars.text(text[start..<end])
        guard word.utf8.count > 2, word.hasSuffix("'s") else { return [(end, word)] }
        return [(end - 2, String(word.dropLast(2)))]
    }

    /// Where the word that starts here ends; nil where none starts.
    private func wordEnd(from start: Int) -> Int? {
        guard start < text.count else { return nil }
        if text[start] == 0x27 {
            guard start + 1 < text.count, text[start + 1] == 0x73,
                start + 2 >= text.count || !Scalars.isWordLetter(text[start + 2])
            else { return nil }
            return start + 2
        }
        guard Scalars.isWordLetter(text[start]) || text[start] == 0x26 else { return nil }
        var end = start + 1
        while end < text.count {
            let isInner =
                text[end] == 0x27 && end + 1 < text.count && Scalars.isWordLetter(text[end + 1])
            guard Scalars.isWordLetter(text[end]) || isInner || isMark(text[end]) else { break }
            end += 1
        }
        return end
    }

    /// Accents and vowel signs written after their letter.
    private func isMark(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x300...0x36F, 0x591...0x5C7, 0x610...0x61A, 0x64B...0x65F, 0x900...0xDFF: true
        default: false
        }
    }

    private func nextWord(after end: Int) -> Int {
        var next = end
        while next < text.count, next < end + 3, text[next] == 0x20 || text[next] == 0x2D {
            next += 1
        }
        return next
    }

    /// Joins unknown Chinese characters that touch, with single known ones among them.
    ///
    /// A lone 马 inside 马来西亚 is a sound, not a horse, unless a measure word or 的 leads to it.
    private func merged() -> [Token] {
        var result: [Token] = []
        for index in tokens.indices {
            var token = tokens[index]
            if isWeak(index) { token.content = .unknown }
            if case .unknown = token.content, let last = result.last, case .unknown = last.content,
                last.range.upperBound == token.range.lowerBound, isHanToken(token), isHanToken(last)
            {
                result[result.count - 1].range = last.range.lowerBound..<token.range.upperBound
            } else {
                result.append(token)
            }
        }
        return result
    }

    private func isHanToken(_ token: Token) -> Bool {
        Scalars.isHan(text[token.range.lowerBound])
    }

    private func isWeak(_ index: Int) -> Bool {
        guard tokens[index].range.count == 1, isHanToken(tokens[index]),
            case .senses(let senses) = tokens[index].content,
            senses.allSatisfy({ vocabulary.entries[$0].kind.isContentOrMeasure })
        else { return false }
        if index > 0, case .number = tokens[index - 1].content { return false }
        if index > 0, case .senses(let before) = tokens[index - 1].content,
            before.contains(where: { vocabulary.entries[$0].kind.leadsToNoun })
        {
            return false
        }
        return touchesUnknown(index, index - 1) || touchesUnknown(index, index + 1)
    }

    private func touchesUnknown(_ index: Int, _ other: Int) -> Bool {
        guard tokens.indices.contains(other), case .unknown = tokens[other].content,
            isHanToken(tokens[other])
        else { return false }
        return tokens[index].range.lowerBound == tokens[other].range.upperBound
            || tokens[index].range.upperBound == tokens[other].range.lowerBound
    }
}

extension Kind {
    /// Whether a word of this kind names something that a film shows.
    var isContent: Bool {
        switch self {
        case .cast, .thing, .scenery, .place, .time, .weather, .season, .wind, .action, .garment,
            .style, .mood, .quality, .cameraMove, .cameraSize, .cameraAngle, .bed, .effect:
            true
        case .color, .size, .age, .count, .measure, .grammar, .irregular, .variant: false
        }
    }

    var isContentOrMeasure: Bool { isContent || self == .measure }

    var leadsToNoun: Bool {
        switch self {
        case .measure, .count, .color, .size, .age: true
        default: false
        }
    }
}
