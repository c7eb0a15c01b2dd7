import Picture

extension Performer {
    /// Crouch, leap, land, settle; again every 1.7 seconds.
    func jumping(at time: Float, viewer: Vector) -> Stance {
        var stance = rest(at: time, viewer: viewer)
        let beat = Curve.fraction(time / 1.7 + phase * 0.6) * 1.7
        let flight = (beat - 0.52) / 0.58
        let air = flight > 0 && flight < 1 ? flight : 0
        let height = 0.62 * body.hip * 4 * air * (1 - air)
        let crouch = Curve.smooth(0.05, 0.36, beat) * Curve.smooth(0.54, 0.42, beat)
        let landing = Curve.smooth(1.08, 1.18, beat) * Curve.smooth(1.55, 1.2, beat)
        let bend = max(crouch, landing * 0.8)
        let launch = Curve.smooth(0.40, 0.54, beat) * Curve.smooth(1.25, 0.95, beat)
        stance.shift.y += height - 0.27 * body.hip * bend
        stance.chest.pitch += 0.30 * bend - 0.06 * launch
        stance.nod.pitch += -0.12 * launch - 0.10 * bend
        stance.feet = Pair { side in
            var sole = stance.root.point(Vector(body.hipHalf * 1.15 * side.sign, 0, 0))
            let tuck = Curve.hump(air)
            sole.y = terrain.height(sole.x, sole.z, at: time) + height + 0.10 * body.hip * tuck
            sole -= stance.root.z * (0.10 * body.hip * tuck)
            let ankle = body.ankle(
                over: sole, in: stance.root,
                pitch: air > 0 ? 0.75 * Curve.hump(min(air * 1.2, 1)) : 0,
                outward: 0.2 * side.sign)
            return Stance.Foot(ankle: ankle, planted: air == 0)
        }
        stance.kneePole = Vector(0.35, 0.1, 1)
        let back = body.shoulder + Vector(0.45, -0.75, -0.40) * body.arm
        let high = body.shoulder + Vector(0.70, 0.62, 0.25) * body.arm
        let rest = body.shoulder + Vector(0.48, -0.82, 0.12) * body.arm
        let low = Curve.mix(rest, back, bend)
        stance.arms = Pair { _ in
            .reach(Curve.mix(low, high, launch), pole: Vector(0.6, -0.6, -0.6))
        }
        stance.spread = Pair { _ in 0.3 + 0.7 * launch }
        if mood == .calm {
            stance.face.smile = 1
            stance.face.mouth = 0.15 + 0.45 * launch
        }
        stance.secondary = Secondary(
            bounce: landing - launch, sway: 0, tail: time * 0.8 + phase, wag: 1)
        return stance
    }

    /// Upright in the water, treading it with arms and legs.
    func swimming(at time: Float, viewer: Vector) -> Stance {
        var stance = rest(at: time, viewer: viewer)
        let stroke = time * 0.75 + phase
        stance.shift.y -= body.hip + body.shoulder.y * 0.72
        stance.shift.y += 0.03 * Curve.sine(turns: stroke * 2)
        stance.chest.pitch = 0.32
        stance.nod.pitch = -0.10
        stance.arms = Pair { side in
            let angle = stroke + (side == .left ? 0 : 0.5)
            return .reach(
                body.shoulder
                    + Vector(
                        0.62 + 0.15 * Curve.cosine(turns: angle),
                        0.05 + 0.30 * Curve.sine(turns: angle),
                        0.55 + 0.30 * Curve.cosine(turns: angle)) * body.arm,
                pole: Vector(0.8, -0.4, -0.5))
        }
        stance.feet = Pair { side in
            let kick = 0.16 * Curve.sine(turns: stroke * 2 + (side == .left ? 0 : 0.5))
            let sole = stance.root.point(
                Vector(
                    body.hipHalf * side.sign, stance.shift.y + 0.08 * body.hip,
                    -0.12 * body.hip + kick * body.hip))
            let ankle = body.ankle(over: sole, in: stance.root, pitch: 0.7)
            return Stance.Foot(ankle: ankle, planted: false)
        }
        stance.face.smile = max(stance.face.smile, mood == .calm ? 0.9 : -1)
        return stance
    }
}
