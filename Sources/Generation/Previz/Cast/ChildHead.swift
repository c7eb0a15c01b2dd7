import Picture

/// The head of a ``Child``, in metres of the prototype.
extension Child {
    func head(_ pose: Pose, with sculptor: inout Sculptor) {
        let head = pose.head
        skull(head, pose.face, with: &sculptor)
        for side in Side.both {
            eye(side, head, pose.face, with: &sculptor)
        }
        if person.kind == .girl {
            longHair(head, pose.secondary, with: &sculptor)
        } else {
            shortHair(head, pose.secondary, with: &sculptor)
        }
        guard let hat = person.wardrobe.hat else { return }
        sculptor.ellipsoid(
            head, at: Vector(0, 0.185, -0.045), radii: Vector(0.285, 0.185, 0.275), blend: 0.004,
            .cloth(hat))
        sculptor.ellipsoid(
            head, at: Vector(0, 0.165, 0.185), radii: Vector(0.180, 0.022, 0.170), blend: 0.008,
            .cloth(hat))
    }

    /// Skin whose mouth is painted between two parabolas.
    private func paint(_ head: Placement, _ face: Expression) -> FacePaint {
        let bend = 0.036 * face.smile
        let open = 0.010 + 0.150 * face.mouth * (0.5 + 0.5 * max(face.smile, 0))
        let corner: Float = -0.158 + 0.020 * face.smile
        return FacePaint(
            head: head, mouthWidth: 0.098, upper: SIMD2(bend, corner),
            lower: SIMD2(bend + open * 0.7, corner - open), blush: 0.75)
    }

    private func skull(_ head: Placement, _ face: Expression, with sculptor: inout Sculptor) {
        let skin = Surface(color: Child.skin, pattern: .face(paint(head, face)))
        let rosy = Surface.plain(Child.rosy)
        sculptor.ellipsoid(
            head, at: Vector(0, 0.030, 0), radii: Vector(0.250, 0.245, 0.240), blend: 0.05, skin)
        sculptor.ellipsoid(
            head, at: Vector(0, -0.092, 0.055), radii: Vector(0.180, 0.150, 0.172), blend: 0.07,
            skin)
        for side in Side.both {
            sculptor.ellipsoid(
                head, at: Vector(0.108 * side.sign, -0.085, 0.122),
                radii: Vector(0.094, 0.080, 0.092), blend: 0.06, skin)
        }
        sculptor.ellipsoid(
            head, at: Vector(0, -0.060, 0.248), radii: Vector(0.036, 0.032, 0.036), blend: 0.028,
            .plain(Child.rosy, gloss: 0.12))
        for side in Side.both {
            sculptor.ellipsoid(
                head, at: Vector(0.243 * side.sign, -0.020, -0.005),
                radii: Vector(0.036, 0.066, 0.050), blend: 0.02, rosy)
        }
    }

    /// Two lids nearly at one place: the lashes peek out under the skin.
    private func eye(
        _ side: Side, _ head: Placement, _ face: Expression, with sculptor: inout Sculptor
    ) {
        let sign = side.sign
        let socket = head.moved(to: sculptor.point(head, Vector(0.092 * sign, -0.012, 0.178)))
        let ball = socket.turned(
            Turn(pitch: -0.03 + face.gaze.y, yaw: 0.12 * sign + face.gaze.x))
        sculptor.ellipsoid(
            ball, at: .zero, radii: Vector(0.076, 0.090, 0.068), blend: 0.004,
            Surface(
                color: Vector(0.92, 0.90, 0.86), accent: Vector(0.235, 0.085, 0.020),
                pattern: .eye, gloss: 0.3))
        let lid = socket.turned(
            Turn(yaw: 0.10 * sign, roll: (-0.08 + 0.20 * face.worry) * sign))
        sculptor.ellipsoid(
            lid, at: Vector(0.002 * sign, 0.0655, -0.011), radii: Vector(0.086, 0.078, 0.073),
            blend: 0.001, .plain(Palette.ink))
        sculptor.ellipsoid(
            lid, at: Vector(0, 0.070, -0.012), radii: Vector(0.090, 0.078, 0.0745), blend: 0.001,
            .plain(Child.skin))
        sculptor.shutter(
            socket.turned(Turn(yaw: 0.11 * sign)), radii: Vector(0.076, 0.090, 0.068),
            closed: face.blink, lid: .plain(Child.skin), lashes: Palette.ink)
        let raise = 0.020 * face.brow
        let inner = raise + 0.020 * face.worry
        sculptor.cone(
            head, from: Vector(0.048 * sign, 0.148 + inner, 0.226 - 0.3 * inner),
            to: Vector(0.148 * sign, 0.134 + raise - 0.012 * face.worry, 0.188),
            radii: SIMD2(0.0150, 0.0085), blend: 0.005, .plain(person.hair * 0.75))
    }

