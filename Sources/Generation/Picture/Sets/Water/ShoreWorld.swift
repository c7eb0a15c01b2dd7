// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Land before water: a beach, the bank of a lake or river, a quay.
///
/// The ground rises gently from the water's edge, so that a few steps of a fixed-point iteration find
/// it; the water is the plane `y = 0`, its waves are shading.
struct ShoreWorld: World {
    let shore: Scene.Shore
    private let skies: MeadowSky
    private let ridges: LandRidges
    private let scenery: Scenery
    private let water: ShoreWater
    private let ground: ShoreGround

    init(_ scene: Scene, table: inout [SIMD4<Float>]) {
        switch scene.place {
        case .shore(let shore): self.shore = shore
        case .surf, .meadow, .grounds, .interior, .land, .street, .seabed, .aloft: shore = .beach
        }
        skies = MeadowSky(scene, table: &table)
        ridges = LandRidges(scene, .mountains)
        water = ShoreWater(scene, shore)
        ground = ShoreGround(scene, shore)
        scenery = Scenery(
            ShoreLayout(scene, shore).layout, scene, firstItem: skies.clouds.clusterCount,
            mist: Scenery.Mist(
                color: scene.light.skyHorizon * 0.8 + scene.light.ambient * 0.1, density: 0.005),
            table: &table)
    }

    var itemCount: Int { skies.clouds.clusterCount + scenery.count }

    func item(_ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>) -> Bool {
        index < skies.clouds.clusterCount
            ? skies.clouds.cluster(index, meets: cone, table: table)
            : scenery.item(index, meets: cone, table: table)
    }

    /// `tag` is the piece, -1 for land, -2 for water.
    func trace(_ rays: Rays, from start: Float, limit: Lanes, in tile: Tile) -> WorldHit {
        let down = 1 / lesser(rays.direction.y, -0.0006)
        let isDown = rays.direction.y .< -0.0006
        let toWater = -rays.origin.y * down
        var toLand = (ground.level - rays.origin.y) * down
        for _ in 0..<5 {
            let point = rays.point(at: toLand)
            toLand = (ground.height(point.x, point.z) - rays.origin.y) * down
        }
        let foot = rays.point(at: toLand)
        let isLand = isDown .& (ground.inland(foot.x, foot.z) .> 0) .& (toLand .< 70)
        let surface = select(isLand, toLand, select(isDown .& (toWater .< 900), toWater, .far))
        let seen = select(surface .< limit, surface, .far)
        let piece = scenery.nearest(rays, limit: lesser(limit, seen), in: tile)
        let isPiece = piece.piece .>= 0
        var hit = WorldHit(distance: select(isPiece, piece.distance, seen))
        hit.tag = select(isPiece, piece.piece, select(isLand, Float(-1), Float(-2)))
        return hit
    }

    @inline(never)
    func shade(
        _ hit: WorldHit, along rays: Rays, active: LaneMask, over background: LaneVector,
        puppetDistance: Lanes, in tile: Tile
    ) -> LaneVector {
        var color = background
        let onPiece = active .& (hit.tag .>= 0)
        if onPiece.any {
            let found = PieceHit(distance: hit.distance, piece: hit.tag)
            let lit = scenery.color(found, along: rays, sun: Lanes(repeating: 1), in: tile)
            color = select(onPiece, lit, color)
        }
        let onLand = active .& (hit.tag .< -0.5) .& (hit.tag .> -1.5)
        if onLand.any {
            let land = ground.color(
                hit.distance, along: rays, active: onLand, scenery: scenery, in: tile)
            color = select(onLand, land, color)
        }
        let onWater = active .& (hit.tag .< -1.5)
        if onWater.any {
            let facet = water.facet(hit.distance, rays)
            var mirrored = skies.clear(facet.reflected)
            if shore == .lake || shore == .river || shore == .bridge {
                if shore == .lake { mirrored = ridges.over(mirrored, facet.reflected) }
                mirrored = skies.trees(
                    over: mirrored, Rays(origin: rays.origin, direction: facet.reflected))
            }
            color = select(
                onWater,
                water.color(
                    facet, mirrored: mirrored, hit.distance, rays, scenery: scenery, in: tile),
                color)
        }
        return color
    }

