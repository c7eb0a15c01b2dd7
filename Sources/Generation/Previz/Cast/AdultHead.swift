import Picture

/// The head of an ``Adult``, in metres of the prototype.
extension Adult {
    func head(_ pose: Pose, with sculptor: inout Sculptor) {
        let head = pose.head
        skull(pose, with: &sculptor)
        for side in Side.both {
            eye(side, head, pose.face, with: &sculptor)
        }
        mouth(head, pose.face, with: &sculptor)
        hair(head, pose.secondary, with: &sculptor)
        guard let hat = wardrobe.hat else { return }
        sculptor.ellipsoid(
            head, at: Vector(0, 0.105, -0.030), radii: Vector(0.158, 0.115, 0.172), blend: 0.004,
            .cloth(hat))
        sculptor.ellipsoid(
            head, at: Vector(0, 0.092, 0.100), radii: Vector(0.105, 0.014, 0.105), blend: 0.006,
            .cloth(hat))
    }

    private func skull(_ pose: Pose, with sculptor: inout Sculptor) {
        let head = pose.head
        let skin = Surface.plain(Adult.skin)
        let rosy = Surface.plain(Adult.rosy)
        let neck = sculptor.point(pose.chest, Vector(0, 0.445, -0.005))
        sculptor.limb(
            from: neck, to: sculptor.point(head, Vector(0, -0.10, -0.022)),
            radii: SIMD2(0.060, 0.056), hint: head, blend: 0.03, skin)
        sculptor.ellipsoid(
            head, at: Vector(0, 0.035, -0.015), radii: Vector(0.130, 0.140, 0.150), blend: 0.04,
            skin)
        sculptor.ellipsoid(
            head, at: Vector(0, -0.060, 0.028), radii: Vector(0.095, 0.112, 0.100), blend: 0.05,
            skin)
        sculptor.ellipsoid(
            head, at: Vector(0, -0.150, 0.076), radii: Vector(0.034, 0.028, 0.034), blend: 0.04,
            skin)
        for side in Side.both {
            sculptor.ellipsoid(
                head, at: Vector(0.056 * side.sign, -0.052, 0.078),
                radii: Vector(0.040, 0.034, 0.038), blend: 0.03, rosy)
            sculptor.ellipsoid(
                head, at: Vector(0.130 * side.sign, -0.022, -0.018),
                radii: Vector(0.017, 0.038, 0.027), blend: 0.012,
                .plain(Vector(0.76, 0.34, 0.22)))
        }
        sculptor.cone(
            head, from: Vector(0, 0.010, 0.128), to: Vector(0, -0.040, 0.148),
            radii: SIMD2(0.010, 0.014), blend: 0.022, skin)
        sculptor.ellipsoid(
            head, at: Vector(0, -0.048, 0.150), radii: Vector(0.021, 0.015, 0.018), blend: 0.014,
            .plain(Adult.rosy, gloss: 0.1))
    }

    private func eye(
        _ side: Side, _ head: Placement, _ face: Expression, with sculptor: inout Sculptor
    ) {
        let sign = side.sign
        let isWoman = person.kind == .woman
        let radii = Vector(0.037, 0.037, 0.029) * (isWoman ? 1.08 : 1)
        let socket = head.moved(to: sculptor.point(head, Vector(0.0515 * sign, -0.002, 0.1085)))
        sculptor.ellipsoid(
            socket.turned(Turn(pitch: 0.02 + face.gaze.y, yaw: 0.14 * sign + face.gaze.x)),
            at: .zero, radii: radii, blend: 0.003,
            Surface(
                color: Vector(0.66, 0.66, 0.68), accent: Vector(0.235, 0.115, 0.045),
                pattern: .eye, gloss: 0.9))
        let shade = Surface.plain(Vector(0.70, 0.33, 0.20))
        let lid = head.moved(to: sculptor.point(head, Vector(0.054 * sign, 0.0195, 0.106)))
            .turned(Turn(pitch: 0.10, yaw: 0.16 * sign, roll: (-0.10 + 0.15 * face.worry) * sign))
        sculptor.ellipsoid(
            lid, at: .zero, radii: Vector(0.0385, 0.022, 0.032), blend: 0.005, shade)
        let ink = Surface.plain(Vector(0.02, 0.012, 0.012))
        sculptor.shutter(
            socket.turned(Turn(yaw: 0.14 * sign)), radii: radii, closed: face.blink, lid: shade,
            lashes: ink.color)
        let thick = (isWoman ? 1.25 : 1) * (1 - 0.8 * face.blink)
        let middle = Vector(0.054 * sign, 0.0165, 0.1405)
        sculptor.cone(
            head, from: Vector(0.020 * sign, 0.003, 0.134), to: middle,
            radii: SIMD2(0.0030, 0.0055) * thick, blend: 0.003, ink)
        sculptor.cone(
            head, from: middle, to: Vector(0.092 * sign, isWoman ? 0.012 : 0.006, 0.116),
            radii: SIMD2(0.0055, 0.0032) * thick, blend: 0.003, ink)
        let raise = 0.010 * face.brow
        let brow = Surface.hair(person.hair, gloss: 0)
        let arch = Vector(0.060 * sign, 0.065 + raise, 0.123)
        sculptor.cone(
            head, from: Vector(0.026 * sign, 0.054 + raise + 0.010 * face.worry, 0.131), to: arch,
            radii: SIMD2(0.0075, 0.0085) * (isWoman ? 0.6 : 1), blend: 0.008, brow)
        sculptor.cone(
            head, from: arch, to: Vector(0.093 * sign, 0.056 + raise - 0.006 * face.worry, 0.098),
            radii: SIMD2(0.0085, 0.005) * (isWoman ? 0.6 : 1), blend: 0.008, brow)
    }

