/// Palms, reeds, boats and what else stands at the water's edge.
struct ShoreLayout {
    private(set) var layout = SceneryLayout()
    private let scene: Scene
    private let shore: Scene.Shore

    init(_ scene: Scene, _ shore: Scene.Shore) {
        self.scene = scene
        self.shore = shore
        switch shore {
        case .beach: addBeach()
        case .lake: addBank(isRiver: false)
        case .river: addBank(isRiver: true)
        case .harbor: addHarbor()
        case .bridge: addBridge()
        }
    }

    private func chance(_ column: Int, _ purpose: UInt32) -> Float {
        layout.chance(column, purpose, seed: scene.seed)
    }

    private func foot(_ x: Float, _ z: Float) -> Vector {
        Vector(x, shore.height(x: x, z: z), z)
    }

    private func columns(_ size: Float, at z: Float) -> ClosedRange<Int> {
        let eye = scene.camera.origin
        let reach = (eye.z - z) * 0.95 + 3
        return Int(
            ((eye.x - reach) / size).rounded(.down))...Int(
                ((eye.x + reach) / size).rounded(.up))
    }

    private func edge(_ x: Float) -> Float { Scene.Shore.edge(shore, x: x) }

    private mutating func addBeach() {
        for column in columns(4.4, at: -4) where chance(column, 1) > 0.26 {
            let x = (Float(column) + 0.7 * chance(column, 2)) * 4.4
            palm(foot(x, edge(x) + 1.15), height: 2.9 + 1.3 * chance(column, 3), column)
        }
        for column in columns(1.9, at: -3.4) where chance(column, 4) > 0.55 {
            let x = (Float(column) + chance(column, 5)) * 1.9
            let place = foot(x, edge(x) + 0.7 + 1.1 * chance(column, 6))
            let size = 0.05 + 0.07 * chance(column, 7)
            layout.ball(
                place + Vector(0, size * 0.3, 0), Vector(size * 1.4, size * 0.7, size),
                chance(column, 8) > 0.5 ? Vector(0.92, 0.70, 0.60) : Vector(0.55, 0.50, 0.45),
                contact: 0.12)
        }
        // A parasol and a sail far out.
        for column in columns(14, at: -4) {
            let x = Float(column) * 14 + 3.3
            parasol(foot(x, edge(x) + 1.5))
        }
        sailboat(Vector(scene.camera.origin.x * 0.9 - 7 + 0.12 * scene.time, 0, -34), size: 1)
    }

    /// A trunk that bends as it rises, and fronds in four upright sheets.
    private mutating func palm(_ foot: Vector, height: Float, _ column: Int) {
        let lean = (chance(column, 11) - 0.5) * 1.7
        var place = foot - Vector(0, 0.1, 0)
        let parts = 14
        for part in 0..<parts {
            let rise = Float(part) / Float(parts)
            layout.column(
                place, height: height / Float(parts) + 0.03,
                radii: SIMD2(0.135 - 0.05 * rise, 0.145 - 0.05 * rise), Vector(0.36, 0.25, 0.15),
                paint: .bark, accent: Vector(0.26, 0.19, 0.11), seed: rise,
                contact: part == 0 ? 0.4 : 0)
            place += Vector(lean * (0.02 + 0.075 * rise), height / Float(parts), 0)
        }
        let sway = 0.06 * Trigonometry.sine(scene.time * 1.1 + foot.x) * scene.weather.wind
        for sheet in 0..<5 {
            layout.card(
                place + Vector(sway, -1.32, 0), SIMD2(3.9, 2.7), Vector(0.17, 0.40, 0.055),
                paint: .fronds, accent: Vector(0.05, 0.17, 0.03),
                yaw: Float(sheet) * 0.63 + chance(column, 12) + sway, seed: 0.3)
        }
        for nut in 0..<3 {
            let turn = Float(nut) * 2.1
            layout.ball(
                place
                    + Vector(
                        0.14 * Trigonometry.sine(turn), -0.06, 0.14 * Trigonometry.cosine(turn)),
                Vector(repeating: 0.10), Vector(0.26, 0.15, 0.06))
        }
    }

    private mutating func parasol(_ foot: Vector) {
        layout.column(
            foot, height: 2.1, radii: SIMD2(0.03, 0.03), Vector(0.8, 0.78, 0.72), contact: 0.2)
        for ring in 0..<2 {
            layout.column(
                foot + Vector(0, 1.85 + 0.22 * Float(ring), 0), height: ring == 0 ? 0.26 : 0.20,
                radii: ring == 0 ? SIMD2(1.05, 0.58) : SIMD2(0.58, 0.02),
                ring == 0 ? Vector(0.90, 0.16, 0.10) : Vector(0.94, 0.90, 0.82))
        }
        layout.box(
            foot + Vector(0.75, 0, 0.25), Vector(1.5, 0.035, 0.65), Vector(0.10, 0.45, 0.62),
            yaw: 0.3, contact: 0.15)
    }

