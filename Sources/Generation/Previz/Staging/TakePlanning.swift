import FarmModel
import Picture

/// Turns a shot of a storyboard into a ``Take``: who is in it, where they start and go, and where
/// the camera stands.
struct TakePlanning {
    let storyboard: Storyboard
    let shot: Shot
    let number: Int
    private(set) var casting: Casting

    private var performances: [Performance] = []
    private var loose: [(prop: Prop, color: Vector)] = []
    private var effects: [(effect: Effect, color: String?)] = []
    private let location: Location

    init(_ storyboard: Storyboard, shot: Shot, number: Int, casting: Casting) {
        self.storyboard = storyboard
        self.shot = shot
        self.number = number
        self.casting = casting
        location = Location(shot)
    }

    mutating func take(start: Int, count: Int) -> Take {
        if location.likeness == .standIn {
            casting.note(
                "场景“\(shot.setting.place)”还没有，用\(location.name(in: .chinese))代替。",
                "The place \"\(shot.setting.place)\" has no set yet; \(location.name(in: .english)) stands in."
            )
        }
        let mounts = mounts()
        for subject in shot.subjects where !mounts.contains(subject.cast) { enlist(subject) }
        enlistTargets()
        settle()
        let duration = Float(count) / Float(storyboard.format.framesPerSecond)
        let aspect = Float(storyboard.format.width) / Float(storyboard.format.height)
        let blocking = Blocking(
            widths: performances.map { 2 * $0.extent.halfWidth },
            positions: performances.map(\.position), aspect: aspect)
        let route = route(duration: duration)
        let extent = extent(blocking)
        place(blocking, along: route)
        let rig = CameraRig(
            shot.camera, terrain: location.terrain, format: storyboard.format, duration: duration,
            extent: extent, wholeBody: performances.contains { $0.performer.action.needsWholeBody },
            azimuth: azimuth(aspect), leading: leading(route), rows: blocking.rows)
        return Take(
            start: start, count: count, framesPerSecond: storyboard.format.framesPerSecond,
            setting: shot.setting, location: location, performances: performances, loose: loose,
            effects: effects, rig: rig, route: route,
            chance: Chance(storyboard.seed, UInt64(number)),
            seed: UInt32(truncatingIfNeeded: SplitMix64.mix(storyboard.seed)),
            fadesIn: shot.transition == .fade)
    }

    // Who is there.

    private mutating func enlist(_ subject: ShotSubject) {
        guard let member = storyboard.cast.first(where: { $0.id == subject.cast }) else { return }
        for turn in 0..<Curve.count(member.count) {
            switch casting.role(of: member, turn: turn) {
            case .puppet(let puppet):
                perform(.puppet(puppet), puppet.physique, member, subject)
            case .figure(let actor):
                perform(.figure(actor), actor.physique, member, subject)
            case .prop(let prop, let color): loose.append((prop, color))
            case .effect(let effect, let color):
                if turn == 0 { effects.append((effect, color)) }
            }
        }
    }

    /// Those of the cast whom somebody rides.
    private func mounts() -> Set<String> {
        Set(
            shot.subjects.compactMap { subject in
                Action(named: subject.action).needsSeat ? subject.target : nil
            })
    }

    /// What `subject` rides: the target of the ride, or a thing that it has with it.
    private mutating func mount(of subject: ShotSubject) -> FigureActor? {
        let action = Action(named: subject.action)
        guard action.needsSeat || action == .sit else { return nil }
        if action.needsSeat, let target = subject.target,
            let member = storyboard.cast.first(where: { $0.id == target }),
            case .figure(let actor) = casting.role(of: member, turn: 0), actor.hasSaddle
        {
            return actor
        }
        for item in subject.props {
            let color = item.color.flatMap(Palette.color)
            if let actor = casting.mount(item.name, color: color) { return actor }
        }
        return nil
    }

    /// What `subject` drives where nobody is seen in it: it plays the part itself.
    private func closedVehicle(of subject: ShotSubject) -> FigureActor? {
        guard Action(named: subject.action).needsSeat else { return nil }
        for item in subject.props {
            let color = item.color.flatMap(Palette.color)
            guard casting.mount(item.name, color: color) == nil,
                let actor = casting.held(item.name, color: color)
            else { continue }
            switch actor.figure.manner {
            case .roller, .floater: return actor
            case .walker, .flyer, .swimmer, .still, .held, .upright: continue
            }
        }
        return nil
    }

