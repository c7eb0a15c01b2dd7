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
        return select(below, 60, t)
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

    /// Steps towards the waves by a share of the height above them, refined by the secant rule.
    @inline(never)
    private func march(_ rays: Rays, from start: Lanes, limit: Lanes) -> Lanes {
        var hitDistance = Lanes.far
        let down = rays.direction.y
        var live = (down .< 0.26) .& (limit .> start)
        if !live.any { return hitDistance }
        var t = start
        var lastT = start * 0.98
        var lastHeight = Lanes(repeating: 0.05)
        let floor = (rays.origin.y + 0.5) / greater(0 - down, 1e-6)
        let ceiling = (2.2 - rays.origin.y) / greater(down, 1e-4)
        let end = lesser(lesser(limit, 70), select(down .< 0, floor, ceiling))
        for _ in 0..<48 {
            let p = rays.point(at: t)
            let height = p.y - Ocean.surface(p.x, p.z, sea)
            let hit = live .& (height .< 0.002 * t)
            if hit.any {
                let share = lastHeight / (lastHeight - lesser(height, lastHeight - 1e-4))
                let crossing = lastT + (t - lastT) * share
                hitDistance = select(hit, select(height .< 0, crossing, t), hitDistance)
                live = live .& .!hit
            }
            lastT = t
            lastHeight = height
            t = t + greater(height * 0.62, 0.004 * t)
            live = live .& (t .<= end)
            if !live.any { break }
        }
        return hitDistance
    }

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
