import FarmModel
import Picture

/// A puppet in a shot: who it is, what it does and what it has with it.
struct Performance: Sendable {
    /// Whose body performs.
    enum Player: Sendable {
        case puppet(any Puppet)
        case figure(FigureActor)
    }

    var player: Player

    /// For a figure, the body holds its rough lengths only.
    var performer: Performer
    var position: ShotSubject.Position?

    /// Colour of the board when it rides one.
    var board: Vector?

    /// Colour of the umbrella when it holds one.
    var umbrella: Vector?

    /// A ball on the ground, a balloon or kite in the near hand.
    var toy: (prop: Prop, color: Vector)?

    /// Whether the ball rolls ahead of a runner.
    var rollsAhead = false

    /// What it carries in its hands.
    var held: FigureActor?

    /// What carries it.
    var mount: FigureActor?

    /// How far over the sand those who swim under water keep, in metres.
    static let swimLift: Float = 0.3

    var body: Physique { performer.body }

    /// The space that it takes up around its place, seen from any side.
    var extent: Extent {
        let own =
            switch player {
            case .figure(let actor): actor.extent(of: performer)
            case .puppet: puppetExtent
            }
        guard let mount else { return own }
        var extent = own.joined(with: mount.extent(of: performer))
        extent.top = max(mount.seatHeight + 0.55 * own.top, extent.top)
        extent.head = mount.seatHeight + own.head - 0.9 * body.hip
        (extent.headRadius, extent.chin) = (own.headRadius, own.chin)
        return extent
    }

    private var puppetExtent: Extent {
        let body = self.body
        var top = body.top
        var bottom: Float = 0
        var half = max(body.headRadius * 1.16, body.girth + 0.10 * body.arm)
        var head = body.hip + max(body.straightening, 0) + body.head.y
        switch performer.action {
        case .stand, .blink, .look, .eat, .turn: break
        case .wave: half = max(half, body.shoulder.x + 0.90 * body.arm)
        case .dance: half = max(half, body.shoulder.x + 0.95 * body.arm)
        case .jump:
            half = max(half, body.shoulder.x + 0.85 * body.arm)
            top += 0.66 * body.hip
        case .drive, .ride: half = max(half, 0.30 * body.top)
        case .fly:
            let lift = performer.airborne - body.hip
            top = performer.airborne + 0.75 * body.hip
            bottom = performer.airborne - 0.45 * body.hip
            head += lift - 0.25 * body.hip
            half = max(half, 0.62 * body.top)
        case .sit, .lie, .sleep:
            let drop =
                body.hip + max(body.straightening, 0) - max(body.girth * 0.52, 0.12 * body.hip)
            top -= drop
            head -= drop
            half = max(half, 0.9 * body.leg)
        case .run, .chase: half = max(half, 0.40 * body.top)
        case .walk: half = max(half, 0.26 * body.top)
        case .swim where performer.terrain.isUnderWater:
            half = max(half, body.shoulder.x + 0.8 * body.arm)
            let lift = Performance.swimLift + 0.28 * body.shoulder.y
            top += lift
            head += lift
            bottom = lift
        case .swim:
            top -= body.hip + body.shoulder.y * 0.72 - 0.05
            head -= body.hip + body.shoulder.y * 0.72
            bottom = -0.15
            half = max(half, body.shoulder.x + 0.8 * body.arm)
        case .surf:
            half = max(1.14 * performer.boardScale, body.shoulder.x + body.arm + 0.1)
            bottom = performer.terrain.isSea ? -0.25 : 0
            top = body.top * 0.97 + 0.12
            head = head * 0.90 + 0.1
        }
        let solo = half
        if umbrella != nil {
            top = body.top + (body.headRadius < body.shoulder.x ? 0.42 : 0.54)
            half = max(half, performer.grip.x + 0.52)
        }
        if let toy, toy.prop == .balloon || toy.prop == .kite {
            top += toy.prop == .kite ? 1.1 : 0.75
            half = max(half, solo + 0.25)
        }
        return Extent(
            bottom: bottom, top: top, halfWidth: half, depth: min(half, 0.75), head: head,
            headRadius: body.headRadius, chin: body.chin)
    }

