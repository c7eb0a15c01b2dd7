import Picture

/// Faces of animals, in the units of the head.
extension Animal {
    func head(_ pose: Pose, with sculptor: inout Sculptor) {
        let head = pose.head
        skull(head, with: &sculptor)
        switch breed.muzzle {
        case .short: shortMuzzle(head, pose.face, with: &sculptor)
        case .long: longMuzzle(head, pose.face, with: &sculptor)
        case .broad: broadMuzzle(head, pose.face, with: &sculptor)
        }
        for side in Side.both {
            ear(side, head, pose.secondary, with: &sculptor)
        }
    }

    private func skull(_ head: Placement, with sculptor: inout Sculptor) {
        let wide: Float = breed.muzzle == .short ? 0.335 : 0.31
        sculptor.ellipsoid(
            head, at: .zero, radii: Vector(wide, 0.275, 0.265), blend: 0.06, coat(.zero))
        sculptor.ellipsoid(
            head, at: Vector(0, 0.13, 0.06), radii: Vector(0.19, 0.145, 0.19), blend: 0.03,
            coat(Vector(38, 0, 0), strength: 0.95))
        let cheek: Float = breed.muzzle == .short ? 0.20 : 0.16
        for side in Side.both {
            sculptor.ellipsoid(
                head, at: Vector(cheek * side.sign, -0.085, 0.10),
                radii: Vector(0.155, 0.125, 0.13),
                blend: 0.06, coat(Vector(0, 30, 0), strength: 0.8))
        }
        guard breed.pied else { return }
        for side in Side.both {
            let patch = head.turned(Turn(roll: 0.55 * side.sign))
            sculptor.ellipsoid(
                patch.moved(to: sculptor.point(head, Vector(0.135 * side.sign, 0.015, 0.165))),
                at: .zero, radii: Vector(0.118, 0.150, 0.092), blend: 0.012, .plain(limbColor))
        }
    }

    private func shortMuzzle(
        _ head: Placement, _ face: Expression, with sculptor: inout Sculptor
    ) {
        let cream = Surface.plain(tip)
        sculptor.ellipsoid(
            head, at: Vector(0, -0.10, 0.20), radii: Vector(0.125, 0.085, 0.095), blend: 0.05,
            cream)
        for side in Side.both {
            sculptor.ellipsoid(
                head, at: Vector(0.055 * side.sign, -0.095, 0.255),
                radii: Vector(0.072, 0.058, 0.058), blend: 0.025, cream)
        }
        let open = 0.030 * face.mouth
        sculptor.ellipsoid(
            head, at: Vector(0, -0.155 - open * 0.6, 0.225),
            radii: Vector(0.052 + 0.2 * open, 0.036 + open, 0.045 + open * 0.4), blend: 0.015,
            .plain(Palette.pad * (face.mouth > 0.25 ? 0.7 : 1)))
        sculptor.ellipsoid(
            head, at: Vector(0, -0.182 - open * 1.5, 0.205), radii: Vector(0.07, 0.04, 0.06),
            blend: 0.02, cream)
        sculptor.ellipsoid(
            head, at: Vector(0, -0.055, 0.312), radii: Vector(0.036, 0.026, 0.026), blend: 0.008,
            .plain(Palette.pad, gloss: 0.5))
        smile(head, nose: Vector(0, -0.08, 0.322), face, with: &sculptor)
        if breed.teeth {
            sculptor.box(
                head, at: Vector(0, -0.150, 0.292), half: Vector(0.024, 0.028, 0.008),
                rounding: 0.008, blend: 0.003, .plain(Vector(0.92, 0.90, 0.84), gloss: 0.3))
        }
        guard breed.whiskers else { return }
        for side in Side.both {
            for row in 0..<2 {
                let low = Float(row)
                sculptor.cone(
                    head, from: Vector(0.085 * side.sign, -0.09 - 0.03 * low, 0.285),
                    to: Vector(0.40 * side.sign, -0.045 - 0.085 * low, 0.22),
                    radii: SIMD2(0.0055, 0.0025), blend: 0.004,
                    .plain(Vector(0.95, 0.93, 0.90), gloss: 0.3))
            }
        }
    }

