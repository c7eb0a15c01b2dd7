internal import FarmModel

// What is held, ridden, played and worn.
extension Reader {
    mutating func readThing(_ entry: Entry, at index: Int) {
        let modifiers = takePending()
        if spendNegation(at: index) {
            found("negation", entry.concept, index)
            return
        }
        if clause.isSimile {
            reading.remark(.simile(words(index)))
            clause.isSimile = false
            return
        }
        found("prop", entry.concept, index)
        attribute(modifiers, to: entry.concept)
        clause.endsInModifier = false
        let prop = ShotSubject.Prop(name: entry.concept, color: modifiers.color ?? entry[.color])
        if let open = clause.open, open.action.concept == "turn", entry.has(.cast) {
            // "turn a watch round": whoever is not named, the thing is what turns.
            clause.headFollows = true
        }
        if clause.open != nil && !clause.headFollows {
            let said = words(index)
            clause.open?.props.append((prop, entry, said))
            playInstead(of: entry)
        } else {
            switch part(of: entry, at: index) {
            case .held(let owners):
                for owner in owners { give(prop, entry, words(index), to: owner) }
                playInstead(of: entry)
            case .passed: readPassedThing(entry, modifiers, at: index)
            case .acting: readActingThing(entry, modifiers, at: index)
            }
        }
        clause.joins = false
        clause.accompanies = false
    }

    /// What a thing is to the sentence.
    private enum Part {
        case held(by: [Int])

        /// Something is done beside it: jumping over a fence.
        case passed

        /// It is a subject or an object of its own.
        case acting
    }

    private func part(of entry: Entry, at index: Int) -> Part {
        guard !clause.headFollows, !joinsAsSubject(index), let owners else { return .acting }
        if clause.joins { return .held(by: owners) }
        guard let verb = clause.verb else {
            return isHeldHere(index) ? .held(by: owners) : .acting
        }
        if ["look", "point", "listen"].contains(verb.concept) { return .acting }
        if verb.has(.manner) || verb[.object] != "none" { return .held(by: owners) }
        let isSeat = ["ride", "sit", "drive", "row"].contains(entry[.use] ?? "")
        let isNear = isSeat && isHeldHere(index)
        let isDrawn = vocabulary.drawable(entry.concept, as: .thing) != nil && !entry.has(.cast)
        return isNear || isDrawn ? .held(by: owners) : .passed
    }

    private mutating func readPassedThing(
        _ entry: Entry, _ modifiers: Modifiers, at index: Int
    ) {
        if entry.has(.cast) {
            mention(cast(entry, modifiers, words: words(index)))
        } else {
            reading.remark(.notDrawn(words(index)))
        }
    }

    /// "a girl and a balloon fly", unlike "a girl with a balloon flies".
    private func joinsAsSubject(_ index: Int) -> Bool {
        clause.joins && !clause.accompanies && clause.acts.isEmpty && verbFollows(index)
    }

    /// Those the current verb, else the current noun, is about.
    private var owners: [Int]? {
        let acting = clause.acts.compactMap { position in
            reading.shots[shot].acts.indices.contains(position)
                ? reading.shots[shot].acts[position].subject : nil
        }
        if !acting.isEmpty { return acting }
        if !clause.subjects.isEmpty { return clause.subjects }
        if let member = clause.noun?.member { return [member] }
        return clause.verb != nil && !lastSubjects.isEmpty ? lastSubjects : nil
    }

    /// "on a surfboard", "in a car", 在滑板上.
    private func isHeldHere(_ index: Int) -> Bool {
        guard clause.noun != nil else { return false }
        return (max(segment.lowerBound, index - 3)..<index).contains {
            grammar(at: $0).contains { $0 == .within || $0 == .with }
        }
    }

    mutating func give(
        _ prop: ShotSubject.Prop, _ entry: Entry, _ words: String, to owner: Int
    ) {
        let props = reading.shots[shot].props
        guard !reading.cast[owner].isGhost,
            !props.contains(where: { $0.owner == owner && $0.prop.name == prop.name }),
            props.count(where: { $0.owner == owner }) < StoryboardLimits.props
        else { return }
        reading.shots[shot].props.append(
            PropDraft(owner: owner, prop: prop, entry: entry, words: words))
    }

    /// "plays" with a guitar makes music.
    private mutating func playInstead(of entry: Entry) {
        guard entry[.use] == "play", let name = entry[.action],
            let action = vocabulary.entry(of: name, .action)
        else { return }
        for position in clause.acts where reading.shots[shot].acts.indices.contains(position) {
            let current = reading.shots[shot].acts[position].action
            if current.concept == "playful" || current.has(.manner) {
                reading.shots[shot].acts[position].action = action
            }
        }
        if let open = clause.open, open.action.concept == "playful" { clause.open?.action = action }
    }

    /// A thing where a subject stands: a balloon flies.
    private mutating func readActingThing(_ entry: Entry, _ modifiers: Modifiers, at index: Int) {
        var modifiers = modifiers
        if modifiers.count == nil, tokens[index].form == .plural { modifiers.count = 3 }
        let member = cast(entry, modifiers, words: words(index))
        mention(member)
        if let place = entry[.place].flatMap({ vocabulary.entry(of: $0, .place) }) {
            reading.shots[shot].scenery.append(ShotDraft.Naming(entry: place, words: words(index)))
        }
        if clause.headFollows, let open = clause.open {
            clause.open = nil
            clause.headFollows = false
            assign(open, to: [member])
        }
        if clause.acts.isEmpty {
            if clause.subjects.isEmpty || clause.joins { clause.subjects.append(member) }
        } else {
            aim(member, at: index)
        }
        clause.noun = (member, index)
    }

    mutating func readGarment(_ entry: Entry, at index: Int) {
        let modifiers = takePending()
        found("garment", entry.concept, index)
        attribute(modifiers, to: entry.concept)
        clause.endsInModifier = false
        guard !spendNegation(at: index) else { return }
        let garment = Traits.Garment(
            name: entry.concept, color: modifiers.color ?? entry[.color])
        var worn = Modifiers()
        worn.garments = [garment]
        if clause.open != nil && !clause.headFollows {
            clause.open?.garments.append(garment)
            if clause.open?.qualifiers.isEmpty == true {
                var outer = modifiers
                outer.color = nil
                clause.open?.qualifiers = outer
            }
        } else if let member = clause.noun?.member {
            describe(member, worn)
        } else if clause.verb != nil, !lastSubjects.isEmpty {
            for member in lastSubjects { describe(member, worn) }
        } else {
            var rest = modifiers
            rest.color = nil
            rest.findings = []
            rest.garments.append(garment)
            clause.pending = rest
        }
    }
}
