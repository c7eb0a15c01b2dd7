// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// A street between shop fronts in any light and weather.
///
/// Houses, signs, lamps and a car are axis-aligned boxes (``StreetBoxes``), traced by slabs, with
/// detail painted on their faces; the ground is one plane, a mirror when wet (``StreetGround``).
/// By night neon signs light the air and everyone in it.
struct StreetWorld: World {
    let boxes: StreetBoxes
    let lamps: StreetLamps
    let ground: StreetGround
    let backdrop: StreetBackdrop

    /// Nothing is seen beyond this many metres.
    static var horizon: Float { 90 }

    init(_ scene: Scene, table: inout [SIMD4<Float>]) {
        var center = Vector.zero
        if case .street(let place) = scene.place { center = place }
        let layout = StreetLayout(scene, center: center)
        boxes = StreetBoxes(layout.boxes, scene, table: &table)
        ground = StreetGround(scene)
        backdrop = StreetBackdrop(scene)
        lamps = StreetLamps(layout.lamps, fogDensity: backdrop.fogDensity, table: &table)
    }

    /// Boxes as seen, then boxes as seen in the ground.
    var itemCount: Int { ground.isMirror ? boxes.count * 2 : boxes.count }

    @inline(__always)
    func item(_ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>) -> Bool {
        boxes.item(index, meets: cone, table: table)
    }

    func trace(_ rays: Rays, from start: Float, limit: Lanes, in tile: Tile) -> WorldHit {
        let down = lesser(rays.direction.y, -0.0005)
        var toGround = -rays.origin.y / down
        let meets = (rays.direction.y .< -0.0005) .& (toGround .< StreetWorld.horizon)
        toGround = select(meets .& (toGround .< limit), toGround, .far)
        let reach = lesser(lesser(limit, toGround), StreetWorld.horizon)
        let found = boxes.nearest(rays, limit: reach, boxes.primary(in: tile), in: tile)
        var hit = WorldHit(distance: select(found.box .>= 0, found.distance, toGround))
        hit.tag = found.box
        hit.detail = found.axis
        return hit
    }

    @inline(never)
    func shade(
        _ hit: WorldHit, along rays: Rays, active: LaneMask, over background: LaneVector,
        puppetDistance: Lanes, in tile: Tile
    ) -> LaneVector {
        var color = background
        let onBox = active .& (hit.tag .>= 0)
        if onBox.any {
            let found = BoxHit(distance: hit.distance, box: hit.tag, axis: hit.detail)
            let width = hit.distance * (tile.pixel * 0.75)
            let surface = boxes.surface(
                found, rays, width: width, boxes.primary(in: tile), backdrop, in: tile)
            let light = diffuse(surface, found, rays, in: tile)
            color = select(onBox, surface.emission + surface.albedo * light, color)
        }
        let onGround = active .& (hit.tag .< 0)
        if onGround.any {
            let ground = shadeGround(hit.distance, rays, onGround, in: tile)
            color = select(onGround, ground, color)
        }
        return color
    }

    @inline(__always)
    func sky(_ rays: Rays, in tile: Tile) -> LaneVector { backdrop.sky(rays.direction) }

    @inline(__always)
    func reflectedSky(_ direction: LaneVector) -> LaneVector { backdrop.color(direction) }

    @inline(__always)
    func air(_ color: LaneVector, along rays: Rays, distance: Lanes, in tile: Tile) -> LaneVector {
        let solid = distance .< 900
        let fogged = mix(
            color, backdrop.color(rays.direction), backdrop.fog(greater(distance - 2.5, 0)))
        let seen = select(solid, fogged, color)
        return seen + lamps.glow(rays, until: distance, in: tile)
    }

    @inline(__always)
    func localLight(
        at point: LaneVector, normal: LaneVector, wrap: Float, in tile: Tile
    ) -> LaneVector {
        lamps.light(at: point, normal: normal, wrap: wrap, in: tile)
    }

    @inline(__always)
    func localGlint(at point: LaneVector, reflected: LaneVector, in tile: Tile) -> LaneVector {
        lamps.glint(at: point, reflected: reflected, in: tile)
    }

    @inline(__always)
    func rim(normal: LaneVector, light: Light) -> LaneVector {
        let right = saturate(0.15 + 0.85 * dot(normal, Vector(0.80, 0.25, -0.55)))
        let left = saturate(0.15 + 0.85 * dot(normal, Vector(-0.85, 0.20, -0.48)))
        let neon = Vector(0.10, 1.30, 1.85) * right + Vector(2.1, 0.14, 0.95) * left
        let day = light.rimColor * saturate(0.35 + 0.65 * dot(normal, light.sun))
        return mix(day, neon, Lanes(repeating: light.night))
    }
}

extension StreetWorld {
    /// Light on a box: lamps, what the sky gives, and the sun between the houses.
    @inline(__always)
    private func diffuse(
        _ surface: BoxSurface, _ hit: BoxHit, _ rays: Rays, in tile: Tile
    ) -> LaneVector {
        let point = rays.point(at: hit.distance)
        var light = lamps.light(at: point, normal: surface.normal, wrap: 0.15, in: tile) * 0.60
        light += LaneVector(backdrop.wallAmbient)
        if backdrop.daylight > 0 {
            let upward = 0.55 + 0.45 * surface.normal.y
            let facing = greater(dot(surface.normal, backdrop.key), 0)
            light += backdrop.skyLight * (upward * (0.65 + 0.55 * saturate(point.y * 0.12)))
            light += backdrop.sunLight * (facing * sunshine(at: point, normal: surface.normal))
        }
        return light
    }

    /// Share of the sun that the opposite row of houses lets through.
    ///
    /// The ray towards the key light leaves the street where it meets the line of fronts; it is
    /// in shadow if the house there is taller.
    @inline(__always)
    func sunshine(at point: LaneVector, normal: LaneVector) -> Lanes {
        let key = backdrop.key
        let side: Float = key.x < 0 ? -1 : 1
        let way = greater(StreetLayout.frontage - point.x * side, 0) * (1 / max(abs(key.x), 0.02))
        let index = floor((point.z + key.z * way) * (1 / StreetLayout.houseLength))
        let roof =
            8 + 11
            * Noise.hash(
                LaneIntegers(truncating: index),
                LaneIntegers(repeating: backdrop.salt &+ Int32(side)))
        let rise = point.y + key.y * way - roof
        let clear = select(normal.y .> 0.5, greater(rise, select(point.y .> 5, 1, -9)), rise)
        return smoothstep(-0.35, 0.35, clear)
    }
}
