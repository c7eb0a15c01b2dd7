import Picture

extension Performer {
    /// At ease: breathing, swaying a little, looking at the viewer.
    func rest(at time: Float, viewer: Vector) -> Stance {
        let root = ground(at: time)
        let breath = Curve.sine(turns: time / 3.4 + phase)
        let sway = Curve.sine(turns: time / 5.3 + phase)
        var stance = Stance(
            root: root,
            facing: facing(root, viewer: viewer, interest: 2.5),
            arms: Pair { _ in hanging(forward: 0.07 + 0.02 * breath, bend: 0.30) },
            feet: Pair { standing($0, in: root, at: time) })
        stance.shift = Vector(
            0.03 * sway * body.hip, body.straightening + 0.008 * body.hip * (breath - 1), 0)
        stance.pelvis = Turn(roll: 0.015 * sway)
        stance.chest = Turn(pitch: 0.02 + 0.018 * breath, roll: -0.012 * sway)
        stance.nod = Turn(
            pitch: 0.03 * Curve.sine(turns: time * 0.19 + phase),
            yaw: 0.05 * Curve.sine(turns: time * 0.11 + phase), roll: 0.035 * sway)
        stance.face = liveFace(at: time)
        stance.secondary = Secondary(
            bounce: 0.15 * breath, sway: 0.3 * sway, tail: time * 0.42 + phase)
        return stance
    }

    /// An arm that hangs beside the trunk.
    func hanging(forward: Float, bend: Float) -> Stance.Arm {
        let out = (body.girth - body.shoulder.x) / body.arm * 1.5
        return .swing(forward: forward, bend: bend, out: Curve.clamp(out, 0.12, 0.7))
    }

    /// A flat foot beside the root.
    func standing(
        _ side: Side, in root: Placement, at time: Float, width: Float = 1.1, ahead: Float = 0
    ) -> Stance.Foot {
        var sole = root.point(Vector(body.hipHalf * width * side.sign, 0, ahead))
        sole.y = terrain.height(sole.x, sole.z, at: time)
        let ankle = body.ankle(over: sole, in: root, pitch: 0, outward: 0.22 * side.sign)
        return Stance.Foot(ankle: ankle, planted: true)
    }

    /// How far the lids are down in slow blinks.
    func slowBlink(at time: Float) -> Float {
        let beat = Curve.fraction((time - 0.45) / 2.2) * 2.2
        let started: Float = time < 0.45 ? 0 : 1
        return Curve.smooth(0, 0.24, beat) * Curve.smooth(0.72, 0.40, beat) * started
    }

    /// Slow, clear blinks: shut for a moment every 2.2 seconds.
    func blinking(at time: Float, viewer: Vector) -> Stance {
        var stance = rest(at: time, viewer: viewer)
        let lid = slowBlink(at: time)
        stance.face.blink = max(mood.expression.blink, lid)
        stance.face.gaze = .zero
        stance.nod.pitch += 0.035 * lid
        stance.nod.roll += 0.09 * Curve.sine(turns: time * 0.16)
        stance.secondary.bounce += 0.5 * lid
        return stance
    }

    /// Looks to one side, then to the other.
    func looking(at time: Float, viewer: Vector) -> Stance {
        var stance = rest(at: time, viewer: viewer)
        let wave = Curve.sine(turns: time / 4.4 + phase)
        let turn = Curve.smooth(-0.5, 0.5, wave) * 2 - 1
        stance.nod.yaw = 0.55 * turn
        stance.nod.pitch = -0.10 + 0.04 * turn
        stance.chest.yaw = 0.18 * turn
        stance.face.gaze = SIMD2(0.22 * turn, -0.05)
        stance.face.brow = max(stance.face.brow, 0.35)
        return stance
    }

