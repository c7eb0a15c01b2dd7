extension GroundsLayout {
    mutating func addFarm() {
        let red = Vector(0.46, 0.055, 0.035)
        let barn = foot(-6.5, -15)
        layout.box(
            barn - Vector(0, 0.4, 0), Vector(6.4, 3.9, 5), red, paint: .planks,
            accent: red * 0.72, parameter: 0.28, contact: 1)
        layout.gable(
            barn + Vector(0, 3.4, 0), Vector(7.2, 2.3, 6.2), Vector(0.20, 0.17, 0.16),
            paint: .tiles)
        let white = Vector(0.80, 0.78, 0.72)
        layout.box(
            barn + Vector(0.4, -0.3, 2.5), Vector(2.2, 2.6, 0.08), red * 0.8, paint: .cabinet,
            accent: white, parameter: 1.1)
        for side in [Float(-0.75), 1.55] {
            layout.box(barn + Vector(side, -0.3, 2.56), Vector(0.13, 2.7, 0.06), white)
        }
        layout.box(barn + Vector(0.4, 2.3, 2.56), Vector(2.5, 0.14, 0.06), white)
        layout.box(
            barn + Vector(-2.2, 1.3, 2.5), Vector(0.9, 0.9, 0.08), white, paint: .window,
            parameter: 0.4 + 0.8 * scene.light.night)
        let silo = barn + Vector(4.9, -0.4, -0.6)
        layout.column(
            silo, height: 6.0, radii: SIMD2(1.15, 1.15), Vector(0.62, 0.63, 0.64), paint: .stone,
            accent: Vector(0.55, 0.55, 0.56), parameter: 0.5)
        layout.ball(
            silo + Vector(0, 6.0, 0), Vector(1.17, 0.85, 1.17), Vector(0.50, 0.12, 0.07))
        for column in columns(1.6, at: -5.2) {
            let post = foot(Float(column) * 1.6, -5.4)
            layout.box(
                post, Vector(0.11, 1.05, 0.10), white, contact: 0.2, castsShadow: true)
            for rail in [Float(0.42), 0.80] {
                layout.box(
                    post + Vector(0.8, rail, 0), Vector(1.6, 0.10, 0.05), white,
                    castsShadow: true)
            }
        }
        for column in columns(3.7, at: -9) where chance(column, 2, 61) > 0.45 {
            let place = foot(
                (Float(column) + 0.6 * chance(column, 2, 62)) * 3.7,
                -7.4 - 2.4 * chance(column, 2, 63))
            let straw = Vector(0.78, 0.56, 0.17)
            let yaw = 0.6 * (chance(column, 2, 64) - 0.5)
            layout.box(
                place, Vector(1.5, 0.62, 0.72), straw, paint: .planks, accent: straw * 0.82,
                yaw: yaw, parameter: 0.05, contact: 0.4, castsShadow: true)
            layout.box(
                place + Vector(0.15, 0.62, -0.05), Vector(1.0, 0.55, 0.66), straw,
                paint: .planks, accent: straw * 0.82, yaw: -yaw, parameter: 0.05)
        }
        for column in columns(9, at: -24) where chance(column, 3, 65) > 0.4 {
            tree(
                foot((Float(column) + chance(column, 3, 66)) * 9, -22), height: 3.6, spread: 2.1,
                balls: 4, id: column &* 3 &+ 2, leaf: Vector(0.25, 0.36, 0.05),
                dark: Vector(0.06, 0.13, 0.03))
        }
    }

    mutating func addCastle() {
        let base = foot(0, -27)
        let stone = Vector(0.62, 0.56, 0.50)
        let shade = Vector(0.46, 0.43, 0.42)
        let roof = Vector(0.10, 0.16, 0.34)
        func tower(_ x: Float, _ z: Float, _ height: Float, _ radius: Float) {
            let place = base + Vector(x, -0.8, z)
            layout.column(
                place, height: height, radii: SIMD2(radius * 1.06, radius), stone, paint: .stone,
                accent: shade, seed: x * 0.01 + 0.5, parameter: 0.42)
            layout.column(
                place + Vector(0, height - 0.5, 0), height: 0.75,
                radii: SIMD2(radius * 1.05, radius * 1.22), stone, paint: .stone, accent: shade,
                parameter: 0.37)
            layout.column(
                place + Vector(0, height + 0.2, 0), height: radius * 2.7,
                radii: SIMD2(radius * 1.30, 0.03), roof, paint: .tiles, seed: 0.4)
            let flag = place + Vector(0, height + 0.1 + radius * 2.7, 0)
            layout.box(flag, Vector(0.05, 1.1, 0.05), Vector(0.3, 0.25, 0.2))
            layout.box(
                flag + Vector(0.40, 0.62, 0), Vector(0.75, 0.42, 0.03), Vector(0.66, 0.07, 0.05),
                paint: .curtain, yaw: 0.25, parameter: 0.4)
            for window in 0..<2 {
                layout.box(
                    place + Vector(0.1, height * (0.45 + 0.27 * Float(window)), radius * 0.97),
                    Vector(0.28, 0.75, 0.12), Vector(1, 0.62, 0.22), paint: .glow,
                    parameter: 0.05 + 1.6 * scene.light.night)
            }
        }
        func wall(_ x: Float, _ width: Float, _ z: Float, _ height: Float) {
            layout.box(
                base + Vector(x, -0.8, z), Vector(width, height, 0.9), stone, paint: .stone,
                accent: shade, parameter: 0.42)
            let teeth = Int(width / 0.95)
            for tooth in 0..<teeth {
                layout.box(
                    base
                        + Vector(
                            x - width * 0.5 + (Float(tooth) + 0.5) * width / Float(teeth),
                            height - 0.8, z), Vector(0.50, 0.55, 0.9), stone, paint: .stone,
                    accent: shade, parameter: 0.42)
            }
        }
        wall(-4.6, 5.6, 2, 3.6)
        wall(4.6, 5.6, 2, 3.6)
        wall(0, 3.8, 2.2, 4.6)
        layout.box(
            base + Vector(0, -0.8, 2.68), Vector(1.9, 3.1, 0.1), Vector(0.16, 0.085, 0.04),
            paint: .planks, accent: Vector(0.11, 0.055, 0.025), parameter: 0.24)
        layout.ball(
            base + Vector(0, 2.3, 2.66), Vector(0.95, 0.75, 0.1), Vector(0.13, 0.07, 0.035))
        tower(-2.2, 2.4, 6.0, 0.95)
        tower(2.2, 2.4, 6.0, 0.95)
        tower(-7.6, 2, 5.6, 1.35)
        tower(7.6, 2, 5.6, 1.35)
        layout.box(
            base + Vector(0, -0.8, -3), Vector(6.4, 7.4, 3), stone, paint: .stone, accent: shade,
            parameter: 0.42)
        layout.gable(
            base + Vector(0, 6.5, -3), Vector(6.9, 2.3, 3.8), roof, paint: .tiles)
        tower(-3.9, -3, 9.6, 1.15)
        tower(3.9, -3, 8.6, 1.05)
        tower(0.6, -4.5, 12.0, 1.30)
        for column in columns(7, at: -19) where chance(column, 4, 71) > 0.3 {
            let x = (Float(column) + chance(column, 4, 72)) * 7
            guard abs(x) > 4.5 else { continue }
            tree(
                foot(x, -16.5 - 2 * chance(column, 4, 73)), height: 2.2, spread: 1.5, balls: 3,
                id: column &* 3 &+ 4, leaf: Vector(0.18, 0.35, 0.05), dark: Vector(0.04, 0.12, 0.03)
            )
        }
    }

    mutating func addRuins() {
        let stone = Vector(0.72, 0.60, 0.43)
        let shade = Vector(0.54, 0.45, 0.33)
        for row in 0..<3 {
            let z = -6.2 - Float(row) * 4.4
            for column in columns(3.1, at: z) where chance(column, row, 81) > 0.18 {
                let place = foot(Float(column) * 3.1 + 0.5 * Float(row), z)
                let broken = chance(column, row, 82)
                let height: Float = broken > 0.55 ? 4.4 : 0.7 + 3.6 * broken
                layout.box(
                    place - Vector(0, 0.2, 0), Vector(1.15, 0.55, 1.15), stone, paint: .stone,
                    accent: shade, parameter: 0.5, contact: 0.5, castsShadow: true)
                layout.column(
                    place + Vector(0, 0.3, 0), height: height, radii: SIMD2(0.42, 0.36), stone,
                    paint: .stone, accent: shade, seed: broken, parameter: 0.85, castsShadow: true)
                if broken > 0.55 {
                    layout.box(
                        place + Vector(0, height + 0.3, 0), Vector(1.05, 0.32, 1.05), stone,
                        paint: .stone, accent: shade, parameter: 0.4)
                    if chance(column, row, 83) > 0.5 {
                        layout.box(
                            place + Vector(1.55, height + 0.62, 0), Vector(4.0, 0.62, 1.0), stone,
                            paint: .stone, accent: shade, seed: broken, parameter: 0.62)
                    }
                }
                if chance(column, row, 84) > 0.5 {
                    let size = 0.3 + 0.5 * chance(column, row, 85)
                    layout.box(
                        place + Vector(1.3, -0.1, 0.7), Vector(size * 1.5, size, size), stone,
                        paint: .stone, accent: shade, yaw: broken * 3, seed: broken,
                        parameter: 0.6, contact: 0.35, castsShadow: true)
                }
                if chance(column, row, 86) > 0.55 {
                    layout.leaves(
                        place + Vector(0.2, 0.4 + height * 0.35 * broken, 0.35),
                        Vector(0.55, 0.5 + 0.3 * height * broken, 0.4), Vector(0.17, 0.30, 0.05),
                        Vector(0.035, 0.09, 0.02), seed: broken, grain: 2.2)
                }
            }
        }
    }
}
