import Picture

/// The two sides of a body; left is +x of a body that looks along +z.
enum Side: Equatable, Sendable {
    case left
    case right

    static let both: [Side] = [.left, .right]

    /// +1 left, -1 right: the direction along x.
    var sign: Float {
        switch self {
        case .left: 1
        case .right: -1
        }
    }

    var other: Side {
        switch self {
        case .left: .right
        case .right: .left
        }
    }
}

/// One of something on each side of a body.
struct Pair<Part> {
    var left: Part
    var right: Part

    init(_ make: (Side) -> Part) {
        left = make(.left)
        right = make(.right)
    }

    subscript(side: Side) -> Part {
        get {
            switch side {
            case .left: left
            case .right: right
            }
        }
        set {
            switch side {
            case .left: left = newValue
            case .right: right = newValue
            }
        }
    }
}

extension Pair: Equatable where Part: Equatable {}
extension Pair: Sendable where Part: Sendable {}

/// Pitch, yaw and roll in radians, applied as yaw, then pitch, then roll.
///
/// Positive pitch leans forward, positive yaw turns from +z to +x, positive roll lifts the left side.
struct Turn: Equatable, Sendable {
    var pitch: Float = 0
    var yaw: Float = 0
    var roll: Float = 0
}

extension Placement {
    func turned(_ turn: Turn) -> Placement {
        var frame = self
        var (sine, cosine) = (Trigonometry.sine(turn.yaw), Trigonometry.cosine(turn.yaw))
        (frame.x, frame.z) = (frame.x * cosine - frame.z * sine, frame.x * sine + frame.z * cosine)
        (sine, cosine) = (Trigonometry.sine(turn.pitch), Trigonometry.cosine(turn.pitch))
        (frame.y, frame.z) = (frame.y * cosine + frame.z * sine, frame.z * cosine - frame.y * sine)
        (sine, cosine) = (Trigonometry.sine(turn.roll), Trigonometry.cosine(turn.roll))
        (frame.x, frame.y) = (frame.x * cosine + frame.y * sine, frame.y * cosine - frame.x * sine)
        return frame
    }

    func moved(to origin: Vector) -> Placement {
        Placement(x: x, y: y, z: z, origin: origin)
    }

    /// The local coordinates of a world point.
    func local(_ world: Vector) -> Vector {
        let offset = world - origin
        return Vector(offset.dot(x), offset.dot(y), offset.dot(z))
    }

    /// The frame of a hand whose arm hung down along -y and was swung to `direction`: y points to
    /// the finger tips, z was forward.
    func swung(to direction: Vector, at origin: Vector) -> Placement {
        let down = y * -1
        let axis = down.cross(direction)
        let factor = 1 / max(1 + down.dot(direction), 0.02)
        let side = x * -1
        let turnedSide = side + axis.cross(side) + axis.cross(axis.cross(side)) * factor
        let across = (turnedSide - direction * direction.dot(turnedSide)).normalized
        return Placement(x: across, y: direction, z: across.cross(direction), origin: origin)
    }

    /// Stands upright at `origin` and looks along `direction`, which must not be vertical.
    static func facing(_ direction: Vector, at origin: Vector) -> Placement {
        let side = Vector.up.cross(direction).normalized
        let forward = direction.normalized
        return Placement(x: side, y: forward.cross(side), z: forward, origin: origin)
    }

    /// The y axis along `axis`, the z axis as near to `hint`'s as that allows.
    static func along(_ axis: Vector, hint: Placement, at origin: Vector) -> Placement {
        let y = axis.normalized
        let seed = abs(y.dot(hint.z)) < 0.985 ? hint.z : hint.x
        let z = (seed - y * y.dot(seed)).normalized
        return Placement(x: y.cross(z), y: y, z: z, origin: origin)
    }
}

/// Where every joint of a puppet is at one instant, in world coordinates.
struct Pose: Equatable, Sendable {
    struct Arm: Equatable, Sendable {
        var shoulder: Vector
        var elbow: Vector
        var wrist: Vector

        /// At the wrist; y points to the finger tips.
        var hand: Placement

        /// 0 fist to 1 open.
        var spread: Float
    }

    struct Leg: Equatable, Sendable {
        var hip: Vector
        var knee: Vector

        /// At the ankle; z points to the toes.
        var foot: Placement

        /// Whether the foot carries the body and may not slide.
        var planted: Bool
    }

    /// On the ground between the feet.
    var root: Placement
    var pelvis: Placement

    /// At the hips like the pelvis, turned with the shoulders.
    var chest: Placement
    var head: Placement
    var arms: Pair<Arm>
    var legs: Pair<Leg>
    var face: Expression

    /// What hair, ears, tails and cloth follow.
    var secondary: Secondary
}

/// Eyes, brows and mouth.
struct Expression: Equatable, Sendable {
    /// 0 open to 1 closed.
    var blink: Float = 0

    /// Yaw and pitch of the eyes in the head, in radians; positive pitch looks down.
    var gaze: SIMD2<Float> = .zero

    /// -1 sad to 1 happy.
    var smile: Float = 0.6

    /// 0 closed to 1 wide open.
    var mouth: Float = 0

    /// -1 knitted to 1 raised.
    var brow: Float = 0

    /// -1 inner ends down (angry) to 1 inner ends up (sad).
    var worry: Float = 0
}

/// Slow parts that trail behind the body.
struct Secondary: Equatable, Sendable {
    /// -1 to 1, as ears, hair and hems bounce.
    var bounce: Float = 0

    /// -1 to 1, from side to side.
    var sway: Float = 0

    /// Turns of the tail's wave since the start.
    var tail: Float = 0

    /// How far the tail swings, 1 as usual.
    var wag: Float = 1

    /// The tail reaches to the body's right instead of behind it.
    var tailAside: Bool = false
}