    /// A w of dark lines under the nose; corners up are happy, down are sad.
    private func smile(
        _ head: Placement, nose: Vector, _ face: Expression, with sculptor: inout Sculptor
    ) {
        let ink = Surface.plain(Vector(0.16, 0.05, 0.04), gloss: 0.2)
        let middle = nose + Vector(0, -0.042, -0.005)
        sculptor.cone(
            head, from: nose, to: middle, radii: SIMD2(0.007, 0.007), blend: 0.006, ink)
        let corner = -0.012 + 0.038 * face.smile
        for side in Side.both {
            let low =
                middle + Vector(0.036 * side.sign, -0.012 - 0.020 * max(face.smile, 0), -0.008)
            sculptor.cone(
                head, from: middle, to: low, radii: SIMD2(0.007, 0.007), blend: 0.006, ink)
            sculptor.cone(
                head, from: low,
                to: Vector(middle.x + 0.082 * side.sign, middle.y + corner, middle.z - 0.022),
                radii: SIMD2(0.007, 0.005), blend: 0.006, ink)
        }
    }

    private func longMuzzle(_ head: Placement, _ face: Expression, with sculptor: inout Sculptor) {
        let cream = Surface.plain(tip)
        let open = 0.05 * max(face.mouth, 0)
        sculptor.cone(
            head, from: Vector(0, -0.155 - open, 0.14), to: Vector(0, -0.185 - open, 0.31),
            radii: SIMD2(0.085, 0.058), blend: 0.03, cream)
        if face.smile > 0.2 || face.mouth > 0.2 {
            sculptor.ellipsoid(
                head, at: Vector(0.012, -0.178 - open * 1.3, 0.345),
                radii: Vector(0.046, 0.022 + 0.5 * open, 0.050), blend: 0.006,
                .plain(Vector(0.85, 0.20, 0.20), gloss: 0.4))
        }
        sculptor.cone(
            head, from: Vector(0, -0.065, 0.16), to: Vector(0, -0.100, 0.335),
            radii: SIMD2(0.150, 0.100), blend: 0.04, cream)
        for side in Side.both {
            sculptor.ellipsoid(
                head, at: Vector(0.052 * side.sign, -0.125, 0.335),
                radii: Vector(0.075, 0.068, 0.080), blend: 0.025, cream)
        }
        sculptor.ellipsoid(
            head, at: Vector(0, -0.040, 0.418), radii: Vector(0.060, 0.043, 0.040), blend: 0.010,
            .plain(Vector(0.022, 0.016, 0.016), gloss: 0.7))
        let ink = Surface.plain(Vector(0.07, 0.03, 0.025), gloss: 0.1)
        sculptor.cone(
            head, from: Vector(0, -0.075, 0.430), to: Vector(0, -0.130, 0.418),
            radii: SIMD2(0.007, 0.007), blend: 0.005, ink)
        for side in Side.both {
            sculptor.cone(
                head, from: Vector(0, -0.132, 0.417),
                to: Vector(0.070 * side.sign, -0.168, 0.385), radii: SIMD2(0.007, 0.007),
                blend: 0.005, ink)
            sculptor.cone(
                head, from: Vector(0.070 * side.sign, -0.168, 0.385),
                to: Vector(0.128 * side.sign, -0.165 + 0.045 * face.smile, 0.300),
                radii: SIMD2(0.007, 0.004), blend: 0.005, ink)
        }
    }

    private func broadMuzzle(_ head: Placement, _ face: Expression, with sculptor: inout Sculptor) {
        let cream = Surface.plain(tip)
        let snout = breed.pied ? Surface.plain(color) : cream
        sculptor.ellipsoid(
            head, at: Vector(0, -0.105, 0.215), radii: Vector(0.150, 0.115, 0.125), blend: 0.04,
            snout)
        sculptor.ellipsoid(
            head, at: Vector(0, -0.045, 0.325), radii: Vector(0.056, 0.040, 0.034), blend: 0.010,
            .plain(Vector(0.022, 0.016, 0.016), gloss: 0.7))
        smile(head, nose: Vector(0, -0.078, 0.340), face, with: &sculptor)
    }

