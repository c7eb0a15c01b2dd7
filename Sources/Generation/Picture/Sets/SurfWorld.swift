/// Open sea with one hero wave, its foam, a wake behind the board, and perhaps a beach far away.
struct SurfWorld: World {
    let light: Light
    let sea: Ocean.Sea
    let board: Vector
    let beach: Scene.Beach

    /// How bright it is against the clear afternoon that the colours of the water were tuned for.
    let brightness: Vector

    init(_ scene: Scene, table: inout [SIMD4<Float>]) {
        light = scene.light
        sea = Ocean.Sea(time: scene.time, wind: scene.weather.wind)
        brightness = scene.light.illumination(against: .clearSurf)
        if case .surf(let board, let beach) = scene.place {
            self.board = board
            self.beach = beach
        } else {
            board = Vector(0, -100, 0)
            beach = .none
        }
    }

    static var startsOnGrid: Bool { true }

    /// Distance to the shore, which stands on a plane of constant z.
    static var shore: Float { 150 }

    func coarseDistance(_ rays: Rays) -> Lanes {
        let t = march(rays, from: Lanes(repeating: 0.6), limit: .far)
        let below = .!t.isHit .& (rays.direction.y .< -0.0005)
        let plane = rays.origin.y / greater(0 - rays.direction.y, 1e-6)
        return select(below, lesser(plane * 0.7, 60), t)
    }

    func trace(_ rays: Rays, from start: Float, limit: Lanes, in tile: Tile) -> WorldHit {
        guard start < 1e8 else { return .none }
        let t = march(rays, from: Lanes(repeating: start), limit: limit)
        let down = rays.direction.y
        let below = .!t.isHit .& .!limit.isHit .& (down .< -0.0005)
        let plane = greater(rays.origin.y / greater(0 - down, 1e-6), 70)
        var hit = select(below, plane, t)
        if beach == .distant {
            let shore = SurfWorld.shore / greater(0 - rays.direction.z, 0.05)
            hit = select((hit .> shore) .& (rays.direction.z .< -0.05), .far, hit)
        }
        return WorldHit(distance: hit)
    }

    /// Steps towards the waves by a share of the height above them until below them.
    ///
    /// Grazing rays need a least step, or they run out of steps; away from the hero wave they skip
    /// the air above all other waves.
    @inline(never)
    private func march(_ rays: Rays, from start: Lanes, limit: Lanes) -> Lanes {
        let down = rays.direction.y
        var live = (down .< 0.26) .& (limit .> start)
        if !live.any { return .far }
        var crossing = Crossing()
        var t = start
        var last = Crossing.Side(t: start * 0.98, height: Lanes(repeating: 0.05))
        let floor = (rays.origin.y + 0.5) / greater(0 - down, 1e-6)
        let ceiling = (2.2 - rays.origin.y) / greater(down, 1e-4)
        let end = lesser(lesser(limit, 70), select(down .< 0, floor, ceiling))
        let highest = Ocean.highestWave(wind: sea.wind)
        let hero = Ocean.heroSpan(of: rays)
        for _ in 0..<64 {
            let p = rays.point(at: t)
            let side = Crossing.Side(t: t, height: height(above: p))
            let hit = live .& (side.height .< 0)
            if hit.any {
                crossing.note(last, side, hit)
                live = live .& .!hit
            }
            last = side
            let step = greater(side.height * 0.62, 0.018 * t)
            let skip = greater(step, (p.y - highest) / greater(0 - down, 1e-4))
            let beforeHero = lesser(t + skip, greater(hero.start, t + step))
            let next = select(t .< hero.start, beforeHero, t + select(t .> hero.end, skip, step))
            live = live .& (t .< end)
            t = lesser(next, end)
            if !live.any { break }
        }
        if !crossing.found.any { return .far }
        let middle = crossing.estimate
        crossing.narrow(
            Crossing.Side(t: middle, height: height(above: rays.point(at: middle))))
        return select(crossing.found, crossing.estimate, .far)
    }

    @inline(__always)
    private func height(above p: LaneVector) -> Lanes { p.y - Ocean.surface(p.x, p.z, sea) }

    func sky(_ rays: Rays, in tile: Tile) -> LaneVector {
        let sky = OpenSky(light: light, time: sea.time, seed: tile.scene.seed)
        let color = sky.color(rays.direction)
        guard beach == .distant else { return color }
        return DistantBeach(light: light, brightness: brightness, time: sea.time)
            .draw(over: color, rays)
    }

    @inline(__always)
    func reflectedSky(_ direction: LaneVector) -> LaneVector {
        OpenSky.smooth(light, direction)
    }
}

/// Where a ray passes through a surface: bracketed, then estimated by the secant rule.
struct Crossing {
    /// A point of a ray and how high it is above the surface.
    struct Side {
        var t: Lanes
        var height: Lanes
    }

    private(set) var found = LaneMask.none
    private var above = Side(t: .far, height: Lanes(repeating: 1))
    private var below = Side(t: .far, height: Lanes(repeating: -1))

    @inline(__always)
    init() {}

    @inline(__always)
    mutating func note(_ above: Side, _ below: Side, _ lanes: LaneMask) {
        found = found .| lanes
        self.above = Crossing.select(lanes, above, self.above)
        self.below = Crossing.select(lanes, below, self.below)
    }

    @inline(__always)
    var estimate: Lanes {
        let share = above.height / greater(above.height - below.height, 1e-6)
        return above.t + (below.t - above.t) * saturate(share)
    }

    /// Replaces the side that `side` is on.
    @inline(__always)
    mutating func narrow(_ side: Side) {
        let isAbove = side.height .> 0
        above = Crossing.select(isAbove, side, above)
        below = Crossing.select(isAbove, below, side)
    }

    @inline(__always)
    private static func select(_ mask: LaneMask, _ a: Side, _ b: Side) -> Side {
        Side(t: Picture.select(mask, a.t, b.t), height: Picture.select(mask, a.height, b.height))
    }
}
