/// What is behind and around an interior: the dark of a hall, the paper of a studio, the sky.
struct InteriorBackdrop {
    /// Share of the key light that surfaces get.
    let keyShare: Float

    /// How much lamps glow in the air.
    let glow: Float
    let mist: Scenery.Mist
    private let interior: Scene.Interior
    private let skies: OpenSky
    private let paper: Vector
    private let dim: Vector

    init(_ scene: Scene, _ interior: Scene.Interior) {
        self.interior = interior
        let light = scene.light
        skies = OpenSky(light: light, time: scene.time, seed: scene.seed)
        let illumination = light.keyColor * 0.24 + light.ambient * 0.50
        paper = InteriorStyle(.studio).floorColor * illumination
        switch interior {
        case .room, .kitchen, .classroom, .library, .cafe:
            keyShare = 0.95
            glow = 0.35
            mist = Scenery.Mist(color: light.ambient * 0.5 + light.keyColor * 0.04, density: 0.006)
            dim = light.ambient * 0.30 + light.keyColor * 0.04
        case .stage:
            keyShare = 0.10
            glow = 0.8
            mist = Scenery.Mist(color: Vector(0.030, 0.018, 0.045), density: 0.022)
            dim = Vector(0.020, 0.012, 0.030)
        case .studio:
            keyShare = 0.30
            glow = 0.15
            mist = Scenery.Mist(color: paper * 0.70, density: 0)
            dim = paper * 0.75
        case .oldTown:
            keyShare = 0.52
            glow = 0.8
            mist = Scenery.Mist(
                color: light.skyHorizon * 0.55 + light.keyColor * 0.06, density: 0.010)
            dim = light.skyHorizon
        }
    }

    @inline(__always)
    func color(_ rays: Rays) -> LaneVector {
        switch interior {
        case .room, .kitchen, .classroom, .library, .cafe: return LaneVector(dim)
        case .stage: return LaneVector(dim) * (0.6 + 0.4 * saturate(rays.direction.y * 2))
        case .studio:
            let rise = rays.direction.y
            let halo = 1 / (1 + 9 * squared(rise - 0.12))
            return LaneVector(paper) * (0.46 + 0.42 * halo * (1 - squared(rays.direction.x) * 0.8))
        case .oldTown:
            var color = skies.color(rays.direction)
            let level = 1 / root(squared(rays.direction.x) + squared(rays.direction.z) + 1e-4)
            let x = rays.direction.x * level
            let z = rays.direction.z * level
            for row in 0..<2 {
                let scale = 2.6 + 2.1 * Float(row)
                let top =
                    (Noise.fractal(x * scale + 5, z * scale) - 0.22) * (0.34 - 0.14 * Float(row))
                let cover = smoothstep(-0.006, 0.006, top - rays.direction.y * level)
                let tone = 0.82 - 0.26 * Float(row)
                let hill = mix(
                    LaneVector(mist.color), mist.color * Vector(0.42, 0.56, 0.60),
                    Lanes(repeating: 1 - tone))
                color = mix(color, hill, cover)
            }
            return color
        }
    }

    @inline(__always)
    func mirrored(_ direction: LaneVector) -> LaneVector {
        switch interior {
        case .room, .kitchen, .classroom, .library, .cafe, .stage:
            return LaneVector(dim) * (0.6 + 0.8 * saturate(0.5 - direction.x * 0.9))
        case .studio:
            // Softboxes on both sides.
            let box =
                smoothstep(0.55, 0.62, magnitude(direction.x))
                * smoothstep(0.10, 0.16, direction.y)
            return LaneVector(paper) * 0.8 + Vector(1.6, 1.6, 1.7) * box
        case .oldTown: return OpenSky.smooth(skies.light, direction)
        }
    }
}
