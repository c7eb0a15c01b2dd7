// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Places without ground: among the clouds, and beyond the air.
struct AloftWorld: World {
    private let aloft: Scene.Aloft
    private let skies: MeadowSky
    private let scenery: Scenery
    private let floor: CloudFloor
    private let cosmos: Cosmos

    init(_ scene: Scene, table: inout [SIMD4<Float>]) {
        switch scene.place {
        case .aloft(let aloft): self.aloft = aloft
        case .surf, .meadow, .grounds, .interior, .land, .street, .seabed, .shore: aloft = .clouds
        }
        skies = MeadowSky(scene, table: &table)
        floor = CloudFloor(scene)
        cosmos = Cosmos(scene)
        scenery = Scenery(
            AloftLayout(scene, aloft).layout, scene, firstItem: skies.clouds.clusterCount,
            mist: Scenery.Mist(
                color: scene.light.skyHorizon, density: aloft == .clouds ? 0.012 : 0),
            table: &table)
    }

    static var groundIsFiltered: Bool { true }

    var itemCount: Int { skies.clouds.clusterCount + scenery.count }

    func item(_ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>) -> Bool {
        index < skies.clouds.clusterCount
            ? skies.clouds.cluster(index, meets: cone, table: table)
            : scenery.item(index, meets: cone, table: table)
    }

    /// `tag` is the piece or -1 for the floor of clouds.
    func trace(_ rays: Rays, from start: Float, limit: Lanes, in tile: Tile) -> WorldHit {
        var below = Lanes.far
        if aloft == .clouds { below = floor.distance(rays, limit: limit) }
        let piece = scenery.nearest(rays, limit: lesser(limit, below), in: tile)
        let isPiece = piece.piece .>= 0
        var hit = WorldHit(distance: select(isPiece, piece.distance, below))
        hit.tag = piece.piece
        hit.hardness = select(isPiece, aloft == .space ? 1 : 0, 0)
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
        let onFloor = active .& (hit.tag .< 0)
        if onFloor.any {
            color = select(
                onFloor, floor.color(hit.distance, rays, onFloor, in: tile), color)
        }
        return color
    }

    @inline(__always)
    func sky(_ rays: Rays, in tile: Tile) -> LaneVector {
        switch aloft {
        case .clouds:
            let color = skies.color(rays, in: tile)
            let down = rays.direction.y .< -0.012
            return down.any ? select(down, floor.horizon, color) : color
        case .space: return cosmos.color(rays.direction)
        }
    }

    @inline(__always)
    func reflectedSky(_ direction: LaneVector) -> LaneVector { skies.clear(direction) }

    /// Clouds creep up round the feet of who stands in them.
    @inline(__always)
    func air(_ color: LaneVector, along rays: Rays, distance: Lanes, in tile: Tile) -> LaneVector {
        guard aloft == .clouds else { return color }
        let fogged = tile.fog(over: color, along: rays, distance: distance)
        return floor.veil(over: fogged, rays, distance) + skies.veil(rays.direction)
    }
}

/// The tops of a layer of clouds, as a plane with relief.
struct CloudFloor {
    private let light: Light
    private let drift: Float
    private let lit: Vector
    private let shaded: Vector

    init(_ scene: Scene) {
        light = scene.light
        drift = scene.time * 0.10
        lit = light.keyColor * 0.40 + light.ambient * 0.22
        shaded = light.ambient * Vector(0.36, 0.40, 0.52) + light.skyHorizon * 0.07
    }

    var horizon: LaneVector { LaneVector(light.skyHorizon) }

    /// Height of the tops over a point; about 0 where subjects are.
    @inline(__always)
    private func height(_ x: Lanes, _ z: Lanes) -> Lanes {
        let broad = Noise.value(x * 0.20 + drift * 0.3, z * 0.26) - 0.5
        let puffs = Noise.value(x * 0.75 + drift, z * 0.95) - 0.5
        let far = smoothstep(-2, -14, z) * smoothstep(-60, -20, z)
        return broad * (0.25 + 2.1 * far) + puffs * (0.16 + 0.45 * far) + 0.04
    }

