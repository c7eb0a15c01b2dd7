// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// A level floor with furniture or houses on it: rooms, a stage, a studio, a square in an old town.
struct InteriorWorld: World {
    private let interior: Scene.Interior
    private let surfaces: InteriorSurfaces
    private let scenery: Scenery
    private let beams: StageBeams
    private let backdrop: InteriorBackdrop

    init(_ scene: Scene, table: inout [SIMD4<Float>]) {
        switch scene.place {
        case .interior(let interior): self.interior = interior
        case .surf, .meadow, .grounds, .land, .street, .shore, .seabed, .aloft: interior = .room
        }
        surfaces = InteriorSurfaces(scene, interior)
        backdrop = InteriorBackdrop(scene, interior)
        scenery = Scenery(
            InteriorLayout(scene, interior).layout, scene, firstItem: 0, mist: backdrop.mist,
            table: &table)
        beams = StageBeams(scene, isOn: interior == .stage, table: &table)
    }

    var itemCount: Int { scenery.count }

    func item(_ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>) -> Bool {
        scenery.item(index, meets: cone, table: table)
    }

    /// `tag` is the piece or -1, `detail` the face of the room.
    func trace(_ rays: Rays, from start: Float, limit: Lanes, in tile: Tile) -> WorldHit {
        let surface = surfaces.nearest(rays, limit: limit)
        let piece = scenery.nearest(rays, limit: surface.distance, in: tile)
        let isPiece = piece.piece .>= 0
        let isSurface = surface.face .>= 0
        var hit = WorldHit(
            distance: select(
                isPiece, piece.distance, select(isSurface, surface.distance, .far)))
        hit.tag = piece.piece
        hit.detail = surface.face
        return hit
    }

    @inline(never)
    func shade(
        _ hit: WorldHit, along rays: Rays, active: LaneMask, over background: LaneVector,
        puppetDistance: Lanes, in tile: Tile
    ) -> LaneVector {
        var color = background
        let point = rays.point(at: hit.distance)
        let onPiece = active .& (hit.tag .>= 0)
        let onSurface = active .& (hit.tag .< 0)
        let sun = surfaces.sunshine(at: point)
        if onPiece.any {
            let found = PieceHit(distance: hit.distance, piece: hit.tag)
            let lit = scenery.color(found, along: rays, sun: sun, in: tile)
            color = select(onPiece, lit, color)
        }
        if onSurface.any {
            let lit = shadeSurface(hit, point, rays, sun, onSurface, in: tile)
            color = select(onSurface, lit, color)
        }
        return color
    }

    @inline(never)
    private func shadeSurface(
        _ hit: WorldHit, _ point: LaneVector, _ rays: Rays, _ sun: Lanes, _ active: LaneMask,
        in tile: Tile
    ) -> LaneVector {
        let light = tile.light
        let normal = surfaces.normal(hit.detail)
        let albedo = surfaces.albedo(point, face: hit.detail, width: hit.distance * tile.pixel)
        var open = surfaces.openness(point, face: hit.detail)
        var direct = sun
        let onFloor = active .& (hit.detail .< 0.5) .& (hit.distance .< 25)
        if onFloor.any {
            let lifted = LaneVector(point.x, point.y + 0.02, point.z)
            direct = select(onFloor, direct * tile.shadow(at: lifted, active: onFloor), direct)
            open = select(onFloor, open * tile.contact(at: point, active: onFloor), open)
            let shade = scenery.shade(at: point, in: tile)
            open = select(onFloor, open * shade.open, open)
            direct = select(onFloor, direct * shade.sun, direct)
        }
        let facing = saturate(dot(normal, light.key))
        var sum = light.keyColor * (facing * direct * backdrop.keyShare)
        sum += light.ambient * (open * (0.44 + 0.14 * normal.y))
        sum += light.keyColor * (open * 0.075)
        sum += scenery.lamps.light(at: point, normal: normal, wrap: 0.2, in: tile) * (open * 0.6)
        sum += beams.pools(at: point, in: tile) * (direct * 0.9 + 0.1)
        var color = albedo * sum
        if surfaces.gloss > 0, onFloor.any {
            color = select(onFloor, mirrored(over: color, point, rays, onFloor, in: tile), color)
        }
        if interior == .studio {
            // The paper rises behind the floor without a seam.
            let radius = root(point.x * point.x + point.z * point.z)
            color = mix(color, backdrop.color(rays), smoothstep(1.2, 5.5, radius))
        }
        return scenery.misty(color, hit.distance)
    }

    /// The polish of the floor: puppets and the backdrop, seen dimly.
    @inline(never)
    private func mirrored(
        over color: LaneVector, _ point: LaneVector, _ rays: Rays, _ active: LaneMask,
        in tile: Tile
    ) -> LaneVector {
        let down = greater(0 - rays.direction.y, 0)
        let grazing = 1 - lesser(down, 1)
        let fresnel = surfaces.gloss * (0.25 + 0.75 * squared(squared(grazing)))
        let reflected = LaneVector(rays.direction.x, magnitude(rays.direction.y), rays.direction.z)
        let puppets = tile.reflection(
            of: Rays(origin: LaneVector(point.x, point.y + 0.004, point.z), direction: reflected),
            limit: Lanes(repeating: 3), active: active, in: self)
        let behind = backdrop.mirrored(reflected)
        let fade = smoothstep(1.6, 0.1, puppets.distance)
        let seen = mix(behind, puppets.color, select(puppets.distance.isHit, fade, 0))
        return mix(color, seen, fresnel)
    }

    @inline(__always)
    func sky(_ rays: Rays, in tile: Tile) -> LaneVector { backdrop.color(rays) }

    @inline(__always)
    func reflectedSky(_ direction: LaneVector) -> LaneVector { backdrop.mirrored(direction) }

    @inline(__always)
    func air(_ color: LaneVector, along rays: Rays, distance: Lanes, in tile: Tile) -> LaneVector {
        let fogged = tile.fog(over: color, along: rays, distance: distance)
        let glowing = fogged + scenery.lamps.glow(rays, until: distance, in: tile) * backdrop.glow
        return beams.over(glowing, rays, distance, in: tile)
    }

    @inline(__always)
    func localLight(
        at point: LaneVector, normal: LaneVector, wrap: Float, in tile: Tile
    ) -> LaneVector {
        scenery.lamps.light(at: point, normal: normal, wrap: wrap, in: tile)
    }

    @inline(__always)
    func openness(at point: LaneVector) -> Lanes {
        saturate(0.62 + 1.2 * point.y)
    }
}
