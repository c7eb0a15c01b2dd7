import Picture

/// A man or a woman; proportions after the neon street prototype, 1.76 metres tall.
struct Adult: Puppet {
    let person: Person
    let scale: Float
    let physique: Physique

    static let skin = Vector(0.78, 0.40, 0.24)
    static let rosy = Vector(0.80, 0.36, 0.23)

    init(_ person: Person, scale: Float) {
        self.person = person
        let size = scale * (person.kind == .woman ? 0.95 : 1)
        self.scale = size
        physique = Physique(
            hip: 0.868, hipHalf: 0.085, thigh: 0.425, shin: 0.425, ankle: 0.085, ball: 0.12,
            heel: 0.06, shoulder: Vector(person.kind == .woman ? 0.172 : 0.188, 0.412, -0.01),
            upperArm: 0.255, forearm: 0.225, head: Vector(0, 0.715, 0.030), headRadius: 0.148,
            chin: 0.185, top: 1.87, girth: 0.245
        ).scaled(by: size)
    }

    var wardrobe: Wardrobe { person.wardrobe }
    private var isCoat: Bool { wardrobe.top == .coat }

    func sculpt(_ pose: Pose, with sculptor: inout Sculptor) {
        sculptor.scale = scale
        for side in Side.both { leg(pose.legs[side], with: &sculptor) }
        if isCoat {
            coat(pose, with: &sculptor)
        } else {
            shirt(pose, with: &sculptor)
        }
        if let scarf = wardrobe.scarf { self.scarf(scarf, pose, with: &sculptor) }
        for side in Side.both { arm(pose.arms[side], side, of: pose, with: &sculptor) }
        head(pose, with: &sculptor)
    }

    private func leg(_ leg: Pose.Leg, with sculptor: inout Sculptor) {
        let bare = wardrobe.bottom == .skirt || wardrobe.bottom == .shorts
        let cloth = Surface.plain(wardrobe.bottomColor, gloss: 0.10)
        let skin = Surface.plain(Adult.skin)
        let thigh = wardrobe.bottom == .skirt ? skin : cloth
        sculptor.limb(
            from: leg.hip, to: leg.knee,
            radii: wardrobe.bottom == .shorts ? SIMD2(0.094, 0.084) : SIMD2(0.086, 0.066),
            hint: leg.foot, blend: 0.03, thigh)
        sculptor.limb(
            from: leg.knee, to: leg.foot.origin,
            radii: bare ? SIMD2(0.060, 0.042) : SIMD2(0.066, 0.054),
            hint: leg.foot, blend: bare ? 0.006 : 0.03, bare ? skin : cloth)
        let shoe = Surface.plain(wardrobe.shoes, gloss: 0.75)
        sculptor.ellipsoid(
            leg.foot, at: Vector(0, -0.030, 0.055), radii: Vector(0.052, 0.050, 0.135),
            blend: bare ? 0.006 : 0.02, shoe)
        sculptor.ellipsoid(
            leg.foot, at: Vector(0, -0.005, -0.02), radii: Vector(0.052, 0.062, 0.070), blend: 0.03,
            shoe)
        sculptor.ellipsoid(
            leg.foot, at: Vector(0, -0.068, 0.045), radii: Vector(0.058, 0.020, 0.150),
            blend: 0.008, .plain(Vector(0.55, 0.52, 0.48), gloss: 0.2))
    }

    private func coat(_ pose: Pose, with sculptor: inout Sculptor) {
        let chest = pose.chest
        sculptor.fittedSkirt(
            pose, from: Vector(0, 0.13, 0), top: SIMD2(0.142, 0.116), bottom: SIMD2(0.220, 0.170),
            height: 0.59, clearance: 0.086, isOpenInFront: true,
            wardrobe.cloth(phase: 0, .coatSkirt))
        sculptor.ellipsoid(
            chest, at: Vector(0, 0.14, 0), radii: Vector(0.148, 0.20, 0.114), blend: 0.05,
            wardrobe.cloth(phase: 0, .coatWaist))
        sculptor.ellipsoid(
            chest, at: Vector(0, 0.32, 0.005), radii: Vector(0.176, 0.185, 0.126), blend: 0.06,
            wardrobe.cloth(phase: 0, .coatChest))
        shoulders(chest, with: &sculptor)
        sculptor.ellipsoid(
            chest, at: Vector(0, 0.115, 0), radii: Vector(0.155, 0.022, 0.124), blend: 0.010,
            .cloth(Vector(0.05, 0.055, 0.085), gloss: 0.3))
        sculptor.ellipsoid(
            chest, at: Vector(0.03, 0.115, 0.124), radii: Vector(0.026, 0.022, 0.010), blend: 0.004,
            .plain(Vector(0.55, 0.42, 0.22), gloss: 0.8))
        for row in 0..<2 {
            for side in Side.both {
                let y = Float(row)
                sculptor.ellipsoid(
                    chest, at: Vector(0.052 * side.sign, 0.20 + 0.085 * y, 0.118 + 0.014 * y),
                    radii: Vector(0.012, 0.012, 0.006), blend: 0.003,
                    .plain(Vector(0.5, 0.40, 0.25), gloss: 0.6))
            }
        }
        let collar = chest.turned(Turn(pitch: 0.16))
            .moved(to: sculptor.point(chest, Vector(0, 0.485, -0.012)))
        sculptor.band(
            collar, at: .zero, radius: 0.092, flare: 0.34, half: 0.055, thickness: 0.011,
            gap: 0.055, blend: 0.012, .cloth(wardrobe.topColor * 1.15, gloss: 0.22))
    }

