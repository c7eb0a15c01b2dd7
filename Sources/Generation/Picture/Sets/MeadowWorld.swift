// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Hills under grass and flowers in any light and weather, with what grows and stands on them.
///
/// The grass is a layer over the soil, cut by vertical planes on which blades are drawn
/// (``MeadowGrass``); its edges carry their own coverage, so only puppets, pieces and the skyline
/// need extra samples. Puppets and pieces behind blades come in as the background.
struct MeadowWorld: World {
    let grass: MeadowGrass
    let skies: MeadowSky
    let scenery: Scenery
    let shafts: LightShafts

    /// Whether a wood hides the horizon.
    private let isWood: Bool

    init(_ scene: Scene, table: inout [SIMD4<Float>]) {
        var style = GroundsStyle.meadow
        var layout = SceneryLayout()
        var grounds: Scene.Grounds?
        if case .grounds(let place) = scene.place {
            grounds = place
            style = GroundsStyle(place)
            layout = GroundsLayout(scene, place).layout
        }
        isWood = grounds == .forest || grounds == .bambooGrove
        grass = MeadowGrass(scene, style)
        skies = MeadowSky(scene, table: &table)
        scenery = Scenery(
            layout, scene, firstItem: skies.clouds.clusterCount, mist: style.mist(scene.light),
            table: &table)
        shafts = LightShafts(scene, strength: style.shafts)
    }

    static var startsOnGrid: Bool { true }
    static var groundIsFiltered: Bool { true }
    static var groundIsTranslucent: Bool { true }

    var itemCount: Int { skies.clouds.clusterCount + scenery.count }

    func item(_ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>) -> Bool {
        index < skies.clouds.clusterCount
            ? skies.clouds.cluster(index, meets: cone, table: table)
            : scenery.item(index, meets: cone, table: table)
    }

    func coarseDistance(_ rays: Rays) -> Lanes {
        Meadow.march(rays, from: 0.5, limit: .far, over: Meadow.grassHeight)
    }

    /// The nearer of the grass and a piece; `tag` is the piece or -1, `detail` its distance.
    func trace(_ rays: Rays, from start: Float, limit: Lanes, in tile: Tile) -> WorldHit {
        var grass = Lanes.far
        if start < 1e8 {
            grass = Meadow.march(
                rays, from: start, limit: limit, over: Meadow.grassHeight)
        }
        var hit = WorldHit(distance: grass)
        hit.tag = Lanes(repeating: -1)
        hit.detail = .far
        guard scenery.count > 0 else { return hit }
        let piece = scenery.nearest(rays, limit: limit, in: tile)
        let isPiece = piece.piece .>= 0
        hit.tag = piece.piece
        hit.detail = select(isPiece, piece.distance, .far)
        hit.hardness = select(hit.detail .< grass, 1, 0)
        hit.distance = lesser(grass, hit.detail)
        return hit
    }

    @inline(__always)
    func shade(
        _ hit: WorldHit, along rays: Rays, active: LaneMask, over background: LaneVector,
        puppetDistance: Lanes, in tile: Tile
    ) -> LaneVector {
        guard scenery.count > 0 else {
            return grass.shade(
                hit.distance, along: rays, active: active, over: background,
                puppetDistance: puppetDistance, scenery: scenery, in: tile)
        }
        var behind = background
        let isPiece = active .& (hit.tag .>= 0)
        if isPiece.any {
            let piece = PieceHit(distance: hit.detail, piece: hit.tag)
            let color = scenery.color(
                piece, along: rays, sun: Lanes(repeating: 1), in: tile)
            behind = select(isPiece, color, behind)
        }
        let onGrass = active .& (hit.distance .< hit.detail)
        guard onGrass.any else { return behind }
        let ground = grass.shade(
            hit.distance, along: rays, active: onGrass, over: behind,
            puppetDistance: lesser(puppetDistance, hit.detail), scenery: scenery, in: tile)
        return select(onGrass, ground, behind)
    }

    @inline(__always)
    func sky(_ rays: Rays, in tile: Tile) -> LaneVector {
        var color = skies.color(rays, in: tile)
        let down = rays.direction.y .< -0.0005
        if down.any { color = select(down, grass.plain(rays, over: color), color) }
        color = skies.trees(over: color, rays)
        if isWood { color = shafts.depth(over: color, rays) }
        return color
    }

    @inline(__always)
    func reflectedSky(_ direction: LaneVector) -> LaneVector {
        skies.clear(direction)
    }

    @inline(__always)
    func air(_ color: LaneVector, along rays: Rays, distance: Lanes, in tile: Tile) -> LaneVector {
        let fogged = tile.fog(over: color, along: rays, distance: distance)
        return shafts.over(fogged + skies.veil(rays.direction), rays, distance)
    }

    @inline(__always)
    func openness(at point: LaneVector) -> Lanes {
        saturate(0.55 + 1.6 * (point.y - Meadow.height(point.x, point.z)))
    }
}
