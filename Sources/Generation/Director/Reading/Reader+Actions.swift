internal import FarmModel

// What is done, and by whom.
extension Reader {
    mutating func readAction(_ entry: Entry, at index: Int) {
        clause.isSimile = false
        let isScenic = entry.number(.weight) == 0 && !entry.has(.manner)
        if !isScenic && spendNegation(at: index) {
            found("negation", entry.concept, index)
            return
        }
        if clause.speaksOfCamera && clause.subjects.isEmpty && isCameraVerb(entry) {
            found("camera-move", "static", index)
            return
        }
        found("action", entry.concept, index)
        if isScenic || clause.isScenic && clause.subjects.isEmpty && !headFollows(index) {
            readScenicAction(entry)
            return
        }
        if let mood = entry[.mood], reading.moods.isEmpty, !entry.has(.manner) {
            reading.impliedMoods.append(mood)
        }
        let wasQualified = clause.pending.describes || clause.pending.hasArticle
        let isRelative = isRelative(entry, at: index, wasQualified)
        let verb = Clause.OpenVerb(
            action: entry, words: words(index), qualifiers: isRelative ? takePending() : Modifiers()
        )
        if isRelative {
            open(verb)
        } else if clause.isPassive, let agent = clause.agent {
            readPassive(verb, by: agent)
        } else if followsItsSubject(entry, at: index), let member = clause.noun?.member {
            clause.acts = perform(verb, by: [member])
        } else if !clause.subjects.isEmpty {
            if let led = companion { clause.subjects.append(led) }
            clause.acts = perform(verb, by: clause.subjects)
        } else if startsForNewSubject(at: index) || lastSubjects.isEmpty {
            open(verb)
        } else {
            clause.subjects = lastSubjects
            clause.acts = perform(verb, by: lastSubjects)
        }
        clause.verb = entry
        clause.verbToken = index
        clause.verbWasQualified = wasQualified
        clause.endsInModifier = false
        clause.joins = entry[.object] == "shared" && entry.has(.manner)
    }

    /// Verbs that say of a camera only that it shows something.
    private func isCameraVerb(_ entry: Entry) -> Bool {
        ["look", "stand", "appear", "follow"].contains(entry.concept)
    }

    /// Light shines, wind blows, waves roll: scenery does these, not the cast.
    private mutating func readScenicAction(_ entry: Entry) {
        if entry.concept == "blow-wind" {
            reading.shots[shot].wind = max(reading.shots[shot].wind ?? 0, 1)
        }
        clause.endsInModifier = false
    }

    private mutating func open(_ verb: Clause.OpenVerb) {
        var verb = verb
        if let earlier = clause.open {
            verb.earlier = earlier.earlier + [(earlier.action, earlier.words)]
            verb.props = earlier.props
            verb.garments = earlier.garments
            verb.target = earlier.target
            var qualifiers = earlier.qualifiers
            qualifiers.take(verb.qualifiers)
            verb.qualifiers = qualifiers
        }
        if verb.earlier.count < 8 { clause.open = verb }
    }

    /// Whether the verb qualifies a noun that is still to come.
    private func isRelative(_ entry: Entry, at index: Int, _ wasQualified: Bool) -> Bool {
        if prompt.language == .chinese
            && Scalars.isHan(prompt.folded[tokens[index].range.lowerBound])
        {
            if clause.open != nil { return true }
            if wasQualified && clause.pending.count != nil { return headFollows(index) }
            return clause.subjects.isEmpty
                ? headFollows(index) : nextIsOf(index) && headFollows(index)
        }
        guard tokens[index].form == .ing || tokens[index].form == .past else { return false }
        return wasQualified && nounIsNext(index)
    }

    private func nextIsOf(_ index: Int) -> Bool {
        let next = index + 1
        return segment.contains(next)
            && (grammar(at: next).contains(.of)
                || grammar(at: next).contains(.aspect) && grammar(at: next + 1).contains(.of))
    }

    /// Whether 的 and then a noun follow, which the words from here on then qualify.
    private func headFollows(_ index: Int) -> Bool {
        var next = index + 1
        var qualifies = false
        let end = min(segment.upperBound, index + 16)
        while next < end {
            switch tokens[next].content {
            case .comma, .stop, .colon, .listComma: return false
            case .senses, .number, .ratio, .quote, .unknown: break
            }
            if grammar(at: next).contains(.of), !qualifies, nounFollows(next) { return true }
            qualifies = kinds(at: next).contains {
                $0 == .color || $0 == .size || $0 == .age || $0 == .quality || $0 == .mood
            }
            next += 1
        }
        return false
    }