    /// One arm up, the hand from side to side.
    func waving(at time: Float, viewer: Vector) -> Stance {
        var stance = rest(at: time, viewer: viewer)
        let side: Side = umbrella == .right ? .left : .right
        let swing = Curve.sine(turns: time * 1.5)
        let out = max(0.62 * body.arm, body.headRadius * 1.12 - body.shoulder.x + 0.12 * body.arm)
        stance.arms[side] = .reach(
            body.shoulder
                + Vector(out + 0.16 * swing * body.arm, 0.62 * body.arm, 0.30 * body.arm),
            pole: Vector(1, -0.9, 0.1))
        stance.spread[side] = 1
        stance.chest.roll += 0.03 * side.sign
        stance.nod.roll += 0.07 * side.sign
        stance.face.smile = max(stance.face.smile, mood == .calm ? 0.9 : -1)
        stance.secondary.wag = 1.3
        return stance
    }

    /// On the ground with the legs ahead.
    func sitting(at time: Float, viewer: Vector) -> Stance {
        var stance = rest(at: time, viewer: viewer)
        let seat = max(body.girth * 0.52, 0.12 * body.hip)
        stance.shift.y += seat - body.hip
        stance.pelvis.pitch = -0.18
        stance.chest.pitch -= 0.10
        let reach = 0.86 * body.leg
        stance.feet = Pair { side in
            var sole = stance.root.point(
                Vector(body.hipHalf * 1.35 * side.sign, 0, reach))
            sole.y = terrain.height(sole.x, sole.z, at: time)
            let ankle = body.ankle(
                over: sole, in: stance.root, pitch: -1.0, outward: 0.25 * side.sign)
            return Stance.Foot(ankle: ankle, planted: true)
        }
        stance.kneePole = Vector(0.35, 1, 0.2)
        stance.arms = Pair { _ in
            .reach(
                Vector(body.girth * 0.95, 0.18 * body.shoulder.y, 0.52 * body.arm),
                pole: Vector(0.8, -0.4, -0.8))
        }
        return stance
    }

    /// A bounce from foot to foot with swinging arms, two beats a second.
    func dancing(at time: Float, viewer: Vector) -> Stance {
        var stance = rest(at: time, viewer: viewer)
        let beat = time * 1.0 + phase
        let side = Curve.sine(turns: beat)
        let bounce = Curve.cosine(turns: beat * 2)
        stance.shift = Vector(0.10 * side, -0.07 + 0.05 * bounce, 0) * body.hip
        stance.pelvis = Turn(yaw: 0.20 * side, roll: -0.10 * side)
        stance.chest = Turn(pitch: 0.03, yaw: -0.22 * side, roll: 0.12 * side)
        stance.nod = Turn(pitch: 0.05 * bounce, yaw: 0.12 * side, roll: 0.12 * side)
        stance.feet = Pair { foot in
            let lift = Curve.smooth(0.15, 0.9, -side * foot.sign)
            var sole = stance.root.point(Vector(body.hipHalf * 1.5 * foot.sign, 0, 0))
            sole.y = terrain.height(sole.x, sole.z, at: time) + 0.16 * body.hip * lift
            let ankle = body.ankle(
                over: sole, in: stance.root, pitch: 0.5 * lift, outward: 0.35 * foot.sign)
            return Stance.Foot(ankle: ankle, planted: lift == 0)
        }
        stance.arms = Pair { arm in
            let raised = 0.5 + 0.5 * side * arm.sign
            return .reach(
                body.shoulder
                    + Vector(0.74, -0.25 + 0.75 * raised, 0.30 + 0.12 * bounce) * body.arm,
                pole: Vector(0.6, -1, -0.3))
        }
        stance.spread = Pair { _ in 0.8 }
        stance.face.smile = max(stance.face.smile, mood == .calm ? 1 : -1)
        stance.face.mouth = max(stance.face.mouth, mood == .calm ? 0.35 : 0)
        stance.secondary = Secondary(bounce: bounce, sway: side, tail: time * 1.2, wag: 1.5)
        return stance
    }
}
