import Picture

/// What a figure does on the spot, on its legs.
extension FigureActor {
    func act(_ performer: Performer, at time: Float, _ state: inout FigureState) {
        switch performer.action {
        case .jump: leap(performer, at: time, &state)
        case .dance: dance(performer, at: time, &state)
        case .wave: greet(at: time, &state)
        case .sit: settle(&state, pitch: -0.42, drop: 0.42)
        case .lie: settle(&state, pitch: 0, drop: 0.78)
        case .sleep:
            settle(&state, pitch: 0, drop: 0.80)
            state.bow = 0.85 + 0.02 * Curve.sine(turns: time / 3.4)
            state.look = Turn()
            state.gains[.sway] = 0.2
        case .eat:
            let down = Curve.smooth(0, 0.25, Curve.fraction(time / 5.5 + performer.phase))
            let up = Curve.smooth(0.80, 0.95, Curve.fraction(time / 5.5 + performer.phase))
            let chew = Curve.sine(turns: time * 1.6)
            state.bow = down * (1 - up) * (1 + 0.03 * chew)
            state.look = Turn(pitch: 0.04 * chew, yaw: 0.2 * state.look.yaw)
        case .look:
            let wave = Curve.sine(turns: time / 4.4 + performer.phase)
            state.look.yaw = 0.8 * (Curve.smooth(-0.5, 0.5, wave) * 2 - 1)
        case .turn:
            let angle = 6.2831855 * Curve.fraction(time / 6)
            state.root = state.root.turned(Turn(yaw: angle))
            state.feet = state.feet.enumerated().map { index, foot in
                let home = figure.legs[index].home * scale
                let lift = max(0, Curve.sine(turns: time * 1.3 + Float(index) * 0.25))
                let spot = state.root.point(home) + Vector(0, 0.12 * legLength * lift, 0)
                return state.root.moved(
                    to: Vector(spot.x, spot.y + figure.legs[index].ankle * scale, spot.z))
            }
        case .stand, .surf, .run, .walk, .chase, .blink, .swim, .fly, .drive, .ride: break
        }
    }

    /// Crouch, leap, land, settle; again every 1.5 seconds.
    private func leap(_ performer: Performer, at time: Float, _ state: inout FigureState) {
        let beat = Curve.fraction(time / 1.5 + performer.phase * 0.6) * 1.5
        let air = Curve.clamp((beat - 0.5) / 0.55, 0, 1)
        let height = 0.75 * legLength * 4 * air * (1 - air)
        let crouch =
            Curve.smooth(0.05, 0.34, beat) * Curve.smooth(0.54, 0.44, beat)
            + 0.7 * Curve.smooth(1.03, 1.12, beat) * Curve.smooth(1.45, 1.2, beat)
        state.shift.y += height - 0.28 * legLength * crouch
        state.lean.pitch = -0.30 * Curve.hump(air) * (air < 0.5 ? 1 : 0.2) + 0.06 * crouch
        for index in state.feet.indices {
            state.feet[index].origin += Vector(0, height * 1.05, 0)
        }
        state.aloft = figure.manner == .flyer ? Curve.hump(air) : 0
        state.turns[.flap] = time * figure.beat * 2
    }

    /// From foot to foot, rocking.
    private func dance(_ performer: Performer, at time: Float, _ state: inout FigureState) {
        let beat = time * 1.1 + performer.phase
        state.shift.y += 0.05 * legLength * (Curve.cosine(turns: beat * 2) - 1)
        state.lean.roll = 0.09 * Curve.sine(turns: beat)
        state.lean.yaw = 0.12 * Curve.sine(turns: beat * 0.5)
        state.look.roll = 0.28 * Curve.sine(turns: beat)
        state.gains[.sway] = 2
        for index in state.feet.indices {
            let sign: Float = index % 2 == 0 ? 1 : -1
            let lift = Curve.smooth(0.3, 1, sign * Curve.sine(turns: beat))
            state.feet[index].origin.y += 0.18 * legLength * lift
        }
    }

    /// One foot up, to and fro.
    private func greet(at time: Float, _ state: inout FigureState) {
        guard let first = state.feet.first else { return }
        let swing = Curve.sine(turns: time * 1.4)
        state.feet[0] = first.turned(Turn(pitch: 0.8)).moved(
            to: first.origin + Vector(0, 0.55 * legLength, 0)
                + state.root.z * ((0.38 + 0.12 * swing) * legLength))
    }

    /// Down on folded legs, `drop` of their length.
    private func settle(_ state: inout FigureState, pitch: Float, drop: Float) {
        state.lean.pitch = pitch
        state.shift = Vector(0, -drop, pitch == 0 ? 0 : -0.10) * legLength
        // Folded legs need room: feet before and behind the joints.
        for index in state.feet.indices {
            let ahead: Float = figure.legs[index].home.z > 0 || drop < 0.6 ? 0.38 : 0.20
            state.feet[index].origin += state.root.z * (drop * ahead * legLength)
        }
    }
}