    /// A cast noun, perhaps qualified, stands right after 的.
    private func nounFollows(_ index: Int) -> Bool {
        var next = index + 1
        let end = min(segment.upperBound, index + 7)
        while next < end {
            let kinds = kinds(at: next)
            if kinds.contains(.cast) { return true }
            let passes =
                kinds.contains { $0.leadsToNoun || $0 == .quality || $0 == .mood }
                || grammar(at: next).contains { $0 == .of || $0 == .definite }
            guard passes else {
                if case .number = tokens[next].content {
                    next += 1
                    continue
                }
                return false
            }
            next += 1
        }
        return false
    }

    private func nounIsNext(_ index: Int) -> Bool {
        let kinds = kinds(at: index + 1)
        return segment.contains(index + 1)
            && kinds.contains {
                $0 == .cast || $0.leadsToNoun || $0 == .thing || $0 == .garment
            }
    }

    /// "watches a horse running", 看着马奔跑: the verb belongs to the noun it follows.
    private func followsItsSubject(_ entry: Entry, at index: Int) -> Bool {
        guard let noun = clause.noun, !clause.acts.isEmpty, !clause.subjects.contains(noun.member),
            !entry.has(.manner), reading.cast[noun.member].entry[.figure] != "effect",
            clause.verb?[.object] != "shared", clause.verb?.has(.manner) != true
        else { return false }
        if prompt.language == .chinese {
            return (noun.token + 1..<max(index, noun.token + 1)).allSatisfy { between in
                kinds(at: between).contains(.place)
                    || grammar(at: between).contains { $0 == .within || $0 == .aspect }
            }
        }
        return noun.token == index - 1 && tokens[index].form != .plural
    }

    /// Who is held or led walks along: 牵着小狗散步.
    private var companion: Int? {
        guard clause.verb?.has(.manner) == true, let member = clause.noun?.member,
            !clause.subjects.contains(member), reading.cast[member].entry[.figure] != "effect",
            reading.cast[member].entry.kind == .cast
        else { return nil }
        return member
    }

    /// A clause that begins with its verb: someone named later in it does it.
    private func startsForNewSubject(at index: Int) -> Bool {
        if prompt.language == .chinese { return headFollows(index) }
        guard segment.contains(index + 1) else { return false }
        return tokens[index].form == .ing && kinds(at: index + 1).contains(.cast)
            && lastSubjects.isEmpty
    }

    private mutating func readPassive(_ verb: Clause.OpenVerb, by agent: Int) {
        let patient = clause.subjects.first
        clause.acts = perform(verb, by: [agent])
        for position in clause.acts { reading.shots[shot].acts[position].target = patient }
        clause.isPassive = false
        clause.agent = nil
        clause.subjects = [agent]
    }

    /// Records what a verb before its noun says of it.
    mutating func assign(_ open: Clause.OpenVerb, to members: [Int]) {
        for verb in open.earlier {
            perform(Clause.OpenVerb(action: verb.action, words: verb.words), by: members)
        }
        clause.acts = perform(open, by: members)
        for member in members {
            for (prop, entry, words) in open.props { give(prop, entry, words, to: member) }
            var worn = open.qualifiers
            worn.garments += open.garments
            describe(member, worn)
        }
        waiting = nil
    }

    @discardableResult
    private mutating func perform(_ verb: Clause.OpenVerb, by members: [Int]) -> [Int] {
        var positions: [Int] = []
        let order = actOrder
        actOrder += 1
        for member in members where member != verb.target {
            guard reading.shots[shot].acts.count < Reader.actLimit else { break }
            reading.shots[shot].acts.append(
                ActDraft(
                    subject: member, action: verb.action, words: verb.words, target: verb.target,
                    order: order))
            positions.append(reading.shots[shot].acts.count - 1)
            mention(member)
            if let name = verb.action[.prop], let entry = vocabulary.entry(of: name, .thing) {
                give(ShotSubject.Prop(name: name), entry, verb.words, to: member)
            }
        }
        return positions
    }

    mutating func addAct(_ action: Entry, _ words: String, to member: Int) {
        guard reading.shots[shot].acts.count < Reader.actLimit else { return }
        let order = max(0, actOrder - 1)
        reading.shots[shot].acts.append(
            ActDraft(subject: member, action: action, words: words, target: nil, order: order))
    }

    static let actLimit = 256
}
