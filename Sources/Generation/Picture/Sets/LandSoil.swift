// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// The ground of open land: colour, ripples, craters and glitter by what it is made of.
struct LandSoil {
    private let land: Scene.Land
    private let key: Vector
    private let keyColor: Vector
    private let ambient: Vector
    private let haze: Vector
    private let shift: Float
    private let time: Float
    private let snow: Float
    private let first: Vector
    private let second: Vector

    init(_ scene: Scene, _ land: Scene.Land) {
        self.land = land
        let light = scene.light
        key = light.key
        keyColor = light.keyColor * 0.50
        ambient = light.ambient * 0.46
        haze = land.isAirless ? .zero : light.skyHorizon
        shift = Float(scene.seed % 991) * 0.173
        time = scene.time
        snow = land.isAirless ? 0 : smoothstep(0, 0.6, scene.weather.snow)
        switch land {
        case .desert: (first, second) = (Vector(0.78, 0.44, 0.17), Vector(0.92, 0.58, 0.26))
        case .snowfield: (first, second) = (Vector(0.80, 0.86, 0.97), Vector(0.95, 0.97, 1.0))
        case .mountains: (first, second) = (Vector(0.13, 0.29, 0.035), Vector(0.27, 0.37, 0.08))
        case .volcano: (first, second) = (Vector(0.050, 0.045, 0.045), Vector(0.115, 0.10, 0.095))
        case .road: (first, second) = (Vector(0.15, 0.31, 0.035), Vector(0.32, 0.40, 0.08))
        case .moon: (first, second) = (Vector(0.34, 0.335, 0.33), Vector(0.50, 0.49, 0.48))
        case .mars: (first, second) = (Vector(0.50, 0.165, 0.055), Vector(0.72, 0.29, 0.11))
        }
    }

    @inline(never)
    func shade(
        _ distance: Lanes, along rays: Rays, active: LaneMask, in tile: Tile
    ) -> LaneVector {
        let point = rays.point(at: distance)
        let x = point.x
        let z = point.z
        let step: Float = 0.12
        let here = Meadow.height(x, z)
        var slopeX = (Meadow.height(x + step, z) - here) * (1 / step)
        var slopeZ = (Meadow.height(x, z + step) - here) * (1 / step)
        let fade = 1 / (1 + 0.012 * squared(distance))
        let broad = Noise.fractal(x * 0.45 + shift, z * 0.45)
        let fine = Noise.value(x * 13 + shift, z * 13)
        var albedo = mix(first, second, smoothstep(0.25, 0.7, broad))
        albedo = albedo * (0.90 + 0.20 * (fine - 0.5) * fade + 0.10)
        var glow = Lanes.zero
        switch land {
        case .volcano:
            let crust = Noise.fractal(x * 0.9 + shift, z * 0.9)
            let crack = magnitude(Noise.fractal(x * 1.15 - shift + crust, z * 1.15) - 0.47)
            let width = 0.030 * smoothstep(0.40, 0.60, broad)
            glow = smoothstep(width, width * 0.25, crack) * smoothstep(0.001, 0.012, width)
            glow = glow * (0.75 + 0.25 * sine(time * 1.3 + broad * 20))
            slopeX += (crust - 0.47) * 1.5 * fade + (fine - 0.5) * 0.6 * fade
            slopeZ += (fine - crust) * 1.2 * fade
        case .road:
            let tuft = Noise.value(x * 26, z * 15 + shift)
            albedo = albedo * (1 - 0.55 * fade * (1 - tuft))
            albedo = carriageway(over: albedo, x, z, distance, fine)
        case .desert:
            let ripple = sine(z * 10.5 + x * 3.2 + broad * 17)
            slopeX += 0.09 * ripple * fade
            slopeZ += 0.30 * ripple * fade
        case .snowfield:
            let drift = Noise.value(x * 1.9 + shift, z * 1.9)
            slopeX += (Noise.value((x + 0.15) * 1.9 + shift, z * 1.9) - drift) * 1.1 * fade
            slopeZ += (Noise.value(x * 1.9 + shift, (z + 0.15) * 1.9) - drift) * 1.1 * fade
        case .mountains:
            let stony = smoothstep(0.60, 0.72, Noise.fractal(x * 1.3 + shift, z * 1.3 + 40))
            albedo = mix(albedo, LaneVector(Vector(0.30, 0.29, 0.27)) * (0.7 + 0.5 * fine), stony)
            let tuft = Noise.value(x * 24, z * 24 + shift)
            albedo = albedo * (1 - 0.55 * (1 - stony) * fade * (1 - tuft))
            slopeX += (fine - 0.5) * 0.5 * fade * stony
        case .moon, .mars:
            for (size, depth) in [(0.9, 0.55), (2.9, 0.70)] as [(Float, Float)] {
                let crater = crater(x, z, size: size)
                slopeX += crater.x * (depth * craters) * fade
                slopeZ += crater.z * (depth * craters) * fade
            }
        }
        if snow > 0 {
            let drift = smoothstep(0.30, 0.55, broad + (fine - 0.5) * 0.2 + 0.25 * snow)
            albedo = mix(albedo, Vector(0.82, 0.86, 0.94), drift * (0.85 * snow))
        }
        let up = 1 / root(1 + slopeX * slopeX + slopeZ * slopeZ)
        let facing = saturate((key.y - slopeX * key.x - slopeZ * key.z) * up)
        var sun = Lanes(repeating: 1)
        var open = Lanes(repeating: 1)
        let near = active .& (distance .< 25)
        if near.any {
            let lifted = LaneVector(x, point.y + 0.02, z)
            sun = select(near, tile.shadow(at: lifted, active: near), 1)
            open = select(near, tile.contact(at: point, active: near), 1)
        }
        var light = keyColor * (facing * sun) * 1.35 + LaneVector(ambient * 0.9)
        light = light * (0.42 + 0.58 * open)
        var color = albedo * light
        if land == .volcano {
            color += Vector(3.4, 0.62, 0.05) * (glow * (0.5 + 0.5 * open))
        }
        if land == .snowfield {
            let glint = smoothstep(0.993, 0.998, Noise.hash(floor(x * 70), floor(z * 70)))
            color += keyColor * (glint * sun * fade * 1.6)
        }
        return aired(color, distance)
    }

