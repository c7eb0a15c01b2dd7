internal import FarmModel

/// Changes in a storyboard what an instruction names, and nothing else.
struct Editor {
    let vocabulary: Vocabulary
    let original: Storyboard
    var storyboard: Storyboard
    var remarks: [Remark] = []

    init(_ storyboard: Storyboard, _ vocabulary: Vocabulary) {
        self.storyboard = storyboard
        self.vocabulary = vocabulary
        original = storyboard
    }

    static func edit(
        _ storyboard: Storyboard, by instruction: Prompt, _ vocabulary: Vocabulary
    ) throws(DirectorError) -> Storyboard {
        var editor = Editor(storyboard, vocabulary)
        for clause in Instruction.clauses(of: instruction, vocabulary) {
            try editor.follow(clause)
        }
        return editor.finished(in: instruction.language == .chinese ? .chinese : .english)
    }

    private mutating func follow(_ instruction: Instruction) throws(DirectorError) {
        let new = try instruction.new.map { text throws(DirectorError) in try read(text) }
        let old = try instruction.old.map { text throws(DirectorError) in try read(text) }
        if let old, let new {
            exchange(old, for: new)
        } else if let new {
            switch instruction.purpose {
            case .change: change(to: new)
            case .addition:
                add(new)
                change(to: new)
            case .removal: remove(new)
            }
        }
    }

    private func read(_ text: String) throws(DirectorError) -> Reading {
        Reader.reading(of: try Prompt(text, in: vocabulary), vocabulary)
    }

    private mutating func finished(in language: Lexicon) -> Storyboard {
        renewAmbience()
        if storyboard == original { remarks.append(.nothingChanged) }
        for text in Notes.texts(remarks, in: language, vocabulary)
        where !storyboard.notes.contains(text) && storyboard.notes.count < StoryboardLimits.notes {
            storyboard.notes.append(text)
        }
        return storyboard
    }

    mutating func remark(_ remark: Remark) {
        if !remarks.contains(remark) { remarks.append(remark) }
    }

    /// Takes over what a reading reports, except that nobody was named: the cast is known.
    mutating func report(_ reading: Reading) {
        for remark in reading.remarks {
            if case .actorAssumed = remark { continue }
            self.remark(remark)
        }
    }

    // MARK: Swaps

    private mutating func exchange(_ old: Reading, for new: Reading) {
        report(new)
        if let before = old.cast.first, let after = new.cast.first {
            swap(before, for: after)
        } else if let before = old.shots.first?.props.first ?? Editor.prop(old),
            let after = new.shots.first?.props.first ?? Editor.prop(new)
        {
            swap(before, for: after)
        } else {
            change(to: new, about: old.cast.first)
        }
    }

    /// A thing named alone is read as a member of the cast.
    private static func prop(_ reading: Reading) -> PropDraft? {
        reading.cast.first { $0.entry.kind == .thing }.map {
            PropDraft(
                owner: 0,
                prop: ShotSubject.Prop(name: $0.entry.concept, color: $0.traits.color),
                entry: $0.entry, words: $0.words)
        }
    }

    private mutating func swap(_ before: CastDraft, for after: CastDraft) {
        if before.entry.kind == .thing, after.entry.kind == .thing,
            member(like: before) == nil, let old = Editor.prop(of: before),
            let new = Editor.prop(of: after)
        {
            swap(old, for: new)
            return
        }
        guard let position = member(like: before) else {
            remark(.absent(before.words))
            return
        }
        guard let concept = drawn(after) else {
            remark(.notDrawn(after.words))
            return
        }
        if concept != after.entry.concept {
            remark(.castAs(words: after.words, concept: concept))
        }
        var member = storyboard.cast[position]
        let kept = member.traits
        member.concept = concept
        member.traits = after.traits
        member.traits.mood = after.traits.mood ?? kept.mood
        member.traits.clothing = after.traits.clothing ?? kept.clothing
        if let count = after.count { member.count = min(count, StoryboardLimits.copies) }
        storyboard.cast[position] = member
    }

    private static func prop(of draft: CastDraft) -> PropDraft? {
        PropDraft(
            owner: 0,
            prop: ShotSubject.Prop(name: draft.entry.concept, color: draft.traits.color),
            entry: draft.entry, words: draft.words)
    }

    private mutating func swap(_ before: PropDraft, for after: PropDraft) {
        let name = vocabulary.drawable(before.entry.concept, as: .thing) ?? before.entry.concept
        var found = false
        forEachSubject { subject in
            for index in subject.props.indices where subject.props[index].name == name {
                subject.props[index].name = after.entry.concept
                subject.props[index].color = after.prop.color
                found = true
            }
        }
        if !found { remark(.absent(before.words)) }
        if found { stageProp(after) }
    }

    private mutating func stageProp(_ draft: PropDraft) {
        guard let drawn = vocabulary.drawable(draft.entry.concept, as: .thing) else {
            remark(.notDrawn(draft.words))
            return
        }
        guard drawn != draft.entry.concept else { return }
        remark(.thingAs(words: draft.words, concept: drawn))
        forEachSubject { subject in
            for index in subject.props.indices
            where subject.props[index].name == draft.entry.concept {
                subject.props[index].name = drawn
            }
        }
    }

