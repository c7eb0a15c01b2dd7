import Picture

/// A boy or a girl with a big head; proportions after the meadow prototype.
struct Child: Puppet {
    let person: Person
    let scale: Float
    let physique: Physique

    static let skin = Vector(0.80, 0.335, 0.195)
    static let rosy = Vector(0.78, 0.25, 0.14)

    init(_ person: Person, scale: Float) {
        self.person = person
        self.scale = scale
        physique = Physique(
            hip: 0.625, hipHalf: 0.085, thigh: 0.28, shin: 0.28, ankle: 0.085, ball: 0.10,
            heel: 0.06, shoulder: Vector(0.158, 0.315, 0), upperArm: 0.205, forearm: 0.185,
            head: Vector(0, 0.615, 0.035), headRadius: 0.285, chin: 0.25, top: 1.68, girth: 0.235
        ).scaled(by: scale)
    }

    private var wardrobe: Wardrobe { person.wardrobe }

    func sculpt(_ pose: Pose, with sculptor: inout Sculptor) {
        sculptor.scale = scale
        hips(pose, with: &sculptor)
        for side in Side.both { leg(pose.legs[side], with: &sculptor) }
        trunk(pose, with: &sculptor)
        for side in Side.both { arm(pose.arms[side], side, of: pose, with: &sculptor) }
        head(pose, with: &sculptor)
    }

    /// Shorts or trousers first: each kind of cloth and skin begins a new seam.
    private func hips(_ pose: Pose, with sculptor: inout Sculptor) {
        guard wardrobe.bottom != .skirt else { return }
        let cloth = Surface.plain(wardrobe.bottomColor)
        sculptor.ellipsoid(
            pose.pelvis, at: Vector(0, 0.005, -0.01), radii: Vector(0.158, 0.125, 0.135),
            blend: 0.05, cloth)
        let long = wardrobe.bottom == .trousers
        for side in Side.both {
            let leg = pose.legs[side]
            let end = Curve.mix(leg.hip, leg.knee, long ? 1 : 0.80)
            sculptor.limb(
                from: leg.hip, to: end, radii: long ? SIMD2(0.120, 0.092) : SIMD2(0.122, 0.110),
                hint: leg.foot, blend: 0.05, cloth)
        }
        guard long else { return }
        for side in Side.both {
            let leg = pose.legs[side]
            sculptor.limb(
                from: leg.knee, to: Curve.mix(leg.knee, leg.foot.origin, 0.90),
                radii: SIMD2(0.092, 0.075), hint: leg.foot, blend: 0.04, cloth)
        }
    }

    private func leg(_ leg: Pose.Leg, with sculptor: inout Sculptor) {
        sculptor.shoe(
            leg.foot, size: Vector(1, 1, 1), color: wardrobe.shoes, sole: Palette.white, gloss: 0.32
        )
        let skin = Surface.plain(Child.skin)
        if wardrobe.bottom != .trousers {
            let start = wardrobe.bottom == .skirt ? 0.0 : Float(0.55)
            sculptor.limb(
                from: Curve.mix(leg.hip, leg.knee, start), to: leg.knee,
                radii: SIMD2(0.074, 0.066), hint: leg.foot, blend: 0.004, skin)
            sculptor.limb(
                from: leg.knee, to: Curve.mix(leg.knee, leg.foot.origin, 0.86),
                radii: SIMD2(0.066, 0.047), hint: leg.foot, blend: 0.005, skin)
        }
        sculptor.limb(
            from: Curve.mix(leg.knee, leg.foot.origin, 0.74), to: leg.foot.origin,
            radii: SIMD2(0.053, 0.054), hint: leg.foot, blend: 0.006, .plain(Palette.white))
    }

    private func trunk(_ pose: Pose, with sculptor: inout Sculptor) {
        let chest = pose.chest
        if wardrobe.bottom == .skirt {
            sculptor.ellipsoid(
                pose.pelvis, at: Vector(0, 0.005, -0.01), radii: Vector(0.150, 0.11, 0.128),
                blend: 0.02, wardrobe.cloth(phase: 0))
            sculptor.fittedSkirt(
                pose, from: Vector(0, 0.16, -0.005), top: SIMD2(0.150, 0.135),
                bottom: SIMD2(0.235, 0.215), height: 0.33, clearance: 0.085, isOpenInFront: false,
                .cloth(wardrobe.bottomColor))
        }
        sculptor.cone(
            chest, from: Vector(0, 0.085, -0.005), to: Vector(0, 0.30, -0.005),
            radii: SIMD2(0.168, 0.122), blend: 0.006, wardrobe.cloth(phase: 2.32))
        sculptor.ellipsoid(
            chest, at: Vector(0, 0.30, -0.005), radii: Vector(0.148, 0.085, 0.108), blend: 0.05,
            wardrobe.cloth(phase: 0.074))
        if wardrobe.top == .coat {
            sculptor.fittedSkirt(
                pose, from: Vector(0, 0.15, -0.005), top: SIMD2(0.172, 0.160),
                bottom: SIMD2(0.225, 0.210), height: 0.30, clearance: 0.13, isOpenInFront: true,
                wardrobe.cloth(phase: 0, .coatSkirt))
        }
        sculptor.cone(
            chest, from: Vector(0, 0.35, 0), to: Vector(0, 0.43, 0.012),
            radii: SIMD2(0.062, 0.060), blend: 0.03, .plain(Child.skin))
        guard let scarf = wardrobe.scarf else { return }
        sculptor.band(
            chest, at: Vector(0, 0.395, 0.008), radius: 0.088, flare: 0, half: 0.042,
            thickness: 0.040, gap: 0, blend: 0.02, .cloth(scarf, .knitted))
    }

    private func arm(_ arm: Pose.Arm, _ side: Side, of pose: Pose, with sculptor: inout Sculptor) {
        let skin = Surface.plain(Child.skin)
        let cloth = wardrobe.cloth(phase: 1.1)
        let chest = pose.chest
        let upper = arm.elbow - arm.shoulder
        let sleeve = wardrobe.hasLongSleeves ? Float(1) : 0.56
        sculptor.limb(
            from: sculptor.point(chest, Vector(0.125 * side.sign, 0.315, 0)),
            to: arm.shoulder + upper * sleeve,
            radii: wardrobe.hasLongSleeves ? SIMD2(0.080, 0.064) : SIMD2(0.080, 0.082), hint: chest,
            blend: 0.022, cloth)
        if wardrobe.hasLongSleeves {
            sculptor.limb(
                from: arm.elbow, to: Curve.mix(arm.elbow, arm.wrist, 0.93),
                radii: SIMD2(0.064, 0.058), hint: arm.hand, blend: 0.022, cloth)
        } else {
            sculptor.limb(
                from: arm.shoulder + upper * 0.29, to: arm.elbow, radii: SIMD2(0.056, 0.050),
                hint: arm.hand, blend: 0.004, skin)
        }
        sculptor.limb(
            from: wardrobe.hasLongSleeves ? Curve.mix(arm.elbow, arm.wrist, 0.8) : arm.elbow,
            to: arm.wrist, radii: SIMD2(0.046, 0.040), hint: arm.hand,
            blend: wardrobe.hasLongSleeves ? 0.004 : 0.02, skin)
        sculptor.hand(arm, side: side, size: 1, skin)
    }
}
