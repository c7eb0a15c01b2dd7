import Picture

/// What an action asks of a figure at one instant; ``Figure/frames(in:)`` turns it into bones.
struct FigureState: Sendable {
    /// On the ground under its middle, looking along its way; bones without a parent hang from it.
    var root: Placement

    /// Moves and turns the bones without a parent, in the frame of the root and in metres.
    var shift = Vector.zero
    var lean = Turn()

    /// 0 on the ground to 1 in the air: wings are spread and legs drawn up.
    var aloft: Float = 0

    /// Where each channel is, in turns since the start.
    var turns = ChannelValues()

    /// How far it swings, 1 as declared.
    var gains = ChannelValues(everywhere: 1)

    /// Metres of way behind, for wheels.
    var way: Float = 0
    var look = Turn()

    /// 0 upright to 1 down at the ground.
    var bow: Float = 0
    var face = Expression()

    /// Where the ankles are, in the order of the legs; empty for legs that hang.
    var feet: [Placement] = []
}

/// A number for each channel.
struct ChannelValues: Equatable, Sendable {
    private var values: [Float]

    init(everywhere value: Float = 0) {
        values = Array(repeating: value, count: Figure.Channel.allCases.count)
    }

    subscript(channel: Figure.Channel) -> Float {
        get { values[ChannelValues.index(channel)] }
        set { values[ChannelValues.index(channel)] = newValue }
    }

    private static func index(_ channel: Figure.Channel) -> Int {
        switch channel {
        case .breath: 0
        case .sway: 1
        case .stride: 2
        case .flap: 3
        case .swim: 4
        case .spin: 5
        case .wheel: 6
        }
    }
}

extension Figure {
    /// The bones as they are declared, with the root at the origin; legs are left out.
    func restFrames() -> [Placement] {
        frames(
            in: FigureState(root: .identity), scale: 1,
            sizes: Array(repeating: 1, count: bones.count))
    }

    /// Where every bone is in `state`, in the world.
    ///
    /// `scale` is metres of a unit of the file, `sizes` that of what hangs on each bone: young ones
    /// have large heads.
    func frames(in state: FigureState, scale: Float, sizes: [Float]) -> [Placement] {
        let base = state.root.moved(to: state.root.point(state.shift)).turned(state.lean)
        var frames: [Placement] = []
        frames.reserveCapacity(bones.count)
        for bone in bones {
            let parent = bone.parent.map { frames[$0] } ?? base
            let turn = turn(of: bone, in: state, scale: scale)
            frames.append(
                parent.moved(
                    to: parent.point(bone.offset * (bone.parent.map { sizes[$0] } ?? scale))
                )
                .turned(turn))
        }
        for (index, leg) in legs.enumerated() where leg.foot < frames.count {
            setLeg(leg, index, in: state, scale: scale, &frames)
        }
        return frames
    }

    private func turn(of bone: Bone, in state: FigureState, scale: Float) -> Turn {
        var turn = bone.turn
        if let aloft = bone.aloft { turn = turn.mixed(with: aloft, state.aloft) }
        turn.pitch += state.look.pitch * bone.looks + state.bow * bone.bows
        turn.yaw += state.look.yaw * bone.looks
        turn.roll += state.look.roll * bone.looks
        turn.pitch += bone.opens * state.face.mouth
        for drive in bone.drives {
            let angle: Float
            switch drive.channel {
            case .breath, .sway, .stride, .swim:
                angle =
                    drive.amplitude * state.gains[drive.channel]
                    * Curve.sine(turns: state.turns[drive.channel] + drive.offset)
            case .flap:
                angle =
                    drive.amplitude * state.gains[.flap] * state.aloft
                    * Curve.sine(turns: state.turns[.flap] + drive.offset)
            case .spin:
                angle =
                    Curve.fraction(state.turns[.spin] * drive.amplitude + drive.offset) * 6.2831855
            case .wheel:
                angle =
                    Curve.fraction(state.way / (6.2831855 * drive.amplitude * scale)) * 6.2831855
            }
            switch drive.axis {
            case .pitch: turn.pitch += angle
            case .yaw: turn.yaw += angle
            case .roll: turn.roll += angle
            }
        }
        return turn
    }

    /// Two bones from the hip to the ankle, by the law of cosines.
    private func setLeg(
        _ leg: Leg, _ index: Int, in state: FigureState, scale: Float, _ frames: inout [Placement]
    ) {
        let parent = frames[leg.parent]
        let hip = parent.point(leg.offset * scale)
        let (first, second) = (leg.upperLength * scale, leg.lowerLength * scale)
        var foot =
            index < state.feet.count
            ? state.feet[index] : hangingFoot(leg, parent, hip: hip, state: state, scale: scale)
        let offset = foot.origin - hip
        let longest = (first + second) * 0.998
        if offset.length > longest { foot.origin = hip + offset * (longest / offset.length) }
        let pole = parent.z * leg.bend + parent.x * (0.08 * (leg.offset.x > 0 ? 1 : -1))
        let knee = Physique.bend(hip, foot.origin, first, second, pole: pole)
        frames[leg.upper] = .along(knee - hip, hint: parent, at: hip)
        frames[leg.lower] = .along(foot.origin - knee, hint: parent, at: knee)
        frames[leg.foot] = foot
    }

    /// Legs of something in the air: drawn up and back.
    private func hangingFoot(
        _ leg: Leg, _ parent: Placement, hip: Vector, state: FigureState, scale: Float
    ) -> Placement {
        let length = (leg.upperLength + leg.lowerLength) * scale
        let down = Vector(0, -0.62, -0.30) * length
        return parent.turned(Turn(pitch: 0.9)).moved(to: hip + parent.direction(down))
    }
}

extension Turn {
    func mixed(with other: Turn, _ part: Float) -> Turn {
        Turn(
            pitch: Curve.mix(pitch, other.pitch, part), yaw: Curve.mix(yaw, other.yaw, part),
            roll: Curve.mix(roll, other.roll, part))
    }
}