    private mutating func sailboat(_ place: Vector, size: Float) {
        let rock = 0.05 * Trigonometry.sine(scene.time * 1.2 + place.x)
        let at = place + Vector(0, rock, 0)
        layout.ball(
            at + Vector(0, 0.50, 0) * size, Vector(1.9, 0.85, 0.62) * size,
            Vector(0.86, 0.86, 0.84),
            shape: .bowl)
        layout.ball(
            at + Vector(0, 0.24, 0) * size, Vector(1.86, 0.60, 0.62) * size,
            Vector(0.62, 0.10, 0.07),
            shape: .bowl)
        layout.column(
            at + Vector(0.1, 0.4, 0) * size, height: 4.3 * size, radii: SIMD2(0.05, 0.035) * size,
            Vector(0.45, 0.30, 0.16))
        layout.gable(
            at + Vector(0, 0.95, 0) * size, Vector(0.08, 3.6, 2.6) * size, Vector(0.95, 0.93, 0.88),
            paint: .plain, yaw: 1.5707964 - 0.12)
    }

    private mutating func addBank(isRiver: Bool) {
        for column in columns(1.15, at: -4.4) where chance(column, 21) > 0.42 {
            let x = (Float(column) + 0.8 * chance(column, 22)) * 1.15
            let sway = 0.06 * Trigonometry.sine(scene.time * 1.2 + x) * scene.weather.wind
            let size = 0.9 + 0.7 * chance(column, 23)
            layout.card(
                foot(x, edge(x) - 0.1 + 0.3 * chance(column, 24)) - Vector(0, 0.08, 0),
                SIMD2(0.95, size), Vector(0.34, 0.46, 0.11), paint: .reeds,
                accent: Vector(0.08, 0.19, 0.04), yaw: sway + chance(column, 25) - 0.5,
                seed: chance(column, 26), parameter: 9)
        }
        for column in columns(2.4, at: -3.9) where chance(column, 27) > 0.55 {
            let x = (Float(column) + chance(column, 28)) * 2.4
            let size = 0.16 + 0.26 * chance(column, 29)
            layout.ball(
                foot(x, edge(x) + 0.35), Vector(size * 1.4, size, size), Vector(0.40, 0.39, 0.37),
                paint: .bark, accent: Vector(0.20, 0.25, 0.14), seed: chance(column, 30),
                contact: 0.2)
        }
        if isRiver {
            addFarBank()
        } else {
            for lily in columns(1, at: -5) {
                let x = Float(lily) + chance(lily, 31)
                let z = edge(x) - 0.9 - 2.2 * chance(lily, 32)
                layout.column(
                    Vector(x, -0.02, z), height: 0.035, radii: SIMD2(0.24, 0.24),
                    Vector(0.13, 0.34, 0.08))
                if chance(lily, 33) > 0.6 {
                    layout.ball(
                        Vector(x, 0.07, z), Vector(0.09, 0.06, 0.09), Vector(0.95, 0.55, 0.68))
                }
            }
            for column in columns(16, at: -6) { jetty(Float(column) * 16 - 3.6) }
        }
    }

    private mutating func jetty(_ x: Float) {
        for board in 0..<9 {
            layout.box(
                Vector(x, 0.20, edge(x) + 0.7 - 0.42 * Float(board)), Vector(1.3, 0.07, 0.38),
                Vector(0.40, 0.27, 0.16), paint: .planks, accent: Vector(0.33, 0.21, 0.12),
                seed: Float(board) * 0.1, parameter: 1.4)
        }
        for post in 0..<3 {
            for side in [Float(-0.6), 0.6] {
                layout.column(
                    Vector(x + side, -0.3, edge(x) - 0.3 - 1.3 * Float(post)), height: 0.95,
                    radii: SIMD2(0.07, 0.065), Vector(0.30, 0.20, 0.12), paint: .bark,
                    accent: Vector(0.18, 0.13, 0.08))
            }
        }
        let boat = Vector(x + 2.4, 0.06 + 0.02 * Trigonometry.sine(scene.time), edge(x) - 2.4)
        layout.ball(
            boat + Vector(0, 0.26, 0), Vector(1.15, 0.42, 0.42), Vector(0.55, 0.26, 0.10),
            shape: .bowl)
        layout.box(boat + Vector(0.3, 0.26, 0), Vector(0.2, 0.04, 0.7), Vector(0.42, 0.24, 0.10))
        layout.box(boat + Vector(-0.4, 0.26, 0), Vector(0.2, 0.04, 0.66), Vector(0.42, 0.24, 0.10))
    }

