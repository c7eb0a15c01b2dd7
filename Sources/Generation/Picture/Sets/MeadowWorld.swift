// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// A meadow in any light and weather: hills under grass and flowers, rows of trees, clouds.
///
/// The grass is a layer over the soil, cut by vertical planes on which blades are drawn
/// (``MeadowGrass``); its edges carry their own coverage, so only puppets and the skyline need extra
/// samples. Puppets behind blades come in as the background.
struct MeadowWorld: World {
    let grass: MeadowGrass
    let skies: MeadowSky

    init(_ scene: Scene, table: inout [SIMD4<Float>]) {
        grass = MeadowGrass(scene)
        skies = MeadowSky(scene, table: &table)
    }

    static var startsOnGrid: Bool { true }
    static var groundIsFiltered: Bool { true }
    static var groundIsTranslucent: Bool { true }

    var itemCount: Int { skies.clouds.clusterCount }

    func item(_ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>) -> Bool {
        skies.clouds.cluster(index, meets: cone, table: table)
    }

    func coarseDistance(_ rays: Rays) -> Lanes {
        Meadow.march(rays, from: 0.5, limit: .far, over: Meadow.grassHeight)
    }

    func trace(_ rays: Rays, from start: Float, limit: Lanes, in tile: Tile) -> WorldHit {
        guard start < 1e8 else { return .none }
        return WorldHit(
            distance: Meadow.march(
                rays, from: start, limit: limit, over: Meadow.grassHeight))
    }

    @inline(__always)
    func shade(
        _ hit: WorldHit, along rays: Rays, active: LaneMask, over background: LaneVector,
        puppetDistance: Lanes, in tile: Tile
    ) -> LaneVector {
        grass.shade(
            hit.distance, along: rays, active: active, over: background,
            puppetDistance: puppetDistance, in: tile)
    }

    @inline(__always)
    func sky(_ rays: Rays, in tile: Tile) -> LaneVector {
        var color = skies.color(rays, in: tile)
        let down = rays.direction.y .< -0.0005
        if down.any { color = select(down, grass.plain(rays, over: color), color) }
        return skies.trees(over: color, rays)
    }

    @inline(__always)
    func reflectedSky(_ direction: LaneVector) -> LaneVector {
        skies.clear(direction)
    }

    @inline(__always)
    func air(_ color: LaneVector, along rays: Rays, distance: Lanes, in tile: Tile) -> LaneVector {
        tile.fog(over: color, along: rays, distance: distance) + skies.veil(rays.direction)
    }

    @inline(__always)
    func openness(at point: LaneVector) -> Lanes {
        saturate(0.55 + 1.6 * (point.y - Meadow.height(point.x, point.z)))
    }
}