    /// The plane, moved by the height there a few times.
    @inline(never)
    func distance(_ rays: Rays, limit: Lanes) -> Lanes {
        let down = rays.direction.y .< -0.012
        guard down.any else { return .far }
        let inverse = 1 / lesser(rays.direction.y, -0.012)
        let plane = -rays.origin.y * inverse
        var t = plane
        for _ in 0..<3 {
            let point = rays.point(at: t)
            let next = (height(point.x, point.z) - rays.origin.y) * inverse
            // Grazing rays would jump from crest to crest.
            t = mix(t, next, Lanes(repeating: 0.7))
            t = lesser(greater(t, greater(plane * 0.65, 0.3)), plane * 1.5)
        }
        return select(down .& (t .< limit) .& (t .< 400), t, .far)
    }

    @inline(never)
    func color(
        _ distance: Lanes, _ rays: Rays, _ active: LaneMask, in tile: Tile
    ) -> LaneVector {
        let point = rays.point(at: distance)
        let x = point.x
        let z = point.z
        let here = Noise.fractal(x * 0.42 + drift * 0.5, z * 0.55)
        let towards = Noise.fractal(
            (x + light.key.x * 0.8) * 0.42 + drift * 0.5, (z + light.key.z * 0.8) * 0.55)
        let fine = Noise.fractal(x * 1.9 + drift * 1.6, z * 2.3)
        var bright = saturate(0.52 + (here - towards) * 2.3 + (fine - 0.47) * 0.75)
        bright = bright * smoothstep(0.10, 0.42, here + (fine - 0.47) * 0.3) * 0.6 + bright * 0.4
        // Relief smaller than a pixel would sparkle.
        bright = mix(Lanes(repeating: 0.62), bright, 1 / (1 + 0.006 * squared(distance)))
        let near = active .& (distance .< 20)
        var open = Lanes(repeating: 1)
        if near.any {
            open = select(near, tile.contact(at: point, active: near), 1)
            let lifted = LaneVector(x, point.y + 0.05, z)
            bright = select(
                near, bright * (0.35 + 0.65 * tile.shadow(at: lifted, active: near)), bright)
        }
        let against = squared(saturate(dot(rays.direction, light.sun)))
        var color = mix(shaded, lit, bright) * (0.62 + 0.38 * open)
        color += light.sunColor * (against * bright * 0.45)
        let haze = 1 - 1 / (1 + 0.0035 * squared(distance))
        return mix(color, light.skyHorizon, haze * 0.85)
    }

    /// A thin layer over the floor, thicker below.
    @inline(never)
    func veil(over color: LaneVector, _ rays: Rays, _ distance: Lanes) -> LaneVector {
        let near = lesser(distance, 60)
        let point = rays.point(at: near)
        let low = smoothstep(0.34, -0.05, point.y)
        let wisp = Noise.fractal(point.x * 1.1 + drift * 2, point.y * 2.5 + point.z * 0.8)
        let share = low * smoothstep(0.30, 0.62, wisp) * 0.62
        return mix(color, mix(shaded, lit, Lanes(repeating: 0.7)), select(distance .< 50, share, 0))
    }
}

/// Stars, the band of the galaxy, nebulae, the sun and a planet with its moon.
struct Cosmos {
    private let sun: Vector
    private let time: Float
    private let shift: Float

    init(_ scene: Scene) {
        sun = scene.light.sun
        time = scene.time
        shift = Float(scene.seed % 512) * 0.21
    }

