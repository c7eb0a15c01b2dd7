internal import FarmModel

// Everything that is neither a noun of the cast nor a verb.
extension Reader {
    mutating func readQualifier(_ entry: Entry, at index: Int) {
        if clause.negation == .not, spendNegation(at: index) {
            found("negation", entry.concept, index)
            return
        }
        let finding = found(entry.kind.rawValue, entry.concept, index)
        switch entry.kind {
        case .mood:
            reading.moods.append(entry.concept)
            qualify(finding, entry, at: index) { $0.mood = entry[.face] ?? $0.mood }
        case .quality:
            reading.leaveUnused(words(index))
        case .color:
            let words = words(index)
            qualify(finding, entry, at: index) {
                $0.color = entry.concept
                $0.colorWords = words
            }
        case .size:
            qualify(finding, entry, at: index) { $0.scale = entry.number(.scale) }
        case .age:
            qualify(finding, entry, at: index) { $0.age = entry.concept }
        case .count:
            qualify(finding, entry, at: index) { $0.count = entry.number(.count).map { Int($0) } }
        default: break
        }
        clause.endsInModifier = true
    }

    /// Says it of the noun before ("the cat is orange") or keeps it for the noun to come.
    private mutating func qualify(
        _ finding: Int, _ entry: Entry, at index: Int, _ say: (inout Modifiers) -> Void
    ) {
        let isAfter = clause.isCopula && clause.noun != nil && entry.kind != .count
        if isAfter, let noun = clause.noun {
            var modifiers = Modifiers()
            say(&modifiers)
            modifiers.findings = [finding]
            describe(noun.member, modifiers)
        } else {
            say(&clause.pending)
            if entry.kind != .mood { clause.pending.findings.append(finding) }
        }
    }

    mutating func readSetting(_ entry: Entry, at index: Int) {
        let modifiers = takePending()
        let words = words(index)
        clause.endsInModifier = false
        if spendNegation(at: index) {
            found("negation", entry.concept, index)
            if entry.kind == .weather { reading.shots[shot].excludesWeather.append(entry.concept) }
            if entry.kind == .wind { reading.shots[shot].wind = 0 }
            return
        }
        if clause.isSimile {
            reading.remark(.simile(words))
            clause.isSimile = false
            return
        }
        clause.joins = false
        clause.relation = nil
        noteScenicSubject(entry, at: index)
        found(entry.kind.rawValue, entry.concept, index)
        attribute(modifiers, to: entry.concept)
        let naming = ShotDraft.Naming(entry: entry, words: words)
        switch entry.kind {
        case .place: reading.shots[shot].places.append(naming)
        case .time: reading.shots[shot].times.append(naming)
        case .weather: reading.shots[shot].weathers.append(naming)
        case .season: reading.shots[shot].seasons.append(naming)
        case .wind:
            reading.shots[shot].wind = max(
                reading.shots[shot].wind ?? 0, entry.number(.wind) ?? 1)
        default: reading.shots[shot].scenery.append(naming)
        }
        if let color = modifiers.color,
            entry.kind == .scenery || entry.kind == .place && entry.has(.drawn),
            !entry.list(.colors).contains(color), !(entry.kind == .place && color == "green")
        {
            reading.remark(.colorUnused(color: modifiers.colorWords, noun: words))
        }
    }

    /// The wind sways the grass, rain falls: what follows is not done by the cast.
    private mutating func noteScenicSubject(_ entry: Entry, at index: Int) {
        let canAct =
            entry.kind == .scenery || entry.kind == .wind
            || entry.kind == .weather
                && (prompt.language == .english || tokens[index].range.count == 1)
        guard canAct, clause.subjects.isEmpty, clause.open == nil else { return }
        let places: [Grammar] = [.within, .below, .above, .from, .to, .with]
        let start = max(segment.lowerBound, clause.start, index - 3)
        let before = (start..<max(start, index)).contains { position in
            grammar(at: position).contains(where: places.contains)
        }
        let after = grammar(at: index + 1).contains(where: places.contains)
        clause.isScenic = !before && !after
    }

