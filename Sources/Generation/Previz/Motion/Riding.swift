import Picture

/// Where someone sits, and what they hold and stand on.
struct Seat: Equatable, Sendable {
    /// Under the rider; y up, z ahead.
    var saddle: Placement
    var hands: Vector?
    var feet: Vector?
}

extension Performer {
    /// Astride or in a seat, hands on the reins or the wheel.
    func seated(on seat: Seat, at time: Float, viewer: Vector) -> Stance {
        let saddle = seat.saddle
        let root = saddle.moved(to: saddle.origin - saddle.y * (0.92 * body.hip))
        var stance = Stance(
            root: root, facing: facing(root, viewer: viewer, interest: 0.8),
            arms: Pair { _ in hanging(forward: 0.3, bend: 0.8) },
            feet: Pair { side in
                let width = max(body.hipHalf * 2.1, 0.16 * body.leg)
                let hanging = saddle.point(
                    Vector(width * side.sign, -0.80 * body.leg, 0.30 * body.leg))
                let place = seat.feet.map { $0 + saddle.x * (0.5 * width * side.sign) } ?? hanging
                let ankle = body.ankle(
                    over: place, in: root, pitch: -0.1, outward: 0.15 * side.sign)
                return Stance.Foot(ankle: ankle, planted: false)
            })
        let sway = Curve.sine(turns: time * 0.9 + phase)
        stance.chest = Turn(pitch: 0.10, roll: 0.02 * sway)
        stance.nod = Turn(pitch: -0.03 + 0.02 * sway, roll: 0.03 * sway)
        stance.kneePole = Vector(0.55, 0.35, 1)
        stance.arms = Pair { side in
            let apart = saddle.x * (0.12 * body.arm * side.sign)
            let ahead = saddle.point(Vector(0, 0.40 * body.arm, 0.62 * body.arm))
            return .hold((seat.hands ?? ahead) + apart, pole: Vector(0.9, -0.8, -0.3))
        }
        stance.spread = Pair { _ in 0 }
        stance.face = liveFace(at: time)
        if mood == .calm { stance.face.smile = 0.9 }
        stance.secondary = Secondary(bounce: 0.4 * sway, sway: sway, tail: time * 0.8, wag: 0.8)
        return stance
    }
}