    private func cap(_ head: Placement, with sculptor: inout Sculptor) {
        let hair = Surface.hair(person.hair, gloss: 0.22)
        sculptor.ellipsoid(
            head, at: Vector(0, 0.106, -0.064), radii: Vector(0.268, 0.228, 0.245), blend: 0.014,
            hair)
        sculptor.ellipsoid(
            head, at: Vector(0, -0.030, -0.105), radii: Vector(0.225, 0.190, 0.165), blend: 0.05,
            hair)
    }

    /// From root to tip, then the radii there; the first seven are the fringe and hardly move.
    private static let locks: [(Vector, Vector, SIMD2<Float>)] = [
        (Vector(-0.06, 0.270, 0.100), Vector(0.150, 0.248, 0.206), SIMD2(0.076, 0.016)),
        (Vector(-0.10, 0.262, 0.095), Vector(0.030, 0.222, 0.242), SIMD2(0.068, 0.014)),
        (Vector(-0.14, 0.235, 0.085), Vector(-0.085, 0.214, 0.226), SIMD2(0.066, 0.014)),
        (Vector(-0.17, 0.195, 0.06), Vector(-0.188, 0.172, 0.178), SIMD2(0.064, 0.014)),
        (Vector(0.08, 0.262, 0.06), Vector(0.222, 0.180, 0.158), SIMD2(0.074, 0.016)),
        (Vector(-0.228, 0.125, 0.03), Vector(-0.248, -0.005, 0.068), SIMD2(0.055, 0.012)),
        (Vector(0.228, 0.125, 0.03), Vector(0.250, -0.005, 0.068), SIMD2(0.055, 0.012)),
        (Vector(-0.01, 0.285, -0.03), Vector(0.045, 0.392, -0.055), SIMD2(0.085, 0.036)),
        (Vector(0.045, 0.392, -0.055), Vector(0.130, 0.420, -0.030), SIMD2(0.036, 0.010)),
        (Vector(-0.12, 0.20, -0.14), Vector(-0.215, 0.215, -0.205), SIMD2(0.095, 0.026)),
        (Vector(0.02, 0.18, -0.20), Vector(0.03, 0.250, -0.350), SIMD2(0.09, 0.012)),
        (Vector(-0.10, 0.04, -0.20), Vector(-0.150, -0.07, -0.310), SIMD2(0.09, 0.012)),
        (Vector(0.08, 0.04, -0.20), Vector(0.11, -0.08, -0.305), SIMD2(0.09, 0.012)),
    ]

    private func shortHair(
        _ head: Placement, _ second: Secondary, with sculptor: inout Sculptor
    ) {
        cap(head, with: &sculptor)
        let hair = Surface.hair(person.hair)
        for (index, lock) in Child.locks.enumerated() {
            let bounce = 0.03 * second.bounce * (index < 7 ? 0.25 : 1)
            sculptor.cone(
                head, from: lock.0, to: lock.1 + Vector(0, bounce, 0), radii: lock.2, blend: 0.016,
                hair)
        }
    }

    /// A straight fringe and two bunches that swing.
    private func longHair(
        _ head: Placement, _ second: Secondary, with sculptor: inout Sculptor
    ) {
        cap(head, with: &sculptor)
        let hair = Surface.hair(person.hair)
        for column in -2...2 {
            let x = Float(column)
            sculptor.cone(
                head, from: Vector(0.055 * x, 0.265 - 0.012 * x * x, 0.085),
                to: Vector(0.082 * x, 0.190 - 0.012 * x * x, 0.232 - 0.014 * x * x),
                radii: SIMD2(0.070, 0.026), blend: 0.016, hair)
        }
        for side in Side.both {
            let sign = side.sign
            let swing = Vector(0.05 * second.sway, 0.05 * second.bounce, -0.02 * second.bounce)
            sculptor.cone(
                head, from: Vector(0.228 * sign, 0.12, 0.03), to: Vector(0.250 * sign, -0.04, 0.06),
                radii: SIMD2(0.055, 0.016), blend: 0.016, hair)
            sculptor.ellipsoid(
                head, at: Vector(0.262 * sign, 0.115, -0.10), radii: Vector(0.040, 0.040, 0.040),
                blend: 0.008, .plain(Palette.red, gloss: 0.3))
            sculptor.cone(
                head, from: Vector(0.275 * sign, 0.11, -0.11),
                to: Vector(0.375 * sign, 0.03, -0.14) + swing * 0.5, radii: SIMD2(0.050, 0.080),
                blend: 0.012, hair)
            sculptor.cone(
                head, from: Vector(0.375 * sign, 0.03, -0.14) + swing * 0.5,
                to: Vector(0.365 * sign, -0.17, -0.13) + swing, radii: SIMD2(0.080, 0.016),
                blend: 0.030, hair)
        }
    }
}
