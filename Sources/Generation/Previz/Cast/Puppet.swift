import Picture

/// Someone who can be posed: the lengths of a body, and how it looks in a pose.
///
/// Nothing else of the module knows what a puppet is made of, so that other kinds of puppets need no
/// other change.
protocol Puppet: Sendable {
    var physique: Physique { get }

    /// Metres of one of the puppet's design units.
    var scale: Float { get }

    /// Adds the puppet's solids to `sculptor`, in the order of blending.
    func sculpt(_ pose: Pose, with sculptor: inout Sculptor)
}

/// Eyes, as all puppets have them.
struct Eye {
    /// In the frame of the head.
    var center: Vector
    var radii: Vector
    var side: Side

    /// How far the eye looks outward at rest, in radians.
    var outward: Float
    var iris: Vector
    var gloss: Float = 0.9

    /// The lid when open, relative to the eye's middle, and its radii.
    var lidOffset: Vector
    var lidRadii: Vector
    var lidRoll: Float
}

extension Sculptor {
    /// An eyeball, its lid, and the line of the lashes once the lid is down.
    mutating func eye(
        _ eye: Eye, in head: Placement, face: Expression, lid: Surface, lashes: Vector
    ) {
        let sign = eye.side.sign
        let socket = head.moved(to: point(head, eye.center))
        let ball = socket.turned(
            Turn(
                pitch: -0.02 + face.gaze.y, yaw: eye.outward * sign + face.gaze.x, roll: 0))
        ellipsoid(
            ball, at: .zero, radii: eye.radii, blend: 0.005,
            Surface(
                color: Vector(0.90, 0.87, 0.82), accent: eye.iris, pattern: .eye, gloss: eye.gloss))
        let frame = socket.turned(
            Turn(
                yaw: eye.outward * sign,
                roll: (eye.lidRoll + 0.20 * face.worry) * sign * (1 - face.blink)))
        let raised = Vector(
            eye.lidOffset.x * sign, eye.lidOffset.y + 0.10 * eye.radii.y * max(0, face.brow),
            eye.lidOffset.z)
        ellipsoid(frame, at: raised, radii: eye.lidRadii, blend: 0.010, lid)
        shutter(
            socket.turned(Turn(yaw: eye.outward * sign)), radii: eye.radii, closed: face.blink,
            lid: lid, lashes: lashes)
    }

    /// Lids that turn over an eyeball as `closed` goes from 0 to 1 and meet below its middle.
    ///
    /// A lid is the eyeball's own ellipsoid, a little larger and moved along a direction that swings
    /// towards the front: two such solids meet in a plane, which is the lid's edge.
    mutating func shutter(
        _ socket: Placement, radii: Vector, closed: Float, lid: Surface, lashes: Vector
    ) {
        guard closed > 0.02 else { return }
        let swell: Float = 1.025
        let shift = Curve.mix(0.36, 0.12, closed)
        let lower = Curve.mix(-1.45, -0.80, closed)
        ellipsoid(
            socket,
            at: radii * Vector(0, -Trigonometry.cosine(lower), Trigonometry.sine(lower)) * 0.12,
            radii: radii * swell, blend: 0.003, lid)
        let angle = Curve.mix(-0.75, 0.50, closed)
        let (sine, cosine) = (Trigonometry.sine(angle), Trigonometry.cosine(angle))
        ellipsoid(
            socket, at: radii * Vector(0, cosine, sine) * shift, radii: radii * swell,
            blend: 0.003, lid)
        let width = 0.066 * radii.x * Curve.smooth(0.2, 0.6, closed)
        guard width > 0.0005 else { return }
        let edge = shift / 2 - (swell * swell - 1) / (2 * shift)
        let rim = (1 - edge * edge).squareRoot()
        func lash(_ step: Float) -> Vector {
            let across = Trigonometry.sine(step * 1.05)
            let along = Trigonometry.cosine(step * 1.05)
            let onEdge = Vector(
                rim * across, edge * cosine - rim * along * sine,
                edge * sine + rim * along * cosine)
            return onEdge * radii * 1.045
        }
        for part in 0..<4 {
            let step = Float(part) * 0.5 - 1
            cone(
                socket, from: lash(step), to: lash(step + 0.5), radii: SIMD2(width, width),
                blend: 0.003, .plain(lashes, gloss: 0.1))
        }
    }
}
