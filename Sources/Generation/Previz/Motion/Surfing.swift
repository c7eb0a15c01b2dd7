import Picture

extension Performer {
    /// How long the board is, relative to the prototype's of 2.2 metres.
    var boardScale: Float { Curve.clamp(body.top / 1.5, 0.80, 1.2) }

    /// The middle of the board: x to its nose, y up.
    func board(at time: Float) -> Placement {
        let half = 0.62 * boardScale
        let spot = route.position(at: time)
        func height(_ along: Float, _ across: Float, _ frame: Placement) -> Float {
            let point = frame.origin + frame.x * along + frame.z * across
            return terrain.height(point.x, point.z, at: time)
        }
        let flat = Placement.identity.turned(Turn(yaw: boardYaw)).moved(to: spot)
        let (nose, tail) = (height(half, 0, flat), height(-half, 0, flat))
        let (near, far) = (height(0, 0.25, flat), height(0, -0.25, flat))
        let float: Float =
            terrain.isSea ? 0.06 : 0.24 + 0.03 * Curve.sine(turns: time * 0.5 + phase)
        let lift: Float = terrain.isSea ? 0.16 : 0.08
        let along = flat.x * (2 * half) + Vector(0, (nose - tail) * 0.6 + lift, 0)
        let across = flat.z * 0.5 + Vector(0, (near - far) * 0.7, 0)
        let x = along.normalized
        let y = across.cross(x).normalized
        let level = 0.25 * (nose + tail + near + far)
        return Placement(
            x: x, y: y, z: x.cross(y), origin: Vector(spot.x, level + float, spot.z))
    }

    /// On the sea the nose points along +x and slightly away; on land along the way.
    private var boardYaw: Float { terrain.isSea ? 0.16 : route.heading - 1.5707964 }

    /// A wide, low stance on the board, arms out, swaying with the water.
    func surfing(at time: Float, viewer: Vector) -> Stance {
        let board = board(at: time)
        let sway = Trigonometry.sine(time * 2.1 + phase * 6)
        let crouch = Trigonometry.sine(time * 3.1 + phase * 6)
        let deck = board.moved(to: board.point(Vector(-0.05 * boardScale, 0.05, 0)))
            .turned(Turn(yaw: 0.08, roll: -0.05 + 0.05 * sway))
        let lift = Trigonometry.sine(time * 2.1 + 0.6 + phase * 6)
        var stance = Stance(
            root: deck,
            facing: facing(deck, viewer: viewer, interest: 0.8),
            arms: Pair { side in
                .reach(
                    body.shoulder
                        + Vector(0.93, 0.14 - 0.22 * lift * side.sign, 0.28) * body.arm,
                    pole: Vector(0.1, -1, -0.25))
            },
            feet: Pair { side in
                let sole = deck.point(Vector(0.78 * min(body.hip, 0.62) * side.sign, 0.008, 0.01))
                let ankle = body.ankle(over: sole, in: deck, pitch: 0, outward: 0.35 * side.sign)
                return Stance.Foot(ankle: ankle, planted: false)
            })
        stance.shift = Vector(0, (-0.13 + 0.055 * crouch) * body.hip, -0.01)
        stance.chest = Turn(pitch: -0.04, roll: -0.06 * sway)
        stance.kneePole = Vector(0.45, 0.4, 0.85)
        stance.nod = Turn(
            pitch: -0.02 + 0.04 * Trigonometry.sine(time * 1.7),
            yaw: 0.10 * Trigonometry.sine(time * 0.9),
            roll: 0.07 * Trigonometry.sine(time * 1.3))
        stance.spread = Pair { _ in 0.9 }
        stance.face = liveFace(at: time)
        if mood == .calm { stance.face.smile = 0.9 }
        stance.secondary = Secondary(
            bounce: crouch, sway: sway, tail: time * 0.41, wag: 1, tailAside: true)
        return stance
    }
}