    mutating func readCamera(_ entry: Entry, at index: Int) {
        found(entry.kind.rawValue, entry.concept, index)
        clause.pending = Modifiers()
        clause.endsInModifier = false
        clause.joins = false
        let naming = ShotDraft.Naming(entry: entry, words: words(index))
        switch entry.kind {
        case .cameraMove:
            if clause.subjects.isEmpty { clause.speaksOfCamera = true }
            let moves = reading.shots[shot].camera.moves
            if moves.last?.entry.concept != entry.concept {
                reading.shots[shot].camera.moves.append(naming)
            }
        case .cameraAngle:
            reading.shots[shot].camera.angle =
                reading.shots[shot].camera.angle ?? CameraPlan.Angle(rawValue: entry.concept)
        default:
            guard let size = CameraPlan.Size(rawValue: entry.concept) else { return }
            readSize(size, at: index)
        }
    }

    private mutating func readSize(_ size: CameraPlan.Size, at index: Int) {
        let before =
            index > segment.lowerBound
            ? grammar(at: index - 1)
                + (index - 1 > segment.lowerBound ? grammar(at: index - 2) : [])
            : []
        if before.contains(.from) || words(index).hasPrefix("from") {
            reading.shots[shot].camera.from = size
        } else if before.contains(.to) {
            reading.shots[shot].camera.to = size
        } else {
            reading.shots[shot].camera.sizes.append(size)
        }
    }

    mutating func readSound(_ entry: Entry, at index: Int) {
        found(entry.kind == .bed ? "ambience" : "sound", entry.concept, index)
        clause.pending = Modifiers()
        guard !spendNegation(at: index) else { return }
        guard entry.has(.drawn) else {
            reading.remark(.notHeard(words(index)))
            return
        }
        if entry.kind == .bed {
            reading.shots[shot].beds.append(entry.concept)
        } else {
            reading.shots[shot].effects.append(entry.concept)
        }
    }
}

// MARK: Words that hold the sentence together
extension Reader {
    mutating func readGrammar(_ entry: Entry, at index: Int) {
        guard let word = entry.grammar else { return }
        switch word {
        case .definite: clause.pending.isDefinite = true
        case .determiner: clause.pending.hasArticle = true
        case .another: clause.pending.isAnother = true
        case .and: readAnd(at: index)
        case .with:
            clause.joins = true
            clause.accompanies = true
        case .without, .not:
            clause.negation = word
            if word == .without { clause.pending = Modifiers() }
        case .be: clause.isCopula = true
        case .of: readOf(at: index)
        case .by: readBy(at: index)
        case .like: clause.isSimile = !kinds(at: index + 1).contains(.style)
        case .passive: clause.isPassive = true
        case .pronoun: readPronoun(at: index)
        case .plural: readPlural()
        case .say: readSay(at: index)
        case .written: quoteUse = .caption
        case .named: quoteUse = .name
        case .slow, .fast: readPace(word, at: index)
        case .background: clause.isBackground = true
        case .camera, .shot:
            if grammar(at: index).contains(.camera) { clause.speaksOfCamera = true }
            clause.pending = Modifiers()
        case .music, .soundWord: readMusic(word, at: index)
        case .positionLeft, .positionRight, .positionCenter: readPosition(word, at: index)
        case .leftOf, .rightOf, .inFrontOf, .behind, .above, .below: readRelation(word, at: index)
        case .replace: readChange(at: index)
        case .together, .within, .from, .to, .aspect, .then, .first, .cut, .dissolve, .fade,
            .ordinal, .very, .seconds, .format, .styleWord, .filler, .take, .letIt, .into, .add,
            .remove, .alter, .keep:
            break
        }
    }

    private mutating func readAnd(at index: Int) {
        if clause.endsInModifier { return }
        clause.joins = true
        if let spent = clause.spentNegation, spent.token == index - 1 {
            clause.negation = spent.word
        }
    }

    /// Whether what stands at `index` is denied.
    mutating func spendNegation(at index: Int) -> Bool {
        guard let word = clause.negation else { return false }
        clause.spentNegation = (word, index)
        clause.negation = nil
        return true
    }

    private mutating func readOf(at index: Int) {
        if clause.open != nil, !clause.endsInModifier { clause.headFollows = true }
        // The boy's dog: the dog is meant.
        if !clause.endsInModifier, clause.open == nil, clause.noun?.token == index - 1,
            let owner = clause.noun?.member, clause.subjects.last == owner,
            clause.acts.isEmpty, kinds(at: index + 1).contains(.cast)
        {
            clause.subjects.removeLast()
        }
    }

