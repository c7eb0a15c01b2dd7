import Picture

/// What an action asks of a body at one instant; ``Physique/pose(_:)`` turns it into joints.
struct Stance: Equatable, Sendable {
    /// How an arm is held.
    enum Arm: Equatable, Sendable {
        /// Shoulder and elbow angles in radians, measured forward from hanging down; `out` is the
        /// spread to the side.
        case swing(forward: Float, bend: Float, out: Float)

        /// The wrist at a point of the chest's frame; the elbow leans to `pole` in that frame.
        case reach(Vector, pole: Vector)

        /// The wrist at a point of the world, likewise.
        case hold(Vector, pole: Vector)
    }

    /// Where a foot stands or flies.
    struct Foot: Equatable, Sendable {
        /// The ankle; z points to the toes.
        var ankle: Placement
        var planted: Bool
    }

    var root: Placement

    /// The hips over their standing height, and beside the root, in the root's frame.
    var shift = Vector.zero
    var pelvis = Turn()
    var chest = Turn()

    /// Where the face points in the world, before ``nod``.
    var facing: Vector
    var nod = Turn()
    var arms: Pair<Arm>

    /// Openness of the hands.
    var spread = Pair<Float> { _ in 0.3 }
    var feet: Pair<Foot>

    /// Where knees point, in the root's frame, for the left leg.
    var kneePole = Vector(0.15, 0.1, 1)
    var face = Expression()
    var secondary = Secondary()
}

extension Physique {
    /// An ankle over a sole that stands at `sole` and looks along `frame`'s z.
    ///
    /// A heel that rises turns about the ball, toes that rise turn about the heel, so that what
    /// touches the ground stays where it is. Positive pitch points the toes down.
    func ankle(
        over sole: Vector, in frame: Placement, pitch: Float, outward: Float = 0
    )
        -> Placement
    {
        let (sine, cosine) = (Trigonometry.sine(abs(pitch)), Trigonometry.cosine(pitch))
        let flat = frame.turned(Turn(yaw: outward))
        let forward: Float
        let rise: Float
        if pitch >= 0 {
            forward = ball - ball * cosine + ankle * sine
            rise = ball * sine + ankle * cosine
        } else {
            forward = heel * cosine - ankle * sine - heel
            rise = ankle * cosine + heel * sine
        }
        let point = sole + flat.z * forward + flat.y * rise
        return flat.turned(Turn(pitch: pitch)).moved(to: point)
    }

    /// How far under the hips the thighs begin, relative to their height.
    private static let hipDrop: Float = 0.03

    /// How much higher the hips are on straight legs.
    var straightening: Float { ankle + 0.985 * leg - (1 - Physique.hipDrop) * hip }

    func pose(_ stance: Stance) -> Pose {
        let root = stance.root
        let pelvis = root.turned(stance.pelvis)
            .moved(to: root.point(Vector(0, hip, 0) + stance.shift))
        let chest = root.turned(stance.chest).moved(to: pelvis.origin)
        let face = Placement.facing(stance.facing, at: chest.point(head))
        return Pose(
            root: root, pelvis: pelvis, chest: chest, head: face.turned(stance.nod),
            arms: Pair { arm($0, of: stance, chest: chest) },
            legs: Pair { leg($0, of: stance, pelvis: pelvis) },
            face: stance.face, secondary: stance.secondary)
    }

    private func leg(_ side: Side, of stance: Stance, pelvis: Placement) -> Pose.Leg {
        let joint = pelvis.point(Vector(hipHalf * side.sign, -Physique.hipDrop * hip, 0))
        var foot = stance.feet[side].ankle
        let offset = foot.origin - joint
        let longest = leg * 0.9985
        if offset.length > longest { foot.origin = joint + offset * (longest / offset.length) }
        let pole = stance.root.direction(
            Vector(stance.kneePole.x * side.sign, stance.kneePole.y, stance.kneePole.z))
        let knee = Physique.bend(joint, foot.origin, thigh, shin, pole: pole)
        return Pose.Leg(
            hip: joint, knee: knee, foot: foot, planted: stance.feet[side].planted)
    }

    private func arm(_ side: Side, of stance: Stance, chest: Placement) -> Pose.Arm {
        let joint = chest.point(mirrored(shoulder, side))
        let elbow: Vector
        let wrist: Vector
        switch stance.arms[side] {
        case .swing(let forward, let bend, let out):
            let upper = Vector(
                out * side.sign, -Trigonometry.cosine(forward), Trigonometry.sine(forward))
            let angle = forward + bend
            let lower = Vector(
                out * 0.35 * side.sign, -Trigonometry.cosine(angle), Trigonometry.sine(angle))
            elbow = joint + chest.direction(upper.normalized) * upperArm
            wrist = elbow + chest.direction(lower.normalized) * forearm
        case .reach(let point, let pole):
            wrist = within(arm, of: joint, chest.point(mirrored(point, side)))
            elbow = Physique.bend(
                joint, wrist, upperArm, forearm, pole: chest.direction(mirrored(pole, side)))
        case .hold(let point, let pole):
            wrist = within(arm, of: joint, point)
            elbow = Physique.bend(
                joint, wrist, upperArm, forearm, pole: chest.direction(mirrored(pole, side)))
        }
        let hand = chest.swung(to: (wrist - elbow).normalized, at: wrist)
        return Pose.Arm(
            shoulder: joint, elbow: elbow, wrist: wrist, hand: hand, spread: stance.spread[side])
    }

    private func mirrored(_ point: Vector, _ side: Side) -> Vector {
        Vector(point.x * side.sign, point.y, point.z)
    }

    private func within(_ reach: Float, of joint: Vector, _ point: Vector) -> Vector {
        let offset = point - joint
        let longest = reach * 0.998
        return offset.length > longest ? joint + offset * (longest / offset.length) : point
    }

    /// The middle joint of a limb of two bones between `start` and `end`, bent towards `pole`.
    static func bend(
        _ start: Vector, _ end: Vector, _ first: Float, _ second: Float, pole: Vector
    ) -> Vector {
        let offset = end - start
        let distance = Curve.clamp(
            offset.length, abs(first - second) + 0.001, (first + second) * 0.9999)
        let axis = offset.normalized
        let along = (first * first - second * second + distance * distance) / (2 * distance)
        let aside = max(0, first * first - along * along).squareRoot()
        var across = pole - axis * axis.dot(pole)
        if across.length < 0.001 { across = Vector(0.01, 0, 1) - axis * axis.z }
        return start + axis * along + across.normalized * aside
    }
}