    private mutating func perform(
        _ player: Performance.Player, _ body: Physique, _ member: CastMember,
        _ subject: ShotSubject
    ) {
        if case .puppet = player, let vehicle = closedVehicle(of: subject) {
            var inside = subject
            inside.props = []
            return perform(.figure(vehicle), vehicle.physique, member, inside)
        }
        let index = performances.count
        let chance = Chance(storyboard.seed, 77)
        var action = Action(named: subject.action)
        if action.rawValue != subject.action && subject.action != "idle" {
            casting.note(
                "动作“\(subject.action)”还没有，用最接近的代替。",
                "The action \"\(subject.action)\" is not known yet; the nearest stands in.")
        }
        action = possible(action, for: player)
        let mood = member.traits.mood.flatMap(Mood.init(rawValue:)) ?? .calm
        let performer = Performer(
            body: body, action: action, route: Route(start: .zero, heading: 0),
            terrain: terrain(for: action, of: body, player),
            phase: index == 0 ? 0.08 : chance.unit(index), mood: mood)
        var performance = Performance(
            player: player, performer: performer, position: subject.position)
        if case .puppet = player { performance.mount = mount(of: subject) }
        equip(&performance, with: subject)
        performances.append(performance)
    }

    /// Who swims under water does so a little over the sand.
    private func terrain(
        for action: Action, of body: Physique, _ player: Performance.Player
    ) -> Terrain {
        guard case .puppet = player, case .seabed = location.terrain, action == .swim else {
            return location.terrain
        }
        return .seabed(level: body.hip + body.shoulder.y + Performance.swimLift)
    }

    /// At sea there is nothing to stand on but a board; on land nothing to swim in.
    private mutating func possible(_ action: Action, for player: Performance.Player) -> Action {
        if case .figure(let actor) = player {
            return actor.possible(action, on: location.terrain)
        }
        if location.terrain.isSea, action.travels, action != .fly, !action.needsSeat {
            casting.note(
                "海面上不能走动，改为冲浪。", "Nobody can walk on the sea; they surf instead.")
            return .surf
        }
        if !location.terrain.isSea, location.terrain != .seabed(level: 0), action == .swim {
            casting.note("这里没有水，改为舞动。", "There is no water to swim in; they dance instead.")
            return .dance
        }
        return action
    }

    private mutating func equip(_ performance: inout Performance, with subject: ShotSubject) {
        if performance.needsBoard {
            performance.board = Prop.surfboard.usualColor
        }
        for item in subject.props {
            let color = item.color.flatMap(Palette.color)
            switch Prop(named: item.name) {
            case .surfboard:
                if performance.board != nil, let color { performance.board = color }
            case .umbrella: performance.umbrella = color ?? Prop.umbrella.usualColor
            case .some(let prop): performance.toy = (prop, color ?? prop.usualColor)
            case nil where casting.held(item.name, color: color) != nil:
                let actor = casting.held(item.name, color: color)
                if actor?.figure.manner == .held {
                    performance.held = actor
                    performance.performer.carries = actor?.figure.grip
                } else if performance.mount == nil, let actor {
                    stand(actor, beside: performance)
                }
            case nil:
                casting.note(
                    "道具“\(item.name)”还没有造型。", "There is no \"\(item.name)\" to hold yet.")
            }
        }
    }

    /// A thing that is too large for hands has a place of its own.
    private mutating func stand(_ actor: FigureActor, beside owner: Performance) {
        var performer = owner.performer
        performer.body = actor.physique
        performer.action = .stand
        performances.append(Performance(player: .figure(actor), performer: performer))
    }

    /// What is chased or looked at belongs to the shot even if it was not listed.
    private mutating func enlistTargets() {
        let present = Set(shot.subjects.map(\.cast))
        for subject in shot.subjects {
            guard let target = subject.target, target != subject.cast else { continue }
            if mounts().contains(target) { continue }
            if !present.contains(target) {
                let flees = Action(named: subject.action) == .chase
                enlist(
                    ShotSubject(
                        cast: target, action: flees ? "run" : "stand", position: .right))
            }
        }
        let rolls = performances.firstIndex { $0.performer.action == .chase }
        if let rolls, let ball = loose.firstIndex(where: { $0.prop == .ball }) {
            performances[rolls].toy = loose[ball]
            performances[rolls].rollsAhead = true
            loose.remove(at: ball)
        }
    }

    // Where they are.

    /// Everyone keeps the pace of the slowest, so that a group stays together.
    private mutating func settle() {
        let floats =
            effects.contains { $0.effect == .bubbles } || loose.contains { $0.prop != .ball }
        for index in performances.indices {
            performances[index].performer.looksUp = floats
        }
        guard let speed = pace else { return }
        for index in performances.indices {
            performances[index].performer.gait = gait(performances[index].performer)?
                .paced(to: speed)
        }
    }

    private func gait(_ performer: Performer) -> Gait? {
        switch performer.action.pace {
        case .walk: .walk(performer.body)
        case .run: .run(performer.body)
        case nil: nil
        }
    }

    /// The speed of the slowest; indoors no more than leaves them in the room for the whole shot.
    private var pace: Float? {
        guard let slowest = performances.compactMap(speed).min() else { return nil }
        guard location.isSheltered, case .interior = location.terrain else { return slowest }
        return min(slowest, 4.6 / max(Float(shot.seconds), 0.5))
    }

