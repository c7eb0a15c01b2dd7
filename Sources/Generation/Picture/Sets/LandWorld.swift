// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Sand, snow, rock or dust over the lie of ``Meadow``, ridges on the horizon, the meadow's sky.
struct LandWorld: World {
    private let land: Scene.Land
    private let skies: MeadowSky
    private let soil: LandSoil
    private let ridges: LandRidges

    init(_ scene: Scene, table: inout [SIMD4<Float>]) {
        switch scene.place {
        case .land(let land): self.land = land
        case .surf, .meadow, .street: land = .desert
        }
        skies = MeadowSky(scene, table: &table)
        soil = LandSoil(scene, land)
        ridges = LandRidges(scene, land)
    }

    static var startsOnGrid: Bool { true }

    var itemCount: Int { skies.clouds.clusterCount }

    func item(_ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>) -> Bool {
        skies.clouds.cluster(index, meets: cone, table: table)
    }

    func coarseDistance(_ rays: Rays) -> Lanes {
        Meadow.march(rays, from: 0.5, limit: .far, over: 0)
    }

    func trace(_ rays: Rays, from start: Float, limit: Lanes, in tile: Tile) -> WorldHit {
        guard start < 1e8 else { return .none }
        return WorldHit(distance: Meadow.march(rays, from: start, limit: limit, over: 0))
    }

    @inline(__always)
    func shade(
        _ hit: WorldHit, along rays: Rays, active: LaneMask, over background: LaneVector,
        puppetDistance: Lanes, in tile: Tile
    ) -> LaneVector {
        soil.shade(hit.distance, along: rays, active: active, in: tile)
    }

    @inline(__always)
    func sky(_ rays: Rays, in tile: Tile) -> LaneVector {
        var color = skies.color(rays, in: tile)
        let low = rays.direction.y .< 0.42
        if low.any { color = select(low, ridges.over(color, rays.direction), color) }
        let down = rays.direction.y .< -0.0005
        if down.any { color = select(down, soil.plain(rays), color) }
        return color
    }

    @inline(__always)
    func reflectedSky(_ direction: LaneVector) -> LaneVector {
        skies.clear(direction)
    }

    @inline(__always)
    func air(_ color: LaneVector, along rays: Rays, distance: Lanes, in tile: Tile) -> LaneVector {
        if land.isAirless { return color }
        return tile.fog(over: color, along: rays, distance: distance) + skies.veil(rays.direction)
    }

    @inline(__always)
    func openness(at point: LaneVector) -> Lanes {
        saturate(0.55 + 1.6 * (point.y - Meadow.height(point.x, point.z)))
    }
}
