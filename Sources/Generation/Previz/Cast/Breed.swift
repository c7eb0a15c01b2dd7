import Picture

/// What sets one kind of animal apart from another on the same upright body.
struct Breed: Equatable, Sendable {
    enum Ears: String, CaseIterable, Sendable {
        case pointed
        case floppy
        case long
        case round

        /// None, or such as the file adds.
        case none
    }

    enum Muzzle: String, CaseIterable, Sendable {
        /// Whisker pads and a chin close to the face.
        case short

        /// A snout that stands out.
        case long

        /// A broad, rounded snout.
        case broad
    }

    enum Tail: String, CaseIterable, Sendable {
        case slender
        case upright
        case bushy
        case stub

        /// None, or such as the file adds.
        case none
    }

    var ears = Ears.round
    var muzzle = Muzzle.short
    var tail = Tail.slender
    var whiskers = false
    var iris = Vector(0.20, 0.08, 0.03)

    /// How strongly the coat is striped, 0 to 1.
    var stripes: Float = 0

    /// Arms, legs, ears and eye patches in black, as pandas have.
    var pied: Bool = false

    /// Ears of a darker shade, as many dogs have.
    var darkEars: Bool = false

    /// Size where people are in the film, relative to that among animals alone.
    var besidePeople: Float = 0.62

    /// A round white tail, as rabbits have, where it is a stub.
    var paleTail = false

    /// Long front teeth.
    var teeth = false
}
