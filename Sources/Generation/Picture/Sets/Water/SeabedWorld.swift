// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// The bottom of a shallow sea: sand under a net of light, corals, weed and a shoal, rays from above.
///
/// The sand has the lie of ``Meadow``.
struct SeabedWorld: World {
    private let scenery: Scenery
    private let water: SeaWater

    init(_ scene: Scene, table: inout [SIMD4<Float>]) {
        water = SeaWater(scene)
        scenery = Scenery(
            SeabedLayout(scene).layout, scene, firstItem: 0,
            mist: Scenery.Mist(color: .zero, density: 0), table: &table)
    }

    static var startsOnGrid: Bool { true }

    var itemCount: Int { scenery.count }

    func item(_ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>) -> Bool {
        scenery.item(index, meets: cone, table: table)
    }

    func coarseDistance(_ rays: Rays) -> Lanes {
        Meadow.march(rays, from: 0.5, limit: .far, over: 0)
    }

    func trace(_ rays: Rays, from start: Float, limit: Lanes, in tile: Tile) -> WorldHit {
        var sand = Lanes.far
        if start < 1e8 { sand = Meadow.march(rays, from: start, limit: limit, over: 0) }
        let piece = scenery.nearest(rays, limit: lesser(limit, sand), in: tile)
        let isPiece = piece.piece .>= 0
        var hit = WorldHit(distance: select(isPiece, piece.distance, sand))
        hit.tag = piece.piece
        return hit
    }

    @inline(never)
    func shade(
        _ hit: WorldHit, along rays: Rays, active: LaneMask, over background: LaneVector,
        puppetDistance: Lanes, in tile: Tile
    ) -> LaneVector {
        var color = background
        let point = rays.point(at: hit.distance)
        let net = water.net(at: point)
        let onPiece = active .& (hit.tag .>= 0)
        if onPiece.any {
            let found = PieceHit(distance: hit.distance, piece: hit.tag)
            let lit = scenery.color(found, along: rays, sun: 0.55 + net * 0.9, in: tile)
            color = select(onPiece, lit, color)
        }
        let onSand = active .& (hit.tag .< 0)
        if onSand.any {
            color = select(onSand, sand(point, hit.distance, net, onSand, in: tile), color)
        }
        return color
    }

    @inline(never)
    private func sand(
        _ point: LaneVector, _ distance: Lanes, _ net: Lanes, _ active: LaneMask, in tile: Tile
    ) -> LaneVector {
        let light = tile.light
        let broad = Noise.fractal(point.x * 0.5, point.z * 0.5)
        let grain = Noise.value(point.x * 23, point.z * 23)
        let fade = 1 / (1 + 0.02 * squared(distance))
        let ripple = sine(point.z * 8.5 + point.x * 2.1 + broad * 14) * fade
        var sun = Lanes(repeating: 1)
        var open = Lanes(repeating: 1)
        let near = active .& (distance .< 20)
        if near.any {
            let lifted = LaneVector(point.x, point.y + 0.03, point.z)
            sun = select(near, tile.shadow(at: lifted, active: near), 1)
            open = select(near, tile.contact(at: point, active: near), 1)
            open = open * scenery.shade(at: point, in: tile).open
        }
        let albedo = mix(
            Vector(0.62, 0.52, 0.34), Vector(0.80, 0.70, 0.50),
            saturate(broad * 1.4 + grain * 0.2 - 0.3))
        let facing = 0.72 + 0.20 * ripple
        var sum = light.keyColor * (facing * (0.34 + 0.9 * net) * (0.25 + 0.75 * sun) * 0.62)
        sum += light.ambient * (0.42 * open)
        return albedo * sum * (0.45 + 0.55 * open)
    }

    @inline(__always)
    func sky(_ rays: Rays, in tile: Tile) -> LaneVector { water.open(rays) }

    @inline(__always)
    func reflectedSky(_ direction: LaneVector) -> LaneVector { water.color(direction) }

    @inline(__always)
    func air(_ color: LaneVector, along rays: Rays, distance: Lanes, in tile: Tile) -> LaneVector {
        water.over(color, rays, distance)
    }

    /// The net of light falls on everyone's upper side.
    @inline(__always)
    func localLight(
        at point: LaneVector, normal: LaneVector, wrap: Float, in tile: Tile
    ) -> LaneVector {
        let up = saturate(normal.y * 0.8 + 0.2)
        return water.sunlight * (water.net(at: point) * up * 1.1)
    }

    @inline(__always)
    func openness(at point: LaneVector) -> Lanes {
        saturate(0.6 + 1.4 * (point.y - Meadow.height(point.x, point.z)))
    }
}

