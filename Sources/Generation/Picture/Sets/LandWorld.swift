// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Sand, snow, rock or dust over the lie of ``Meadow``, ridges on the horizon, the meadow's sky.
struct LandWorld: World {
    private let land: Scene.Land
    private let skies: MeadowSky
    private let soil: LandSoil
    private let ridges: LandRidges
    private let scenery: Scenery

    init(_ scene: Scene, table: inout [SIMD4<Float>]) {
        switch scene.place {
        case .land(let land): self.land = land
        case .surf, .meadow, .grounds, .interior, .street, .shore, .seabed, .aloft: land = .desert
        }
        skies = MeadowSky(scene, table: &table)
        soil = LandSoil(scene, land)
        ridges = LandRidges(scene, land)
        let haze = land.isAirless ? .zero : scene.light.skyHorizon
        scenery = Scenery(
            LandLayout(scene, land).layout, scene, firstItem: skies.clouds.clusterCount,
            mist: Scenery.Mist(color: haze, density: land.isAirless ? 0 : 0.006), table: &table)
    }

    static var startsOnGrid: Bool { true }

    var itemCount: Int { skies.clouds.clusterCount + scenery.count }

    func item(_ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>) -> Bool {
        index < skies.clouds.clusterCount
            ? skies.clouds.cluster(index, meets: cone, table: table)
            : scenery.item(index, meets: cone, table: table)
    }

    func coarseDistance(_ rays: Rays) -> Lanes {
        Meadow.march(rays, from: 0.5, limit: .far, over: 0)
    }

    func trace(_ rays: Rays, from start: Float, limit: Lanes, in tile: Tile) -> WorldHit {
        var hit = WorldHit.none
        if start < 1e8 {
            hit.distance = Meadow.march(rays, from: start, limit: limit, over: 0)
        }
        hit.tag = Lanes(repeating: -1)
        guard scenery.count > 0 else { return hit }
        let piece = scenery.nearest(rays, limit: lesser(limit, hit.distance), in: tile)
        let isPiece = piece.piece .>= 0
        hit.distance = select(isPiece, piece.distance, hit.distance)
        hit.tag = piece.piece
        return hit
    }

    @inline(__always)
    func shade(
        _ hit: WorldHit, along rays: Rays, active: LaneMask, over background: LaneVector,
        puppetDistance: Lanes, in tile: Tile
    ) -> LaneVector {
        let onPiece = active .& (hit.tag .>= 0)
        guard onPiece.any else {
            return soil.shade(hit.distance, along: rays, active: active, in: tile)
        }
        let piece = scenery.color(
            PieceHit(distance: hit.distance, piece: hit.tag), along: rays,
            sun: Lanes(repeating: 1), in: tile)
        let onSoil = active .& (hit.tag .< 0)
        guard onSoil.any else { return piece }
        let ground = soil.shade(hit.distance, along: rays, active: onSoil, in: tile)
        return select(onPiece, piece, ground)
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
