import Picture

/// Arms that hold something, whatever the rest of the body does.
extension Performer {
    func carry(_ grip: Figure.Grip, in stance: inout Stance, at time: Float) {
        let side: Side = umbrella == .right ? .left : far.other
        let bob = 0.012 * body.hip * Curve.sine(turns: time * 0.6 + phase)
        let pole = Vector(0.8, -1, -0.25)
        /// Beside or before the trunk, never in it.
        let clear = max(body.girth * 1.12, body.shoulder.x)
        func reach(_ across: Float, _ up: Float, _ ahead: Float) -> Stance.Arm {
            .reach(
                Vector(across, body.shoulder.y + up * body.arm + bob, ahead), pole: pole)
        }
        switch grip {
        case .low:
            stance.arms[side] = reach(clear + 0.06 * body.arm, -0.70, 0.34 * body.arm)
            stance.spread[side] = 0
        case .high:
            let beside = max(clear, body.headRadius * 0.72)
            stance.arms[side] = reach(beside, -0.26, 0.62 * body.arm)
            stance.spread[side] = 0
        case .mouth:
            let mouth =
                body.head
                + Vector(
                    0.10 * body.headRadius, -0.95 * body.chin, 1.02 * body.headRadius)
            let sip = action == .eat ? 1 : 0.5 + 0.5 * Curve.sine(turns: time * 0.22 + phase)
            let rest = Vector(clear * 0.8, body.shoulder.y - 0.40 * body.arm, 0.60 * body.arm)
            stance.arms[side] = .reach(
                Curve.mix(rest, mouth, Curve.smooth(0.1, 0.8, sip)), pole: pole)
            stance.spread[side] = 0
        case .both:
            let ahead = max(0.66 * body.arm, body.girth + 0.12 * body.arm)
            stance.arms = Pair { _ in reach(0.30 * body.shoulder.x + 0.05, -0.42, ahead) }
            stance.spread = Pair { _ in 0.4 }
        case .across:
            let strum = 0.10 * body.arm * Curve.sine(turns: time * 1.9 + phase)
            let ahead = body.girth + 0.10 * body.arm
            stance.arms[side] = .reach(
                Vector(
                    0.28 * body.shoulder.x, body.shoulder.y - 0.72 * body.arm + strum, ahead),
                pole: Vector(1, -0.2, -0.3))
            stance.arms[side.other] = .reach(
                Vector(clear + 0.30 * body.arm, body.shoulder.y - 0.42 * body.arm, ahead * 0.9),
                pole: Vector(0.5, -1, -0.2))
            stance.spread = Pair { _ in 0.2 }
            stance.nod.roll += 0.05 * Curve.sine(turns: time * 0.95 + phase)
        }
    }
}