    private mutating func addFarBank() {
        for column in columns(3.4, at: -13) {
            let x = (Float(column) + 0.5 * chance(column, 41)) * 3.4
            let z = -13.5 - 1.4 * chance(column, 42)
            layout.ball(
                Vector(x, -0.15, z), Vector(2.9, 0.62 + 0.25 * chance(column, 43), 1.6),
                Vector(0.20, 0.34, 0.05), paint: .bark, accent: Vector(0.30, 0.42, 0.07),
                seed: chance(column, 44))
            if chance(column, 45) > 0.40 {
                let size = 0.9 + 0.7 * chance(column, 46)
                layout.column(
                    Vector(x, 0.1, z), height: 1.9 + size, radii: SIMD2(0.13, 0.07),
                    Vector(0.18, 0.11, 0.06), paint: .bark, accent: Vector(0.08, 0.12, 0.03))
                for ball in 0..<3 {
                    layout.leaves(
                        Vector(
                            x + (Float(ball) - 1) * size * 0.62,
                            2.0 + size * (ball == 1 ? 1.05 : 0.72), z + 0.2),
                        Vector(size * 0.85, size * 0.72, size * 0.7), Vector(0.23, 0.38, 0.05),
                        Vector(0.05, 0.13, 0.025), seed: chance(column, 47) + 0.2 * Float(ball))
                }
            } else {
                layout.leaves(
                    Vector(x, 0.55, z + 0.6), Vector(1.0, 0.55, 0.6), Vector(0.19, 0.35, 0.05),
                    Vector(0.04, 0.12, 0.025), seed: chance(column, 48), grain: 1.6)
            }
        }
    }

    private mutating func addHarbor() {
        let wood = Vector(0.34, 0.23, 0.14)
        for column in columns(2.3, at: -4.1) {
            let x = Float(column) * 2.3
            layout.column(
                Vector(x, -0.6, -4.15), height: 1.65, radii: SIMD2(0.13, 0.12), wood, paint: .bark,
                accent: wood * 0.6, seed: chance(column, 51), contact: 0.25)
            layout.box(
                Vector(x + 1.15, 0.92, -4.15), Vector(2.3, 0.05, 0.05), Vector(0.62, 0.54, 0.40))
            if chance(column, 52) > 0.68 {
                let crate = 0.5 + 0.14 * chance(column, 53)
                layout.box(
                    Vector(x + 1, 0.45, -3.65), Vector(crate, crate, crate),
                    Vector(0.50, 0.34, 0.18),
                    paint: .planks, accent: Vector(0.42, 0.27, 0.14), yaw: chance(column, 54),
                    parameter: 0.13, contact: 0.25, castsShadow: true)
            }
        }
        for column in columns(6, at: -4.1) {
            layout.box(
                Vector(Float(column) * 6, -0.35, -4.16), Vector(6, 0.80, 0.08), wood * 0.7,
                paint: .planks, accent: wood * 0.5, parameter: 0.3)
        }
        for column in columns(6.4, at: -8) where chance(column, 55) > 0.22 {
            let x = (Float(column) + 0.6 * chance(column, 56)) * 6.4
            fishingBoat(Vector(x, 0, -6.6 - 3 * chance(column, 57)), column)
        }
        sailboat(Vector(scene.camera.origin.x * 0.85 + 6, 0, -22), size: 1.1)
        sailboat(Vector(scene.camera.origin.x * 0.9 - 13, 0, -30), size: 1.2)
        lighthouse(Vector(scene.camera.origin.x * 0.9 - 11, 0, -42))
    }

    private mutating func fishingBoat(_ place: Vector, _ column: Int) {
        let rock = 0.05 * Trigonometry.sine(scene.time * 1.1 + place.x)
        let at = place + Vector(0, rock, 0)
        let hues = [Vector(0.10, 0.26, 0.50), Vector(0.60, 0.10, 0.07), Vector(0.10, 0.40, 0.32)]
        let hue = hues[min(Int(chance(column, 58) * 3), 2)]
        layout.ball(at + Vector(0, 0.82, 0), Vector(2.3, 1.25, 0.90), hue, shape: .bowl)
        layout.ball(
            at + Vector(0, 0.72, 0), Vector(2.33, 0.30, 0.93), Vector(0.86, 0.84, 0.78),
            shape: .bowl)
        layout.ball(
            at + Vector(0, 0.22, 0), Vector(2.1, 0.7, 0.85), Vector(0.45, 0.08, 0.06), shape: .bowl)
        layout.box(
            at + Vector(-0.5, 0.82, 0), Vector(1.05, 0.95, 0.85), Vector(0.86, 0.84, 0.78),
            paint: .window, seed: 0.3, parameter: 0.6 + 0.5 * scene.light.night)
        layout.box(at + Vector(-0.5, 1.77, 0), Vector(1.3, 0.08, 1.05), hue * 0.8)
        layout.column(
            at + Vector(0.75, 0.8, 0), height: 2.5, radii: SIMD2(0.05, 0.04),
            Vector(0.42, 0.28, 0.15))
        layout.box(
            at + Vector(0.75, 2.9, 0) + Vector(0.25, 0, 0), Vector(0.45, 0.28, 0.02),
            Vector(0.90, 0.55, 0.10), paint: .curtain, yaw: 0.2, parameter: 0.3)
    }

