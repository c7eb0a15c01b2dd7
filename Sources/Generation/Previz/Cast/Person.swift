import Picture

/// What all people share: who they are and the colours of skin and hair.
struct Person: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case boy
        case girl
        case child
        case man
        case woman
        case elder

        var isChild: Bool {
            switch self {
            case .boy, .girl, .child: true
            case .man, .woman, .elder: false
            }
        }
    }

    var kind: Kind
    var wardrobe: Wardrobe
    var hair: Vector

    init(_ kind: Kind, wardrobe: Wardrobe, turn: Int) {
        self.kind = kind
        self.wardrobe = wardrobe
        let hairs = [
            Vector(0.105, 0.034, 0.010), Vector(0.030, 0.016, 0.012), Vector(0.42, 0.17, 0.035),
            Vector(0.20, 0.045, 0.012),
        ]
        switch kind {
        case .elder: hair = Vector(0.55, 0.55, 0.56)
        case .man, .woman: hair = turn == 0 ? Vector(0.040, 0.022, 0.018) : hairs[turn % 4]
        case .boy, .girl, .child: hair = hairs[(kind == .girl ? turn + 1 : turn) % 4]
        }
    }
}

extension Sculptor {
    /// A palm with a thumb and three fingers that open with `spread`; lengths as a child's.
    mutating func hand(_ arm: Pose.Arm, side: Side, size: Float, _ skin: Surface) {
        let open = Curve.smooth(0, 0.9, arm.spread)
        let inward = side.sign
        let hand = arm.hand
        ellipsoid(
            hand, at: Vector(0, 0.052, 0) * size, radii: Vector(0.036, 0.054, 0.052) * size,
            blend: 0.025 * size, skin)
        cone(
            hand, from: Vector(0.012 * inward, 0.035, 0.035) * size,
            to: Vector(0.030 * inward, 0.080, Curve.mix(0.060, 0.085, open)) * size,
            radii: SIMD2(0.021, 0.018) * size, blend: 0.015 * size, skin)
        for finger in -1...1 {
            let row = Float(finger)
            let curl = Curve.mix(0.075, 0.010, open)
            let knuckle = Vector(0.004 * inward, 0.085, 0.031 * row) * size
            let tip =
                Vector(
                    curl * 0.6 * inward, Curve.mix(0.118, 0.150, open),
                    0.042 * row * Curve.mix(0.9, 1.25, open)) * size
            cone(
                hand, from: knuckle, to: tip, radii: SIMD2(0.0205, 0.0175) * size,
                blend: 0.010 * size, skin)
        }
    }

    /// A shoe with a bright sole around an ankle, in a child's lengths.
    mutating func shoe(_ foot: Placement, size: Vector, color: Vector, sole: Vector, gloss: Float) {
        ellipsoid(
            foot, at: Vector(0, -0.005, 0.075) * size, radii: Vector(0.066, 0.060, 0.108) * size,
            blend: 0.006, .plain(color, gloss: gloss))
        ellipsoid(
            foot, at: Vector(0, -0.002, -0.022) * size, radii: Vector(0.060, 0.070, 0.075) * size,
            blend: 0.03, .plain(color, gloss: gloss))
        ellipsoid(
            foot, at: Vector(0, -0.058, 0.035) * size, radii: Vector(0.074, 0.030, 0.148) * size,
            blend: 0.006, .plain(sole, gloss: 0.1))
    }

    /// A skirt that hangs from the hips and is fitted around both knees; slit in front or behind.
    mutating func fittedSkirt(
        _ pose: Pose, from waist: Vector, top: SIMD2<Float>, bottom: SIMD2<Float>, height: Float,
        clearance: Float, isOpenInFront: Bool, _ surface: Surface
    ) {
        let chest = pose.chest
        var frame = chest.moved(to: point(chest, waist))
        frame.x = chest.x * (isOpenInFront ? -1 : 1)
        frame.z = chest.z * (isOpenInFront ? 1 : -1)
        frame.y = chest.y * -1
        let knees = Side.both.map { frame.local(pose.legs[$0].knee) / scale }
        let lag = 0.012 * pose.secondary.bounce
        var hem = Hem(top: top, bottom: bottom, height: height)
        hem.cover(knees, clearance: clearance)
        skirt(
            frame, top: top, bottom: hem.radii, height: height,
            shear: hem.shear
                + SIMD2(0.010 * pose.secondary.sway, isOpenInFront ? lag : -lag),
            blend: 0.008, surface)
    }
}