    @inline(__always)
    func sky(_ rays: Rays, in tile: Tile) -> LaneVector {
        var color = skies.color(rays, in: tile)
        switch shore {
        case .river, .bridge: return skies.trees(over: color, rays)
        case .lake:
            let low = rays.direction.y .< 0.42
            if low.any { color = select(low, ridges.over(color, rays.direction), color) }
            return skies.trees(over: color, rays)
        case .beach, .harbor: return water.headland(over: color, rays)
        }
    }

    @inline(__always)
    func reflectedSky(_ direction: LaneVector) -> LaneVector { skies.clear(direction) }

    @inline(__always)
    func air(_ color: LaneVector, along rays: Rays, distance: Lanes, in tile: Tile) -> LaneVector {
        tile.fog(over: color, along: rays, distance: distance) + skies.veil(rays.direction)
    }

    @inline(__always)
    func localLight(
        at point: LaneVector, normal: LaneVector, wrap: Float, in tile: Tile
    ) -> LaneVector {
        scenery.lamps.light(at: point, normal: normal, wrap: wrap, in: tile)
    }

    @inline(__always)
    func openness(at point: LaneVector) -> Lanes {
        saturate(0.55 + 1.6 * (point.y - ground.height(point.x, point.z)))
    }
}

/// Sand, grass, pebbles or planks at the water's edge.
struct ShoreGround {
    private let shore: Scene.Shore
    private let light: Light
    private let time: Float
    private let snow: Float

    init(_ scene: Scene, _ shore: Scene.Shore) {
        self.shore = shore
        light = scene.light
        time = scene.time
        snow = smoothstep(0, 0.5, scene.weather.snow)
    }

    /// About as high as subjects stand.
    var level: Float {
        switch shore {
        case .beach, .lake, .river: 0.3
        case .harbor: 0.45
        case .bridge: 1.8
        }
    }

    /// How far a point lies from the water's edge; the lanes' twin of ``Scene/Shore/edge(_:x:)``.
    @inline(__always)
    func inland(_ x: Lanes, _ z: Lanes) -> Lanes {
        if shore == .harbor || shore == .bridge { return z + 4.2 }
        return z + (shore == .beach ? 4.0 : 4.6) - 0.45 * sine(x * 0.31 + 0.5) - 0.22
            * sine(x * 0.83 + 1)
    }

    /// The lanes' twin of ``Scene/Shore/height(x:z:)``.
    @inline(__always)
    func height(_ x: Lanes, _ z: Lanes) -> Lanes {
        let inland = inland(x, z)
        if shore == .harbor { return select(inland .> 0, 0.45, -1) }
        if shore == .bridge { return select(inland .> 0, 1.8, -1) }
        let dry = greater(inland, 0)
        let rise = 0.50 * (1 - 1 / (1 + 0.44 * dry))
        let swell = 0.035 * sine(x * 0.9 + z * 0.5) * lesser(dry * 0.3, 1)
        return select(inland .< 0, 0.22 * inland, rise + swell)
    }

