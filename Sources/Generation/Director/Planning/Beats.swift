internal import FarmModel

/// Which actions happen at once and which one after another.
enum Beats {
    struct Sequence {
        var beats: [[Step]] = []

        /// Words of actions that another one of the same subject outweighs.
        var leftOut: [String] = []

        /// Expressions that actions put on faces: laughing while running.
        var faces: [(member: Int, face: String)] = []
    }

    struct Step {
        var act: ActDraft

        /// It begins here rather than going on from the step before.
        var isNew: Bool
    }

    static func sequence(of acts: [ActDraft]) -> Sequence {
        var sequence = Sequence()
        var beat: [Step] = []
        for act in acts.sorted(by: { $0.order < $1.order }) where !act.action.has(.manner) {
            if let face = act.action[.face] { sequence.faces.append((act.subject, face)) }
            guard let current = beat.firstIndex(where: { $0.act.subject == act.subject }) else {
                beat.append(Step(act: act, isNew: true))
                continue
            }
            let known = beat[current].act
            switch relation(known, act) {
            case .same: beat[current].act.target = known.target ?? act.target
            case .firstHolds:
                if act.action[.face] == nil && !isAbsorbed(act) {
                    sequence.leftOut.append(act.words)
                }
            case .secondHolds:
                if known.action[.face] == nil && !isAbsorbed(known) {
                    sequence.leftOut.append(known.words)
                }
                beat[current].act = act
            case .inTurn:
                sequence.beats.append(beat)
                beat = beat.map { Step(act: $0.act, isNew: false) }
                beat[current] = Step(act: act, isNew: true)
            }
        }
        sequence.beats.append(beat)
        return sequence
    }

    private enum Relation {
        case same, firstHolds, secondHolds, inTurn
    }

    private static func relation(_ first: ActDraft, _ second: ActDraft) -> Relation {
        if first.action.concept == second.action.concept { return .same }
        let weights = (first.action.number(.weight) ?? 1, second.action.number(.weight) ?? 1)
        if weights.0 >= 2 && weights.1 >= 2 && !isAbsorbed(first, by: second)
            && !isAbsorbed(second, by: first)
        {
            return .inTurn
        }
        return weights.0 >= weights.1 ? .firstHolds : .secondHolds
    }

    /// Running is part of chasing.
    private static func isAbsorbed(_ act: ActDraft, by other: ActDraft) -> Bool {
        act.action[.sound] == "footsteps" && (other.action.number(.weight) ?? 1) >= 4
    }

    /// Standing, sitting, looking: nobody misses them beside something livelier.
    private static func isAbsorbed(_ act: ActDraft) -> Bool {
        act.action.concept == "stand" || act.action[.sound] == "footsteps"
    }
}