    /// Asphalt with gravel beside it, white edges and a broken yellow line in the middle.
    @inline(__always)
    private func carriageway(
        over verge: LaneVector, _ x: Lanes, _ z: Lanes, _ distance: Lanes, _ fine: Lanes
    ) -> LaneVector {
        let side = magnitude(x)
        let soft = 0.012 + distance * 0.0022
        let worn = Noise.fractal(x * 2.2, z * 0.5 + shift)
        let asphalt = LaneVector(Vector(0.098, 0.100, 0.106)) * (0.70 + 0.45 * worn + 0.3 * fine)
        let gravel = LaneVector(Vector(0.38, 0.33, 0.26)) * (0.65 + 0.6 * fine)
        var color = mix(verge, gravel, smoothstep(3.5, 3.15, side + (worn - 0.47) * 0.5))
        color = mix(color, asphalt, saturate((2.95 - side) / soft + 0.5))
        let edge = saturate((0.055 - magnitude(side - 2.68)) / soft + 0.5)
        color = mix(color, Vector(0.62, 0.61, 0.58), edge * 0.85)
        let dash = smoothstep(0.02, 0.04, 0.25 - magnitude(fraction(z * 0.22) - 0.5))
        let middle = saturate((0.065 - side) / soft + 0.5) * dash
        return mix(color, Vector(0.75, 0.50, 0.06), middle * 0.9)
    }

    /// Mars is older and softer than the moon.
    private var craters: Float { land == .moon ? 1 : 0.45 }

    /// The ground beyond what rays are followed to.
    @inline(never)
    func plain(_ rays: Rays) -> LaneVector {
        let distance = lesser(rays.origin.y / greater(-rays.direction.y, 1e-4), 900)
        let broad = Noise.value(
            rays.direction.x * distance * 0.05 + shift, rays.direction.z * distance * 0.05)
        let light = keyColor * (key.y * 1.35) + ambient * 0.9
        return aired(mix(first, second, broad) * LaneVector(light), distance)
    }

    @inline(__always)
    private func aired(_ color: LaneVector, _ distance: Lanes) -> LaneVector {
        if land.isAirless { return color }
        let share = (1 - 1 / (1 + 0.00045 * squared(distance))) * 0.72
        return mix(color, LaneVector(haze), share)
    }

    /// The slope of a field of craters, at most one in each square of `size` metres.
    @inline(__always)
    private func crater(_ x: Lanes, _ z: Lanes, size: Float) -> (x: Lanes, z: Lanes) {
        let u = x * (1 / size)
        let v = z * (1 / size)
        let column = floor(u)
        let row = floor(v)
        let cell = Noise.hashPair(
            LaneIntegers(truncating: column), LaneIntegers(truncating: row))
        let dx = u - column - (0.38 + 0.24 * cell.first)
        let dz = v - row - (0.38 + 0.24 * cell.second)
        let radius = greater(cell.first * cell.second * 0.42, 0.05)
        let away = root(dx * dx + dz * dz + 1e-5)
        let place = away / radius
        let inside = smoothstep(1.02, 0.90, place) * place * 1.5
        let rim = smoothstep(0.90, 1.02, place) * smoothstep(1.5, 1.05, place) * 0.85
        let slope = (inside - rim) / away
        return (dx * slope, dz * slope)
    }
}