    @inline(never)
    func color(
        _ distance: Lanes, along rays: Rays, active: LaneMask, scenery: Scenery, in tile: Tile
    ) -> LaneVector {
        let point = rays.point(at: distance)
        let inland = inland(point.x, point.z)
        let fade = 1 / (1 + 0.010 * squared(distance))
        let broad = Noise.fractal(point.x * 0.6, point.z * 0.6)
        let fine = Noise.value(point.x * 19, point.z * 19)
        var lean = Lanes.zero
        var albedo: LaneVector
        switch shore {
        case .beach:
            let ripple = sine(point.z * 9 + point.x * 1.7 + broad * 15)
            lean =
                0.16 * ripple * fade + (Noise.value(point.x * 3, point.z * 3) - 0.5) * 0.35 * fade
            albedo = mix(
                Vector(0.80, 0.60, 0.36), Vector(0.92, 0.75, 0.50), saturate(broad * 1.5 - 0.2))
            albedo = albedo * (0.92 + 0.16 * fine * fade)
        case .lake, .river:
            let grass = mix(
                Vector(0.13, 0.30, 0.025), Vector(0.30, 0.42, 0.06), saturate(broad * 1.6 - 0.25))
            let blade = Noise.value(point.x * 58, point.z * 21)
            let tuft = Noise.value(point.x * 7 + 3, point.z * 5)
            let blades = blade * blade * 1.15 + (tuft - 0.5) * 0.55 + fine * 0.2
            let pebble = Noise.value(point.x * 13, point.z * 13)
            let stones = mix(Vector(0.26, 0.24, 0.21), Vector(0.56, 0.52, 0.46), pebble)
            let bank = smoothstep(1.25, 0.75, inland + (broad - 0.47) * 1.6)
            albedo = mix(grass * (0.45 + 0.85 * blades * fade + 0.35 * (1 - fade)), stones, bank)
            lean = (pebble - 0.5) * 0.8 * bank * fade
            let flowers = flowers(point, distance, broad)
            albedo = mix(albedo, flowers.color, flowers.cover * (1 - bank))
        case .bridge:
            let row = floor(point.z * (1 / 0.7))
            let place = point.x * (1 / 1.1) + Noise.hash(row, row) * 3
            let slab = floor(place)
            let joint = lesser(
                (0.5 - magnitude(place - slab - 0.5)) * 1.1,
                (0.5 - magnitude(point.z * (1 / 0.7) - row - 0.5)) * 0.7)
            let face = 1 - 0.5 * fade * smoothstep(0.03, 0.012, joint)
            albedo =
                mix(Vector(0.50, 0.46, 0.40), Vector(0.38, 0.37, 0.35), Noise.hash(slab, row))
                * ((0.68 + 0.6 * broad) * face * (0.92 + 0.16 * fine))
        case .harbor:
            let place = point.x * (1 / 0.26)
            let board = floor(place)
            let chance = Noise.hash(board, floor(point.z * 0.31 + 0.4 * Noise.hash(board, board)))
            let gap = smoothstep(0, 0.07, 0.5 - magnitude(place - board - 0.5))
            let fibre = Noise.fractal(point.x * 30, point.z * 2.2 + chance * 20)
            albedo =
                mix(Vector(0.34, 0.23, 0.14), Vector(0.46, 0.35, 0.24), chance)
                * ((0.70 + 0.55 * fibre) * (1 - 0.65 * (1 - gap) * fade))
        }
        if snow > 0 {
            albedo = mix(albedo, Vector(0.82, 0.86, 0.94), Lanes(repeating: snow * 0.85))
        }
        var sun = Lanes(repeating: 1)
        var open = Lanes(repeating: 1)
        let near = active .& (distance .< 25)
        if near.any {
            let lifted = LaneVector(point.x, point.y + 0.02, point.z)
            sun = select(near, tile.shadow(at: lifted, active: near), 1)
            open = select(near, tile.contact(at: point, active: near), 1)
        }
        let shade = scenery.shade(at: point, in: tile)
        sun = sun * shade.sun
        open = open * shade.open
        // Sand is dark and glossy where the last wave has been.
        let reach = 0.85 + 0.35 * sine(time * 0.9 + point.x * 0.35)
        let wet =
            shore == .harbor || shore == .bridge ? .zero : smoothstep(reach, reach * 0.4, inland)
        albedo = albedo * (1 - 0.42 * wet)
        let facing = saturate(light.key.y + lean * 0.6)
        var sum = light.keyColor * (facing * sun * 0.62) + light.ambient * (open * 0.42)
        sum = sum * (0.45 + 0.55 * open)
        var color = albedo * sum
        let grazing = squared(squared(1 - saturate(0 - rays.direction.y)))
        color = mix(color, light.skyHorizon * 0.9, wet * (0.10 + 0.45 * grazing))
        return scenery.misty(color, distance)
    }

    /// Small heads of flowers in the turf, one in some cells.
    @inline(__always)
    private func flowers(
        _ point: LaneVector, _ distance: Lanes, _ broad: Lanes
    ) -> (color: LaneVector, cover: Lanes) {
        let u = point.x * (1 / 0.19)
        let v = point.z * (1 / 0.30)
        let column = floor(u)
        let row = floor(v)
        let chance = Noise.hashPair(
            LaneIntegers(truncating: column), LaneIntegers(truncating: row))
        let dx = (u - column - 0.3 - 0.4 * chance.second) * 0.19
        let dz = (v - row - 0.3 - 0.4 * fraction(chance.second * 9)) * 0.15
        let away = root(dx * dx + dz * dz)
        let present = smoothstep(0.80, 0.83, chance.first + (broad - 0.47) * 0.5)
        let cover = smoothstep(0.030, 0.018, away) * present * smoothstep(20, 8, distance)
        let warm = select(
            chance.second .> 0.6, LaneVector(0.95, 0.70, 0.06), LaneVector(0.92, 0.90, 0.86))
        return (warm, cover)
    }
}
