internal import FarmModel

// Who and what: members of the cast, things, clothing.
extension Reader {
    mutating func readCast(_ entry: Entry, at index: Int) {
        let words = words(index)
        if quoteUse == .name {
            found("name", words, index)
            quoteUse = .unknown
            return
        }
        if spendNegation(at: index) {
            found("negation", entry.concept, index)
            exclude(entry.concept)
            clause.pending = Modifiers()
            return
        }
        if clause.isSimile {
            found("simile", entry.concept, index)
            reading.remark(.simile(words))
            clause.isSimile = false
            clause.pending = Modifiers()
            return
        }
        let isHead = clause.headFollows
        var modifiers = takePending()
        if isHead, let open = clause.open {
            var all = open.qualifiers
            all.take(modifiers)
            modifiers = all
        }
        if modifiers.count == nil, tokens[index].form == .plural, entry[.count] == nil {
            modifiers.count = 3
        }
        let nextMember = reading.cast.count
        let member = cast(entry, modifiers, words: words)
        if member == nextMember {
            found("cast", entry.concept, index)
        } else {
            found("cast", entry.concept, index, of: "again")
        }
        attribute(modifiers, to: entry.concept)
        mention(member)
        if let position = modifiers.position ?? (clause.isBackground ? .back : nil) {
            reading.shots[shot].positions.append((member, position))
        }
        place(member, isHead: isHead, at: index)
        if let partner = entry[.partner].flatMap({ vocabulary.entry(of: $0, .cast) }) {
            let other = cast(partner, Modifiers(), words: words)
            mention(other)
            if clause.subjects.contains(member), !clause.subjects.contains(other) {
                clause.subjects.append(other)
            }
        }
        clause.noun = (member, index)
        clause.endsInModifier = false
        clause.joins = false
        clause.accompanies = false
        clause.isScenic = false
    }

    mutating func takePending() -> Modifiers {
        let modifiers = clause.pending
        clause.pending = Modifiers()
        return modifiers
    }

    /// Tells findings of qualifiers which noun they belong to.
    mutating func attribute(_ modifiers: Modifiers, to concept: String) {
        for finding in modifiers.findings where reading.findings.indices.contains(finding) {
            reading.findings[finding].of = concept
        }
    }

    mutating func mention(_ member: Int) {
        if !reading.shots[shot].mentions.contains(member) {
            reading.shots[shot].mentions.append(member)
        }
    }

    private mutating func exclude(_ concept: String) {
        let isEverybody = ["man", "people", "person"].contains(concept)
        for member in reading.cast.indices {
            let entry = reading.cast[member].entry
            guard entry.concept == concept || isEverybody && entry[.figure] == "person" else {
                continue
            }
            for shot in reading.shots.indices {
                reading.shots[shot].mentions.removeAll { $0 == member }
                reading.shots[shot].acts.removeAll { $0.subject == member || $0.target == member }
            }
        }
    }

    /// The member that a noun refers to: one that is there already, or a new one.
    mutating func cast(_ entry: Entry, _ modifiers: Modifiers, words: String) -> Int {
        if !modifiers.isAnother, let known = referent(of: entry, modifiers) {
            describe(known, modifiers)
            return known
        }
        if reading.cast.count >= Reader.castLimit {
            reading.remark(.tooManyCast(limit: Reader.castLimit))
            return reading.cast.count - 1
        }
        var draft = CastDraft(entry: entry, words: words, shot: shot)
        draft.isGhost = entry.kind == .thing && entry[.cast] == nil
        draft.traits.color = entry[.color]
        draft.traits.age = entry[.age]
        draft.traits.scale = entry.number(.scale)
        draft.count = entry.number(.count).map { Int($0) }
        reading.cast.append(draft)
        describe(reading.cast.count - 1, modifiers)
        return reading.cast.count - 1
    }

    private func referent(of entry: Entry, _ modifiers: Modifiers) -> Int? {
        reading.cast.indices.last { position in
            let draft = reading.cast[position]
            guard draft.entry.concept == entry.concept, draft.entry.kind == entry.kind else {
                return false
            }
            if let color = modifiers.color ?? entry[.color], let own = draft.traits.color,
                color != own
            {
                return false
            }
            if let age = modifiers.age ?? entry[.age], let own = draft.traits.age, age != own {
                return false
            }
            if let count = modifiers.count, count != draft.count ?? 1 { return false }
            if modifiers.isDefinite || draft.shot != shot { return true }
            return !modifiers.hasArticle && modifiers.count == nil
        }
    }

    mutating func describe(_ member: Int, _ modifiers: Modifiers) {
        guard reading.cast.indices.contains(member) else { return }
        let isAnimal = reading.cast[member].entry[.figure] == "animal"
        var draft = reading.cast[member]
        draft.count = modifiers.count ?? draft.count
        draft.traits.color = modifiers.color ?? draft.traits.color
        draft.traits.mood = modifiers.mood ?? draft.traits.mood
        draft.traits.age = modifiers.age ?? draft.traits.age
        if let scale = modifiers.scale {
            // 小 before an animal says young rather than small.
            if scale == 0.75 && draft.entry[.figure] == "person" {
                // A little boy is as big as a boy.
            } else if isAnimal && scale == 0.75 && draft.traits.age == nil {
                draft.traits.age = "baby"
            } else {
                draft.traits.scale = min(4, max(0.2, (draft.traits.scale ?? 1) * scale))
            }
        }
        if !modifiers.garments.isEmpty {
            draft.traits.clothing = merged(draft.traits.clothing ?? [], modifiers.garments)
        }
        reading.cast[member] = draft
        attribute(modifiers, to: draft.entry.concept)
    }