    /// "chased by a dog".
    private mutating func readBy(at index: Int) {
        guard clause.verbToken == index - 1, tokens[index - 1].form == .past,
            !clause.acts.isEmpty
        else { return }
        clause.agentFollows = true
    }

    private mutating func readPronoun(at index: Int) {
        readGenderedPronoun(at: index)
        if clause.subjects.isEmpty && clause.acts.isEmpty && clause.open == nil,
            !lastSubjects.isEmpty
        {
            clause.subjects = lastSubjects
            if Reader.plurals.contains(words(index).lowercased()) {
                clause.subjects = reading.shots[shot].mentions.filter {
                    reading.cast[$0].entry.kind == .cast
                        && reading.cast[$0].entry[.figure] != "effect"
                }
            }
        }
    }

    /// "She smiles", with nobody before her: somebody nevertheless.
    private mutating func readGenderedPronoun(at index: Int) {
        let name: String
        switch words(index).lowercased() {
        case "she", "她": name = "woman"
        case "he", "他": name = "man"
        default: return
        }
        let hasPerson = reading.cast.contains { $0.entry[.figure] == "person" }
        let hasAnimal = reading.cast.contains { $0.entry[.figure] == "animal" }
        guard !hasPerson, !hasAnimal, clause.subjects.isEmpty,
            let entry = vocabulary.entry(of: name, .cast)
        else { return }
        let member = cast(entry, Modifiers(), words: words(index))
        mention(member)
        clause.subjects = [member]
        clause.noun = (member, index)
    }

    private static let plurals = ["they", "them", "它们", "他们", "她们", "we", "us"]

    private mutating func readPlural() {
        guard let member = clause.noun?.member, reading.cast[member].count == nil else { return }
        reading.cast[member].count = 3
    }

    private mutating func readSay(at index: Int) {
        let next = index + 1
        quoteUse = .speech
        guard segment.contains(next) else { return }
        if case .unknown = tokens[next].content, speaker == nil { quoteUse = .unknown }
    }

    /// How fast: the camera's business where it moves, otherwise only noted.
    private mutating func readPace(_ word: Grammar, at index: Int) {
        let speed = word == .slow ? 0.6 : 1.6
        let isCamera =
            clause.speaksOfCamera
            || (max(segment.lowerBound, index - 2)..<min(segment.upperBound, index + 3)).contains {
                kinds(at: $0).contains(.cameraMove) && !kinds(at: $0).contains(.action)
            }
        found("speed", word.rawValue, index)
        if isCamera {
            reading.shots[shot].camera.speed = speed
        } else {
            reading.remark(.paceUnused(words(index)))
        }
    }

    private mutating func readMusic(_ word: Grammar, at index: Int) {
        clause.pending = Modifiers()
        guard spendNegation(at: index) else {
            if word == .music { found("music", "on", index) }
            return
        }
        found("negation", word.rawValue, index)
        reading.wantsMusic = false
        if word == .soundWord { reading.wantsSound = false }
    }

    private mutating func readPosition(_ word: Grammar, at index: Int) {
        if clause.speaksOfCamera {
            let comesFrom = index > segment.lowerBound && grammar(at: index - 1).contains(.from)
            reading.shots[shot].camera.isLeftward = (word == .positionLeft) != comesFrom
            return
        }
        let position: ShotSubject.Position =
            switch word {
            case .positionLeft: .left
            case .positionRight: .right
            default: .center
            }
        found("position", position.rawValue, index)
        if let member = clause.noun?.member {
            reading.shots[shot].positions.append((member, position))
        } else {
            clause.pending.position = position
        }
    }

    /// English names the partner after the word, Chinese before it.
    private mutating func readRelation(_ word: Grammar, at index: Int) {
        found("relation", String(word.rawValue.dropFirst(4)), index)
        let isChinese = Scalars.isHan(prompt.folded[tokens[index].range.lowerBound])
        guard isChinese, let partner = clause.noun?.member else {
            clause.relation = word
            return
        }
        let others = clause.subjects.filter { $0 != partner }
        relate(others.last ?? lastSubjects.last { $0 != partner }, word, partner)
        if others.isEmpty == false, clause.acts.isEmpty { clause.subjects = others }
    }

    /// "turns red": a change that the pictures do not make.
    private mutating func readChange(at index: Int) {
        if !clause.subjects.isEmpty || clause.noun != nil {
            reading.remark(.changeUnused(words(index)))
        }
    }
}
