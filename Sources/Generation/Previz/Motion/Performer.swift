import Picture

/// One body that does one thing for the length of a shot.
struct Performer: Equatable, Sendable {
    var body: Physique
    var action: Action
    var route: Route
    var terrain: Terrain

    /// Sets bodies of a group apart, 0 to 1.
    var phase: Float = 0
    var mood: Mood = .calm
    var gait: Gait?

    /// The side whose hand holds an umbrella.
    var umbrella: Side?

    /// How it carries what it has in its hands.
    var carries: Figure.Grip?

    /// The side away from the viewer, whose arm reaches so that the face stays free.
    var far: Side = .left

    /// Looks up at something that floats ahead, as bubbles do.
    var looksUp: Bool = false

    func pose(at time: Float, viewer: Vector) -> Pose {
        var stance = acted(at: time, viewer: viewer)
        if let grip = carries, action.leavesHandsFree { carry(grip, in: &stance, at: time) }
        if let umbrella { raise(umbrella, in: &stance, at: time) }
        return body.pose(stance)
    }

    private func acted(at time: Float, viewer: Vector) -> Stance {
        switch action {
        case .stand: rest(at: time, viewer: viewer)
        case .blink: blinking(at: time, viewer: viewer)
        case .look: looking(at: time, viewer: viewer)
        case .wave: waving(at: time, viewer: viewer)
        case .sit: sitting(at: time, viewer: viewer)
        case .dance: dancing(at: time, viewer: viewer)
        case .jump: jumping(at: time, viewer: viewer)
        case .swim: swimming(at: time, viewer: viewer)
        case .surf: surfing(at: time, viewer: viewer)
        case .walk: walking(at: time, viewer: viewer)
        case .run: running(at: time, viewer: viewer)
        case .chase: chasing(at: time, viewer: viewer)
        case .fly: flying(at: time, viewer: viewer)
        case .drive, .ride: sitting(at: time, viewer: viewer)
        case .eat: eating(at: time, viewer: viewer)
        case .turn: turning(at: time, viewer: viewer)
        case .lie, .sleep: lying(at: time, viewer: viewer)
        }
    }

    /// The ground between the feet.
    func ground(at time: Float) -> Placement {
        let frame = route.frame(at: time)
        let point = frame.origin
        let height = terrain.height(point.x, point.z, at: time)
        return frame.moved(to: Vector(point.x, height, point.z))
    }

    /// Where the umbrella is gripped, in the chest's frame for the left side: beside a wide head,
    /// before a narrow one.
    var grip: Vector {
        let beside = max(body.headRadius * 1.14 + 0.015, 0.8 * body.shoulder.x)
        let narrow = body.headRadius < body.shoulder.x
        return Vector(
            narrow ? 0.8 * body.shoulder.x : beside,
            body.shoulder.y - 0.30 * body.arm,
            (narrow ? 0.54 : 0.34) * body.arm)
    }

    private func raise(_ side: Side, in stance: inout Stance, at time: Float) {
        let bob = 0.010 * body.hip * Curve.sine(turns: time * 1.8 + phase + 0.06)
        stance.arms[side] = .reach(grip + Vector(0, bob, 0), pole: Vector(0.55, -1, -0.25))
        stance.spread[side] = 0
    }

    /// The direction of the face: forward, drawn to the viewer by `interest`, never backwards.
    func facing(_ frame: Placement, viewer: Vector, interest: Float) -> Vector {
        var aim = viewer - frame.origin
        aim.y = 0
        guard aim.length > 0.01 else { return frame.z }
        aim = aim.normalized
        let pull = interest * Curve.smooth(-0.35, 0.35, aim.dot(frame.z))
        var ahead = frame.z
        ahead.y = 0
        return ahead.normalized + aim * pull
    }

    /// Eyes that wander a little, and blink every few seconds.
    func liveFace(at time: Float) -> Expression {
        var face = mood.expression
        let beat = Curve.fraction(time / 3.1 + phase * 0.77 + 0.25) * 3.1
        let lid = Curve.smooth(0, 0.07, beat) * Curve.smooth(0.22, 0.11, beat)
        face.blink = max(face.blink, lid)
        let glance = Curve.sine(turns: time * 0.13 + phase)
        face.gaze = SIMD2(
            0.10 * Curve.smooth(0.3, 0.6, glance) - 0.10 * Curve.smooth(-0.3, -0.6, glance),
            0.03 * Curve.sine(turns: time * 0.21 + phase))
        return face
    }
}