    /// Metres a second at which someone moves on, nil for who stays.
    private func speed(of performance: Performance) -> Float? {
        let action = performance.performer.action
        switch performance.player {
        case .puppet:
            if let mount = performance.mount { return mount.speed(of: action) }
            return gait(performance.performer)?.speed
        case .figure(let actor): return actor.speed(of: action)
        }
    }

    /// The way of the group: across the meadow, down the street, or none.
    private func route(duration: Float) -> Route {
        let speed = pace ?? 0
        let isChase = performances.contains { $0.performer.action == .chase }
        switch location.terrain {
        case .sea:
            return Route(start: .zero, heading: 0)
        case .land(.road) where speed > 0:
            return Route(start: Vector(-0.9, 0, -1), heading: 0, speed: speed)
        case .shore where speed > 0:
            let toLens = Trigonometry.cosine(0.92) * speed * duration
            return Route(
                start: Vector(-1.2, 0, Curve.clamp(1 - 0.6 * toLens, -1.2, 1)), heading: 0.92,
                speed: speed)
        case .interior where speed > 0:
            return Route(
                start: Vector(-0.5 * speed * duration, 0, 0.1), heading: 1.42, speed: speed)
        case .meadow where speed > 0, .grounds where speed > 0, .land where speed > 0,
            .seabed where speed > 0, .aloft where speed > 0:
            let heading: Float = shot.camera.move == .lead ? 0.5 : isLong ? 1.22 : 0.92
            let toLens = Trigonometry.cosine(heading) * speed * duration
            return Route(
                start: Vector(-1.2, 0, Curve.clamp(1 - 0.6 * toLens, -3.2, 1)), heading: heading,
                speed: speed, weave: isChase ? 0.22 : 0)
        case .meadow, .grounds, .interior, .land, .shore, .seabed, .aloft:
            let rides = performances.contains { $0.performer.action == .surf }
            return Route(start: .zero, heading: rides ? 1.35 : 0.10, speed: rides ? 2.4 : 0)
        case .street:
            let rides = performances.contains { $0.performer.action == .surf }
            let pace = rides ? 2.4 : speed
            return Route(
                start: Vector(-0.35, 0, 0),
                heading: pace > 0 ? 0 : 0.12, speed: pace)
        }
    }

    /// Whether everyone's outline tells more from the side.
    private var isLong: Bool {
        performances.allSatisfy {
            if case .figure(let actor) = $0.player {
                actor.figure.presentation > 0.5
            } else {
                false
            }
        }
    }

    private func extent(_ blocking: Blocking) -> Extent {
        guard var extent = performances.first?.extent else {
            return Extent(
                bottom: 0, top: 1.5, halfWidth: 0.9, depth: 0.4, head: 0.9, headRadius: 0.5,
                chin: 0.4)
        }
        for performance in performances.dropFirst() {
            extent = extent.joined(with: performance.extent)
        }
        guard performances.count > 1 else { return extent }
        extent.halfWidth = blocking.halfWidth
        extent.depth += blocking.halfDepth
        if performances.count > 1 {
            extent.headRadius = max(extent.headRadius, blocking.halfWidth * 0.8)
        }
        return extent
    }

    /// Starts everyone on a way parallel to the group's.
    private mutating func place(_ blocking: Blocking, along route: Route) {
        let viewer = Trigonometry.cosine(azimuth(1.6))
        for index in performances.indices {
            var own = route
            let action = performances[index].performer.action
            own.start += blocking.places[index]
            if speed(of: performances[index]) == nil, route.speed > 0, action != .surf {
                own.speed = 0
                own.weave = 0
            }
            performances[index].performer.route = own
            let right = Vector.up.cross(own.frame(at: 0).z)
            let toCamera = Vector(
                Trigonometry.sine(azimuth(1.6)), 0, viewer)
            let far: Side = right.dot(toCamera) > 0 ? .right : .left
            performances[index].performer.far = far
            if performances[index].umbrella != nil {
                performances[index].performer.umbrella = far
            }
        }
    }

    /// Where the camera stands: before the hills and the wave, and down the street.
    private func azimuth(_ aspect: Float) -> Float {
        switch location.terrain {
        case .sea: aspect < 0.8 && performances.count < 3 ? 0.52 : 0.09
        case .meadow, .grounds, .interior, .land, .shore, .seabed, .aloft: -0.03
        case .street: aspect < 0.8 ? 0.23 : 0.34
        }
    }

    private func leading(_ route: Route) -> Float {
        switch location.terrain {
        case .sea: performances.contains { $0.board != nil } && performances.count == 1 ? 0.45 : 0
        case .meadow, .grounds, .interior, .land, .shore, .seabed, .aloft: route.speed > 0 ? 0.9 : 0
        case .street: performances.count == 1 ? 1 : 0
        }
    }
}

extension Curve {
    /// A member's copies, 1 to 12.
    static func count(_ value: Int) -> Int { min(max(value, 1), 12) }
}
