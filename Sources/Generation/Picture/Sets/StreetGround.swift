/// The ground of the street: asphalt, crossings and pavements; a mirror as far as it is wet.
struct StreetGround {
    /// 0 dry to 1 soaked.
    let wetness: Float

    /// Rings of raindrops, 0 to 1.
    let rings: Float
    let snow: Float

    /// Paint and asphalt are darker by night, to let neon speak.
    let asphalt: Float
    let asphaltTint: Vector
    let paving: Float
    let paint: Float

    /// Light from above by night besides lamps.
    let ambient: Vector
    let time: Float

    var isMirror: Bool { wetness > 0 }

    init(_ scene: Scene) {
        wetness = smoothstep(0, 0.3, scene.weather.rain)
        rings = min(scene.weather.rain * 1.6, 1)
        snow = smoothstep(0, 0.6, scene.weather.snow)
        let night = scene.light.night
        let dry = 1 + 0.5 * (1 - wetness)
        asphalt = (0.085 + (0.033 - 0.085) * night) * dry
        paving = (0.20 + (0.064 - 0.20) * night) * dry
        asphaltTint = Vector(1, 1, 1) + Vector(-0.09, 0, 0.21) * night
        paint = 0.55 + (0.20 - 0.55) * night
        ambient = scene.light.ambient * (0.39 * night)
        time = scene.time
    }

    /// No normal of the ground leans by more than this at a distance from the eye.
    static func slopeBound(at distance: Float) -> Float {
        0.05 + 0.22 / (1 + 0.010 * distance * distance)
    }
}

/// What lies on the ground at a point.
private struct Paving {
    var albedo: LaneVector

    /// 1 standing water, 0 merely damp.
    var puddle: Lanes
    var stripe: Lanes
    var grain: Lanes

    /// How much detail is left at this distance.
    var detail: Lanes
}

extension StreetGround {
    @inline(__always)
    fileprivate func paving(at point: LaneVector, distance: Lanes, pixel: Float) -> Paving {
        let x = point.x
        let z = point.z
        let width = greater(distance * pixel, 0.002)
        let side = magnitude(x)
        let detail = 1 / (1 + 0.010 * distance * distance)
        let pavement = smoothstep(2.20, 2.24, side)
        let grain = Noise.value(x * 46, z * 46)
        let broad = Noise.fractal(x * 0.62 + 3, z * 0.50)
        let rough = 0.55 + 0.9 * grain * detail + 0.45 * (1 - detail)
        var albedo = asphaltTint * (asphalt * rough)
        let joint = lesser(
            magnitude(fraction(x * 1.6) - 0.5), magnitude(fraction(z * 1.6) - 0.5))
        let slabs = Vector(0.97, 0.97, 1.06) * (paving * (0.6 + 0.4 * smoothstep(0, 0.03, joint)))
        albedo = mix(albedo, slabs, pavement)
        let kerb = Vector(0.16, 0.15, 0.14) * (paving / 0.064)
        albedo = mix(albedo, kerb, bump(side - 2.13, 0.09) * 0.8)
        let stripe =
            crossing(x, z, width) * (1 - pavement)
            * smoothstep(0.30, 0.50, grain * 0.35 + broad * 0.75 + 0.15)
        albedo = mix(albedo, Vector(1, 1, 1.05) * paint, stripe * 0.85)
        let pool = broad + 0.05 * (Noise.value(x * 5, z * 5) - 0.5)
        var puddle = smoothstep(0.44, 0.56, pool) * (1 - 0.75 * pavement) * (1 - 0.35 * stripe)
        puddle = greater(puddle, bump(side - 1.93, 0.26) * 0.9)
        if snow > 0 {
            let lies = saturate(snow * (0.35 + 1.3 * broad) + 0.3 * pavement * snow)
            albedo = mix(albedo, Vector(0.72, 0.76, 0.82) * (0.85 + 0.15 * grain), lies)
            puddle = puddle * (1 - lies)
        }
        return Paving(
            albedo: albedo, puddle: puddle, stripe: stripe, grain: grain, detail: detail)
    }

