/// What stands on grounds: hashes of an endless grid, so that a camera may walk anywhere.
///
/// Subjects move in front of `z = -4`, and nothing stands there.
struct GroundsLayout {
    var layout = SceneryLayout()
    let scene: Scene
    private let eye: Vector

    init(_ scene: Scene, _ grounds: Scene.Grounds) {
        self.scene = scene
        eye = scene.camera.origin
        switch grounds {
        case .forest: addForest()
        case .bambooGrove: addBamboo()
        case .park: addPark()
        case .flowerField: addFlowerField()
        case .farm: addFarm()
        case .castle: addCastle()
        case .ruins: addRuins()
        }
    }

    func chance(_ column: Int, _ row: Int, _ purpose: UInt32) -> Float {
        layout.chance(column &* 131 &+ row, purpose, seed: scene.seed)
    }

    func foot(_ x: Float, _ z: Float) -> Vector {
        Vector(x, Meadow.height(x: x, z: z), z)
    }

    /// Cells of `size` along x that a camera may see at depth `z`.
    func columns(_ size: Float, at z: Float) -> ClosedRange<Int> {
        let reach = (eye.z - z) * 0.95 + 3
        return Int(
            ((eye.x - reach) / size).rounded(.down))...Int(
                ((eye.x + reach) / size).rounded(.up))
    }

    /// A tree with a trunk and a crown of several balls.
    mutating func tree(
        _ foot: Vector, height: Float, spread: Float, balls: Int, id: Int,
        leaf: Vector, dark: Vector, bark: Vector = Vector(0.16, 0.095, 0.05)
    ) {
        layout.column(
            foot - Vector(0, 0.15, 0), height: height,
            radii: SIMD2(0.055 * height * 0.62, 0.03 * height * 0.5), bark, paint: .bark,
            accent: Vector(0.07, 0.12, 0.03), seed: chance(id, 3, 1), contact: 0.5)
        for ball in 0..<balls {
            let turn = Float(ball) / Float(balls) + chance(id, ball, 2)
            let out = ball == 0 ? 0 : spread * (0.45 + 0.30 * chance(id, ball, 3))
            let middle =
                foot
                + Vector(
                    Trigonometry.sine(turn * 6.2831855) * out,
                    height * (ball == 0 ? 1.02 : 0.86) + spread * 0.42
                        * (chance(id, ball, 4) - 0.4),
                    Trigonometry.cosine(turn * 6.2831855) * out * 0.7)
            let size = spread * (ball == 0 ? 0.95 : 0.66 + 0.2 * chance(id, ball, 5))
            layout.leaves(
                middle, Vector(size, size * 0.78, size), leaf, dark, seed: chance(id, ball, 6))
        }
    }
}

extension GroundsLayout {
    private mutating func addForest() {
        let leaf = Vector(0.20, 0.36, 0.035)
        let dark = Vector(0.030, 0.085, 0.018)
        for row in 0..<7 {
            let z = -5.2 - Float(row) * (2.6 + 0.25 * Float(row))
            let size: Float = 2.5 + 0.32 * Float(row)
            for column in columns(size, at: z) where chance(column, row, 11) > 0.22 {
                let place = foot(
                    (Float(column) + 0.15 + 0.7 * chance(column, row, 12)) * size,
                    z + 1.9 * (chance(column, row, 13) - 0.5))
                let thick = 0.17 + 0.24 * chance(column, row, 14)
                layout.column(
                    place - Vector(0, 0.2, 0), height: 11, radii: SIMD2(thick, thick * 0.5),
                    Vector(0.17, 0.105, 0.06), paint: .bark, accent: Vector(0.075, 0.13, 0.03),
                    seed: chance(column, row, 15), contact: 0.55)
                layout.ball(
                    place + Vector(0, 0.02, 0), Vector(thick * 2, 0.28, thick * 2),
                    Vector(0.11, 0.10, 0.04), paint: .bark, accent: Vector(0.08, 0.15, 0.03),
                    seed: 0.3)
                if row < 5 {
                    let spread = 1.5 + 1.0 * chance(column, row, 16)
                    layout.leaves(
                        place
                            + Vector(
                                chance(column, row, 17) - 0.5,
                                4.3 + 0.42 * Float(row) + 1.2 * chance(column, row, 18), 0.3),
                        Vector(spread * 1.25, spread * 0.72, spread), leaf, dark,
                        seed: chance(column, row, 19))
                }
                if chance(column, row, 20) > 0.35 {
                    let side: Float = chance(column, row, 21) > 0.5 ? 0.8 : -0.8
                    let bush = 0.35 + 0.4 * chance(column, row, 22)
                    layout.leaves(
                        place + Vector(side, bush * 0.45, 0.45), Vector(bush * 1.3, bush, bush),
                        Vector(0.15, 0.31, 0.04), dark, seed: chance(column, row, 23), grain: 1.7)
                }
            }
        }
        addFerns()
    }

