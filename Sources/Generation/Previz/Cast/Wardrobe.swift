import FarmModel
import Picture

/// What a person wears.
struct Wardrobe: Equatable, Sendable {
    enum Top: Equatable, Sendable {
        case tee
        case striped
        case shirt
        case coat
        case dress
    }

    enum Bottom: Equatable, Sendable {
        case shorts
        case trousers
        case skirt
    }

    /// What the place and the weather suggest.
    enum Need: Equatable, Sendable {
        case light
        case warm
    }

    var top: Top
    var topColor: Vector
    var bottom: Bottom
    var bottomColor: Vector
    var shoes: Vector
    var scarf: Vector?
    var hat: Vector?

    /// What `person` wears by nature; `turn` sets the members of a group apart.
    init(_ person: Person.Kind, need: Need, turn: Int) {
        let shirts = ["red", "blue", "yellow", "green", "purple", "orange", "teal", "pink"]
        let shirt = Palette.color(shirts[turn % shirts.count]) ?? Palette.red
        scarf = nil
        hat = nil
        switch person {
        case .boy, .child:
            (top, topColor) = (.striped, shirt)
            (bottom, bottomColor) = (turn == 1 ? .trousers : .shorts, Palette.denim)
            shoes = Palette.sunny
        case .girl:
            let dresses = ["pink", "yellow", "teal", "purple", "red", "blue"]
            (top, topColor) = (.dress, Palette.color(dresses[turn % dresses.count]) ?? shirt)
            (bottom, bottomColor) = (.skirt, topColor)
            shoes = Palette.red
        case .man, .elder, .woman:
            switch need {
            case .warm:
                let coats = [Palette.camel, Palette.teal, Vector(0.30, 0.03, 0.05), Palette.denim]
                (top, topColor) = (.coat, coats[turn % coats.count])
                scarf = turn % 2 == 0 ? Palette.teal : Palette.sunny
                (bottom, bottomColor) = (.trousers, Palette.night)
                shoes = Palette.leather
            case .light where person == .woman:
                (top, topColor) = (.dress, Palette.color(shirts[(turn + 3) % 8]) ?? shirt)
                (bottom, bottomColor) = (.skirt, topColor)
                shoes = Palette.leather
            case .light:
                (top, topColor) = (.shirt, turn == 0 ? Palette.denim * 1.4 : shirt)
                (bottom, bottomColor) = (.trousers, Vector(0.20, 0.13, 0.07))
                shoes = Palette.leather
            }
        }
    }

    /// Puts on what was asked for; returns the names that nothing here stands for.
    mutating func wear(_ garments: [Traits.Garment]) -> [String] {
        var unknown: [String] = []
        for garment in garments {
            let color = garment.color.flatMap(Palette.color)
            switch garment.name {
            case "shirt", "blouse", "sweater", "hoodie", "pullover", "suit", "uniform":
                if top != .shirt && top != .tee && top != .striped { bottomIfNone() }
                (top, topColor) = (.shirt, color ?? topColor)
            case "t-shirt", "tee", "vest", "top":
                if top == .dress { bottomIfNone() }
                (top, topColor) = (.tee, color ?? topColor)
            case "coat", "jacket", "raincoat", "trench-coat", "windbreaker", "robe":
                (top, topColor) = (.coat, color ?? (top == .coat ? topColor : Palette.camel))
                if bottom == .skirt { (bottom, bottomColor) = (.trousers, Palette.night) }
            case "dress", "gown", "kimono", "hanfu", "qipao":
                (top, topColor) = (.dress, color ?? topColor)
                (bottom, bottomColor) = (.skirt, topColor)
            case "trousers", "pants", "jeans":
                (bottom, bottomColor) = (.trousers, color ?? Palette.denim)
            case "shorts": (bottom, bottomColor) = (.shorts, color ?? Palette.denim)
            case "skirt": (bottom, bottomColor) = (.skirt, color ?? Palette.denim)
            case "shoes", "boots", "sneakers": shoes = color ?? shoes
            case "scarf": scarf = color ?? Palette.teal
            case "hat", "cap", "beanie", "helmet": hat = color ?? Palette.red
            default: unknown.append(garment.name)
            }
        }
        return unknown
    }

    private mutating func bottomIfNone() {
        if top == .dress { (bottom, bottomColor) = (.trousers, Palette.denim) }
    }

    /// The cloth of the trunk and the sleeves; `phase` joins the stripes of touching parts.
    func cloth(phase: Float, _ detail: Surface.ClothDetail = .none) -> Surface {
        switch top {
        case .striped:
            Surface(
                color: topColor, accent: Palette.cream,
                pattern: .stripes(along: Vector(0, 48, 0), phase: phase))
        case .tee, .shirt, .dress:
            .cloth(topColor, detail)
        case .coat:
            Surface(
                color: topColor, accent: Vector(0.30, 0.27, 0.24), pattern: .cloth(detail: detail),
                gloss: 0.22)
        }
    }

    var hasLongSleeves: Bool {
        switch top {
        case .tee, .striped, .dress: false
        case .shirt, .coat: true
        }
    }
}
