/// Sunlight between the crowns of a wood, and the depth of the wood behind its last trees.
struct LightShafts {
    private let strength: Float
    private let sun: Vector
    private let color: Vector
    private let dark: Vector
    private let pale: Vector
    private let drift: Float

    init(_ scene: Scene, strength: Float) {
        let light = scene.light
        self.strength = strength
        // Low sun would send shafts along the ground.
        sun = Vector(light.sun.x, max(light.sun.y, 0.45), light.sun.z).normalized
        color = (light.sunColor + light.keyColor * 0.16) * (0.34 * strength)
        let mist = light.skyHorizon * 0.45 + light.ambient * 0.35
        pale = mist * Vector(0.86, 1.0, 0.70)
        dark = light.ambient * Vector(0.10, 0.22, 0.09)
        drift = scene.time * 0.03
    }

    /// Bright bands where the light falls through, at four depths along each ray.
    @inline(__always)
    func over(_ color: LaneVector, _ rays: Rays, _ distance: Lanes) -> LaneVector {
        guard strength > 0 else { return color }
        return color + shafts(rays, distance)
    }

    @inline(never)
    private func shafts(_ rays: Rays, _ distance: Lanes) -> LaneVector {
        let lean = Vector(sun.x / sun.y, 0, sun.z / sun.y)
        var sum = Lanes.zero
        for step in 0..<4 {
            let depth = 4.5 + Float(step) * (2.3 + 0.75 * Float(step))
            let point = rays.point(at: Lanes(repeating: depth))
            let x = point.x - point.y * lean.x
            let z = point.z - point.y * lean.z
            let beam = smoothstep(0.56, 0.80, Noise.value(x * 0.75 + drift, z * 0.55))
            let high = saturate(0.35 + point.y * 0.16)
            sum += beam * high * smoothstep(depth - 1.5, depth + 1.5, distance)
        }
        let towards = squared(saturate(0.35 + 0.65 * dot(rays.direction, sun)))
        return color * (sum * (0.10 + 0.75 * towards))
    }

    /// Trunks without end, paler with height where the sky shines through.
    @inline(never)
    func depth(over sky: LaneVector, _ rays: Rays) -> LaneVector {
        let level = 1 / root(squared(rays.direction.x) + squared(rays.direction.z) + 1e-4)
        let x = rays.direction.x * level
        let z = rays.direction.z * level
        let rise = rays.direction.y * level
        var color = LaneVector(pale)
        for row in 0..<3 {
            let scale = 34 - 8 * Float(row)
            let stripe = Noise.value(
                x * scale + Float(row) * 9 + rays.origin.x * 0.05 * Float(row + 1), z * scale)
            let trunk = smoothstep(0.60, 0.72, stripe)
            color = mix(color, dark + (pale - dark) * (0.62 - 0.2 * Float(row)), trunk)
        }
        let leaf = Noise.fractal(x * 16 + rise * 5, rise * 19 + z * 11)
        let canopy = smoothstep(0.02, 0.34, rise + (leaf - 0.47) * 0.45)
        let shade = LaneVector(pale) * Vector(0.42, 0.60, 0.36)
        let green = mix(
            shade, LaneVector(pale) * Vector(0.78, 0.95, 0.44), saturate(leaf * 2.2 - 0.62))
        color = mix(color, green, canopy * 0.62)
        let hole = smoothstep(0.60, 0.72, leaf) * canopy
        return mix(color, mix(LaneVector(pale) * 1.15, sky, Lanes(repeating: 0.25)), hole * 0.7)
    }
}

extension GroundsStyle {
    func mist(_ light: Light) -> Scenery.Mist {
        Scenery.Mist(
            color: (light.skyHorizon * 0.55 + light.ambient * 0.30) * mistTint, density: mist)
    }
}