    private func shirt(_ pose: Pose, with sculptor: inout Sculptor) {
        let chest = pose.chest
        let cloth = wardrobe.cloth(phase: 0)
        if wardrobe.bottom == .skirt {
            sculptor.fittedSkirt(
                pose, from: Vector(0, 0.13, 0), top: SIMD2(0.128, 0.108),
                bottom: SIMD2(0.215, 0.180), height: 0.56, clearance: 0.078, isOpenInFront: false,
                .cloth(wardrobe.bottomColor))
        } else {
            sculptor.ellipsoid(
                pose.pelvis, at: Vector(0, 0.02, -0.008), radii: Vector(0.148, 0.105, 0.112),
                blend: 0.04, .plain(wardrobe.bottomColor, gloss: 0.1))
            sculptor.ellipsoid(
                chest, at: Vector(0, 0.085, 0), radii: Vector(0.146, 0.020, 0.113), blend: 0.006,
                .plain(Palette.leather, gloss: 0.4))
        }
        sculptor.ellipsoid(
            chest, at: Vector(0, 0.175, 0), radii: Vector(0.140, 0.155, 0.108),
            blend: wardrobe.bottom == .skirt ? 0.03 : 0.006, cloth)
        sculptor.ellipsoid(
            chest, at: Vector(0, 0.325, 0.002), radii: Vector(0.168, 0.165, 0.118), blend: 0.06,
            cloth)
        shoulders(chest, with: &sculptor)
        guard wardrobe.top == .shirt else { return }
        let collar = chest.turned(Turn(pitch: 0.20))
            .moved(to: sculptor.point(chest, Vector(0, 0.478, -0.008)))
        sculptor.band(
            collar, at: .zero, radius: 0.082, flare: 0.30, half: 0.030, thickness: 0.009,
            gap: 0.045, blend: 0.010, .cloth(wardrobe.topColor * 1.25))
    }

    private func shoulders(_ chest: Placement, with sculptor: inout Sculptor) {
        let wide = physique.shoulder.x / scale - 0.040
        for side in Side.both {
            sculptor.ellipsoid(
                chest, at: Vector(wide * side.sign, 0.422, -0.012),
                radii: Vector(0.082, 0.058, 0.080), blend: 0.05, wardrobe.cloth(phase: 0))
        }
    }

    private func scarf(_ color: Vector, _ pose: Pose, with sculptor: inout Sculptor) {
        let chest = pose.chest
        let knit = Surface.cloth(color, .knitted)
        sculptor.band(
            chest, at: Vector(0, 0.475, 0), radius: 0.068, flare: 0, half: 0.030, thickness: 0.024,
            gap: 0, blend: 0.02, knit)
        let wave = 0.05 + 0.10 * pose.secondary.bounce
        var tail = chest.turned(Turn(pitch: -0.17, yaw: 0.20, roll: 0.05))
            .moved(to: sculptor.point(chest, Vector(0.048, 0.458, 0.122)))
        tail.x = tail.x * -1
        tail.y = tail.y * -1
        sculptor.skirt(
            tail, top: SIMD2(0.030, 0.020), bottom: SIMD2(0.046, 0.017), height: 0.27,
            shear: SIMD2(0.02 * pose.secondary.sway, 0.06 * wave), blend: 0.012, knit)
    }

    private func arm(_ arm: Pose.Arm, _ side: Side, of pose: Pose, with sculptor: inout Sculptor) {
        let cloth = wardrobe.cloth(phase: 0)
        let skin = Surface.plain(Adult.skin)
        if wardrobe.hasLongSleeves {
            let wide: Float = isCoat ? 1 : 0.90
            sculptor.limb(
                from: arm.shoulder, to: arm.elbow, radii: SIMD2(0.064, 0.054) * wide,
                hint: arm.hand, blend: 0.03, cloth)
            sculptor.limb(
                from: arm.elbow, to: arm.wrist, radii: SIMD2(0.054, 0.049) * wide, hint: arm.hand,
                blend: 0.02, cloth)
            let cuff = (arm.wrist - arm.elbow).normalized * scale
            sculptor.limb(
                from: arm.wrist - cuff * 0.035, to: arm.wrist + cuff * 0.004,
                radii: SIMD2(0.052, 0.054) * wide, hint: arm.hand, blend: 0.006,
                .cloth(wardrobe.topColor * 1.15, gloss: isCoat ? 0.22 : 0))
        } else {
            let sleeve = Curve.mix(arm.shoulder, arm.elbow, 0.60)
            sculptor.limb(
                from: arm.shoulder, to: sleeve, radii: SIMD2(0.062, 0.060), hint: arm.hand,
                blend: 0.03, cloth)
            sculptor.limb(
                from: Curve.mix(arm.shoulder, arm.elbow, 0.3), to: arm.elbow,
                radii: SIMD2(0.048, 0.044), hint: arm.hand, blend: 0.004, skin)
            sculptor.limb(
                from: arm.elbow, to: arm.wrist, radii: SIMD2(0.044, 0.035), hint: arm.hand,
                blend: 0.02, skin)
        }
        sculptor.hand(arm, side: side, size: 0.86, skin)
    }
}
