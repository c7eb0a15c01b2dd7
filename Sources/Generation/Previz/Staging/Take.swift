import FarmModel
import Picture

/// One shot, ready to be shown at any instant.
struct Take: Sendable {
    var start: Int
    var count: Int
    var framesPerSecond: Int
    var setting: Setting
    var location: Location
    var performances: [Performance]

    /// Things that stand or float about without anyone to hold them.
    var loose: [(prop: Prop, color: Vector)]
    var effects: [(effect: Effect, color: String?)]
    var rig: CameraRig

    /// The way of the middle of the group.
    var route: Route
    var chance: Chance
    var seed: UInt32
    var fadesIn: Bool
    var fadesOut = false

    func scene(at index: Int) -> Scene {
        let time = Float(index - start) / Float(framesPerSecond)
        let anchor = anchor(at: time)
        let camera = rig.camera(at: time, anchor: anchor.origin)
        var primitives: [Primitive] = []
        var puppets: [Range<Int>] = []
        var poses: [Pose?] = []
        for performance in performances {
            let done = performance.sculpt(at: time, viewer: camera.origin, into: &primitives)
            puppets.append(done.solids)
            poses.append(done.pose)
        }
        addLoose(at: time, anchor, to: &primitives, &puppets)
        let place = place(at: time, anchor)
        var light = Light.preset(place: place, time: setting.time, weather: setting.weather)
        light.exposure *= fade(at: index)
        return Scene(
            time: time, seed: seed, camera: camera, place: place, light: light, weather: weather,
            primitives: primitives, puppets: puppets,
            particles: particles(at: time, anchor, camera, poses))
    }

    /// The middle of the group on the ground; on the sea, the level of the water.
    func anchor(at time: Float) -> Placement {
        let frame = route.frame(at: time)
        let point = frame.origin
        let height =
            location.terrain.isSea
            ? 0 : location.terrain.height(point.x, point.z, at: time)
        return frame.moved(to: Vector(point.x, height, point.z))
    }

    private func place(at time: Float, _ anchor: Placement) -> Scene.Place {
        switch location.terrain {
        case .sea:
            let rider = performances.first { $0.board != nil }
            let board = rider?.performer.board(at: time).origin ?? Vector(0, -4, 60)
            return .surf(board: board, beach: location.beach)
        case .meadow: return .meadow
        case .grounds(let grounds): return .grounds(grounds)
        case .interior(let interior): return .interior(interior)
        case .land(let land): return .land(land)
        case .shore(let shore): return .shore(shore)
        case .seabed: return .seabed
        case .aloft(let aloft): return .aloft(aloft)
        case .street: return .street(center: anchor.origin)
        }
    }

    private var weather: SceneWeather {
        let wind = Float(setting.wind)
        if location.isSheltered { return SceneWeather(wind: 0) }
        return switch setting.weather {
        case .clear, .clouds, .overcast, .fog: SceneWeather(wind: wind)
        case .rain: SceneWeather(rain: 0.75, wind: wind)
        case .storm: SceneWeather(rain: 1, wind: max(wind, 2))
        case .snow: SceneWeather(snow: 0.75, wind: wind)
        }
    }

    private func fade(at index: Int) -> Float {
        let length = max(1, min(framesPerSecond * 2 / 5, count / 3))
        var level: Float = 1
        if fadesIn { level = min(level, Float(index - start + 1) / Float(length)) }
        if fadesOut { level = min(level, Float(start + count - index) / Float(length)) }
        return Curve.smooth(0, 1, level)
    }

    private func addLoose(
        at time: Float, _ anchor: Placement, to primitives: inout [Primitive],
        _ puppets: inout [Range<Int>]
    ) {
        for (index, item) in loose.enumerated() {
            var sculptor = Sculptor(scale: 1)
            let x =
                Float(index) * 0.9 - Float(loose.count - 1) * 0.45
                + (performances.isEmpty ? 0 : rig.extent.halfWidth + 0.3)
            var spot = anchor.origin + Vector(x, 0, 0.2)
            spot.y = location.terrain.height(spot.x, spot.z, at: time)
            let bob = 0.05 * Curve.sine(turns: time * 0.3 + Float(index) * 0.3)
            switch item.prop {
            case .ball:
                sculptor.ball(
                    at: spot + Vector(0, 0.2, 0), radius: 0.2, turn: 0.3, color: item.color)
            case .balloon:
                sculptor.balloon(
                    from: spot, at: spot + Vector(bob, 1.0 + bob, 0), color: item.color)
            case .kite:
                sculptor.kite(
                    from: spot, at: spot + Vector(0.5 + bob, 1.5 + bob, 0), sway: bob * 20,
                    color: item.color)
            case .umbrella:
                let frame = Placement.identity.turned(Turn(yaw: 0.4, roll: 0.2))
                    .moved(to: spot + Vector(0, 0.17, 0))
                sculptor.umbrella(
                    Umbrella(frame: frame, length: 1, scale: 1), color: item.color)
            case .surfboard:
                let frame = Placement.identity.turned(Turn(yaw: 0.3))
                    .moved(to: spot + Vector(0, 0.10 + bob, 0))
                sculptor.surfboard(frame, scale: 1, color: item.color)
            }
            let first = primitives.count
            primitives += sculptor.primitives
            puppets.append(first..<primitives.count)
        }
    }

    private func particles(
        at time: Float, _ anchor: Placement, _ camera: Camera, _ poses: [Pose?]
    ) -> [Particle] {
        let air = Air(
            time: time, chance: chance, anchor: anchor, terrain: location.terrain,
            wind: Float(setting.wind), camera: camera, aspect: rig.aspect)
        var particles: [Particle] = []
        for (effect, color) in effects {
            particles +=
                effect == .bubbles
                ? Bubbles(air: air, color: color).particles()
                : Flurry(air: air, effect: effect, color: color).particles()
        }
        if case .seabed = location.terrain { particles += Bubbles.rising(air) }
        let wet = weather.rain
        if location.terrain == .meadow && wet == 0 && weather.snow == 0 && setting.time != .night {
            particles += Flurry.pollen(air)
        }
        let water = Water(air: air)
        if location.terrain.isSea {
            for (turn, performance) in performances.enumerated() where performance.board != nil {
                particles += water.spray(
                    beside: performance.performer.board(at: time),
                    length: 1.28 * performance.performer.boardScale, count: turn == 0 ? 60 : 14,
                    turn: turn)
            }
        }
        if wet > 0 {
            particles += water.splashes(amount: wet)
            for (turn, (performance, pose)) in zip(performances, poses).enumerated() {
                guard let pose, performance.umbrella != nil,
                    let side = performance.performer.umbrella
                else { continue }
                let umbrella = Umbrella(pose, side: side, body: performance.body)
                particles += water.drops(
                    on: umbrella, velocity: anchor.z * route.speed, amount: wet, turn: turn)
            }
        }
        return sorted(particles, from: camera)
    }

    /// Far ones first, as they are drawn over each other.
    private func sorted(_ particles: [Particle], from camera: Camera) -> [Particle] {
        let depths = particles.map { ($0.center - camera.origin).dot(camera.forward) }
        return particles.indices
            .filter { particles[$0].opacity > 0.004 }
            .sorted { (depths[$0], $1) > (depths[$1], $0) }
            .map { particles[$0] }
    }
}