/// What water does to light: its colour by depth, the net on the bottom, shafts from above.
struct SeaWater {
    let sunlight: Vector
    private let deep: Vector
    private let level: Vector
    private let bright: Vector
    private let sun: Vector
    private let time: Float
    private let clarity: Float

    init(_ scene: Scene) {
        let light = scene.light
        deep = light.skyZenith
        level = light.skyHorizon
        bright = light.sunColor
        sunlight = light.keyColor
        sun = Vector(light.sun.x * 0.4, 1, light.sun.z * 0.4 - 0.25).normalized
        time = scene.time
        clarity = 0.050 + light.fogDensity
    }

    /// Water without end in a direction.
    @inline(__always)
    func color(_ direction: LaneVector) -> LaneVector {
        let low = saturate(0.5 - direction.y * 1.3)
        let high = saturate(direction.y * 1.15)
        let glow = greater(dot(direction, sun), 0)
        let fourth = squared(squared(glow))
        return mix(level, deep, low * low) + bright * (0.55 * high * high + 0.55 * fourth * high)
    }

    /// The same, with the surface shimmering overhead.
    @inline(never)
    func open(_ rays: Rays) -> LaneVector {
        let direction = rays.direction
        var color = color(direction)
        let up = direction.y .> 0.12
        guard up.any else { return color }
        let t = (7 - rays.origin.y) / greater(direction.y, 0.1)
        let x = rays.origin.x + direction.x * t
        let z = rays.origin.z + direction.z * t
        let wave = Noise.fractal(x * 0.42 + time * 0.16, z * 0.42 - time * 0.12)
        let glint = smoothstep(0.50, 0.72, wave)
        let fade = smoothstep(0.12, 0.5, direction.y)
        color += bright * (glint * fade * 0.85)
        return color
    }

    /// Two layers of ripples whose crests meet in a net of bright lines, 0 to about 1.
    @inline(never)
    func net(at point: LaneVector) -> Lanes {
        let x = point.x + point.y * 0.35
        let z = point.z + point.y * 0.25
        let drift = time * 0.22
        let warpX = Noise.value(x * 0.9 + drift, z * 0.9 - drift * 0.7) * 2.4
        let warpZ = Noise.value(x * 0.9 - 7 - drift, z * 0.9 + 3) * 2.4
        let first = magnitude(
            sine(x * 2.9 + warpX * 2 + time * 0.5) + sine(z * 3.1 + warpZ * 2 - time * 0.4))
        let second = magnitude(
            sine((x + z) * 2.4 - warpZ * 2.2 - time * 0.45)
                + sine((x - z) * 2.3 + warpX * 1.8 + time * 0.38))
        let line = saturate(1 - first * 0.80) + saturate(1 - second * 0.80)
        return line * line * 0.34 + squared(squared(line)) * 0.16
    }

    /// Water and shafts of light between the eye and `distance`.
    @inline(never)
    func over(_ color: LaneVector, _ rays: Rays, _ distance: Lanes) -> LaneVector {
        let x = lesser(distance, 200) * clarity
        let clear = 1 / (1 + x * (1 + x * (0.5 + x * 0.16666667)))
        // Red goes first.
        let tint = LaneVector(clear * (0.55 + 0.45 * clear), clear * (0.9 + 0.1 * clear), clear)
        let water = self.color(rays.direction)
        let seen = color * tint + water * (1 - clear)
        return seen + shafts(rays, distance)
    }

    @inline(__always)
    private func shafts(_ rays: Rays, _ distance: Lanes) -> LaneVector {
        var sum = Lanes.zero
        for step in 0..<3 {
            let depth = 3.0 + Float(step) * 3.2
            let point = rays.point(at: Lanes(repeating: depth))
            let x = point.x - point.y * (sun.x / sun.y)
            let z = point.z - point.y * (sun.z / sun.y)
            let beam = smoothstep(
                0.55, 0.85, Noise.value(x * 0.95 + time * 0.10, z * 0.35 + time * 0.05))
            sum +=
                beam * saturate(0.2 + point.y * 0.22) * smoothstep(depth - 1, depth + 1, distance)
        }
        return bright * (sum * 0.14)
    }
}

/// Corals, rocks and weed on the sand, and a shoal that passes.
struct SeabedLayout {
    private(set) var layout = SceneryLayout()
    private let scene: Scene

    init(_ scene: Scene) {
        self.scene = scene
        addReef()
        addShoal()
    }

    private func chance(_ column: Int, _ row: Int, _ purpose: UInt32) -> Float {
        layout.chance(column &* 131 &+ row, purpose, seed: scene.seed)
    }

