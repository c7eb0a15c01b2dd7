import Picture

/// What sets one kind of animal apart from another on the same upright body.
struct Breed: Equatable, Sendable {
    enum Ears: Equatable, Sendable {
        case pointed
        case floppy
        case long
        case round
    }

    enum Muzzle: Equatable, Sendable {
        /// Whisker pads and a chin close to the face.
        case short

        /// A snout that stands out.
        case long

        /// A broad, rounded snout.
        case broad
    }

    enum Tail: Equatable, Sendable {
        case slender
        case upright
        case bushy
        case stub
    }

    var name: String
    var ears: Ears
    var muzzle: Muzzle
    var tail: Tail
    var whiskers: Bool
    var iris: Vector

    /// The usual colours, one after the other for the members of a group.
    var colors: [String]

    /// How strongly the coat is striped, 0 to 1.
    var stripes: Float = 0

    /// Arms, legs, ears and eye patches in black, as pandas have.
    var pied: Bool = false

    /// Ears of a darker shade, as many dogs have.
    var darkEars: Bool = false

    /// Size where people are in the film, relative to that among animals alone.
    var besidePeople: Float {
        switch name {
        case "bear", "panda", "tiger": 0.95
        case "mouse": 0.40
        default: 0.62
        }
    }

    static let all: [Breed] = [
        Breed(
            name: "cat", ears: .pointed, muzzle: .short, tail: .slender, whiskers: true,
            iris: Vector(0.40, 0.70, 0.14),
            colors: ["orange", "grey", "white", "black", "cream", "brown"], stripes: 0.9),
        Breed(
            name: "dog", ears: .floppy, muzzle: .long, tail: .upright, whiskers: false,
            iris: Vector(0.26, 0.10, 0.03),
            colors: ["golden", "brown", "white", "black", "cream", "grey"], darkEars: true),
        Breed(
            name: "rabbit", ears: .long, muzzle: .short, tail: .stub, whiskers: true,
            iris: Vector(0.34, 0.10, 0.08), colors: ["white", "grey", "brown", "cream"]),
        Breed(
            name: "bear", ears: .round, muzzle: .broad, tail: .stub, whiskers: false,
            iris: Vector(0.20, 0.08, 0.03), colors: ["brown", "golden", "black"]),
        Breed(
            name: "panda", ears: .round, muzzle: .broad, tail: .stub, whiskers: false,
            iris: Vector(0.16, 0.07, 0.03), colors: ["white"], pied: true),
        Breed(
            name: "fox", ears: .pointed, muzzle: .long, tail: .bushy, whiskers: false,
            iris: Vector(0.55, 0.25, 0.04), colors: ["orange", "silver", "brown"]),
        Breed(
            name: "tiger", ears: .round, muzzle: .short, tail: .slender, whiskers: true,
            iris: Vector(0.60, 0.40, 0.06), colors: ["orange", "white"], stripes: 1),
        Breed(
            name: "wolf", ears: .pointed, muzzle: .long, tail: .bushy, whiskers: false,
            iris: Vector(0.60, 0.45, 0.12), colors: ["grey", "white", "black"]),
        Breed(
            name: "mouse", ears: .round, muzzle: .short, tail: .slender, whiskers: true,
            iris: Vector(0.10, 0.05, 0.03), colors: ["grey", "white", "brown"]),
    ]

    static func named(_ name: String) -> Breed? {
        all.first { $0.name == name }
    }
}