    private mutating func addFerns() {
        let z: Float = -4.3
        for column in columns(1.7, at: z) where chance(column, 90, 24) > 0.45 {
            let place = foot(
                (Float(column) + chance(column, 90, 25)) * 1.7, z - 1.3 * chance(column, 90, 26))
            let size = 0.75 + 0.5 * chance(column, 90, 27)
            for turn in 0..<2 {
                layout.card(
                    place - Vector(0, size * 0.42, 0), SIMD2(size * 1.5, size * 1.3),
                    Vector(0.17, 0.36, 0.05), paint: .fronds, accent: Vector(0.05, 0.13, 0.02),
                    yaw: Float(turn) * 1.3 + chance(column, 90, 28), seed: 0.4)
            }
        }
    }

    private mutating func addBamboo() {
        for row in 0..<11 {
            let z = -3.9 - Float(row) * (0.75 + 0.05 * Float(row))
            let size: Float = 0.70 + 0.11 * Float(row)
            for column in columns(size, at: z) where chance(column, row, 31) > 0.30 {
                let place = foot(
                    (Float(column) + chance(column, row, 32)) * size,
                    z + 0.6 * (chance(column, row, 33) - 0.5))
                let thick = 0.040 + 0.034 * chance(column, row, 34)
                layout.column(
                    place - Vector(0, 0.1, 0), height: 9, radii: SIMD2(thick, thick * 0.72),
                    Vector(0.20, 0.38, 0.05), paint: .bamboo, accent: Vector(0.33, 0.42, 0.07),
                    seed: chance(column, row, 35), contact: row < 4 ? 0.2 : 0)
                if chance(column, row, 36) > 0.52 {
                    let size = 1.0 + 0.9 * chance(column, row, 37)
                    let rise = 2.2 + 0.16 * Float(row) + 2.4 * chance(column, row, 38)
                    layout.card(
                        place + Vector(0, rise, 0.08), SIMD2(size * 1.5, size),
                        Vector(0.30, 0.47, 0.06), paint: .fronds,
                        accent: Vector(0.09, 0.22, 0.02), yaw: chance(column, row, 39) * 1.6 - 0.8,
                        seed: 0.4)
                }
                if row > 2, chance(column, row, 40) > 0.80 {
                    let spread = 0.9 + 0.6 * chance(column, row, 37)
                    layout.leaves(
                        place + Vector(0.3, 4.4 + 0.42 * Float(row), 0.2),
                        Vector(spread * 1.5, spread * 0.8, spread), Vector(0.28, 0.46, 0.05),
                        Vector(0.07, 0.19, 0.02), seed: chance(column, row, 39), grain: 1.8)
                }
            }
        }
    }

    private mutating func addPark() {
        for row in 0..<3 {
            let z = -7.5 - Float(row) * 6
            let size: Float = 6.2
            for column in columns(size, at: z) where chance(column, row, 41) > 0.25 {
                let place = foot(
                    (Float(column) + 0.2 + 0.6 * chance(column, row, 42)) * size,
                    z - 2 * chance(column, row, 43))
                let warm = chance(column, row, 44) > 0.72
                tree(
                    place, height: 3.2 + 1.1 * chance(column, row, 45), spread: 1.9, balls: 4,
                    id: column &* 7 &+ row,
                    leaf: warm ? Vector(0.52, 0.30, 0.05) : Vector(0.22, 0.40, 0.05),
                    dark: warm ? Vector(0.20, 0.09, 0.02) : Vector(0.045, 0.13, 0.025))
            }
        }
        for column in columns(4.6, at: -4.6) {
            let x = Float(column) * 4.6
            if column % 2 == 0 { bench(foot(x + 0.6, -4.55)) } else { post(foot(x + 1.5, -4.5)) }
            let size = 0.40 + 0.2 * chance(column, 80, 46)
            layout.leaves(
                foot(x + 3.2, -5.3) + Vector(0, size * 0.6, 0), Vector(size * 2.2, size, size),
                Vector(0.16, 0.34, 0.05), Vector(0.03, 0.10, 0.02), seed: chance(column, 80, 47),
                grain: 2, castsShadow: true)
        }
    }