    private mutating func addReef() {
        let hues = [
            Vector(0.86, 0.20, 0.24), Vector(0.92, 0.46, 0.10), Vector(0.62, 0.22, 0.62),
            Vector(0.90, 0.70, 0.22), Vector(0.86, 0.36, 0.50), Vector(0.25, 0.55, 0.50),
        ]
        for row in 0..<5 {
            let z = -2.6 - Float(row) * 2.3
            let size: Float = 1.5 + 0.3 * Float(row)
            let reach = (scene.camera.origin.z - z) * 0.9 + 2
            let first = Int(((scene.camera.origin.x - reach) / size).rounded(.down))
            let last = Int(((scene.camera.origin.x + reach) / size).rounded(.up))
            for column in first...last where chance(column, row, 11) > 0.38 {
                let x = (Float(column) + 0.8 * chance(column, row, 12)) * size
                let depth = z - 1.4 * chance(column, row, 13)
                let foot = Vector(x, Meadow.height(x: x, z: depth) - 0.06, depth)
                let hue = hues[min(Int(chance(column, row, 14) * 6), 5)]
                grow(foot, hue, column, row)
            }
        }
    }

    private mutating func grow(_ foot: Vector, _ hue: Vector, _ column: Int, _ row: Int) {
        let kind = chance(column, row, 15)
        let size = 0.55 + 0.8 * chance(column, row, 16)
        let seed = chance(column, row, 17)
        if kind < 0.34 {
            for turn in 0..<2 {
                layout.card(
                    foot, SIMD2(size * 1.25, size * 1.1), hue, paint: .coral, accent: hue * 0.4,
                    yaw: Float(turn) * 1.1 + seed - 0.5, seed: seed + 0.1 * Float(turn))
            }
        } else if kind < 0.58 {
            layout.leaves(
                foot + Vector(0, size * 0.22, 0), Vector(size * 0.62, size * 0.46, size * 0.5), hue,
                hue * 0.35, seed: seed, grain: 2.4)
            layout.leaves(
                foot + Vector(size * 0.6, size * 0.12, 0.2),
                Vector(size * 0.34, size * 0.28, size * 0.3), hue * 0.9, hue * 0.3, seed: seed,
                grain: 2.8)
        } else if kind < 0.80 {
            let sway = 0.10 * Trigonometry.sine(scene.time * 0.9 + foot.x)
            layout.card(
                foot, SIMD2(0.8, 1.5 + size), Vector(0.16, 0.42, 0.14), paint: .reeds,
                accent: Vector(0.03, 0.14, 0.08), yaw: sway + seed - 0.5, seed: seed, parameter: 6)
        } else {
            let rock = Vector(0.26, 0.27, 0.28)
            layout.ball(
                foot, Vector(size * 0.9, size * 0.55, size * 0.7), rock, paint: .bark,
                accent: Vector(0.16, 0.28, 0.20), seed: seed, contact: 0.4)
            layout.ball(
                foot + Vector(-size * 0.8, -0.05, 0.2),
                Vector(size * 0.5, size * 0.34, size * 0.4), rock, paint: .bark,
                accent: Vector(0.16, 0.28, 0.20), seed: seed)
        }
    }

    private mutating func addShoal() {
        let eye = scene.camera.origin
        for fish in 0..<15 {
            let isFar = fish >= 8
            let way: Float = isFar ? -1 : 1
            let speed: Float = isFar ? 0.45 : 0.62
            let span: Float = isFar ? 28 : 21
            let offset = chance(fish, 70, 1) * 3.5 + (isFar ? 6 : 0)
            var x = offset + way * speed * scene.time - eye.x
            x -= (x / span).rounded() * span
            let y = 1.55 + 1.0 * chance(fish, 70, 2) + (isFar ? 0.5 : 0)
            let z = (isFar ? -6.5 : -3.6) - 1.6 * chance(fish, 70, 3)
            let bob = 0.05 * Trigonometry.sine(scene.time * 2 + Float(fish))
            let body = Vector(eye.x + x, y + bob, z)
            let wag = 0.35 * Trigonometry.sine(scene.time * 9 + Float(fish) * 1.7)
            let hue =
                isFar
                ? Vector(0.95, 0.78, 0.16)
                : [Vector(0.98, 0.42, 0.06), Vector(0.20, 0.45, 0.95)][fish % 2]
            layout.ball(body, Vector(0.19, 0.10, 0.05), hue)
            layout.ball(
                body + Vector(-0.03 * way, 0, 0.012), Vector(0.035, 0.094, 0.046),
                Vector(0.95, 0.95, 0.92))
            layout.ball(
                body + Vector(0.125 * way, 0.025, 0.035), Vector(repeating: 0.020),
                Vector(0.02, 0.02, 0.02))
            layout.ball(
                body + Vector(-0.20 * way, 0, wag * 0.08), Vector(0.065, 0.085, 0.012), hue * 0.85)
        }
    }
}
