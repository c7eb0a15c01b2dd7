import FarmModel
import Picture

/// What a member of the cast turns out to be.
enum Role: Sendable {
    case puppet(any Puppet)
    case figure(FigureActor)
    case prop(Prop, color: Vector)
    case effect(Effect, color: String?)
}

/// Finds puppets for the members of a cast, and says where one stands in for another.
struct Casting {
    let language: Storyboard.Language
    let need: Wardrobe.Need

    /// Animals beside people are smaller than animals among themselves (``Breed/besidePeople``).
    let hasPeople: Bool
    private(set) var notes: [String] = []
    private let figures: FigureLibrary

    init(_ storyboard: Storyboard, figures: FigureLibrary) {
        self.figures = figures
        language = storyboard.language
        hasPeople = storyboard.cast.contains { Casting.person($0) != nil }
        need = Casting.need(storyboard.shots.first?.setting)
    }

    /// Rain, snow, cold seasons and nights ask for a coat.
    private static func need(_ setting: Setting?) -> Wardrobe.Need {
        guard let setting, !Location(setting).isMild else { return .light }
        switch setting.weather {
        case .rain, .storm, .snow, .fog: return .warm
        case .clear, .clouds, .overcast: break
        }
        return setting.time == .night || setting.season == .winter ? .warm : .light
    }

    /// What copy `turn` of `member` is.
    mutating func role(of member: CastMember, turn: Int) -> Role {
        let concept = member.concept
        if let effect = Effect(named: concept) {
            return .effect(effect, color: member.traits.color)
        }
        if let prop = Prop(named: concept) {
            return .prop(prop, color: color(of: member, turn: turn) ?? prop.usualColor)
        }
        if let figure = figures.figure(named: concept) {
            return self.figure(figure, member, turn: turn)
        }
        if let kind = Casting.person(member) {
            return .puppet(person(kind, member, turn: turn))
        }
        return animal(member, turn: turn)
    }

    private mutating func figure(
        _ figure: Figure, _ member: CastMember, turn: Int
    ) -> Role {
        let isYoung =
            ["baby", "child"].contains(member.traits.age)
            || ["kitten", "puppy", "bunny"].contains(member.concept)
        let asked = color(of: member, turn: turn)
        if let breed = figure.breed {
            return .puppet(
                Animal(
                    figure, breed, color: asked, turn: turn, young: isYoung,
                    scale: size(member) * (hasPeople ? breed.besidePeople : 1)))
        }
        return .figure(
            FigureActor(
                figure, color: asked, turn: turn,
                scale: size(member) * (isYoung ? 0.62 : 1) * figure.presence, isYoung: isYoung))
    }

    /// What somebody can ride or drive, open where there is such a one; nil if it cannot be seen
    /// from outside who sits in it.
    func mount(_ name: String, color: Vector?) -> FigureActor? {
        [name + "-open", name].lazy.compactMap { held($0, color: color) }.first { $0.hasSaddle }
    }

    /// A thing in somebody's hands; nil if there is no such figure.
    func held(_ name: String, color: Vector?) -> FigureActor? {
        figures.figure(named: name).map {
            FigureActor($0, color: color, turn: 0, scale: 1, isYoung: false)
        }
    }

    private func size(_ member: CastMember) -> Float {
        Curve.clamp(Float(member.traits.scale ?? 1), 0.35, 2.2)
    }

    private mutating func color(of member: CastMember, turn: Int) -> Vector? {
        guard let name = member.traits.color else { return nil }
        let used = name == "rainbow" ? Palette.rainbow[turn % Palette.rainbow.count] : name
        let found = Palette.color(used)
        if found == nil {
            note(
                "颜色“\(name)”还没有，用了常见的颜色。",
                "The colour \"\(name)\" is not known; the usual one is used.")
        }
        return found
    }

    // People.

