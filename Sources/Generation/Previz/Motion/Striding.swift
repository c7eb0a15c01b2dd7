import Picture

extension Performer {
    /// A relaxed walk: heel first, shoulders against hips.
    func walking(at time: Float, viewer: Vector) -> Stance {
        let gait = self.gait ?? .walk(body)
        let turns = gait.turns(at: time, phase: phase)
        let root = ground(at: time)
        let swing = Curve.cosine(turns: turns)
        let out = hanging(forward: 0, bend: 0)
        var stance = Stance(
            root: root, facing: facing(root, viewer: viewer, interest: 0.75),
            arms: Pair { side in
                let forward = -swing * side.sign
                return paced(out, forward: 0.50 * forward + 0.06, bend: 0.34 + 0.20 * forward)
            },
            feet: Pair {
                gait.foot(
                    $0, at: time, phase: phase, body: body, route: route, terrain: terrain)
            })
        let size = body.hip / 0.868
        stance.shift = Vector(
            0.022 * size * Curve.sine(turns: turns - 0.05),
            0.016 * size * Curve.cosine(turns: 2 * (turns - 0.30)), 0)
        stance.pelvis = Turn(yaw: -0.11 * swing)
        stance.chest = Turn(
            pitch: 0.045, yaw: 0.09 * swing, roll: -0.02 * Curve.sine(turns: turns))
        stance.nod = Turn(
            pitch: 0.02 + 0.012 * Curve.cosine(turns: 2 * turns),
            yaw: 0.04 * Curve.sine(turns: time * 0.14),
            roll: 0.03 * Curve.sine(turns: turns))
        stance.face = liveFace(at: time)
        stance.secondary = Secondary(
            bounce: Curve.sine(turns: 2 * turns - 0.13), sway: Curve.sine(turns: turns - 0.1),
            tail: turns * 0.5, wag: 0.8)
        return stance
    }

    private func paced(_ arm: Stance.Arm, forward: Float, bend: Float) -> Stance.Arm {
        guard case .swing(_, _, let out) = arm else { return arm }
        return .swing(forward: forward, bend: bend, out: out)
    }

    /// A bouncy run that leans forward; arms pump.
    func running(at time: Float, viewer: Vector) -> Stance {
        let gait = self.gait ?? .run(body)
        let turns = gait.turns(at: time, phase: phase)
        let root = ground(at: time)
        let swing = Curve.cosine(turns: turns - 0.03)
        let size = body.hip / 0.645
        var stance = Stance(
            root: root, facing: facing(root, viewer: viewer, interest: 0.9),
            arms: Pair { side in
                let forward = -swing * side.sign
                return .swing(
                    forward: -0.05 + 0.85 * forward, bend: 1.30 + 0.15 * forward,
                    out: girthOut + 0.12)
            },
            feet: Pair {
                gait.foot(
                    $0, at: time, phase: phase, body: body, route: route, terrain: terrain)
            })
        let lowest = 2 * (turns - 0.5 * gait.stance)
        stance.shift = Vector(0, -0.060 * size - 0.035 * size * Curve.cosine(turns: lowest), 0)
        stance.pelvis = Turn(pitch: 0.10, yaw: -0.16 * swing, roll: 0.05 * Curve.sine(turns: turns))
        stance.chest = Turn(pitch: 0.22, yaw: 0.14 * swing, roll: -0.02 * Curve.sine(turns: turns))
        stance.nod = Turn(
            pitch: -0.02 + 0.04 * Curve.sine(turns: 2 * turns + 0.08),
            yaw: 0.05 * Curve.sine(turns: time * 0.17),
            roll: -0.05 + 0.04 * Curve.sine(turns: turns))
        stance.spread = Pair { _ in 0.15 }
        stance.face = liveFace(at: time)
        if mood == .calm {
            stance.face.smile = 1
            stance.face.mouth = 0.45
        }
        stance.secondary = Secondary(
            bounce: Curve.sine(turns: 2 * turns - 0.16), sway: Curve.sine(turns: turns),
            tail: turns, wag: 0.9)
        return stance
    }

    private var girthOut: Float {
        Curve.clamp((body.girth - body.shoulder.x) / body.arm * 1.3, 0.2, 0.6)
    }

    /// A run whose leading arm and eyes reach for what flies ahead.
    func chasing(at time: Float, viewer: Vector) -> Stance {
        let gait = self.gait ?? .run(body)
        let turns = gait.turns(at: time, phase: phase)
        let swing = Curve.cosine(turns: turns - 0.04)
        var stance = running(at: time, viewer: viewer)
        let forward = -swing * far.sign
        let high: Float = looksUp ? 0.60 : 0.25
        stance.arms[far] = .swing(
            forward: high + 1.05 * forward, bend: 0.95 + 0.12 * forward, out: girthOut + 0.05)
        stance.spread[far] = Curve.smooth(-0.3, 0.8, forward)
        stance.facing = facing(stance.root, viewer: viewer, interest: 0.75)
        stance.nod.pitch += looksUp ? -0.15 : -0.04
        stance.face.gaze = SIMD2(0.12 * far.sign, looksUp ? -0.16 : -0.02)
        return stance
    }
}