    /// Adds everything to `primitives` and tells where the puppet's solids are.
    func sculpt(
        at time: Float, viewer: Vector, into primitives: inout [Primitive]
    )
        -> (solids: Range<Int>, pose: Pose?)
    {
        var pose: Pose?
        var sculptor: Sculptor
        switch player {
        case .puppet(let puppet):
            let ride = mount.map { $0.state(of: performer, at: time, viewer: viewer) }
            let posed = stanced(at: time, viewer: viewer, on: ride)
            sculptor = Sculptor(scale: puppet.scale)
            puppet.sculpt(posed, with: &sculptor)
            if let mount, let ride {
                let first = primitives.count
                primitives += sculptor.primitives
                sculptor = Sculptor(scale: mount.scale)
                mount.sculpt(ride, with: &sculptor)
                primitives += sculptor.primitives
                return (first..<primitives.count, posed)
            }
            if let umbrella, let side = performer.umbrella {
                sculptor.umbrella(Umbrella(posed, side: side, body: body), color: umbrella)
            }
            if let toy { add(toy.prop, color: toy.color, posed, at: time, with: &sculptor) }
            if let held { held.sculpt(held.carried(by: posed, performer), with: &sculptor) }
            pose = posed
        case .figure(let actor):
            sculptor = Sculptor(scale: actor.scale)
            let state = actor.state(of: performer, at: time, viewer: viewer)
            actor.sculpt(state, with: &sculptor)
        }
        if let board {
            sculptor.surfboard(
                performer.board(at: time), scale: performer.boardScale, color: board)
        }
        let start = primitives.count
        primitives += sculptor.primitives
        return (start..<primitives.count, pose)
    }

    private func stanced(at time: Float, viewer: Vector, on ride: FigureState?) -> Pose {
        guard let mount, let ride, let saddle = mount.socket("saddle", in: ride) else {
            return performer.pose(at: time, viewer: viewer)
        }
        let seat = Seat(
            saddle: saddle, hands: mount.socket("reins", in: ride)?.origin,
            feet: mount.socket("pedals", in: ride)?.origin)
        return body.pose(performer.seated(on: seat, at: time, viewer: viewer))
    }

    private func add(
        _ prop: Prop, color: Vector, _ pose: Pose, at time: Float, with sculptor: inout Sculptor
    ) {
        let terrain = performer.terrain
        let free: Side = performer.umbrella == .right ? .left : performer.far.other
        let palm = pose.arms[free].hand.point(Vector(0, 0.05, 0))
        let breeze = Curve.sine(turns: time * 0.23 + performer.phase)
        switch prop {
        case .surfboard, .umbrella: break
        case .ball:
            let radius = 0.135 * max(body.top / 1.5, 0.7)
            let local =
                rollsAhead
                ? Vector(0, 0, 0.95 + 0.10 * breeze)
                : Vector((body.girth + 0.28) * performer.far.other.sign, 0, 0.22)
            var spot = performer.ground(at: time).point(local)
            spot.y = terrain.height(spot.x, spot.z, at: time) + radius
            let rolled = rollsAhead ? performer.route.speed * time / radius : 0.4
            sculptor.ball(at: spot, radius: radius, turn: rolled, color: color)
        case .balloon:
            let top = palm + Vector(0.10 * breeze, 0.72 + 0.25 * body.top, -0.05)
            sculptor.balloon(from: palm, at: top, color: color)
        case .kite:
            let place =
                pose.root.origin
                + Vector(0.75 + 0.15 * breeze, body.top + 0.85 + 0.08 * breeze, -0.6)
            sculptor.kite(from: palm, at: place, sway: breeze, color: color)
        }
    }
}
