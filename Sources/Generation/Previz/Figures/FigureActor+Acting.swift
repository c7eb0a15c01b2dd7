import Picture

extension FigureActor {
    /// What the figure is asked to be at `time`.
    func state(of performer: Performer, at time: Float, viewer: Vector) -> FigureState {
        var state: FigureState
        if performer.action == .surf {
            state = riding(performer, at: time)
        } else {
            switch figure.manner {
            case .walker, .flyer:
                state =
                    hangs(performer)
                    ? hanging(performer, at: time)
                    : walking(performer, at: time, viewer: viewer)
            case .swimmer:
                state =
                    performer.terrain.isSea
                    ? leaping(performer, at: time) : hanging(performer, at: time)
            case .roller: state = rolling(performer, at: time)
            case .floater:
                state =
                    hangs(performer) ? hanging(performer, at: time) : rolling(performer, at: time)
            case .still, .held, .upright: state = presented(performer, at: time)
            }
        }
        state.turns[.breath] = time / 3.4 + performer.phase
        state.turns[.sway] = time * 0.42 + performer.phase
        state.turns[.spin] = time
        state.face = performer.liveFace(at: time)
        if performer.action == .blink { state.face.blink = performer.slowBlink(at: time) }
        return state
    }

    // On legs.

    private func walking(
        _ performer: Performer, at time: Float, viewer: Vector
    ) -> FigureState {
        if let pace = performer.action.pace, performer.route.speed > 0 {
            return stepping(performer, pace == .walk ? figure.walk : figure.run, at: time)
        }
        var state = FigureState(root: ground(performer, at: time))
        state.feet = standingFeet(performer, state.root, at: time)
        state.look = attention(performer, state.root, at: time, viewer: viewer)
        let breath = Curve.sine(turns: time / 3.4 + performer.phase)
        state.shift.y = 0.006 * legLength * (breath - 1)
        state.gains[.stride] = 0
        act(performer, at: time, &state)
        return state
    }

    /// Legs go round; the body rises and dips with them.
    private func stepping(
        _ performer: Performer, _ cycle: Figure.Cycle, at time: Float
    ) -> FigureState {
        let route = performer.route
        let period = cycle.period * scale.squareRoot()
        let turns = time / period + performer.phase
        var state = FigureState(root: ground(performer, at: time))
        state.turns[.stride] = turns
        let isRun = performer.action.pace == .run
        let sway = (isRun ? 0.10 : 0.022) * legLength
        state.shift.y =
            -0.03 * legLength + sway * Curve.sine(turns: turns * (isRun ? 1 : 2) + 0.1)
        state.lean.pitch = (isRun ? 0.075 : 0.012) * Curve.sine(turns: turns + 0.32)
        state.lean.roll = 0.015 * Curve.sine(turns: turns)
        state.gains[.sway] = isRun ? 1.6 : 1.1
        state.feet = figure.legs.enumerated().map { index, leg in
            let offset = index < cycle.phases.count ? cycle.phases[index] : Float(index % 2) * 0.5
            return foot(
                leg, performer, turns: turns + offset, offset: performer.phase + offset,
                cycle: cycle, period: period, speed: route.speed, at: time)
        }
        return state
    }

    /// A foot that is planted ahead of its place, passed by the body, lifted and put ahead again.
    private func foot(
        _ leg: Figure.Leg, _ performer: Performer, turns: Float, offset: Float,
        cycle: Figure.Cycle, period: Float, speed: Float, at time: Float
    ) -> Placement {
        let step = turns.rounded(.down)
        let part = turns - step
        func plant(_ step: Float) -> Placement {
            let moment = (step - offset + cycle.stance / 2) * period
            let way = performer.route.frame(at: moment)
            let sole = way.point(leg.home * scale)
            return way.moved(
                to: Vector(sole.x, performer.terrain.height(sole.x, sole.z, at: time), sole.z))
        }
        let here = plant(step)
        let rise = Vector(0, leg.ankle * scale, 0)
        guard part >= cycle.stance else { return here.moved(to: here.origin + rise) }
        let next = plant(step + 1)
        let flight = (part - cycle.stance) / (1 - cycle.stance)
        let eased = flight * flight * (3 - 2 * flight)
        let lift = cycle.lift * scale * Curve.hump(flight)
        let sole = Curve.mix(here.origin, next.origin, eased) + Vector(0, lift, 0)
        let bend = 0.9 * Curve.hump(min(flight * 1.3, 1)) - 0.25 * Curve.smooth(0.7, 1, flight)
        return (flight < 0.5 ? here : next).turned(Turn(pitch: bend)).moved(to: sole + rise)
    }

