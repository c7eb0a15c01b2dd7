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
        march(rays, from: 0.5, limit: .far)
    }

    func trace(_ rays: Rays, from start: Float, limit: Lanes, in tile: Tile) -> WorldHit {
        guard start < 1e8 else { return .none }
        return WorldHit(distance: march(rays, from: start, limit: limit))
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

extension MeadowWorld {
    /// Steps along rays until they enter the layer of grass; the last step is found by the secant.
    ///
    /// Steps grow by at least 2.5 % of the distance, or rays at grazing angles would run out of them;
    /// the last one ends below the soil or above all hills.
    @inline(never)
    private func march(_ rays: Rays, from start: Float, limit: Lanes) -> Lanes {
        let origin = rays.origin
        let direction = rays.direction
        var found = Lanes.far
        var live = (direction.y .< 0.20) .& (limit .> start)
        guard live.any else { return found }
        let leaving = select(
            direction.y .< 0,
            (origin.y - Meadow.lowest) / greater(-direction.y, 1e-6),
            (Meadow.highest - origin.y) / greater(direction.y, 1e-4))
        // Beyond this the rows of trees stand, or the plain is far below.
        let reach = 60 + 6 * greater(origin.y, 0)
        let end = lesser(lesser(limit, reach), leaving)
        var distance = Lanes(repeating: start)
        var before = Lanes(repeating: start * 0.98)
        var clearance = Lanes(repeating: 0.05)
        for _ in 0..<56 {
            let point = rays.point(at: distance)
            let height = point.y - Meadow.grassHeight - Meadow.height(point.x, point.z)
            let hit = live .& (height .< 0.0015 * distance)
            if hit.any {
                let share = clearance / (clearance - lesser(height, clearance - 1e-4))
                let secant = before + (distance - before) * share
                found = select(hit, select(height .< 0, secant, distance), found)
                live = live .& .!hit
            }
            before = distance
            clearance = height
            live = live .& (distance .< end)
            distance = lesser(distance + greater(height * 1.6, 0.025 * distance), end)
            if !live.any { break }
        }
        return found
    }
}
