/// What stands on open land: cacti and a pyramid, firs, a mountain of fire, poles along a road.
struct LandLayout {
    private(set) var layout = SceneryLayout()
    private let scene: Scene

    init(_ scene: Scene, _ land: Scene.Land) {
        self.scene = scene
        switch land {
        case .volcano: addVolcano()
        case .road: addRoad()
        case .desert, .snowfield, .mountains, .moon, .mars: break
        }
    }

    private func chance(_ column: Int, _ row: Int, _ purpose: UInt32) -> Float {
        layout.chance(column &* 131 &+ row, purpose, seed: scene.seed)
    }

    private func foot(_ x: Float, _ z: Float) -> Vector {
        Vector(x, Meadow.height(x: x, z: z), z)
    }

    private func columns(_ size: Float, at z: Float) -> ClosedRange<Int> {
        let eye = scene.camera.origin
        let reach = (eye.z - z) * 0.95 + 3
        return Int(
            ((eye.x - reach) / size).rounded(.down))...Int(
                ((eye.x + reach) / size).rounded(.up))
    }

    private mutating func addVolcano() {
        let eye = scene.camera.origin
        let base = Vector(eye.x * 0.92 + 7, 0.2, -48)
        layout.column(
            base, height: 15, radii: SIMD2(21, 3.2), Vector(0.055, 0.045, 0.045), paint: .lava,
            accent: Vector(0.15, 0.10, 0.085), parameter: 1)
        for puff in 0..<9 {
            let age = (scene.time * 0.045 + Float(puff) / 9)
            let rise = age - age.rounded(.down)
            let size = 2.2 + 5.5 * rise
            layout.ball(
                base
                    + Vector(
                        3.5 * rise * rise * 3 + 0.9 * Trigonometry.sine(Float(puff) * 2.4),
                        15.5 + 16 * rise, -1), Vector(size * 1.1, size, size),
                Vector(0.52, 0.46, 0.46), shape: .foliage, paint: .cloud,
                accent: rise < 0.25 ? Vector(1.9, 0.55, 0.16) : Vector(0.30, 0.27, 0.30),
                seed: Float(puff) * 0.11, parameter: 0.16)
        }
        for row in 0..<3 {
            let z = -5 - 5 * Float(row)
            for column in columns(3.6, at: z) where chance(column, row, 1) > 0.45 {
                let size = 0.35 + 0.8 * chance(column, row, 2)
                layout.ball(
                    foot((Float(column) + chance(column, row, 3)) * 3.6, z),
                    Vector(size * 1.3, size, size), Vector(0.085, 0.072, 0.07), paint: .bark,
                    accent: Vector(0.12, 0.09, 0.08), seed: chance(column, row, 4), contact: 0.4)
            }
        }
        layout.lamps.append(
            StreetLamp(
                center: base + Vector(0, 15, 1), color: Vector(90, 22, 3), softness: 4, half: 1,
                weight: 1))
    }

    private mutating func addRoad() {
        let eye = scene.camera.origin
        let first = Int(((eye.z - 62) / 7.5).rounded(.down))
        let last = Int((eye.z / 7.5).rounded(.up))
        for index in first...last {
            let z = Float(index) * 7.5
            let pole = foot(-5.2, z)
            layout.column(
                pole, height: 6.2, radii: SIMD2(0.12, 0.08), Vector(0.26, 0.18, 0.12), paint: .bark,
                accent: Vector(0.18, 0.12, 0.08), seed: 0.3, contact: 0.3)
            layout.box(pole + Vector(0, 5.5, 0), Vector(1.5, 0.10, 0.10), Vector(0.24, 0.17, 0.11))
            for post in 0..<3 {
                let place = foot(3.75, z + 2.5 * Float(post))
                layout.box(place, Vector(0.08, 0.72, 0.10), Vector(0.60, 0.60, 0.60), contact: 0.2)
                layout.box(
                    place + Vector(0, 0.44, 1.25), Vector(0.06, 0.26, 2.5), Vector(0.66, 0.67, 0.68)
                )
            }
        }
        for row in 0..<5 {
            let z = -9 - 7 * Float(row)
            for column in columns(6, at: z) where chance(column, row, 11) > 0.45 {
                let x = (Float(column) + 0.6 * chance(column, row, 12)) * 6
                guard abs(x) > 7 else { continue }
                let place = foot(x, z - 3 * chance(column, row, 13))
                let size = 1.1 + 0.7 * chance(column, row, 14)
                layout.column(
                    place, height: 1.4 + size, radii: SIMD2(0.16, 0.09), Vector(0.17, 0.11, 0.06),
                    paint: .bark, accent: Vector(0.08, 0.12, 0.03))
                for ball in 0..<3 {
                    layout.leaves(
                        place
                            + Vector(
                                (Float(ball) - 1) * size * 0.6,
                                1.7 + size * (ball == 1 ? 1.0 : 0.65), 0),
                        Vector(size * 0.85, size * 0.75, size * 0.8), Vector(0.21, 0.37, 0.05),
                        Vector(0.045, 0.13, 0.025), seed: chance(column, row, 15))
                }
            }
        }
    }
}
