internal import FarmModel

extension Planner {
    /// The cast in order of mention; identifiers are handed out here.
    mutating func castMembers(in drafts: [ShotDraft]) -> [CastMember] {
        var order: [Int] = []
        for draft in drafts {
            for member in draft.mentions where !order.contains(member) { order.append(member) }
        }
        var members: [CastMember] = []
        for position in order {
            let draft = reading.cast[position]
            guard let concept = drawnConcept(of: draft) else {
                reading.remark(.notDrawn(draft.words))
                continue
            }
            if concept != draft.entry.concept {
                reading.remark(.castAs(words: draft.words, concept: concept))
            }
            let asked = draft.count ?? 1
            let shown = min(asked, StoryboardLimits.copies)
            if asked > shown {
                reading.remark(.countReduced(words: draft.words, asked: asked, shown: shown))
            }
            let id = "cast-\(members.count + 1)"
            castIDs[position] = id
            members.append(
                CastMember(id: id, concept: concept, count: shown, traits: draft.traits))
        }
        return members
    }

    private func drawnConcept(of draft: CastDraft) -> String? {
        let name = draft.entry.kind == .thing ? draft.entry[.cast] : draft.entry.concept
        return name.flatMap { vocabulary.drawable($0, as: .cast) }
    }

    mutating func subjects(of draft: ShotDraft) -> [ShotSubject] {
        var subjects: [ShotSubject] = []
        for member in draft.mentions.prefix(StoryboardLimits.subjects) {
            guard let id = castIDs[member] else { continue }
            let act = draft.acts.first { $0.subject == member }
            let props = props(of: member, in: draft)
            let action = action(of: member, act, props.entries, in: draft)
            subjects.append(
                ShotSubject(
                    cast: id, action: action.name, target: act?.target.flatMap { castIDs[$0] },
                    props: props.shown + action.props,
                    position: draft.positions.last { $0.owner == member }?.position))
        }
        return subjects
    }

    private mutating func props(
        of member: Int, in draft: ShotDraft
    ) -> (shown: [ShotSubject.Prop], entries: [Entry]) {
        var shown: [ShotSubject.Prop] = []
        let own = draft.props.filter { $0.owner == member }
        for draft in own {
            var prop = draft.prop
            if let drawn = vocabulary.drawable(draft.entry.concept, as: .thing) {
                if drawn != prop.name {
                    reading.remark(.thingAs(words: draft.words, concept: drawn))
                    prop.name = drawn
                }
            } else {
                reading.remark(.notDrawn(draft.words))
            }
            if !shown.contains(where: { $0.name == prop.name }) { shown.append(prop) }
        }
        return (shown, own.map(\.entry))
    }

    /// Bubbles and petals only float, whoever they stand in for.
    private func isEffect(_ draft: CastDraft) -> Bool {
        guard let drawn = drawnConcept(of: draft) else { return false }
        return vocabulary.entry(of: drawn, .cast)?[.figure] == "effect"
    }

    /// What a subject does: what was said, else what it rides or is known for, else it stands.
    private mutating func action(
        of member: Int, _ act: ActDraft?, _ props: [Entry], in draft: ShotDraft
    ) -> (name: String, props: [ShotSubject.Prop]) {
        let entry = reading.cast[member].entry
        if isEffect(reading.cast[member]) { return ("float", []) }
        let chaser = draft.acts.first { $0.target == member && $0.action.concept == "chase" }
        let implied =
            props.lazy.filter { $0[.use] != "hold" }.compactMap { $0[.action] }.first
            ?? entry[.action]
            ?? (chaser != nil ? "run" : nil) ?? "stand"
        let asked = act?.action ?? vocabulary.entry(of: implied, .action)
        guard let asked else { return ("stand", []) }
        let drawn = vocabulary.drawable(asked.concept, as: .action) ?? "stand"
        let showsOnFace = asked.has(.face) && (asked.number(.weight) ?? 1) <= 1
        if drawn != asked.concept && !showsOnFace {
            let words = act?.words ?? vocabulary.word(for: asked.concept, .action, in: language)
            reading.remark(.actionAs(words: words, concept: drawn))
        }
        var extra: [ShotSubject.Prop] = []
        if act == nil, let prop = asked[.prop], !props.contains(where: { $0.concept == prop }) {
            extra.append(ShotSubject.Prop(name: prop))
        }
        return (drawn, extra)
    }
}