    private func standingFeet(
        _ performer: Performer, _ root: Placement, at time: Float
    ) -> [Placement] {
        figure.legs.map { leg in
            var sole = root.point(leg.home * scale)
            sole.y = performer.terrain.height(sole.x, sole.z, at: time) + leg.ankle * scale
            return root.moved(to: sole)
        }
    }

    var legLength: Float {
        (figure.legs.map { $0.upperLength + $0.lowerLength }.max() ?? 0.4) * scale
    }

    /// The ground under the middle; it turns from the viewer when it goes nowhere.
    func ground(_ performer: Performer, at time: Float) -> Placement {
        let frame = performer.ground(at: time)
        guard performer.route.speed <= 0 else { return frame }
        return frame.turned(Turn(yaw: figure.presentation))
    }

    /// Where the head turns: to the viewer now and then, else about.
    private func attention(
        _ performer: Performer, _ root: Placement, at time: Float, viewer: Vector
    ) -> Turn {
        let aim = root.local(viewer)
        let side = Curve.clamp(1.1 * aim.x / max(aim.length, 0.01), -0.75, 0.75)
        let wander = Curve.sine(turns: time * 0.11 + performer.phase)
        return Turn(
            pitch: 0.05 * Curve.sine(turns: time * 0.19 + performer.phase),
            yaw: side * (0.75 + 0.25 * wander), roll: 0.05 * wander)
    }

    // In the air and in the water.

    private func hanging(_ performer: Performer, at time: Float) -> FigureState {
        var state = FigureState(root: ground(performer, at: time))
        let slow = Curve.sine(turns: time * 0.31 + performer.phase)
        let slower = Curve.sine(turns: time * 0.17 + performer.phase * 3)
        let size = min(scale * max(bounds.high.x, bounds.high.z), 2)
        state.shift = Vector(
            0.10 * size * slower, altitude + (0.06 + 0.08 * size) * slow, 0)
        state.lean = Turn(
            pitch: -0.05 * slow, yaw: 0.10 * slower, roll: 0.07 * slower)
        state.aloft = 1
        // Birds beat their wings a few times, then glide.
        let glide = Curve.smooth(0.2, 0.7, Curve.sine(turns: time * 0.23 + performer.phase))
        state.gains[.flap] = figure.beat > 4 ? 1 : 1 - 0.75 * glide
        state.turns[.flap] = time * figure.beat + performer.phase
        state.turns[.swim] = time * figure.beat + performer.phase
        state.gains[.swim] = performer.route.speed > 0 ? 1.25 : 0.8
        state.way = performer.route.speed * time
        if performer.action == .dance || performer.action == .turn {
            state.lean.yaw += 6.2831855 * Curve.fraction(time * 0.25)
            state.lean.roll += 0.2 * slow
        }
        return state
    }

    /// In the sea: those that beat their tail up and down leap out of it, the others show a fin.
    private func leaping(_ performer: Performer, at time: Float) -> FigureState {
        let spot = performer.route.position(at: time)
        let length = bounds.high.z - bounds.low.z
        var root = Placement.identity.turned(Turn(yaw: 1.30)).moved(to: spot)
        root.origin.y = performer.terrain.height(spot.x, spot.z, at: time) * 0.6
        var state = FigureState(root: root)
        let leaps = figure.bones.contains {
            $0.drives.contains { $0.channel == .swim && $0.axis == .pitch }
        }
        let isHuge = length > 4
        if leaps && !isHuge {
            let period = 2.2 * (length / 2).squareRoot()
            let beat = Curve.fraction(time / period + performer.phase)
            let part = Curve.clamp(beat / 0.72, 0, 1)
            let dip = Curve.hump(Curve.clamp((beat - 0.72) / 0.28, 0, 1))
            state.shift.y = length * (0.62 * 4 * part * (1 - part) - 0.10 - 0.16 * dip)
            state.lean.pitch =
                beat < 0.72 ? 0.80 * (2 * part - 1) : 0.80 * (1 - 2 * (beat - 0.72) / 0.28)
        } else {
            let wave = Curve.sine(turns: time * 0.22 + performer.phase)
            let middle = 0.5 * (bounds.low.y + bounds.high.y)
            let height = bounds.high.y - bounds.low.y
            state.shift.y = -middle + height * ((leaps ? 0.08 : 0.02) + 0.07 * wave)
            state.lean.pitch = -0.10 * Curve.cosine(turns: time * 0.22 + performer.phase)
            state.lean.roll = 0.05 * wave
        }
        state.aloft = 1
        state.turns[.swim] = time * figure.beat + performer.phase
        state.turns[.flap] = state.turns[.swim]
        return state
    }

