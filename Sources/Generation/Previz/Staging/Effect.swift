import Picture

/// Small things that fill the air.
enum Effect: Equatable, Sendable {
    case bubbles
    case petals
    case leaves
    case feathers
    case confetti
    case sparks

    init?(named name: String) {
        switch name {
        case "bubble", "bubbles", "soap-bubble": self = .bubbles
        case "petal", "petals", "cherry-blossom": self = .petals
        case "leaf", "leaves", "falling-leaf": self = .leaves
        case "feather", "feathers", "dandelion": self = .feathers
        case "confetti": self = .confetti
        case "spark", "sparks", "sparkle", "firefly", "fireflies": self = .sparks
        default: return nil
        }
    }
}

/// What particles need to know of their surroundings.
struct Air {
    var time: Float
    var chance: Chance

    /// The ground under the middle of the subjects, and where they are heading.
    var anchor: Placement
    var terrain: Terrain
    var wind: Float
    var camera: Camera
    var aspect: Float

    /// A coordinate that drifts through a box of `size` around zero and comes back on the other
    /// side.
    func wrapped(_ value: Float, _ size: Float) -> Float {
        Curve.fraction(value / size) * size - size / 2
    }

    /// 1 inside the box, falling to 0 at its sides, so that nothing pops in or out.
    func inside(_ value: Float, _ size: Float) -> Float {
        Curve.smooth(size * 0.5, size * 0.40, abs(value))
    }
}