    /// Zebra crossings every twelve metres.
    @inline(__always)
    private func crossing(_ x: Lanes, _ z: Lanes, _ width: Lanes) -> Lanes {
        let along = fraction(z * (1 / 12.0))
        let within = smoothstep(0.30, 0.304, along) * smoothstep(0.600, 0.596, along)
        let bar = magnitude(fraction(x * (1 / 0.92) + 0.23) - 0.5)
        return smoothstep(0.27 + 0.6 * width, 0.25 - 0.6 * width, bar) * within
    }

    /// The normal of the wet ground: grain where it is damp, rings of drops where water stands.
    @inline(__always)
    fileprivate func normal(
        at point: LaneVector, _ paving: Paving, distance: Lanes, active: LaneMask
    ) -> LaneVector {
        let x = point.x
        let z = point.z
        let rough = 1 - paving.puddle
        var slopeX = Lanes.zero
        var slopeZ = Lanes.zero
        let near = active .& (distance .< 14)
        if near.any {
            let strength = paving.detail * (0.075 * rough + 0.004)
            slopeX = (Noise.value(x * 46 + 0.9, z * 46) - paving.grain) * strength
            slopeZ = (Noise.value(x * 46, z * 46 + 0.9) - paving.grain) * strength
            if rings > 0 {
                let wide = ring(x, z, cell: 0.36, salt: 0)
                let small = ring(x + 0.17, z + 0.11, cell: 0.27, salt: 40)
                let height = paving.detail * (0.16 * paving.puddle + 0.035) * rings
                slopeX += (wide.x + small.x) * height
                slopeZ += (wide.z + small.z) * height
            }
            let bound = 0.15 * paving.detail
            slopeX = select(near, lesser(greater(slopeX, -bound), bound), 0)
            slopeZ = select(near, lesser(greater(slopeZ, -bound), bound), 0)
        }
        slopeX += (Noise.value(x * 3.1, z * 3.1 + time * 0.4) - 0.5) * 0.012
        slopeZ += (Noise.value(x * 2.3 + 9, z * 4.1) - 0.5) * (0.020 + 0.03 * rough)
        return normalize(LaneVector(slopeX, Lanes(repeating: 1), slopeZ))
    }

    /// Slopes of rings that spread from drops in hashed cells.
    @inline(__always)
    private func ring(
        _ x: Lanes, _ z: Lanes, cell: Float, salt: Float
    ) -> (x: Lanes, z: Lanes) {
        let u = x * (1 / cell) + salt
        let v = z * (1 / cell) + salt
        let column = floor(u)
        let row = floor(v)
        let beat = Noise.hash(column, row) * 7 + time * 1.7
        let drop = floor(beat)
        let age = beat - drop
        let across = (u - column - 0.35 - 0.3 * Noise.hash(column + drop * 17, row + 3)) * cell
        let along = (v - row - 0.35 - 0.3 * Noise.hash(column + 5, row + drop * 29)) * cell
        let radius = root(across * across + along * along) + 1e-4
        let crest = radius - age * (cell * 0.36)
        let fade = squared(1 - age) * saturate(age * 8)
        let slope = sine(crest * 115) * bump(crest, 0.045) * fade
        return (across / radius * slope, along / radius * slope)
    }
}

