extension InteriorLayout {
    mutating func addStage() {
        let velvet = Vector(0.46, 0.016, 0.03)
        layout.box(
            Vector(0, 0, -4.6), Vector(19, 7, 0.4), velvet, paint: .curtain, seed: 0.1,
            parameter: 0.62)
        for side in [Float(-1), 1] {
            layout.box(
                Vector(side * 5.7, 0, -2.9), Vector(2.3, 7, 0.4), velvet * 0.8, paint: .curtain,
                seed: 0.4, parameter: 0.5, contact: 0.4)
            // Strings of bulbs frame the stage.
            for bulb in 0..<9 {
                layout.ball(
                    Vector(side * 4.45, 0.35 + 0.62 * Float(bulb), -2.7), Vector(repeating: 0.055),
                    Vector(1, 0.72, 0.36), paint: .glow,
                    parameter: 2.6 + 0.9 * Trigonometry.sine(scene.time * 3 + Float(bulb) * 0.9))
            }
        }
        layout.box(
            Vector(0, 4.6, -2.6), Vector(14, 1.4, 0.3), velvet * 0.9, paint: .curtain, seed: 0.7,
            parameter: 0.42)
        let bulbs: [(Float, Vector)] = [
            (-3.4, Vector(1.3, 0.12, 0.8)), (0, Vector(1.2, 0.9, 0.6)),
            (3.4, Vector(0.12, 0.6, 1.4)),
        ]
        for (x, color) in bulbs {
            layout.lamps.append(
                StreetLamp(
                    center: Vector(x, 2.6, -3.5), color: color * 2.6, softness: 0.8, half: 1.2,
                    weight: 1))
        }
    }

    mutating func addStudio() {
        let black = Vector(0.035, 0.035, 0.04)
        for side in [Float(-1), 1] {
            let foot = Vector(side * 3.3, 0, -1.7)
            layout.column(foot, height: 2.5, radii: SIMD2(0.03, 0.022), black, contact: 0.2)
            for leg in 0..<3 {
                layout.box(
                    foot + Vector(0, 0.02, 0), Vector(0.9, 0.03, 0.03), black,
                    yaw: Float(leg) * 1.05)
            }
            let yaw = side * 0.75
            let towards = Vector(-side * 0.68, 0, 0.73)
            layout.box(
                foot + Vector(0, 1.55, 0), Vector(1.15, 1.5, 0.30), black, yaw: yaw)
            layout.box(
                foot + towards * 0.16 + Vector(0, 1.60, 0), Vector(1.05, 1.40, 0.02),
                Vector(1, 0.98, 0.95), paint: .glow, yaw: yaw, parameter: 1.5)
        }
    }

    /// Houses with tiled roofs and lanterns along a paved street, a pagoda in the haze.
    mutating func addOldTown() {
        let width: Float = 6.6
        let eye = scene.camera.origin
        let reach = (eye.z + 7) * 0.95 + 4
        let range =
            Int(
                ((eye.x - reach) / width).rounded(.down))...Int(
                ((eye.x + reach) / width).rounded(.up))
        for column in range where layout.chance(column, 90, seed: scene.seed) > 0.22 {
            let chance = layout.chance(column, 91, seed: scene.seed)
            house(
                Vector((Float(column) + 0.5) * width, 0, -7.4 - 0.9 * chance), width: width - 0.7,
                storeys: 1, seed: chance)
            if layout.chance(column, 92, seed: scene.seed) > 0.35 {
                willow(Vector(Float(column) * width - 0.1, 0, -5.2), seed: chance)
            }
        }
        for column in range {
            let chance = layout.chance(column, 93, seed: scene.seed)
            guard chance > 0.35 else { continue }
            house(
                Vector((Float(column) + 0.1) * width * 1.2, 0, -15.5 - 2 * chance), width: 5.6,
                storeys: 2, seed: chance)
        }
        hangLanterns(about: eye.x)
        pagoda(Vector((eye.x * 0.6) + 5.5, -0.5, -30))
    }