    private func ear(
        _ side: Side, _ head: Placement, _ second: Secondary, with sculptor: inout Sculptor
    ) {
        let sign = side.sign
        let flap = 0.025 * second.bounce
        let rosy = Surface.plain(Palette.pad)
        switch breed.ears {
        case .none: break
        case .pointed:
            sculptor.cone(
                head, from: Vector(0.19 * sign, 0.17, -0.01),
                to: Vector(0.285 * sign, 0.40, -0.02 - flap), radii: SIMD2(0.125, 0.022),
                blend: 0.05, coat(.zero))
            sculptor.cone(
                head, from: Vector(0.195 * sign, 0.19, 0.065),
                to: Vector(0.278 * sign, 0.345, 0.03 - flap), radii: SIMD2(0.068, 0.014),
                blend: 0.015, rosy)
        case .floppy:
            let dark = Surface.fur(breed.darkEars ? color * 0.42 : color)
            sculptor.cone(
                head, from: Vector(0.205 * sign, 0.19, -0.02),
                to: Vector(0.335 * sign, 0.09, 0.01), radii: SIMD2(0.070, 0.082), blend: 0.04,
                dark)
            sculptor.cone(
                head, from: Vector(0.335 * sign, 0.09, 0.01),
                to: Vector((0.375 + flap) * sign, -0.165 + 2 * flap, 0.035),
                radii: SIMD2(0.082, 0.066), blend: 0.03, dark)
        case .long:
            let tip = Vector(0.16 * sign + 0.03 * second.sway, 0.70, -0.08 - 2 * flap)
            sculptor.cone(
                head, from: Vector(0.11 * sign, 0.20, -0.02), to: tip, radii: SIMD2(0.070, 0.060),
                blend: 0.05, coat(.zero))
            sculptor.cone(
                head, from: Vector(0.115 * sign, 0.26, 0.040), to: tip + Vector(0, -0.04, 0.042),
                radii: SIMD2(0.035, 0.030), blend: 0.012, rosy)
        case .round:
            let outer = breed.pied ? Surface.plain(limbColor) : coat(.zero)
            sculptor.ellipsoid(
                head, at: Vector(0.235 * sign, 0.225, -0.02), radii: Vector(0.105, 0.105, 0.062),
                blend: 0.02, outer)
            guard !breed.pied else { return }
            sculptor.ellipsoid(
                head, at: Vector(0.238 * sign, 0.225, 0.030), radii: Vector(0.064, 0.064, 0.028),
                blend: 0.012, .plain(Palette.deep(color) + Vector(0.10, 0.03, 0.02)))
        }
    }

    func eyes(_ pose: Pose, with sculptor: inout Sculptor) {
        let big = breed.muzzle == .short
        let lid = breed.pied ? Surface.plain(limbColor) : coat(.zero)
        for side in Side.both {
            let eye = Eye(
                center: big
                    ? Vector(0.132 * side.sign, 0.035, 0.195)
                    : Vector(0.122 * side.sign, 0.060, 0.205),
                radii: (big ? Vector(0.100, 0.110, 0.080) : Vector(0.078, 0.090, 0.066))
                    * eyeSize,
                side: side, outward: big ? 0.12 : 0.14, iris: breed.iris,
                lidOffset: (big ? Vector(0.002, 0.062, -0.018) : Vector(0.002, 0.052, -0.015))
                    * eyeSize,
                lidRadii: (big ? Vector(0.107, 0.070, 0.086) : Vector(0.083, 0.058, 0.070))
                    * eyeSize,
                lidRoll: -0.16)
            sculptor.eye(
                eye, in: pose.head, face: pose.face, lid: lid,
                lashes: Palette.deep(breed.pied ? Palette.brown : color) * 0.22)
            if !big && !breed.pied {
                sculptor.ellipsoid(
                    pose.head, at: Vector(0.110 * side.sign, 0.190 + 0.02 * pose.face.brow, 0.190),
                    radii: Vector(0.042, 0.020, 0.026), blend: 0.02, .plain(tip))
            }
        }
    }
}