extension StreetWorld {
    /// Asphalt in the light of lamps, sky and sun, and what it mirrors.
    @inline(never)
    func shadeGround(
        _ distance: Lanes, _ rays: Rays, _ active: LaneMask, in tile: Tile
    ) -> LaneVector {
        let point = rays.point(at: distance)
        let paving = ground.paving(at: point, distance: distance, pixel: tile.pixel)
        let open = tile.contact(at: point, active: active)
        let upward = LaneVector(0, 1, 0)
        var light = lamps.light(at: point, normal: upward, wrap: 0.1, in: tile) * 1.5
        light += LaneVector(ground.ambient)
        if backdrop.daylight > 0 {
            let sun = sunshine(at: point, normal: LaneVector.zero)
            let lit = active .& (sun .> 0)
            let lifted = LaneVector(point.x, point.y + 0.01, point.z)
            let shadow = tile.shadow(at: lifted, active: lit)
            light += backdrop.skyLight * Lanes(repeating: 0.85)
            light += backdrop.sunLight * (sun * shadow * max(backdrop.key.y, 0))
        }
        let color = paving.albedo * light * open
        return color + shine(point, paving, rays, distance, open, active, in: tile)
    }

    /// Mirrored houses, signs and puppets in wet ground; lamps smeared over rough ground.
    @inline(__always)
    private func shine(
        _ point: LaneVector, _ paving: Paving, _ rays: Rays, _ distance: Lanes, _ open: Lanes,
        _ active: LaneMask, in tile: Tile
    ) -> LaneVector {
        let rough = 1 - paving.puddle
        let normal = ground.normal(at: point, paving, distance: distance, active: active)
        var mirrored = reflect(rays.direction, normal)
        mirrored = normalize(
            LaneVector(mirrored.x, magnitude(mirrored.y) + 0.012, mirrored.z))
        let grazing = 1 - saturate(0 - dot(normal, rays.direction))
        let cube = grazing * grazing * grazing
        let fresnel =
            (0.13 + 0.87 * (grazing * cube * 0.6 + cube * 0.4))
            * (0.62 + 0.38 * paving.puddle) * (1 - 0.30 * paving.stripe)
        var reach = Lanes(repeating: 30)
        var color = LaneVector.zero
        if ground.isMirror {
            let ray = Rays(origin: point, direction: mirrored)
            let seen = reflection(of: ray, rough: rough, distance: distance, active, in: tile)
            reach = lesser(seen.distance, 40)
            let share = fresnel * saturate(0.25 + 0.75 * open) * ground.wetness
            color = seen.color * share
        }
        // A rough surface smears lamps towards the eye: a mirror ray pressed down.
        let pressed = LaneVector(
            mirrored.x, mirrored.y * (1 - 0.45 * rough) + 0.02 * rough, mirrored.z)
        let glow = lamps.glow(
            Rays(origin: point, direction: pressed), until: greater(reach, rough * 30), in: tile)
        let smear = rough * (0.35 + 0.75 * ground.wetness) * (0.15 + fresnel)
        return color + glow * ((smear + fresnel * (0.6 * ground.wetness)) * open)
    }

    @inline(never)
    private func reflection(
        of rays: Rays, rough: Lanes, distance: Lanes, _ active: LaneMask, in tile: Tile
    ) -> (color: LaneVector, distance: Lanes) {
        let items = boxes.mirrored(in: tile)
        let limit = Lanes(repeating: 60)
        let hit = boxes.nearest(rays, limit: limit, items, in: tile)
        var color = backdrop.color(rays.direction)
        let found = hit.box .>= 0
        if found.any {
            let reach = hit.distance + distance * 0.25
            let blur = tile.pixel * 1.2 + (rough * 0.022 + 0.004)
            let surface = boxes.surface(
                hit, rays, width: blur * reach, items, backdrop, in: tile)
            let ambient = LaneVector(0.10, 0.10, 0.10) + backdrop.skyLight * 0.8
            let seen = surface.emission + surface.albedo * ambient
            color = select(found, mix(seen, color, backdrop.fog(reach)), color)
        }
        let puppets = tile.reflection(
            of: rays, limit: hit.distance, active: active, in: self)
        color = select(puppets.distance.isHit, puppets.color, color)
        return (color, lesser(hit.distance, puppets.distance))
    }
}
