internal import FarmModel

// Which of its meanings a word has here.
extension Reader {
    func grammar(at index: Int) -> [Grammar] {
        tokens.indices.contains(index) ? tokens[index].grammar : []
    }

    func kinds(at index: Int) -> [Kind] {
        tokens.indices.contains(index) ? tokens[index].kinds : []
    }

    /// The entries to act on: one, or several of different kinds that hold at once (雨夜).
    func resolved(at index: Int) -> [Entry] {
        guard case .senses(let senses) = tokens[index].content else { return [] }
        var entries = senses.map { vocabulary.entries[$0] }
        guard entries.count > 1 || entries.first?[.needs] != nil else {
            return entries.first.map { isMeasureHere($0, at: index) } ?? []
        }
        let camera = entries.filter(\.kind.isCamera)
        if !camera.isEmpty, entries.contains(where: { !$0.kind.isCamera }) || needsCamera(camera) {
            let spoken = camera.filter { $0[.needs] == nil || isCameraTalk(at: index) }
            entries = spoken.isEmpty ? entries.filter { !$0.kind.isCamera } : spoken
        }
        if entries.allSatisfy(\.kind.isSetting) { return firstOfEachKind(entries) }
        if entries.contains(where: { $0.kind == .measure }), entries.count > 1 {
            let counted = index > segment.lowerBound && countsNoun(index - 1)
            entries.removeAll { ($0.kind == .measure) != counted }
        }
        return choose(among: entries, at: index).map { [$0] } ?? []
    }

    /// A measure word alone is nothing.
    private func isMeasureHere(_ entry: Entry, at index: Int) -> [Entry] {
        entry.kind == .measure ? [] : [entry]
    }

    private func needsCamera(_ entries: [Entry]) -> Bool {
        entries.contains { $0[.needs] != nil }
    }

    private func firstOfEachKind(_ entries: [Entry]) -> [Entry] {
        var kinds: [Kind] = []
        return entries.filter { entry in
            defer { kinds.append(entry.kind) }
            return !kinds.contains(entry.kind)
        }
    }

    private func countsNoun(_ index: Int) -> Bool {
        if case .number = tokens[index].content { return true }
        return kinds(at: index).contains(.count)
            || grammar(at: index).contains { $0 == .definite || $0 == .determiner }
    }

    /// Whether the clause speaks of the camera here: it was named, and nobody acts yet.
    func isCameraTalk(at index: Int) -> Bool {
        if clause.speaksOfCamera && clause.subjects.isEmpty { return true }
        let near = max(segment.lowerBound, index - 2)..<min(segment.upperBound, index + 3)
        return near.contains {
            $0 != index
                && kinds(at: $0).contains { $0 == .cameraMove }
                && !kinds(at: $0).contains(.action)
        }
    }

    private func choose(among entries: [Entry], at index: Int) -> Entry? {
        guard entries.count > 1 else { return entries.first }
        let actions = entries.filter { $0.kind == .action }
        if !actions.isEmpty, actions.count < entries.count {
            let others = entries.filter { $0.kind != .action }
            if let request = others.first(where: { $0.grammar == .letIt }), startsClause(index) {
                return request
            }
            return isVerb(at: index) ? actions.first : others.first ?? actions.first
        }
        if let color = entries.first(where: { $0.kind == .color }) {
            let thing = entries.first { $0.kind != .color }
            return qualifiesNext(index) || isAfterCopula(index) ? color : thing
        }
        if let thing = entries.first(where: { $0.kind == .thing || $0.kind == .cast }),
            entries.contains(where: { $0.kind == .grammar }), isAfterDeterminer(index)
        {
            return thing
        }
        return entries.first { $0.kind != .grammar && $0.kind != .quality } ?? entries.first
    }

    private func startsClause(_ index: Int) -> Bool {
        index == segment.lowerBound || index == clause.start
    }

    private func isVerb(at index: Int) -> Bool {
        let token = tokens[index]
        switch token.form {
        case .ing: return true
        case .past: return !isAfterDeterminer(index)
        case .plain, .plural: break
        }
        guard index > segment.lowerBound else { return token.form == .plain && !hasNoun(index) }
        if isAfterDeterminer(index) { return false }
        let before = grammar(at: index - 1)
        if before.contains(where: Self.verbLeaders.contains) { return true }
        if before.contains(where: Self.nounLeaders.contains) { return false }
        return !clause.subjects.isEmpty && clause.acts.isEmpty
            || before.contains(.and) && !clause.acts.isEmpty
    }

    private static let verbLeaders: [Grammar] = [.pronoun, .to, .aspect, .not, .letIt, .together]
    private static let nounLeaders: [Grammar] = [
        .with, .without, .of, .within, .from, .by, .like, .add, .remove,
    ]

    private func hasNoun(_ index: Int) -> Bool {
        kinds(at: index).contains { $0 == .cast || $0 == .thing || $0 == .scenery || $0 == .place }
    }

    private func isAfterDeterminer(_ index: Int) -> Bool {
        guard index > segment.lowerBound else { return false }
        let before = grammar(at: index - 1)
        if before.contains(where: { $0 == .definite || $0 == .determiner || $0 == .another }) {
            return true
        }
        if case .number = tokens[index - 1].content { return true }
        return kinds(at: index - 1).contains {
            $0.leadsToNoun || $0 == .quality && clause.subjects.isEmpty
        }
    }

    private func isAfterCopula(_ index: Int) -> Bool {
        index > segment.lowerBound && (grammar(at: index - 1).contains(.be) || clause.isCopula)
    }

    /// Whether a noun, or another word that qualifies one, comes next.
    private func qualifiesNext(_ index: Int) -> Bool {
        guard segment.contains(index + 1) else { return false }
        if grammar(at: index + 1).contains(.of) || grammar(at: index + 1).contains(.and) {
            return true
        }
        return kinds(at: index + 1).contains {
            switch $0 {
            case .cast, .thing, .garment, .scenery, .color, .size, .age, .quality, .mood, .place:
                true
            default: false
            }
        }
    }

    /// A cast noun that has a verb of its own follows; looks at a few words only.
    func verbFollows(_ index: Int) -> Bool {
        var next = index + 1
        let end = min(segment.upperBound, index + 5)
        while next < end {
            let kinds = kinds(at: next)
            if kinds.contains(.action) { return true }
            let words = grammar(at: next)
            let passes = words.contains {
                $0 == .aspect || $0 == .within || $0 == .be || $0 == .together || $0 == .plural
                    || $0 == .slow || $0 == .fast
            }
            guard passes || kinds.contains(.place) || kinds.contains(.mood) else { return false }
            next += 1
        }
        return false
    }
}

extension Kind {
    var isCamera: Bool { self == .cameraMove || self == .cameraSize || self == .cameraAngle }

    var isSetting: Bool {
        switch self {
        case .time, .weather, .season, .wind, .scenery, .place: true
        default: false
        }
    }
}
