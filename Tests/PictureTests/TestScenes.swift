import FarmModel
import Picture

/// Small scenes for the specifications.
enum TestScenes {
    static let places: [Scene.Place] = [
        .surf(board: Vector(0, 0.1, 0), beach: .none),
        .surf(board: Vector(0, 0.1, 0), beach: .distant), .meadow, .street(center: .zero),
        .land(.desert), .land(.snowfield), .land(.mountains), .land(.mars),
        .grounds(.forest), .interior(.room), .interior(.oldTown), .shore(.lake), .seabed,
        .aloft(.clouds),
    ]

    static func scene(
        _ place: Scene.Place, time: Setting.TimeOfDay = .afternoon,
        weather: Setting.Weather = .clear, puppets: [[Primitive]] = [figure(at: Vector(0, 0, 0))]
    ) -> Scene {
        var ranges: [Range<Int>] = []
        for puppet in puppets {
            let start = ranges.last?.upperBound ?? 0
            ranges.append(start..<start + puppet.count)
        }
        return Scene(
            time: 2, seed: 7,
            camera: Camera(from: Vector(0.4, 1.2, 5), to: Vector(0, 0.9, 0), verticalAngle: 0.64),
            place: place, light: .preset(place: place, time: time, weather: weather),
            weather: SceneWeather(
                rain: weather == .rain || weather == .storm ? 0.8 : 0,
                snow: weather == .snow ? 0.8 : 0),
            primitives: puppets.flatMap(\.self), puppets: ranges,
            particles: [
                Particle(
                    kind: .bubble, center: Vector(0.7, 1.3, 0.4), radius: 0.15,
                    color: Vector(1, 1, 1), opacity: 1),
                Particle(
                    kind: .droplet, center: Vector(-0.6, 0.8, 0.5), radius: 0.03,
                    color: Vector(1, 1, 1), opacity: 0.8),
            ])
    }

    /// A figure made of every shape and most patterns.
    static func figure(at origin: Vector, color: Vector = Vector(0.8, 0.2, 0.05)) -> [Primitive] {
        func placed(_ x: Float, _ y: Float, _ z: Float) -> Placement {
            var placement = Placement.identity
            placement.origin = origin + Vector(x, y, z)
            return placement
        }
        func solid(
            _ shape: Primitive.Shape, _ placement: Placement, _ pattern: Surface.Pattern,
            blend: Float = 0.03
        ) -> Primitive {
            Primitive(
                shape: shape, placement: placement, blend: blend,
                surface: Surface(
                    color: color, accent: Vector(0.1, 0.4, 0.5), pattern: pattern, gloss: 0.3))
        }
        let head = placed(0, 1.35, 0)
        var skirt = placed(0, 0.75, 0)
        skirt.x = -skirt.x
        skirt.y = -skirt.y
        let paint = FacePaint(
            head: head, mouthWidth: 0.08, upper: SIMD2(0.03, -0.1), lower: SIMD2(0.08, -0.16),
            blush: 0.6)
        return [
            solid(.roundCone(start: 0.2, end: 0.15, height: 0.4), placed(0, 0.7, 0), .plain),
            solid(
                .skirt(
                    top: SIMD2(0.15, 0.12), bottom: SIMD2(0.25, 0.2), height: 0.5,
                    shear: SIMD2(0, 0.03)), skirt, .cloth(detail: .coatSkirt), blend: 0.01),
            solid(.ellipsoid(radii: Vector(0.25, 0.24, 0.24)), head, .face(paint)),
            solid(
                .ellipsoid(radii: Vector(0.06, 0.07, 0.05)), placed(-0.09, 1.38, 0.2), .eye,
                blend: 0.005),
            solid(
                .ellipsoid(radii: Vector(0.06, 0.07, 0.05)), placed(0.09, 1.38, 0.2), .eye,
                blend: 0.005),
            solid(
                .band(radius: 0.15, flare: 0.2, half: 0.05, thickness: 0.02, gap: 0.05),
                placed(0, 1.1, 0), .stripes(along: Vector(0, 60, 0), phase: 0)),
            solid(
                .box(half: Vector(0.12, 0.2, 0.08), rounding: 0.02), placed(-0.4, 0.9, 0),
                .fur(along: Vector(0, 30, 0), strength: 0.8)),
            solid(
                .canopy(radius: 0.7, extent: 0.5, thickness: 0.01), placed(0, 1.2, 0), .canopy),
        ]
    }
}

extension Frame {
    /// Mean of all channels, 0 to 255.
    var brightness: Double {
        var sum = 0
        for pixel in 0..<size.area {
            sum += Int(rgba[4 * pixel]) + Int(rgba[4 * pixel + 1]) + Int(rgba[4 * pixel + 2])
        }
        return Double(sum) / Double(3 * size.area)
    }

    func difference(from other: Frame) -> Double {
        var sum = 0
        for (own, their) in zip(rgba, other.rgba) { sum += abs(Int(own) - Int(their)) }
        return Double(sum) / Double(rgba.count)
    }
}
