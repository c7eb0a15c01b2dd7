internal import FarmModel

/// What a word of the vocabulary is about.
public enum Kind: String, CaseIterable, Sendable {
    /// People, animals and what else acts.
    case cast

    /// Things to hold, ride, play or look at.
    case thing

    /// What a place or the sky shows by itself.
    case scenery
    case place, time, weather, season, wind, action
    case cameraMove = "camera-move"
    case cameraSize = "camera-size"
    case cameraAngle = "camera-angle"
    case style, mood, color, size, age

    /// Says something that the pictures do not follow: fluffy, elegant, 4k.
    case quality
    case garment

    /// A sound that goes on.
    case bed

    /// A sound that happens once.
    case effect
    case count, measure

    /// Words that hold a sentence together; the concepts are ``Grammar``.
    case grammar

    /// Forms of English words that no rule gives.
    case irregular

    /// Traditional characters and the simplified one that stands for them.
    case variant
}

extension Kind {
    /// What an entry of this kind may say about itself, apart from its words.
    var attributes: [Attribute] {
        switch self {
        case .cast:
            [
                .drawn, .like, .figure, .color, .scale, .age, .count, .place, .action, .time,
                .season, .prop, .partner,
            ]
        case .thing: [.drawn, .like, .use, .color, .action, .place, .cast]
        case .scenery: [.within, .everywhere, .place, .time, .weather, .season, .colors]
        case .place: [.drawn, .like, .of, .ambience, .mood, .time, .weather, .season]
        case .wind: [.wind]
        case .action:
            [
                .drawn, .like, .manner, .object, .weight, .face, .actor, .prop, .place, .framing,
                .sound, .mood,
            ]
        case .cameraMove: [.needs, .from, .to]
        case .cameraSize: [.needs]
        case .mood: [.like, .tempo, .face]
        case .size: [.scale]
        case .garment: [.color]
        case .count: [.count]
        case .bed, .effect: [.drawn]
        case .time, .weather, .season, .cameraAngle, .style, .color, .age, .quality, .measure,
            .grammar, .irregular, .variant:
            []
        }
    }

    /// The only concepts a kind may have, where the storyboard or the reader fixes them.
    var concepts: [String]? {
        switch self {
        case .time: Setting.TimeOfDay.allCases.map(\.rawValue)
        case .weather: Setting.Weather.allCases.map(\.rawValue)
        case .season: Setting.Season.allCases.map(\.rawValue)
        case .cameraMove: CameraPlan.Move.allCases.map(\.rawValue)
        case .cameraSize: CameraPlan.Size.allCases.map(\.rawValue)
        case .cameraAngle: CameraPlan.Angle.allCases.map(\.rawValue)
        case .age: StoryboardLimits.ages
        case .grammar: Grammar.allCases.map(\.rawValue)
        case .cast, .thing, .scenery, .place, .wind, .action, .style, .mood, .color, .size,
            .quality, .garment, .bed, .effect, .count, .measure, .irregular, .variant:
            nil
        }
    }
}

/// What the last column of the vocabulary may say.
enum Attribute: String, CaseIterable {
    case drawn, like, partner
    case figure = "class"
    case color, scale, age, count, place, action, time, season, weather, prop, cast, use
    case ambience, mood, object, weight, face, actor, sound, manner
    case framing = "size"
    case within = "in"
    case everywhere = "any"
    case colors, of, wind, tempo, needs, from, to

    /// How its value is written.
    var form: Form {
        switch self {
        case .drawn, .manner, .everywhere: .flag
        case .scale, .wind: .number(0...10)
        case .weight: .number(0...9)
        case .tempo: .number(40...200)
        case .count: .number(1...1_000_000)
        case .like, .of: .sameKind
        case .figure: .choice(["person", "animal", "effect", "machine"])
        case .use:
            .choice(["hold", "ride", "play", "read", "type", "drink", "eat", "drive", "row", "sit"])
        case .object: .choice(["none", "taken", "shared"])
        case .face: .choice(StoryboardLimits.faces)
        case .needs: .choice(["camera"])
        case .color: .concept(.color)
        case .age: .concept(.age)
        case .place: .concept(.place)
        case .action: .concept(.action)
        case .time: .concept(.time)
        case .season: .concept(.season)
        case .weather: .concept(.weather)
        case .prop: .concept(.thing)
        case .cast, .actor, .partner: .concept(.cast)
        case .mood: .concept(.mood)
        case .sound: .concept(.effect)
        case .framing, .from, .to: .concept(.cameraSize)
        case .ambience: .concepts(.bed)
        case .within: .concepts(.place)
        case .colors: .words
        }
    }

    enum Form: Equatable {
        case flag
        case number(ClosedRange<Double>)
        case choice([String])
        case concept(Kind)
        case concepts(Kind)
        case sameKind
        case words
    }
}