    @inline(never)
    func color(_ direction: LaneVector) -> LaneVector {
        var color = nebula(direction)
        color += stars(direction, scale: 46, rarity: 0.72, size: 60)
        color += stars(direction, scale: 118, rarity: 0.82, size: 40) * 0.65
        let glow = saturate(dot(direction, sun))
        var sharp = glow
        for _ in 0..<5 { sharp *= sharp }
        let core = squared(squared(squared(sharp)))
        color += Vector(1.0, 0.86, 0.66) * (core * 9 + sharp * 0.5 + squared(squared(glow)) * 0.045)
        color = planet(
            over: color, direction, toward: Vector(0.50, 0.16, -0.85).normalized, radius: 0.30)
        return moon(
            over: color, direction, toward: Vector(0.10, 0.40, -0.91).normalized, radius: 0.035)
    }

    @inline(__always)
    private func nebula(_ d: LaneVector) -> LaneVector {
        let x = d.x * 1.7 + shift
        let y = d.y * 1.7 + d.z * 0.6
        let warp = Noise.fractal(x * 0.9 + 5, y * 0.9)
        let cloud = Noise.fractal(x + warp * 1.6, y - warp * 1.1)
        let wisps = Noise.fractal(x * 2.6 + warp * 2, y * 2.6 + 9)
        // The galaxy lies in a tilted plane.
        let off = d.y * 0.86 + d.x * 0.42 - 0.16
        let band = 1 / (1 + 34 * off * off)
        let dense = saturate((cloud - 0.34) * 2.6)
        let rose = Vector(0.34, 0.05, 0.26) * (dense * dense * 0.9)
        let blue = Vector(0.03, 0.11, 0.34) * (saturate((wisps - 0.30) * 2) * 0.75)
        let milk = Vector(0.22, 0.19, 0.24) * (band * band * saturate(wisps * 1.9 - 0.45))
        let base = LaneVector(Vector(0.004, 0.005, 0.012))
        return base + (rose + blue) * (0.18 + 0.82 * band) + milk
    }

    /// Stars on the faces of a cube, so that none are stretched.
    @inline(__always)
    private func stars(
        _ d: LaneVector, scale: Float, rarity: Float, size: Float
    ) -> LaneVector {
        let x = magnitude(d.x)
        let y = magnitude(d.y)
        let z = magnitude(d.z)
        let onX = (x .> y) .& (x .> z)
        let onY = .!onX .& (y .> z)
        let largest = greater(greater(x, y), z)
        let face = select(
            onX, select(d.x .< 0, 1, 2), select(onY, select(d.y .< 0, 3, 4), select(d.z .< 0, 5, 6))
        )
        let u = select(onX, d.z, d.x) / largest * scale
        let v = select(onY, d.z, d.y) / largest * scale
        let column = floor(u)
        let row = floor(v)
        let chance = Noise.hashPair(
            LaneIntegers(truncating: column + face * 517), LaneIntegers(truncating: row + shift))
        let dx = u - column - 0.25 - 0.5 * chance.second
        let dy = v - row - 0.25 - 0.5 * fraction(chance.second * 13)
        let bright = smoothstep(rarity, 1, chance.first)
        let spot = saturate(1 - (dx * dx + dy * dy) * size)
        let twinkle = 0.85 + 0.15 * sine(time * 2.2 + chance.second * 50)
        let warm = fraction(chance.second * 7)
        let hue = mix(Vector(0.75, 0.88, 1.25), Vector(1.2, 0.95, 0.72), warm)
        return hue * (squared(spot) * squared(bright) * twinkle * 2.2)
    }

