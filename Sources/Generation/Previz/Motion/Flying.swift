import Picture

extension Performer {
    /// Stretched out in the air like a hero of the comics, one fist ahead.
    func flying(at time: Float, viewer: Vector) -> Stance {
        var stance = rest(at: time, viewer: viewer)
        let wave = Curve.sine(turns: time * 0.37 + phase)
        let root = stance.root
        stance.shift = Vector(0, airborne - body.hip + 0.07 * wave * body.hip, 0)
        stance.pelvis = Turn(pitch: 1.12, roll: 0.10 * wave)
        stance.chest = Turn(pitch: 1.02, roll: 0.10 * wave)
        stance.facing = facing(root, viewer: viewer, interest: 0.9)
        stance.nod = Turn(pitch: 0.05 * wave, roll: 0.08 * wave)
        let hips = root.point(Vector(0, body.hip, 0) + stance.shift)
        let pelvis = root.turned(stance.pelvis).moved(to: hips)
        stance.feet = Pair { side in
            let trail = Vector(
                body.hipHalf * 0.9 * side.sign, -0.97 * body.leg,
                0.05 * body.leg * Curve.sine(turns: time * 0.8 + (side == .left ? 0 : 0.5)))
            let ankle = pelvis.turned(Turn(pitch: 0.9)).moved(to: pelvis.point(trail))
            return Stance.Foot(ankle: ankle, planted: false)
        }
        stance.arms = Pair { side in
            side == far
                ? .reach(
                    body.shoulder + Vector(-0.10, 0.94, 0.16) * body.arm,
                    pole: Vector(0.8, 0.2, -0.6))
                : .reach(
                    body.shoulder + Vector(0.34, -0.82, -0.12) * body.arm,
                    pole: Vector(0.8, -0.4, -0.6))
        }
        stance.spread = Pair { $0 == far ? 0 : 0.5 }
        stance.face.smile = max(stance.face.smile, mood == .calm ? 0.9 : -1)
        stance.secondary = Secondary(bounce: wave, sway: wave, tail: time * 0.9, wag: 1.2)
        return stance
    }

    /// Height of the hips of someone who flies.
    var airborne: Float { body.hip + 0.75 * body.top }
}
