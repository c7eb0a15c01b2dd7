internal import FarmModel

/// Reads a prompt from left to right, a clause at a time.
///
/// A shallow reading: nouns take the qualifiers before them, verbs take the nouns around them, and
/// what no rule covers is reported rather than guessed at. Linear in the number of tokens.
struct Reader {
    let prompt: Prompt
    let vocabulary: Vocabulary
    let tokens: [Token]
    var reading = Reading()
    var clause = Clause()

    /// The shot being read, by position in ``Reading/shots``.
    var shot = 0
    var segment = 0..<0

    /// Who acted last, for clauses that do not say.
    var lastSubjects: [Int] = []

    /// Subjects of a clause that had no verb: the next clause may continue the list.
    var carried: [Int] = []

    /// A verb whose subject may come in the next clause.
    var waiting: Clause.OpenVerb?
    var actOrder = 0
    var quoteUse = QuoteUse.unknown

    enum QuoteUse {
        case unknown, speech, caption, name
    }

    /// More members would be a crowd that nobody can tell apart.
    static let castLimit = 16

    init(_ prompt: Prompt, _ vocabulary: Vocabulary) {
        self.prompt = prompt
        self.vocabulary = vocabulary
        tokens = Tokenizer.tokens(of: prompt, vocabulary)
    }

    static func reading(of prompt: Prompt, _ vocabulary: Vocabulary) -> Reading {
        var reader = Reader(prompt, vocabulary)
        reader.run()
        return reader.reading
    }

    var language: Lexicon { prompt.language == .chinese ? .chinese : .english }

    private mutating func run() {
        for segment in Segmenter(tokens, vocabulary).segments() {
            if reading.shots.count == StoryboardLimits.shots {
                reading.remark(.tooManyShots(limit: StoryboardLimits.shots))
                return
            }
            begin(segment)
            var index = segment.tokens.lowerBound
            while index < segment.tokens.upperBound {
                read(&index)
            }
            endSentence()
            if segment.isExplicit, shot > 0, reading.shots.count == 2 { markPreamble() }
        }
    }

    private mutating func begin(_ segment: Segmenter.Segment) {
        var draft = ShotDraft()
        draft.transition = segment.transition
        reading.shots.append(draft)
        shot = reading.shots.count - 1
        self.segment = segment.tokens
        clause = Clause()
        carried = []
        waiting = nil
        actOrder = 0
    }

    /// Words before "Shot 1:" that show nobody hold for every shot.
    private mutating func markPreamble() {
        if reading.shots[0].acts.isEmpty && reading.shots[0].mentions.isEmpty {
            reading.shots[0].isPreamble = true
        }
    }

    private mutating func read(_ index: inout Int) {
        let token = tokens[index]
        let position = index
        index += 1
        switch token.content {
        case .senses: readSenses(at: position)
        case .number(let value): readNumber(value, at: position)
        case .ratio: found("format", words(position), position)
        case .quote(let text): readQuote(text, at: position)
        case .comma:
            endClause()
            clause.start = index
        case .listComma: join()
        case .colon: readColon(at: position, &index)
        case .stop:
            endSentence()
            clause.start = index
        case .unknown: readUnknown(at: position)
        }
    }

    private mutating func readSenses(at index: Int) {
        for entry in resolved(at: index) {
            switch entry.kind {
            case .cast: readCast(entry, at: index)
            case .thing: readThing(entry, at: index)
            case .garment: readGarment(entry, at: index)
            case .action: readAction(entry, at: index)
            case .place, .scenery, .time, .weather, .season, .wind: readSetting(entry, at: index)
            case .cameraMove, .cameraSize, .cameraAngle: readCamera(entry, at: index)
            case .color, .size, .age, .mood, .quality, .count: readQualifier(entry, at: index)
            case .style:
                reading.styles.append(entry.concept)
                found("style", entry.concept, index)
            case .bed, .effect: readSound(entry, at: index)
            case .grammar: readGrammar(entry, at: index)
            case .measure, .irregular, .variant: break
            }
        }
    }

    func words(_ index: Int) -> String {
        prompt.excerpt(tokens[index].range)
    }

    @discardableResult
    mutating func found(_ kind: String, _ value: String, _ index: Int, of: String? = nil) -> Int {
        guard reading.findings.count < Reading.findingLimit else { return 0 }
        reading.findings.append(
            Understanding.Finding(kind: kind, value: value, words: words(index), of: of))
        return reading.findings.count - 1
    }
}

// MARK: Ends
extension Reader {
    mutating func endClause() {
        settleLeftovers()
        if let open = clause.open { waiting = waiting ?? open }
        if !clause.subjects.isEmpty {
            lastSubjects = clause.subjects
            carried = clause.acts.isEmpty && !clause.speaksOfCamera ? clause.subjects : []
        }
        let position = clause.noun == nil ? clause.pending.position : nil
        clause = Clause()
        clause.pending.position = position
    }