    static func person(_ member: CastMember) -> Person.Kind? {
        switch member.concept {
        case "boy", "boy-name", "prince": .boy
        case "girl", "girl-name", "princess": .girl
        case "child", "kid", "baby", "student", "family": .child
        case "woman", "lady", "mother", "girlfriend", "witch", "queen", "bride", "nurse", "dancer",
            "fairy-lady", "waitress", "singer", "teacher":
            adult(.woman, member.traits)
        case "man", "person", "people", "adult", "young-man", "youth", "gentleman", "father",
            "couple", "friend", "astronaut", "chef", "doctor", "police", "firefighter", "soldier",
            "knight", "ninja", "pirate", "cowboy", "farmer", "worker", "scientist", "artist",
            "musician", "actor", "clown", "magician", "wizard", "king", "athlete", "footballer",
            "swimmer", "surfer", "skier", "skater", "cyclist", "climber", "pilot", "waiter",
            "businessman", "monk", "groom", "scholar", "santa":
            adult(.man, member.traits)
        case "elder", "grandfather", "grandmother": .elder
        default: nil
        }
    }

    private static func adult(_ kind: Person.Kind, _ traits: Traits) -> Person.Kind {
        switch traits.age {
        case "baby", "child": kind == .woman ? .girl : .boy
        case "old": .elder
        default: kind
        }
    }

    private mutating func person(
        _ kind: Person.Kind, _ member: CastMember, turn: Int
    ) -> any Puppet {
        var wardrobe = Wardrobe(kind, need: need, turn: turn)
        if let color = color(of: member, turn: turn) {
            wardrobe.topColor = color
            if wardrobe.top == .dress { wardrobe.bottomColor = color }
            if wardrobe.top == .striped { wardrobe.top = .tee }
        }
        for name in wardrobe.wear(member.traits.clothing ?? []) {
            note("服装“\(name)”还没有造型。", "There is no \"\(name)\" to wear yet.")
        }
        let plain = [
            "boy", "girl", "child", "kid", "man", "woman", "person", "adult", "youth",
            "young-man", "elder",
        ]
        if !plain.contains(member.concept) {
            note(
                "“\(member.concept)”还没有自己的造型，用普通人代替。",
                "\"\(member.concept)\" has no puppet of its own yet; a plain person stands in.")
        }
        let look = Person(kind, wardrobe: wardrobe, turn: turn)
        let small: Float = member.concept == "baby" || member.traits.age == "baby" ? 0.72 : 1
        return kind.isChild
            ? Child(look, scale: size(member) * small) : Adult(look, scale: size(member))
    }

    // Animals.

    /// The figure of that name, or the nearest one with a note.
    private mutating func animal(_ member: CastMember, turn: Int) -> Role {
        let name = Casting.nearest(to: member.concept)
        if name != member.concept {
            note(
                "“\(member.concept)”还没有自己的造型，画成了\(Casting.chinese(name))。",
                "\"\(member.concept)\" has no puppet of its own yet; it is drawn as a \(name).")
        }
        guard let figure = figures.figure(named: name) else {
            return .puppet(person(.child, member, turn: turn))
        }
        return self.figure(figure, member, turn: turn)
    }

    private static func nearest(to concept: String) -> String {
        switch concept {
        case "kitten": "cat"
        case "puppy": "dog"
        case "bunny": "rabbit"
        case "cheetah", "lynx": "tiger"
        case "rat": "mouse"
        case "otter": "dog"
        default: "bear"
        }
    }

    private static func chinese(_ figure: String) -> String {
        switch figure {
        case "tiger": "老虎"
        case "mouse": "老鼠"
        case "cat": "猫"
        case "dog": "小狗"
        case "rabbit": "兔子"
        default: "熊"
        }
    }

    mutating func note(_ chinese: String, _ english: String) {
        let text =
            switch language {
            case .chinese: chinese
            case .english: english
            }
        if !notes.contains(text) { notes.append(text) }
    }
}
