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
        let closed = face.blink
        let frame = socket.turned(
            Turn(
                yaw: eye.outward * sign,
                roll: (eye.lidRoll + 0.20 * face.worry) * sign * (1 - closed)))
        let rest = eye.lidOffset + Vector(0, 0.10 * eye.radii.y * max(0, face.brow), 0)
        let shut = Vector(0, -0.03 * eye.radii.y, 0.10 * eye.radii.z)
        let offset = Curve.mix(Vector(rest.x * sign, rest.y, rest.z), shut, closed)
        let radii = Curve.mix(eye.lidRadii, eye.radii * Vector(1.05, 1.05, 1.08), closed)
        ellipsoid(frame, at: offset, radii: radii, blend: 0.010, lid)
        let line = Curve.smooth(0.55, 1, closed)
        guard line > 0.05 else { return }
        lashLine(frame, offset: offset, radii: radii, width: 0.072 * eye.radii.x * line, lashes)
    }

    /// A curved seam across a closed lid.
    private mutating func lashLine(
        _ frame: Placement, offset: Vector, radii: Vector, width: Float, _ color: Vector
    ) {
        func onLid(_ x: Float, _ y: Float) -> Vector {
            let depth = (1 - x * x - y * y).squareRoot()
            return offset + radii * Vector(x, y, depth)
        }
        let points = [onLid(-0.80, -0.20), onLid(-0.40, -0.42), onLid(0, -0.50),
            onLid(0.40, -0.42), onLid(0.80, -0.20)]
        for (start, end) in zip(points, points.dropFirst()) {
            cone(
                frame, from: start, to: end, radii: SIMD2(width, width), blend: 0.004,
                .plain(color, gloss: 0.1))
        }
    }
}