    // On wheels, on the water, on a stand.

    private func rolling(_ performer: Performer, at time: Float) -> FigureState {
        var root = ground(performer, at: time)
        let reach = max(bounds.high.z, 0.3) * 0.7
        func height(_ point: Vector) -> Float {
            performer.terrain.height(point.x, point.z, at: time)
        }
        let (front, back) = (root.point(Vector(0, 0, reach)), root.point(Vector(0, 0, -reach)))
        let (left, right) = (root.point(Vector(0.4, 0, 0)), root.point(Vector(-0.4, 0, 0)))
        let level = 0.25 * (height(front) + height(back) + height(left) + height(right))
        root.origin.y = level
        var state = FigureState(root: root)
        state.lean.pitch = -Curve.clamp((height(front) - height(back)) / (2 * reach), -0.6, 0.6)
        state.lean.roll = Curve.clamp((height(left) - height(right)) / 0.8, -0.3, 0.3) * 0.6
        state.way = performer.route.speed * time
        state.turns[.stride] = performer.route.speed > 0 ? time * 1.4 + performer.phase : 0
        if figure.manner == .roller, performer.route.speed > 0 {
            let rumble = Curve.sine(turns: time * 5.3) + 0.6 * Curve.sine(turns: time * 8.7)
            state.shift.y = 0.004 * scale * rumble
            state.lean.pitch += 0.003 * rumble
        }
        return state
    }

    /// On its place; turned round once in eight seconds when it shall show itself.
    private func presented(_ performer: Performer, at time: Float) -> FigureState {
        var state = FigureState(root: ground(performer, at: time))
        if figure.manner == .held {
            let middle = (bounds.low + bounds.high) * 0.5
            state.shift = Vector(-middle.x, -bounds.low.y, -middle.z)
        }
        if performer.action == .turn || performer.action == .dance {
            state.lean.yaw = 6.2831855 * Curve.fraction(time / 8)
        }
        if performer.action == .jump {
            let part = Curve.fraction(time / 1.1 + performer.phase)
            state.shift.y = 0.5 * (bounds.high.y - bounds.low.y) * 4 * part * (1 - part)
        }
        if hangs(performer) {
            state.shift.y += altitude + 0.08 * Curve.sine(turns: time * 0.3 + performer.phase)
        }
        return state
    }

    /// On a board: along it, low, swaying with the water.
    private func riding(_ performer: Performer, at time: Float) -> FigureState {
        let board = performer.board(at: time)
        let deck = board.moved(to: board.point(Vector(-0.05, 0.06 * performer.boardScale, 0)))
            .turned(Turn(yaw: 1.5707964 - 0.35))
        var state = FigureState(root: deck)
        let sway = Trigonometry.sine(time * 2.1 + performer.phase * 6)
        state.feet = figure.legs.map {
            let home = $0.home * Vector(1, 1, 0.62)
            return deck.moved(to: deck.point(home * scale + Vector(0, $0.ankle * scale, 0)))
        }
        state.shift.y = -0.10 * legLength * (1 + 0.4 * sway)
        state.lean = Turn(pitch: 0.02 * sway, roll: 0.05 * sway)
        state.gains[.stride] = 0
        state.aloft = figure.manner == .flyer ? 0.7 : 0
        return state
    }
}