    /// Oceans, land and clouds in sunlight, night on the far side, a rim of air.
    @inline(never)
    private func planet(
        over sky: LaneVector, _ d: LaneVector, toward center: Vector, radius: Float
    ) -> LaneVector {
        let right = center.cross(.up).normalized
        let up = right.cross(center)
        let along = dot(d, center)
        let u = dot(d, right) / radius
        let v = dot(d, up) / radius
        let square = u * u + v * v
        let isNear = (along .> 0) .& (square .< 1.5)
        guard isNear.any else { return sky }
        let depth = root(greater(1 - square, 0))
        let normal = right * u + up * v + LaneVector(center) * (0 - depth)
        let longitude = u / greater(depth + 0.35, 0.2) + time * 0.012
        let latitude = v * 1.5
        let land = Noise.fractal(longitude * 1.5 + 3, latitude * 1.5)
        let cloud = Noise.fractal(longitude * 2.6 + land * 1.2 + time * 0.01, latitude * 3.4)
        let sea = mix(
            Vector(0.012, 0.070, 0.23), Vector(0.03, 0.19, 0.34), saturate(land * 2 - 0.3))
        let soil = mix(
            Vector(0.10, 0.22, 0.05), Vector(0.48, 0.36, 0.18), saturate((land - 0.5) * 4))
        var ground = mix(sea, soil, smoothstep(0.48, 0.52, land))
        ground = mix(ground, Vector(0.92, 0.94, 0.98), smoothstep(0.48, 0.66, cloud) * 0.9)
        ground = mix(
            ground, Vector(0.92, 0.95, 1), smoothstep(1.15, 1.32, magnitude(latitude) + land * 0.2))
        let light = saturate(
            dot(normal, sun.x < 0 ? Vector(-0.70, 0.40, 0.59) : Vector(0.70, 0.40, 0.59)) * 1.25
                + 0.10)
        let rim = squared(squared(1 - depth))
        var color = ground * (light * 1.45 + 0.012)
        color += Vector(0.14, 0.42, 1.0) * (rim * (0.10 + 1.3 * light))
        let edge = smoothstep(1.0, 0.985, square)
        // A glow of air outside the limb on the lit side.
        let outside = saturate(1 - (root(greater(square, 1e-4)) - 1) * 7.5)
        let sunward = saturate(0.25 - u * 0.7 + v * 0.4)
        let halo = Vector(0.10, 0.30, 0.80) * (squared(squared(outside)) * sunward * 0.9)
        let seen = mix(sky + halo, color, edge)
        return select(isNear, seen, sky)
    }

    @inline(__always)
    private func moon(
        over sky: LaneVector, _ d: LaneVector, toward center: Vector, radius: Float
    ) -> LaneVector {
        let right = center.cross(.up).normalized
        let up = right.cross(center)
        let u = dot(d, right) / radius
        let v = dot(d, up) / radius
        let square = u * u + v * v
        let isNear = (dot(d, center) .> 0) .& (square .< 1)
        guard isNear.any else { return sky }
        let depth = root(greater(1 - square, 0))
        let maria = Noise.fractal(u * 1.8 + 3, v * 1.8)
        let light = saturate(0.55 * depth - u * 0.72 + v * 0.40)
        let color = Vector(0.70, 0.68, 0.64) * ((0.55 + 0.8 * maria) * light)
        return select(isNear, mix(sky, color, smoothstep(1, 0.94, square)), sky)
    }
}

/// Rocks adrift in space.
struct AloftLayout {
    private(set) var layout = SceneryLayout()
    private let scene: Scene

    init(_ scene: Scene, _ aloft: Scene.Aloft) {
        self.scene = scene
        switch aloft {
        case .clouds: break
        case .space: addRocks()
        }
    }

    private func chance(_ column: Int, _ purpose: UInt32) -> Float {
        layout.chance(column, purpose, seed: scene.seed)
    }

    private mutating func addRocks() {
        for rock in 0..<12 {
            let turn = chance(rock, 1) * 6.2831855
            let away = 6 + 9 * chance(rock, 2)
            let size = 0.10 + 0.55 * chance(rock, 3) * chance(rock, 4)
            let drift = 0.05 * scene.time * (chance(rock, 5) - 0.5)
            layout.ball(
                Vector(
                    scene.camera.origin.x * 0.7 + Trigonometry.sine(turn) * away + drift,
                    -1.2 + 5 * chance(rock, 6), -5 - 6 * chance(rock, 7)),
                Vector(size * 1.3, size, size * 0.9), Vector(0.36, 0.33, 0.30), paint: .bark,
                accent: Vector(0.24, 0.22, 0.21), seed: chance(rock, 8))
        }
    }
}