    private mutating func house(_ foot: Vector, width: Float, storeys: Int, seed: Float) {
        let timber = Vector(0.25, 0.065, 0.035)
        let plaster = Vector(0.76, 0.70, 0.60)
        let tiles = Vector(0.105, 0.115, 0.125)
        let glow = 0.10 + 1.5 * night
        for storey in 0..<storeys {
            let base = foot + Vector(0, 2.75 * Float(storey), 0)
            let inset: Float = storey == 0 ? 0 : 0.5
            layout.box(
                base, Vector(width - inset, 2.75, 2.6 - inset), plaster, seed: seed, contact: 0.6)
            let face = base.z + 1.3 - inset * 0.5
            for post in 0...3 {
                layout.column(
                    Vector(
                        base.x + (Float(post) / 3 - 0.5) * (width - inset - 0.2), base.y,
                        face + 0.10), height: 2.75, radii: SIMD2(0.11, 0.10), timber, contact: 0.25)
            }
            for bay in 0..<3 {
                let x = base.x + (Float(bay) - 1) * (width - inset) / 3
                let isDoor = storey == 0 && bay == 1
                layout.box(
                    Vector(x, base.y + (isDoor ? 0 : 0.85), face + 0.02),
                    Vector((width - inset) / 3 - 0.5, isDoor ? 2.25 : 1.35, 0.08), timber * 1.2,
                    paint: .cabinet, accent: Vector(0.75, 0.55, 0.18), parameter: 0.36)
                layout.box(
                    Vector(x, base.y + (isDoor ? 1.15 : 1.05), face + 0.07),
                    Vector((width - inset) / 3 - 0.72, 0.85, 0.02), Vector(1, 0.62, 0.26),
                    paint: .window, accent: Vector(0.13, 0, 0), seed: seed, parameter: glow)
            }
            layout.box(
                Vector(base.x, base.y + 2.42, face + 0.08), Vector(width - inset, 0.26, 0.10),
                timber)
            // An eave that flares, and its upturned corners.
            let eave = base + Vector(0, 2.70, 0)
            let isTop = storey == storeys - 1
            layout.gable(
                eave - Vector(0, 0.10, 0), Vector(width + 1.1 - inset, 0.85, 4.6 - inset), tiles,
                paint: .tiles, seed: seed)
            if isTop {
                layout.gable(
                    eave + Vector(0, 0.28, 0), Vector(width + 0.5 - inset, 1.35, 2.7), tiles,
                    paint: .tiles, seed: seed)
                layout.box(
                    eave + Vector(0, 1.55, 0), Vector(width + 0.3 - inset, 0.20, 0.22), tiles * 0.8)
            }
            for side in [Float(-1), 1] {
                let corner =
                    eave + Vector(side * (width + 1.0 - inset) * 0.5, 0.02, 2.2 - inset * 0.5)
                for step in 0..<4 {
                    let way = Float(step) * 0.15
                    layout.ball(
                        corner + Vector(side * way, way * way * 1.5, way * 0.4),
                        Vector(0.16, 0.075 - 0.012 * Float(step), 0.11), tiles * 0.8)
                }
                if isTop {
                    for step in 0..<3 {
                        let way = Float(step) * 0.15
                        layout.ball(
                            eave
                                + Vector(
                                    side * ((width + 0.3 - inset) * 0.5 - 0.1 + way),
                                    1.68 + way * way * 2.6, 0), Vector(0.15, 0.13, 0.10),
                            tiles * 0.8)
                    }
                }
            }
        }
        for lantern in 0..<4 {
            let place =
                foot
                + Vector(
                    (Float(lantern) - 1.5) * width * 0.27, 2.12 + 0.04 * Float(lantern % 2), 1.95)
            self.lantern(place, size: 0.21, isLamp: lantern % 2 == 0)
        }
    }

    private mutating func lantern(_ center: Vector, size: Float, isLamp: Bool) {
        let sway = 0.03 * Trigonometry.sine(scene.time * 1.3 + center.x * 2)
        let place = center + Vector(sway, 0, 0)
        layout.ball(
            place, Vector(size * 1.08, size * 0.92, size * 1.08), Vector(1, 0.085, 0.03),
            paint: .lantern, accent: Vector(0.80, 0.52, 0.10), parameter: 0.72 + 1.5 * night)
        layout.box(
            place - Vector(0, size * 1.75, 0), Vector(0.05, size * 0.9, 0.05),
            Vector(0.80, 0.32, 0.05))
        // Lamps fade in and out as the camera passes.
        let weight = night * smoothstep(9, 6, abs(place.x - scene.camera.origin.x))
        guard isLamp, weight > 0.01 else { return }
        layout.lamps.append(
            StreetLamp(
                center: place, color: Vector(2.1, 0.62, 0.20), softness: 0.35, half: 0.1,
                weight: weight))
    }

    /// A string of lanterns over the street.
    private mutating func hangLanterns(about middle: Float) {
        let step: Float = 1.25
        let first = Int(((middle - 11) / step).rounded(.down))
        for index in first...(first + 18) {
            let x = Float(index) * step
            let sag = 0.16 * Trigonometry.cosine(x * 1.1)
            lantern(Vector(x, 3.22 + sag, -3.1), size: 0.17, isLamp: index % 3 == 0)
            layout.box(
                Vector(x, 3.41 + sag, -3.1), Vector(step, 0.02, 0.02), Vector(0.06, 0.04, 0.03))
        }
    }

    private mutating func willow(_ foot: Vector, seed: Float) {
        layout.column(
            foot, height: 3.4, radii: SIMD2(0.16, 0.10), Vector(0.14, 0.09, 0.055), paint: .bark,
            accent: Vector(0.07, 0.11, 0.03), seed: seed, contact: 0.5)
        for ball in 0..<6 {
            let turn = Float(ball) * 1.05 + seed * 6
            let out: Float = ball == 0 ? 0 : 0.85
            let size = 0.55 + 0.22 * Trigonometry.sine(Float(ball) * 2.4 + seed * 9)
            layout.leaves(
                foot
                    + Vector(
                        Trigonometry.sine(turn) * out,
                        (ball == 0 ? 3.9 : 3.25) + 0.3 * Trigonometry.cosine(turn * 2 + seed * 4),
                        Trigonometry.cosine(turn) * 0.6), Vector(size * 1.1, size, size),
                Vector(0.26, 0.42, 0.07), Vector(0.06, 0.16, 0.03), seed: seed + 0.1 * Float(ball),
                grain: 1.4)
        }
    }

    private mutating func pagoda(_ foot: Vector) {
        let tiles = Vector(0.105, 0.115, 0.125)
        var base = foot
        for storey in 0..<6 {
            let size = 4.6 - 0.52 * Float(storey)
            layout.box(
                base, Vector(size * 0.66, 1.75, size * 0.66), Vector(0.50, 0.17, 0.09),
                paint: .window, seed: 0.2, parameter: 0.06 + 0.9 * night)
            layout.gable(
                base + Vector(0, 1.62, 0), Vector(size * 1.02, 0.62, size * 1.1), tiles,
                paint: .tiles)
            for side in [Float(-1), 1] {
                layout.ball(
                    base + Vector(side * size * 0.55, 1.78, size * 0.5), Vector(0.34, 0.13, 0.2),
                    tiles)
            }
            base.y += 1.95
        }
        layout.column(
            base - Vector(0, 0.1, 0), height: 1.9, radii: SIMD2(0.18, 0.02), Vector(0.5, 0.36, 0.1))
    }
}