    private mutating func bench(_ foot: Vector) {
        let wood = Vector(0.42, 0.21, 0.08)
        let iron = Vector(0.05, 0.055, 0.06)
        for leg in [Float(-0.7), 0.7] {
            layout.box(
                foot + Vector(leg, 0, 0), Vector(0.07, 0.45, 0.45), iron, contact: 0.3)
        }
        layout.box(
            foot + Vector(0, 0.43, 0.02), Vector(1.75, 0.06, 0.48), wood, paint: .planks,
            accent: wood * 0.75, parameter: 0.12, castsShadow: true)
        layout.box(
            foot + Vector(0, 0.58, -0.22), Vector(1.75, 0.32, 0.05), wood, paint: .planks,
            accent: wood * 0.75, parameter: 0.12)
    }

    private mutating func post(_ foot: Vector) {
        layout.column(
            foot, height: 2.7, radii: SIMD2(0.07, 0.045), Vector(0.045, 0.05, 0.055), contact: 0.25)
        layout.ball(
            foot + Vector(0, 2.85, 0), Vector(0.19, 0.21, 0.19), Vector(1, 0.80, 0.50),
            paint: .glow, parameter: 0.75 + 3 * scene.light.night)
        let weight = scene.light.night * smoothstep(14, 10, abs(foot.x - eye.x))
        if weight > 0.01 {
            layout.lamps.append(
                StreetLamp(
                    center: foot + Vector(0, 2.8, 0), color: Vector(4.2, 2.7, 1.3), softness: 0.4,
                    half: 0.1, weight: weight))
        }
    }

    private mutating func addFlowerField() {
        for column in columns(13, at: -22) where chance(column, 1, 51) > 0.35 {
            tree(
                foot((Float(column) + chance(column, 1, 52)) * 13, -19 - 5 * chance(column, 1, 53)),
                height: 3.4, spread: 2.0, balls: 4, id: column &* 5 &+ 1,
                leaf: Vector(0.22, 0.38, 0.05), dark: Vector(0.05, 0.13, 0.03))
        }
        windmill(foot(-7, -20))
    }

    private mutating func windmill(_ foot: Vector) {
        layout.column(
            foot - Vector(0, 0.2, 0), height: 5.6, radii: SIMD2(1.6, 0.95),
            Vector(0.72, 0.66, 0.56), paint: .stone, accent: Vector(0.62, 0.52, 0.42), seed: 0.2,
            parameter: 0.34, contact: 0.8)
        layout.column(
            foot + Vector(0, 5.3, 0), height: 1.3, radii: SIMD2(1.15, 0.1),
            Vector(0.30, 0.09, 0.05), paint: .tiles, parameter: 0.2)
        layout.box(
            foot + Vector(0, 0, 1.5), Vector(0.8, 1.7, 0.3), Vector(0.20, 0.10, 0.05),
            paint: .planks, accent: Vector(0.14, 0.07, 0.03), parameter: 0.16)
        let hub = foot + Vector(0, 4.9, 1.35)
        for blade in 0..<4 {
            let angle = scene.time * 0.7 + Float(blade) * 1.5707964
            let way = Vector(Trigonometry.sine(angle), Trigonometry.cosine(angle), 0)
            for part in 1...9 {
                let size = part < 3 ? 0.16 : Float(0.46)
                layout.box(
                    hub + way * (Float(part) * 0.36) - Vector(0, size * 0.5, 0),
                    Vector(size, size, 0.05),
                    part < 3 ? Vector(0.25, 0.16, 0.09) : Vector(0.86, 0.80, 0.68))
            }
        }
    }
}