    // MARK: Additions and removals

    private mutating func add(_ reading: Reading) {
        for draft in reading.cast where !draft.isGhost {
            guard storyboard.cast.count < StoryboardLimits.cast else { return }
            guard member(like: draft) == nil || draft.entry.kind == .cast else { continue }
            if member(like: draft) != nil, reading.shots[0].props.isEmpty == false { continue }
            guard let concept = drawn(draft) else { continue }
            if concept != draft.entry.concept {
                remark(.castAs(words: draft.words, concept: concept))
            }
            if let same = member(like: draft),
                storyboard.cast[same].traits.color == draft.traits.color
            {
                let count = storyboard.cast[same].count + (draft.count ?? 1)
                storyboard.cast[same].count = min(count, StoryboardLimits.copies)
                continue
            }
            var number = storyboard.cast.count + 1
            while storyboard.cast.contains(where: { $0.id == "cast-\(number)" }) { number += 1 }
            let id = "cast-\(number)"
            storyboard.cast.append(
                CastMember(
                    id: id, concept: concept,
                    count: min(draft.count ?? 1, StoryboardLimits.copies), traits: draft.traits))
            for shot in storyboard.shots.indices {
                storyboard.shots[shot].subjects.append(ShotSubject(cast: id, action: "stand"))
            }
        }
    }

    private mutating func remove(_ reading: Reading) {
        report(reading)
        for draft in reading.cast {
            if let position = member(like: draft) {
                let id = storyboard.cast[position].id
                storyboard.cast.remove(at: position)
                for shot in storyboard.shots.indices { drop(id, from: shot) }
            } else if draft.entry.kind == .thing {
                removeProp(draft.entry.concept, draft.words)
            } else {
                remark(.absent(draft.words))
            }
        }
        for shot in reading.shots {
            for prop in shot.props { removeProp(prop.entry.concept, prop.words) }
            for weather in shot.weathers {
                for index in storyboard.shots.indices
                where storyboard.shots[index].setting.weather.rawValue == weather.entry.concept {
                    storyboard.shots[index].setting.weather = .clear
                }
            }
        }
        if reading.findings.contains(where: { $0.kind == "music" }) || !reading.wantsMusic {
            storyboard.sound.music = nil
        }
    }

    private mutating func drop(_ id: String, from shot: Int) {
        storyboard.shots[shot].subjects.removeAll { $0.cast == id }
        for index in storyboard.shots[shot].subjects.indices
        where storyboard.shots[shot].subjects[index].target == id {
            storyboard.shots[shot].subjects[index].target = nil
        }
        for index in storyboard.shots[shot].dialogue.indices
        where storyboard.shots[shot].dialogue[index].speaker == id {
            storyboard.shots[shot].dialogue[index].speaker = nil
        }
    }

    private mutating func removeProp(_ concept: String, _ words: String) {
        let name = vocabulary.drawable(concept, as: .thing) ?? concept
        var found = false
        forEachSubject { subject in
            let before = subject.props.count
            subject.props.removeAll { $0.name == name }
            found = found || subject.props.count < before
        }
        if !found { remark(.absent(words)) }
    }

    // MARK: Finding

    func drawn(_ draft: CastDraft) -> String? {
        let name = draft.entry.kind == .thing ? draft.entry[.cast] : draft.entry.concept
        return name.flatMap { vocabulary.drawable($0, as: .cast) }
    }

    /// The member that a description fits best: same concept, then same colour and age.
    func member(like draft: CastDraft) -> Int? {
        guard let concept = drawn(draft) else { return nil }
        let isAnyone = draft.entry.concept == "animal"
        let fitting = storyboard.cast.indices.filter {
            storyboard.cast[$0].concept == concept || isAnyone
        }
        return fitting.first {
            let traits = storyboard.cast[$0].traits
            return (draft.traits.color == nil || traits.color == draft.traits.color)
                && (draft.traits.age == nil || traits.age == draft.traits.age)
        } ?? fitting.first
    }

    mutating func forEachSubject(_ change: (inout ShotSubject) -> Void) {
        for shot in storyboard.shots.indices {
            for subject in storyboard.shots[shot].subjects.indices {
                change(&storyboard.shots[shot].subjects[subject])
            }
        }
    }

    /// Ambience follows place and weather; what was added by hand stays.
    private mutating func renewAmbience() {
        func beds(_ storyboard: Storyboard) -> [String] {
            storyboard.shots.flatMap { shot in
                Ambience.beds(
                    of: PlannedSetting(
                        setting: shot.setting,
                        place: vocabulary.entry(of: shot.setting.place, .place)))
            }
        }
        guard storyboard.shots.map(\.setting) != original.shots.map(\.setting) else { return }
        let before = beds(original)
        var ambience = storyboard.sound.ambience.filter { !before.contains($0) }
        for bed in beds(storyboard) where !ambience.contains(bed) { ambience.append(bed) }
        storyboard.sound.ambience = ambience
    }
}