    /// A parapet with posts, the banks of the river, and another bridge farther down.
    private mutating func addBridge() {
        let stone = Vector(0.62, 0.58, 0.51)
        let shade = Vector(0.48, 0.46, 0.42)
        let deck = shore.height(x: 0, z: 0)
        for column in columns(6.3, at: -4.2) {
            layout.box(
                Vector(Float(column) * 6.3, -0.2, -4.42), Vector(6.3, deck + 0.2, 0.5), stone,
                paint: .stone, accent: shade, parameter: 0.45)
        }
        for column in columns(1.9, at: -4.2) {
            let x = Float(column) * 1.9
            layout.box(
                Vector(x, deck, -4.25), Vector(0.28, 1.12, 0.28), stone, paint: .stone,
                accent: shade, parameter: 0.5, contact: 0.3)
            layout.ball(
                Vector(x, deck + 1.28, -4.25), Vector(0.17, 0.19, 0.17), stone * 0.95)
            layout.box(
                Vector(x + 0.95, deck + 0.84, -4.25), Vector(1.64, 0.15, 0.20), stone,
                paint: .stone, accent: shade, parameter: 0.3)
            layout.box(
                Vector(x + 0.95, deck + 0.06, -4.25), Vector(1.64, 0.14, 0.18), stone,
                paint: .stone, accent: shade, parameter: 0.3, contact: 0.25)
            for bar in 0..<4 {
                layout.column(
                    Vector(x + 0.38 + 0.38 * Float(bar), deck + 0.2, -4.25), height: 0.64,
                    radii: SIMD2(0.075, 0.055), stone)
            }
        }
        // Arches of another bridge, as piers under a deck.
        let z: Float = -25
        for pier in -6...6 {
            let x = (scene.camera.origin.x / 7).rounded() * 7 + Float(pier) * 7
            layout.box(
                Vector(x, -0.2, z), Vector(1.6, 5.2, 1.9), stone, paint: .stone, accent: shade,
                parameter: 0.5)
            for step in 0..<4 {
                let reach = 0.55 + 0.42 * Float(step)
                for side in [Float(-1), 1] {
                    layout.box(
                        Vector(x + side * (0.6 + reach * 0.5), 2.7 + 0.62 * Float(step), z),
                        Vector(reach + 0.4, 0.66, 1.8), stone, paint: .stone, accent: shade,
                        parameter: 0.5)
                }
            }
        }
        for column in columns(7, at: z) {
            layout.box(
                Vector(Float(column) * 7, 5.0, z), Vector(7, 1.25, 2.2), stone, paint: .stone,
                accent: shade, parameter: 0.5)
        }
        for column in columns(5.5, at: -24) where chance(column, 71) > 0.35 {
            let x = (Float(column) + 0.6 * chance(column, 72)) * 5.5
            let size = 1.2 + 0.9 * chance(column, 73)
            for ball in 0..<3 {
                layout.leaves(
                    Vector(
                        x + (Float(ball) - 1) * size * 0.7, 2.4 + size * (ball == 1 ? 1 : 0.6),
                        -24 - 2 * chance(column, 74)), Vector(size, size * 0.9, size),
                    Vector(0.24, 0.38, 0.06), Vector(0.05, 0.14, 0.03),
                    seed: chance(column, 75) + 0.2 * Float(ball))
            }
        }
    }

    private mutating func lighthouse(_ foot: Vector) {
        layout.ball(
            foot, Vector(6.5, 1.5, 3), Vector(0.34, 0.32, 0.30), paint: .bark,
            accent: Vector(0.20, 0.26, 0.14))
        for band in 0..<5 {
            let low = 1.35 - 0.10 * Float(band)
            layout.column(
                foot + Vector(0, 1 + 1.8 * Float(band), 0), height: 1.8,
                radii: SIMD2(low, low - 0.10),
                band % 2 == 0 ? Vector(0.88, 0.86, 0.82) : Vector(0.70, 0.09, 0.06))
        }
        layout.column(
            foot + Vector(0, 10, 0), height: 1.2, radii: SIMD2(0.75, 0.75), Vector(1, 0.86, 0.55),
            paint: .glow, parameter: 0.9 + 3 * scene.light.night)
        layout.column(
            foot + Vector(0, 11.2, 0), height: 0.9, radii: SIMD2(1.05, 0.05),
            Vector(0.60, 0.08, 0.06))
    }
}
