// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// The water before a shore: waves as slopes, a mirror of the sky, foam at the edge.
struct ShoreWater {
    private let shore: Scene.Shore
    private let ground: ShoreGround
    private let light: Light
    private let time: Float
    private let wind: Float
    private let brightness: Vector
    private let shallow: Vector
    private let deep: Vector

    init(_ scene: Scene, _ shore: Scene.Shore) {
        self.shore = shore
        ground = ShoreGround(scene, shore)
        light = scene.light
        time = scene.time
        wind = 0.45 + 0.55 * scene.weather.wind
        brightness = scene.light.illumination(against: .clearMeadow)
        switch shore {
        case .beach:
            shallow = Vector(0.20, 0.66, 0.62)
            deep = Vector(0.010, 0.135, 0.270)
        case .lake:
            shallow = Vector(0.10, 0.26, 0.22)
            deep = Vector(0.010, 0.080, 0.125)
        case .river, .bridge:
            shallow = Vector(0.16, 0.28, 0.17)
            deep = Vector(0.022, 0.095, 0.095)
        case .harbor:
            shallow = Vector(0.05, 0.20, 0.24)
            deep = Vector(0.010, 0.090, 0.160)
        }
    }

    /// A bit of water.
    struct Facet {
        var normal: LaneVector
        var reflected: LaneVector
        var point: LaneVector
    }

    /// The normal from waves that flatten with distance; rivers run to the right.
    @inline(never)
    func facet(_ distance: Lanes, _ rays: Rays) -> Facet {
        let point = rays.point(at: distance)
        let run: Float = shore == .river || shore == .bridge ? 0.75 : 0
        let x = point.x - run * time
        let z = point.z
        let strength: Float = shore == .beach ? 0.16 : shore == .harbor ? 0.10 : 0.055
        let fade = strength * wind / (1 + distance * 0.035)
        let warp = Noise.value(x * 0.35, z * 0.7 + time * 0.1) * 4
        var slopeX = cosine(x * 1.3 + z * 0.6 + time * 1.3 + warp) * 0.5
        var slopeZ = cosine(z * 2.3 - x * 0.4 + time * 1.7 + warp * 1.4) * 0.9
        let ripple = Noise.value(x * 3.1 + time * 0.6, z * 6.5 - time * 0.9) - 0.5
        let fine = Noise.value(x * 8.7 - time * 0.8, z * 17 + time * 1.1) - 0.5
        slopeX += (ripple + fine * 0.5) * 1.2
        slopeZ += (ripple - fine * 0.6) * 2.2
        let normal = normalize(
            LaneVector(slopeX * fade, Lanes(repeating: 1), slopeZ * fade))
        var reflected = reflect(rays.direction, normal)
        reflected.y = magnitude(reflected.y) + 0.004
        return Facet(normal: normal, reflected: normalize(reflected), point: point)
    }

    @inline(never)
    func color(
        _ facet: Facet, mirrored: LaneVector, _ distance: Lanes, _ rays: Rays, scenery: Scenery,
        in tile: Tile
    ) -> LaneVector {
        let out = 0 - ground.inland(facet.point.x, facet.point.z)
        let facing = saturate(0 - dot(facet.normal, rays.direction))
        let grazing = 1 - facing
        let mirror: Float = shore == .beach ? 0.50 : 0.80
        let fresnel = 0.03 + mirror * squared(squared(grazing)) * grazing
        let far = 1 - 1 / (1 + greater(out, 0) * 0.085)
        var body = mix(shallow, deep, far) * LaneVector(brightness * 0.62)
        // Swells that come in are lit through their backs.
        if shore == .beach {
            let swell = sine(out * 0.75 + time * 0.95 + sine(facet.point.x * 0.22) * 1.3)
            body =
                body * (1 + 0.20 * swell * (1 - far)) + shallow * brightness
                * (greater(swell, 0) * 0.05)
        }
        var color = mix(body, mirrored, fresnel)
        var glint = saturate(dot(facet.reflected, light.sun))
        for _ in 0..<5 { glint *= glint }
        let sharp = squared(squared(glint))
        color += light.sunColor * (glint * 0.8 + sharp * sharp * 5)
        let foam = foam(out, facet.point)
        let white = LaneVector(Vector(0.92, 0.96, 1.0) * brightness) * 0.78
        color = mix(color, white, foam)
        let shade = scenery.shade(at: facet.point, in: tile)
        color = color * (0.55 + 0.45 * shade.open)
        let haze = 1 - 1 / (1 + 0.00006 * squared(distance))
        let horizon = LaneVector(light.skyHorizon) * 0.92
        return mix(scenery.misty(color, lesser(distance, 60)), horizon, haze * 0.75)
    }

    /// The last wave at the edge, and breakers that roll in behind it.
    @inline(__always)
    private func foam(_ out: Lanes, _ point: LaneVector) -> Lanes {
        guard shore == .beach else {
            return smoothstep(0.10, 0.02, out) * 0.35
        }
        let torn = Noise.fractal(point.x * 2.3 + time * 0.15, point.z * 3.1 - time * 0.3)
        let lace = smoothstep(0.40, 0.58, torn)
        let wash = 0.55 + 0.40 * sine(time * 0.9 + point.x * 0.35)
        let edge = smoothstep(wash + 0.5, wash * 0.3, out) * (0.35 + 0.65 * lace)
        let phase = out * 0.75 + time * 0.95 + sine(point.x * 0.22) * 1.3
        let crest = smoothstep(0.80, 0.99, sine(phase + torn * 0.8))
        let broken = smoothstep(
            0.30, 0.62, Noise.value(point.x * 0.30 - time * 0.05, floor(phase * 0.159) * 3.7))
        let near = smoothstep(16, 4, out) * smoothstep(0.8, 2.2, out)
        return saturate(edge + crest * broken * near * (0.45 + 0.55 * lace))
    }

    /// A hazy headland over the sea's horizon.
    @inline(never)
    func headland(over sky: LaneVector, _ rays: Rays) -> LaneVector {
        let low = rays.direction.y .< 0.10
        guard low.any else { return sky }
        let level = 1 / root(squared(rays.direction.x) + squared(rays.direction.z) + 1e-4)
        let x = rays.direction.x * level
        let z = rays.direction.z * level
        let hill = Noise.fractal(x * 3.3 + 11, z * 3.3)
        let top = (hill - 0.46) * 0.20
        let cover = smoothstep(-0.002, 0.002, top - rays.direction.y * level)
        let land = mix(
            LaneVector(light.skyHorizon), light.ambient * Vector(0.30, 0.46, 0.44),
            Lanes(repeating: 0.48))
        return mix(sky, land, select(low, cover * 0.9, 0))
    }
}
