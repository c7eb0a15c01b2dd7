import Picture

/// A thing that is held, ridden or played with.
enum Prop: Equatable, Sendable {
    case surfboard
    case umbrella
    case ball
    case balloon
    case kite

    init?(named name: String) {
        switch name {
        case "surfboard", "board", "skateboard", "snowboard", "sled": self = .surfboard
        case "umbrella", "parasol": self = .umbrella
        case "ball", "football", "basketball", "soccer-ball", "beach-ball": self = .ball
        case "balloon", "balloons": self = .balloon
        case "kite": self = .kite
        default: return nil
        }
    }

    var usualColor: Vector {
        switch self {
        case .surfboard: Vector(0.86, 0.76, 0.56)
        case .umbrella: Palette.amber
        case .ball: Palette.red
        case .balloon: Palette.red
        case .kite: Palette.sunny
        }
    }
}

extension Sculptor {
    /// A board with a fin; `scale` is its length relative to 2.2 metres.
    mutating func surfboard(_ frame: Placement, scale: Float, color: Vector) {
        self.scale = scale * 0.86
        ellipsoid(
            frame, at: Vector(0.05, 0, 0), radii: Vector(1.28, 0.062, 0.36), blend: 0.004,
            Surface(
                color: color, accent: Vector(0.03, 0.45, 0.55), pattern: .board, gloss: 0.55))
        cone(
            frame, from: Vector(-0.95, -0.03, 0), to: Vector(-1.10, -0.22, 0),
            radii: SIMD2(0.05, 0.02), blend: 0.02, .plain(Vector(0.1, 0.3, 0.4), gloss: 0.4))
    }

    mutating func ball(at center: Vector, radius: Float, turn: Float, color: Vector) {
        scale = 1
        let frame = Placement.identity.turned(Turn(pitch: turn, roll: 0.4)).moved(to: center)
        ellipsoid(
            frame, at: .zero, radii: Vector(repeating: radius), blend: 0.004,
            Surface(
                color: color, accent: Palette.white,
                pattern: .stripes(along: Vector(0, 3.1 / radius, 0), phase: 0.7), gloss: 0.35))
    }

    /// A balloon on a string that rises from `hand`.
    mutating func balloon(from hand: Vector, at top: Vector, color: Vector) {
        scale = 1
        let upright = Placement.identity
        limb(
            from: hand, to: top, radii: SIMD2(0.004, 0.004), hint: upright, blend: 0.002,
            .plain(Vector(0.75, 0.74, 0.70)))
        ellipsoid(
            upright.moved(to: top), at: Vector(0, 0.20, 0), radii: Vector(0.17, 0.205, 0.17),
            blend: 0.004, .plain(color, gloss: 0.6))
        ellipsoid(
            upright.moved(to: top), at: Vector(0, -0.005, 0), radii: Vector(0.024, 0.018, 0.024),
            blend: 0.02, .plain(color, gloss: 0.4))
    }

    /// A kite with a tail, far up on its line.
    mutating func kite(from hand: Vector, at place: Vector, sway: Float, color: Vector) {
        scale = 1
        let frame = Placement.identity.turned(Turn(pitch: -0.35, roll: 0.78 + 0.12 * sway))
            .moved(to: place)
        limb(
            from: hand, to: place, radii: SIMD2(0.003, 0.003), hint: frame, blend: 0.002,
            .plain(Vector(0.8, 0.79, 0.75)))
        box(
            frame, at: .zero, half: Vector(0.24, 0.24, 0.010), rounding: 0.006, blend: 0.002,
            Surface(
                color: color, accent: Palette.red,
                pattern: .stripes(along: Vector(13, 0, 0), phase: 0), gloss: 0.2))
        var link = place + Vector(0, -0.34, 0)
        for index in 0..<4 {
            let next = link + Vector(0.06 * sway * Float(index % 2 == 0 ? 1 : -1), -0.15, 0.02)
            limb(
                from: link, to: next, radii: SIMD2(0.022, 0.006), hint: frame, blend: 0.004,
                .plain(index % 2 == 0 ? Palette.red : Palette.white))
            link = next
        }
    }
}