    private func mouth(_ head: Placement, _ face: Expression, with sculptor: inout Sculptor) {
        let line = Surface.plain(Vector(0.20, 0.035, 0.035), gloss: 0.1)
        let lift = 0.009 * face.smile
        let middle = Vector(0, -0.101, 0.128)
        for side in Side.both {
            sculptor.cone(
                head, from: Vector(0.032 * side.sign, -0.100 + lift, 0.1185), to: middle,
                radii: SIMD2(0.0045, 0.006), blend: 0.004, line)
        }
        let open = 0.020 * face.mouth
        if face.mouth > 0.1 {
            sculptor.ellipsoid(
                head, at: Vector(0, -0.104 - open * 0.5, 0.1215),
                radii: Vector(0.022, 0.004 + open * 0.6, 0.010), blend: 0.004, line)
        }
        let lip = person.kind == .woman ? Vector(0.72, 0.13, 0.12) : Vector(0.70, 0.26, 0.19)
        sculptor.ellipsoid(
            head, at: Vector(0, -0.113 - open, 0.119), radii: Vector(0.022, 0.009, 0.011),
            blend: 0.012, .plain(lip, gloss: 0.25))
    }

    private func hair(_ head: Placement, _ second: Secondary, with sculptor: inout Sculptor) {
        let hair = Surface.hair(person.hair, gloss: 0.25)
        sculptor.ellipsoid(
            head, at: Vector(0, 0.068, -0.040), radii: Vector(0.146, 0.130, 0.160), blend: 0.010,
            hair)
        sculptor.ellipsoid(
            head, at: Vector(0, -0.035, -0.095), radii: Vector(0.122, 0.115, 0.080), blend: 0.012,
            hair)
        for side in Side.both {
            sculptor.cone(
                head, from: Vector(0.128 * side.sign, 0.075, 0.015),
                to: Vector(0.130 * side.sign, -0.030, 0.022), radii: SIMD2(0.034, 0.012),
                blend: 0.010, hair)
        }
        for lock in Adult.locks {
            sculptor.cone(
                head, from: lock.0, to: lock.1 + Vector(0, 0.006 * second.bounce, 0),
                radii: lock.2, blend: 0.010, hair)
        }
        guard person.kind == .woman else { return }
        let swing = Vector(0.02 * second.sway, 0, -0.01 * second.bounce)
        sculptor.cone(
            head, from: Vector(0, -0.02, -0.105), to: Vector(0, -0.30, -0.120) + swing,
            radii: SIMD2(0.132, 0.096), blend: 0.020, hair)
        for side in Side.both {
            sculptor.cone(
                head, from: Vector(0.122 * side.sign, 0.06, -0.01),
                to: Vector(0.128 * side.sign, -0.25, -0.040) + swing, radii: SIMD2(0.050, 0.034),
                blend: 0.014, hair)
        }
    }

    /// Tapered locks from the parting to the forehead, and two on the crown.
    private static let locks: [(Vector, Vector, SIMD2<Float>)] = [
        (Vector(0.060, 0.165, 0.055), Vector(-0.035, 0.128, 0.128), SIMD2(0.050, 0.020)),
        (Vector(0.075, 0.155, 0.045), Vector(0.040, 0.105, 0.132), SIMD2(0.048, 0.015)),
        (Vector(-0.010, 0.165, 0.045), Vector(-0.100, 0.100, 0.092), SIMD2(0.050, 0.014)),
        (Vector(0.085, 0.140, 0.035), Vector(0.112, 0.075, 0.082), SIMD2(0.044, 0.012)),
        (Vector(0.02, 0.185, -0.03), Vector(-0.09, 0.185, -0.06), SIMD2(0.050, 0.020)),
        (Vector(0.0, 0.18, -0.08), Vector(0.10, 0.165, -0.12), SIMD2(0.055, 0.018)),
    ]
}