    mutating func endSentence() {
        endClause()
        clause = Clause()
        carried = []
        if let open = waiting {
            assign(open, to: lastSubjects.isEmpty ? [actor(for: open)] : lastSubjects)
            clause = Clause()
        }
        quoteUse = .unknown
    }

    /// Someone has to do what is said to be done.
    private mutating func actor(for open: Clause.OpenVerb) -> Int {
        let name = open.action[.actor] ?? "boy"
        guard let entry = vocabulary.entry(of: name, .cast) else { return 0 }
        let member = cast(entry, Modifiers(), words: open.words)
        reading.remark(.actorAssumed(words: open.words, concept: name))
        mention(member)
        return member
    }

    private mutating func join() {
        clause.joins = true
        clause.endsInModifier = false
    }

    /// Qualifiers whose noun never came describe the noun before them.
    private mutating func settleLeftovers() {
        let pending = clause.pending
        guard pending.describes || pending.color != nil else { return }
        if let count = pending.count, pending.color != nil || pending.scale != nil,
            let member = clause.noun?.member ?? manyAmongLast(count),
            split(member, count, pending)
        {
            return
        }
        if let member = clause.noun?.member ?? (clause.isCopula ? lastSubjects.last : nil) {
            var traits = pending
            traits.count = nil
            describe(member, traits)
        } else {
            reading.loose.take(pending)
            if pending.color != nil { reading.leaveUnused(pending.colorWords) }
        }
    }

    private func manyAmongLast(_ count: Int) -> Int? {
        lastSubjects.first {
            (reading.cast[$0].count ?? 1) >= count && reading.cast[$0].traits.color == nil
        }
    }

    /// 三只小猫，一只白色: one of the three is another member of the cast.
    private mutating func split(_ member: Int, _ count: Int, _ traits: Modifiers) -> Bool {
        guard let total = reading.cast[member].count, total > count,
            reading.cast.count < Reader.castLimit
        else {
            if reading.cast[member].count == count, reading.cast[member].traits.color == nil {
                describe(member, traits)
                return true
            }
            return false
        }
        var other = reading.cast[member]
        other.count = count
        other.traits.color = traits.color ?? other.traits.color
        other.traits.scale = traits.scale ?? other.traits.scale
        reading.cast[member].count = total - count
        reading.cast.append(other)
        let position = reading.cast.count - 1
        mention(position)
        for act in reading.shots[shot].acts where act.subject == member {
            var own = act
            own.subject = position
            reading.shots[shot].acts.append(own)
        }
        if lastSubjects.contains(member) { lastSubjects.append(position) }
        return true
    }
}

// MARK: Numbers, quotations and what is not known
extension Reader {
    private mutating func readNumber(_ value: Double, at index: Int) {
        let next = index + 1
        let following = segment.contains(next) ? grammar(at: next) : []
        if following.contains(.seconds) {
            found("seconds", words(index), index)
            reading.shots[shot].seconds = min(max(value, 0.1), StoryboardLimits.seconds)
        } else if following.contains(.format) {
            found("format", words(index), index)
        } else {
            let count = Int(min(max(value, 1), 1_000_000))
            clause.pending.count = count
            clause.pending.findings.append(found("count", String(count), index))
            clause.endsInModifier = true
        }
    }

    private mutating func readQuote(_ text: String, at index: Int) {
        guard !text.isEmpty else { return }
        let short = String(text.prefix(StoryboardLimits.captionCharacters))
        switch quoteUse {
        case .speech:
            found("dialogue", short, index)
            reading.shots[shot].dialogue.append((speaker, short))
        case .name:
            found("name", short, index)
        case .caption, .unknown:
            found("caption", short, index)
            reading.shots[shot].caption = short
        }
        quoteUse = .unknown
    }

    var speaker: Int? { clause.noun?.member ?? clause.subjects.first ?? lastSubjects.first }

    /// 男孩说：我们走吧。 The rest of the sentence is what is said.
    private mutating func readColon(at index: Int, _ next: inout Int) {
        guard quoteUse == .speech, segment.contains(next) else {
            endClause()
            return
        }
        if case .quote = tokens[next].content { return }
        let end =
            (next..<segment.upperBound).first {
                if case .stop = tokens[$0].content { true } else { false }
            } ?? segment.upperBound
        guard end > next else { return }
        let range = tokens[next].range.lowerBound..<tokens[end - 1].range.upperBound
        let text = prompt.excerpt(range, limit: StoryboardLimits.captionCharacters)
        found("dialogue", text, next)
        reading.shots[shot].dialogue.append((speaker, text))
        quoteUse = .unknown
        next = end
    }

    private mutating func readUnknown(at index: Int) {
        if quoteUse == .name {
            found("name", words(index), index)
            quoteUse = .unknown
            return
        }
        reading.remark(.notUnderstood(words(index)))
        found("unknown", "", index)
        clause.endsInModifier = false
    }
}