/// An umbrella in a hand.
struct Umbrella: Equatable, Sendable {
    /// The shaft's direction is y; the origin is the grip.
    var frame: Placement

    /// From the grip to the top of the canopy, in metres.
    var length: Float

    /// Size relative to a grown-up's.
    var scale: Float

    init(frame: Placement, length: Float, scale: Float) {
        self.frame = frame
        self.length = length
        self.scale = scale
    }

    /// Leans from the hand of `side` towards the head, swinging a little with the steps.
    init(_ pose: Pose, side: Side, body: Physique) {
        let hand = pose.arms[side].hand
        let palm = hand.point(Vector(0, 0.052 * body.arm / 0.48, 0))
        let narrow = body.headRadius < body.shoulder.x
        scale = narrow ? 1 : 1.06
        let height = pose.root.origin.y + body.top + (narrow ? 0.28 : 0.38) * scale
        let offset = (palm - pose.root.origin).dot(pose.root.x)
        length = max(height - palm.y, 0.5)
        let lean = narrow ? -0.6 * offset / length : -0.22 * offset / length
        let back: Float = narrow ? -0.095 : -0.06
        let swing = pose.secondary
        let axis =
            Vector.up + pose.root.x * (lean + 0.02 * swing.sway)
            + pose.root.z * (back + 0.018 * swing.bounce)
        frame = .along(axis, hint: pose.root, at: palm)
    }

    /// The middle of the sphere that the canopy is cut from.
    var canopy: Placement {
        frame.turned(Turn(yaw: 0.32)).moved(to: frame.point(Vector(0, length - 0.70 * scale, 0)))
    }
}

extension Sculptor {
    mutating func umbrella(_ umbrella: Umbrella, color: Vector) {
        let frame = umbrella.frame
        scale = umbrella.scale
        let apex = umbrella.length / umbrella.scale
        let metal = Surface.plain(Palette.metal, gloss: 0.8)
        let wood = Surface.plain(Vector(0.30, 0.12, 0.045), gloss: 0.6)
        cone(
            frame, from: Vector(0, -0.10, 0), to: Vector(0, apex, 0), radii: SIMD2(0.0085, 0.0075),
            blend: 0.003, metal)
        cone(
            frame, from: Vector(0, -0.06, 0), to: Vector(0, -0.14, 0), radii: SIMD2(0.015, 0.015),
            blend: 0.004, wood)
        cone(
            frame, from: Vector(0, -0.14, 0), to: Vector(0.022, -0.172, 0),
            radii: SIMD2(0.015, 0.015), blend: 0.006, wood)
        cone(
            frame, from: Vector(0.022, -0.172, 0), to: Vector(0.058, -0.160, 0),
            radii: SIMD2(0.015, 0.014), blend: 0.006, wood)
        cone(
            frame, from: Vector(0, apex - 0.01, 0), to: Vector(0, apex + 0.06, 0),
            radii: SIMD2(0.012, 0.004), blend: 0.004, metal)
        canopy(
            umbrella.canopy, at: .zero, radius: 0.70, extent: 0.555, thickness: 0.0045,
            Surface(
                color: color, accent: Curve.mix(color, Vector(0.95, 0.60, 0.30), 0.5),
                pattern: .canopy, gloss: 0.5))
        for rib in 0..<4 {
            let turns = (0.25 + 0.5 * Float(rib)) / 2
            cone(
                frame, from: Vector(0, apex - 0.32, 0),
                to: Vector(
                    Curve.cosine(turns: turns) * 0.25, apex - 0.06, Curve.sine(turns: turns) * 0.25),
                radii: SIMD2(0.004, 0.004), blend: 0.002, .plain(Palette.metal, gloss: 0.4))
        }
    }
}
