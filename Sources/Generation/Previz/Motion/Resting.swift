import Picture

/// Lying, sleeping, eating, turning round.
extension Performer {
    /// On the back along the ground, seen from the side; asleep with closed eyes.
    func lying(at time: Float, viewer: Vector) -> Stance {
        var stance = rest(at: time, viewer: viewer)
        let breath = Curve.sine(turns: time / 3.4 + phase)
        stance.root = stance.root.turned(Turn(yaw: 1.15))
        let root = stance.root
        let thick = max(0.62 * body.girth, 0.16 * body.hip)
        stance.shift = Vector(0, thick - body.hip, 0)
        stance.pelvis = Turn(pitch: -1.45)
        stance.chest = Turn(pitch: -1.22 - 0.03 * breath)
        stance.facing = root.z + root.x * -0.55
        stance.nod = Turn(pitch: -0.62 + 0.02 * breath, roll: 0.10)
        stance.feet = Pair { side in
            var sole = root.point(
                Vector(body.hipHalf * 1.4 * side.sign, 0, 0.92 * body.leg))
            sole.y = terrain.height(sole.x, sole.z, at: time) + 0.4 * body.ankle
            let ankle = body.ankle(
                over: sole, in: root, pitch: -1.0, outward: 0.35 * side.sign)
            return Stance.Foot(ankle: ankle, planted: true)
        }
        stance.kneePole = Vector(0.3, 1, 0)
        stance.arms = Pair { _ in
            .reach(
                Vector(body.girth * 0.30, 0.30 * body.shoulder.y, body.girth * 0.95),
                pole: Vector(1, -0.3, 0.1))
        }
        stance.secondary = Secondary(bounce: 0.1 * breath, tail: time * 0.1, wag: 0.3)
        if action == .sleep {
            stance.face.blink = 1
            stance.face.mouth = 0.06 + 0.06 * breath
            stance.face.smile = 0.4
        }
        return stance
    }

    /// A hand goes to the mouth and down again; the cheeks work in between.
    func eating(at time: Float, viewer: Vector) -> Stance {
        var stance = rest(at: time, viewer: viewer)
        let beat = Curve.fraction(time / 3.2 + phase * 0.3)
        let up = Curve.smooth(0.05, 0.28, beat) * Curve.smooth(0.62, 0.42, beat)
        let chew = Curve.sine(turns: time * 2.1) * Curve.smooth(0.45, 0.55, beat)
        let low = body.shoulder + Vector(0.12, -0.55, 0.62) * body.arm
        let mouth =
            body.head
            + Vector(0.04 * body.headRadius, -0.42 * body.chin, 1.12 * body.headRadius)
        let side = far.other
        stance.arms[side] = .reach(Curve.mix(low, mouth, up), pole: Vector(0.9, -0.9, -0.2))
        stance.arms[side.other] = .reach(
            body.shoulder + Vector(-0.10, -0.62, 0.55) * body.arm, pole: Vector(0.9, -0.8, -0.3))
        stance.spread[side] = 0.1
        stance.nod.pitch += 0.14 * up + 0.02 * chew
        stance.face.mouth = max(0, 0.42 * up * Curve.smooth(0.20, 0.30, beat) + 0.08 * chew)
        stance.face.smile = max(stance.face.smile, mood == .calm ? 0.8 : -1)
        return stance
    }

    /// Once round in five seconds, on small steps.
    func turning(at time: Float, viewer: Vector) -> Stance {
        var stance = rest(at: time, viewer: viewer)
        let angle = 6.2831855 * Curve.fraction(time / 5)
        let root = ground(at: time).turned(Turn(yaw: angle))
        stance.root = root
        stance.facing = root.z
        stance.feet = Pair { side in
            let lift = max(0, Curve.sine(turns: time * 1.6 + (side == .left ? 0 : 0.5)))
            var foot = standing(side, in: root, at: time)
            foot.ankle.origin.y += 0.10 * body.hip * lift
            foot.planted = lift <= 0
            return foot
        }
        stance.arms = Pair { _ in
            .reach(
                body.shoulder + Vector(0.72, -0.45, 0.18) * body.arm, pole: Vector(0.4, -1, -0.3))
        }
        stance.spread = Pair { _ in 0.7 }
        stance.secondary.sway = 0.8
        return stance
    }
}
