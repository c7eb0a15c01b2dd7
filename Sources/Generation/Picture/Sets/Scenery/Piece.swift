/// A solid thing of a set: a trunk, a crown, a wall, a table.
///
/// Pieces are shapes that a ray meets in closed form, with detail painted on them; a set is a list of
/// pieces (``SceneryLayout``), so that a new one needs no kernel.
struct Piece {
    /// Raw values are compared in the kernel.
    enum Shape: Float {
        /// Turned about the vertical by ``Piece/yaw``.
        case box = 0
        case ellipsoid = 1

        /// An ellipsoid whose edge is ragged by leaves.
        case foliage = 2

        /// An upright round frustum: `half` is the radius below, half the height, the radius above.
        case column = 3

        /// A prism under two slopes, with its ridge along local x.
        case gable = 4

        /// An upright sheet across local z, cut out by its paint.
        case card = 5

        /// The lower half of an ellipsoid, closed by a deck: hulls.
        case bowl = 6
    }

    /// What is painted on the surface; raw values are compared in the kernel.
    enum Paint: Float {
        case plain = 0
        case bark = 1
        case bamboo = 2
        case leaves = 3

        /// Courses of blocks as high as the parameter.
        case stone = 4

        /// Boards as wide as the parameter.
        case planks = 5
        case tiles = 6
        case books = 7

        /// Panes with bars between them, lit from behind by the parameter.
        case window = 8

        /// Folds as wide as the parameter.
        case curtain = 9

        /// Paper lit from within by the parameter.
        case lantern = 10

        /// Light of its own, as strong as the parameter.
        case glow = 11

        /// Doors as wide as the parameter, with handles.
        case cabinet = 12
        case blackboard = 13

        /// Cut out of a card: reeds and leaves from its foot, fronds from its middle, branches of coral.
        case reeds = 14
        case fronds = 15
        case coral = 16

        /// A mountain that glows near its top.
        case lava = 17

        /// Vapour: soft light and shade without grain.
        case cloud = 18
    }

    var shape: Shape
    var paint: Paint = .plain
    var center: Vector
    var half: Vector
    var color: Vector
    var accent = Vector.zero

    /// Radians from +x towards -z.
    var yaw: Float = 0

    /// Feeds the hashes of what is painted on it.
    var seed: Float = 0.5

    /// A measure of ``paint``; see there.
    var parameter: Float = 0

    /// How far its foot darkens the ground, in metres.
    var contact: Float = 0

    /// Whether it keeps the sun off the ground.
    var castsShadow = false
}

/// The pieces and lamps of one set at one instant.
struct SceneryLayout {
    var pieces: [Piece] = []
    var lamps: [StreetLamp] = []

    /// A number in `0...1` for thing `index` of a kind, the same in every frame of a film.
    func chance(_ index: Int, _ purpose: UInt32, seed: UInt32) -> Float {
        scalarHash(UInt32(truncatingIfNeeded: index) &+ seed &* 0x9E37_79B9, purpose)
    }
}

extension SceneryLayout {
    /// A box that stands on `foot`.
    mutating func box(
        _ foot: Vector, _ size: Vector, _ color: Vector, paint: Piece.Paint = .plain,
        accent: Vector = .zero, yaw: Float = 0, seed: Float = 0.5, parameter: Float = 0,
        contact: Float = 0, castsShadow: Bool = false
    ) {
        pieces.append(
            Piece(
                shape: .box, paint: paint, center: foot + Vector(0, size.y * 0.5, 0),
                half: size * 0.5, color: color, accent: accent, yaw: yaw, seed: seed,
                parameter: parameter, contact: contact, castsShadow: castsShadow))
    }

    /// A column that stands on `foot`, `radii` wide below and above.
    mutating func column(
        _ foot: Vector, height: Float, radii: SIMD2<Float>, _ color: Vector,
        paint: Piece.Paint = .plain, accent: Vector = .zero, seed: Float = 0.5,
        parameter: Float = 0, contact: Float = 0, castsShadow: Bool = false
    ) {
        pieces.append(
            Piece(
                shape: .column, paint: paint, center: foot + Vector(0, height * 0.5, 0),
                half: Vector(radii.x, height * 0.5, radii.y), color: color, accent: accent,
                seed: seed, parameter: parameter, contact: contact, castsShadow: castsShadow))
    }

    mutating func ball(
        _ center: Vector, _ radii: Vector, _ color: Vector, shape: Piece.Shape = .ellipsoid,
        paint: Piece.Paint = .plain, accent: Vector = .zero, seed: Float = 0.5,
        parameter: Float = 0, contact: Float = 0, castsShadow: Bool = false
    ) {
        pieces.append(
            Piece(
                shape: shape, paint: paint, center: center, half: radii, color: color,
                accent: accent, seed: seed, parameter: parameter, contact: contact,
                castsShadow: castsShadow))
    }

    /// Leaves in a ragged ball.
    mutating func leaves(
        _ center: Vector, _ radii: Vector, _ color: Vector, _ accent: Vector, seed: Float,
        grain: Float = 1, castsShadow: Bool = false
    ) {
        pieces.append(
            Piece(
                shape: .foliage, paint: .leaves, center: center, half: radii, color: color,
                accent: accent, seed: seed, parameter: grain, castsShadow: castsShadow))
    }

    mutating func card(
        _ foot: Vector, _ size: SIMD2<Float>, _ color: Vector, paint: Piece.Paint,
        accent: Vector = .zero, yaw: Float = 0, seed: Float, parameter: Float = 0
    ) {
        pieces.append(
            Piece(
                shape: .card, paint: paint, center: foot + Vector(0, size.y * 0.5, 0),
                half: Vector(size.x * 0.5, size.y * 0.5, 0.005), color: color, accent: accent,
                yaw: yaw, seed: seed, parameter: parameter))
    }

    /// A roof whose ridge runs along local x.
    mutating func gable(
        _ foot: Vector, _ size: Vector, _ color: Vector, paint: Piece.Paint, yaw: Float = 0,
        seed: Float = 0.5, accent: Vector = .zero, parameter: Float = 0.2
    ) {
        pieces.append(
            Piece(
                shape: .gable, paint: paint, center: foot + Vector(0, size.y * 0.5, 0),
                half: size * 0.5, color: color, accent: accent, yaw: yaw, seed: seed,
                parameter: parameter))
    }
}