    private func merged(
        _ worn: [Traits.Garment], _ more: [Traits.Garment]
    ) -> [Traits.Garment] {
        var garments = worn
        for garment in more where garments.count < StoryboardLimits.garments {
            if let same = garments.firstIndex(where: { $0.name == garment.name }) {
                garments[same].color = garment.color ?? garments[same].color
            } else {
                garments.append(garment)
            }
        }
        return garments
    }

    /// Gives the noun its part in the sentence.
    private mutating func place(_ member: Int, isHead: Bool, at index: Int) {
        if isHead, let open = clause.open {
            clause.headFollows = false
            placeHead(member, open, at: index)
            return
        }
        if let relation = clause.relation {
            clause.relation = nil
            relate(clause.noun?.member ?? lastSubjects.last, relation, member)
            if !clause.subjects.isEmpty { return }
        }
        if clause.isPassive && clause.acts.isEmpty && !clause.subjects.isEmpty {
            clause.open = nil
            clause.agent = member
            return
        }
        if let open = clause.open {
            placeAfterOpenVerb(member, open, at: index)
        } else if clause.acts.isEmpty {
            placeBeforeVerb(member)
        } else {
            aim(member, at: index)
        }
    }

    private mutating func placeAfterOpenVerb(
        _ member: Int, _ open: Clause.OpenVerb, at index: Int
    ) {
        let takesObject = open.action[.object] == "taken"
        let isAdjective = clause.verbToken == index - 1 && !takesObject
        if takesObject && open.target == nil && !(clause.verbWasQualified && isAdjective) {
            clause.open?.target = member
        } else {
            placeHead(member, open, at: index)
        }
    }

    /// The noun that a verb before it belongs to takes its own part in the clause.
    private mutating func placeHead(_ member: Int, _ open: Clause.OpenVerb, at index: Int) {
        clause.open = nil
        let outer = clause.acts
        assign(open, to: [member])
        clause.acts = outer
        if outer.isEmpty {
            clause.subjects.append(member)
        } else {
            aim(member, at: index)
        }
    }

    private mutating func placeBeforeVerb(_ member: Int) {
        if clause.subjects.isEmpty {
            clause.subjects = carried.isEmpty || !isListed ? [member] : carried + [member]
            if let open = waiting {
                waiting = nil
                assign(open, to: clause.subjects)
                clause.acts = []
            }
        } else if !clause.subjects.contains(member) {
            clause.subjects.append(member)
        }
    }

    /// Whether an "and" follows before any verb: the clause ends a list.
    private var isListed: Bool {
        if clause.joins { return true }
        var index = (clause.noun?.token ?? clause.start) + 1
        let end = min(segment.upperBound, index + 8)
        while index < end {
            if grammar(at: index).contains(.and) { return true }
            if kinds(at: index).contains(.action) { return false }
            index += 1
        }
        return false
    }

    /// A noun after a verb: its object, a companion, or the subject of the next verb.
    mutating func aim(_ member: Int, at index: Int) {
        let acts = clause.acts
        guard let first = acts.first, reading.shots[shot].acts.indices.contains(first) else {
            placeBeforeVerb(member)
            return
        }
        let act = reading.shots[shot].acts[first]
        guard act.subject != member else { return }
        if clause.agentFollows {
            clause.agentFollows = false
            reading.shots[shot].acts[first].target = act.subject
            reading.shots[shot].acts[first].subject = member
            clause.subjects = [member]
            return
        }
        if clause.joins && verbFollows(index) {
            clause.subjects = [member]
            clause.acts = []
            return
        }
        if clause.joins && (act.action[.object] != "taken" || act.target != nil) {
            clause.subjects.append(member)
            if act.target == nil || act.action[.object] == "shared" {
                addAct(act.action, act.words, to: member)
            }
            return
        }
        if act.target == nil {
            for position in acts where reading.shots[shot].acts.indices.contains(position) {
                reading.shots[shot].acts[position].target = member
            }
            if act.action[.object] == "shared" { addAct(act.action, act.words, to: member) }
        }
    }

    func position(
        of relation: Grammar
    ) -> (first: ShotSubject.Position, second: ShotSubject.Position)? {
        switch relation {
        case .leftOf: (.left, .right)
        case .rightOf: (.right, .left)
        case .inFrontOf: (.front, .back)
        case .behind: (.back, .front)
        case .above: (.above, .below)
        case .below: (.below, .above)
        default: nil
        }
    }

    mutating func relate(_ first: Int?, _ relation: Grammar, _ second: Int) {
        guard let first, first != second, let places = position(of: relation) else { return }
        reading.shots[shot].positions.append((first, places.first))
        reading.shots[shot].positions.append((second, places.second))
    }
}
