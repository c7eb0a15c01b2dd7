/// The furniture of rooms, the hangings of a stage, the lamps of a studio.
///
/// Subjects move between x = -3 and 4 and in front of z = -1.6; tall things stand behind that.
struct InteriorLayout {
    var layout = SceneryLayout()
    let scene: Scene
    let night: Float

    /// z of the face of the back wall.
    let back = InteriorStyle.back

    init(_ scene: Scene, _ interior: Scene.Interior) {
        self.scene = scene
        night = scene.light.night
        switch interior {
        case .room:
            addWindows()
            addRoom()
        case .kitchen:
            addWindows()
            addKitchen()
        case .classroom:
            addWindows()
            addClassroom()
        case .library:
            addWindows()
            addLibrary()
        case .cafe:
            addWindows()
            addCafe()
        case .stage: addStage()
        case .studio: addStudio()
        case .oldTown: addOldTown()
        }
    }

    /// How brightly a window shows the world outside.
    var view: Float { 1.5 - 0.6 * night }

    /// The windows of the left wall, with curtains.
    private mutating func addWindows() {
        for index in 0..<2 {
            let window = InteriorStyle.window(index)
            let middle = (window.x + window.y) * 0.5
            let height = InteriorStyle.lintel - InteriorStyle.sill
            layout.box(
                Vector(InteriorStyle.left + 0.03, InteriorStyle.sill, middle),
                Vector(0.06, height, window.y - window.x), Vector(0.9, 0.9, 0.9), paint: .window,
                seed: Float(index) * 0.3, parameter: view * 1.15)
        }
    }

    mutating func lamp(_ center: Vector, _ color: Vector, by day: Float = 0.15) {
        layout.lamps.append(
            StreetLamp(
                center: center, color: color, softness: 0.35, half: 0.08,
                weight: day + (1 - day) * night))
    }

    /// A lamp under a shade that hangs from the ceiling.
    mutating func pendant(_ x: Float, _ z: Float, _ y: Float, _ shade: Vector) {
        layout.column(
            Vector(x, y + 0.2, z), height: InteriorStyle.height - y - 0.2,
            radii: SIMD2(0.012, 0.012), Vector(0.03, 0.03, 0.03))
        layout.column(
            Vector(x, y, z), height: 0.24, radii: SIMD2(0.24, 0.07), shade)
        layout.ball(
            Vector(x, y - 0.01, z), Vector(0.10, 0.08, 0.10), Vector(1, 0.72, 0.38), paint: .glow,
            parameter: 1.6 + 2.2 * night)
        lamp(Vector(x, y - 0.05, z), Vector(1.9, 1.2, 0.58), by: 0.35)
    }

    /// A plant in a pot.
    mutating func plant(_ foot: Vector, _ size: Float) {
        layout.column(
            foot, height: 0.38 * size, radii: SIMD2(0.15, 0.20) * size, Vector(0.66, 0.62, 0.56),
            contact: 0.35)
        for leaf in 0..<4 {
            layout.card(
                foot + Vector(0, 0.05 * size, 0), SIMD2(1.2, 1.45) * size,
                Vector(0.13, 0.36, 0.08), paint: .fronds, accent: Vector(0.035, 0.13, 0.03),
                yaw: Float(leaf) * 0.79 + 0.2, seed: 0.3)
        }
    }

    /// A picture on the back wall.
    mutating func picture(
        _ x: Float, _ y: Float, _ size: SIMD2<Float>, _ color: Vector, _ accent: Vector
    ) {
        layout.box(
            Vector(x, y, back + 0.02), Vector(size.x + 0.12, size.y + 0.12, 0.04),
            Vector(0.20, 0.13, 0.07))
        layout.box(
            Vector(x, y + 0.06, back + 0.035), Vector(size.x, size.y, 0.03), color)
        layout.ball(
            Vector(x - size.x * 0.12, y + 0.06 + size.y * 0.42, back + 0.04),
            Vector(size.x * 0.27, size.y * 0.24, 0.02), accent)
        layout.ball(
            Vector(x + size.x * 0.2, y + 0.10 + size.y * 0.22, back + 0.045),
            Vector(size.x * 0.2, size.y * 0.14, 0.02), accent * 0.5 + color * 0.3)
    }

    /// A window in the back wall with curtains on both sides.
    mutating func backWindow(_ x: Float, _ width: Float, curtain: Vector?) {
        layout.box(
            Vector(x, 0.85, back + 0.03), Vector(width, 1.75, 0.06), Vector(0.9, 0.9, 0.9),
            paint: .window, seed: 0.7, parameter: view)
        layout.box(
            Vector(x, 0.79, back + 0.10), Vector(width + 0.3, 0.06, 0.24), Vector(0.78, 0.76, 0.72))
        guard let curtain else { return }
        layout.box(
            Vector(x, 2.74, back + 0.14), Vector(width + 1.3, 0.04, 0.04), Vector(0.22, 0.14, 0.07))
        for side in [Float(-1), 1] {
            layout.box(
                Vector(x + side * (width * 0.5 + 0.26), 0.08, back + 0.12),
                Vector(0.62, 2.68, 0.12), curtain, paint: .curtain, parameter: 0.16)
        }
    }
}

extension InteriorLayout {
    private mutating func addRoom() {
        backWindow(1.35, 1.7, curtain: Vector(0.80, 0.50, 0.20))
        let cloth = Vector(0.74, 0.33, 0.16)
        // A sofa: seat, back, arms, cushions.
        let sofa = Vector(-1.55, 0, back + 0.62)
        layout.box(
            sofa + Vector(0, 0.10, 0), Vector(2.1, 0.34, 0.95), cloth * 0.85, contact: 0.5)
        layout.box(
            sofa + Vector(0, 0.40, -0.34), Vector(2.1, 0.52, 0.26), cloth)
        for side in [Float(-1), 1] {
            layout.box(
                sofa + Vector(side * 1.02, 0.10, 0.02), Vector(0.24, 0.58, 0.95), cloth * 0.92)
            layout.ball(
                sofa + Vector(side * 0.50, 0.49, 0.06), Vector(0.50, 0.11, 0.42), cloth * 1.05)
        }
        layout.ball(
            sofa + Vector(-0.62, 0.72, -0.10), Vector(0.27, 0.25, 0.12), Vector(0.10, 0.36, 0.40))
        layout.ball(
            sofa + Vector(0.58, 0.70, -0.10), Vector(0.26, 0.23, 0.12), Vector(0.88, 0.72, 0.42))
        picture(-1.9, 1.62, SIMD2(0.82, 0.62), Vector(0.86, 0.80, 0.66), Vector(0.12, 0.34, 0.40))
        picture(-0.85, 1.78, SIMD2(0.48, 0.62), Vector(0.20, 0.32, 0.34), Vector(0.85, 0.50, 0.16))
        // A rug before it, a lamp beside it.
        layout.box(
            Vector(0.2, 0.0, -0.5), Vector(3.7, 0.010, 2.4), Vector(0.10, 0.24, 0.28))
        layout.box(Vector(0.2, 0.0, -0.5), Vector(3.4, 0.013, 2.1), Vector(0.74, 0.62, 0.44))
        layout.box(Vector(0.2, 0.0, -0.5), Vector(3.2, 0.015, 1.9), Vector(0.62, 0.24, 0.13))
        layout.box(Vector(0.2, 0.0, -0.5), Vector(2.9, 0.017, 1.6), Vector(0.70, 0.56, 0.38))
        floorLamp(Vector(-3.05, 0, back + 0.55))
        plant(Vector(2.75, 0, back + 0.55), 1.0)
        // A bookcase, and books on it.
        layout.box(
            Vector(3.85, 0, back + 0.24), Vector(1.25, 2.16, 0.42), Vector(0.36, 0.20, 0.09),
            paint: .books, seed: 0.4, contact: 0.5)
        layout.box(
            Vector(-3.2, 0, -0.9), Vector(0.9, 0.50, 0.9), Vector(0.40, 0.22, 0.10),
            paint: .planks, accent: Vector(0.3, 0.16, 0.07), parameter: 0.2, contact: 0.4)
    }

    private mutating func floorLamp(_ foot: Vector) {
        layout.column(
            foot, height: 0.03, radii: SIMD2(0.17, 0.16), Vector(0.06, 0.05, 0.05), contact: 0.3)
        layout.column(foot, height: 1.5, radii: SIMD2(0.016, 0.016), Vector(0.10, 0.08, 0.06))
        layout.column(
            foot + Vector(0, 1.42, 0), height: 0.36, radii: SIMD2(0.27, 0.19),
            Vector(1, 0.80, 0.52), paint: .lantern, accent: Vector(0.9, 0.75, 0.5),
            parameter: 0.75 + 0.9 * night)
        lamp(foot + Vector(0, 1.6, 0.1), Vector(3.2, 1.95, 0.95), by: 0.3)
    }

    private mutating func addKitchen() {
        let door = Vector(0.36, 0.50, 0.44)
        let steel = Vector(0.60, 0.61, 0.62)
        let brass = Vector(0.75, 0.58, 0.28)
        backWindow(0.35, 1.5, curtain: nil)
        for (x, width) in [(Float(-2.45), Float(2.1)), (0.35, 3.5), (3.25, 2.3)] {
            layout.box(
                Vector(x, 0.10, back + 0.31), Vector(width, 0.76, 0.60), door, paint: .cabinet,
                accent: brass, parameter: 0.58, contact: 0.5)
            layout.box(
                Vector(x, 0.86, back + 0.33), Vector(width, 0.055, 0.68), Vector(0.44, 0.25, 0.11),
                paint: .planks, accent: Vector(0.36, 0.19, 0.08), parameter: 0.11)
        }
        for (x, width) in [(Float(-2.2), Float(1.75)), (2.6, 1.6)] {
            layout.box(
                Vector(x, 1.62, back + 0.18), Vector(width, 0.80, 0.34), door, paint: .cabinet,
                accent: brass, parameter: 0.44)
        }
        // The stove under its hood, the refrigerator, the tap.
        layout.box(
            Vector(-0.95, 0.06, back + 0.36), Vector(0.72, 0.86, 0.66), steel, contact: 0.4)
        layout.box(
            Vector(-0.95, 0.25, back + 0.70), Vector(0.54, 0.38, 0.02), Vector(0.03, 0.03, 0.035))
        layout.gable(
            Vector(-0.95, 1.60, back + 0.24), Vector(0.85, 0.42, 0.55), steel, paint: .plain)
        layout.box(Vector(-0.95, 1.95, back + 0.2), Vector(0.26, 1.2, 0.28), steel)
        layout.column(
            Vector(-1.08, 0.92, back + 0.36), height: 0.20, radii: SIMD2(0.15, 0.16),
            Vector(0.66, 0.10, 0.05))
        layout.box(
            Vector(4.1, 0, back + 0.40), Vector(0.92, 1.95, 0.74), Vector(0.76, 0.80, 0.80),
            paint: .cabinet, accent: steel, parameter: 0.92, contact: 0.5)
        layout.column(
            Vector(0.35, 0.91, back + 0.16), height: 0.34, radii: SIMD2(0.018, 0.018), steel)
        for (x, color) in [
            (Float(1.45), Vector(0.85, 0.55, 0.10)), (1.62, Vector(0.80, 0.12, 0.06)),
            (1.78, Vector(0.25, 0.48, 0.10)),
        ] {
            layout.column(
                Vector(x, 0.91, back + 0.25), height: 0.20, radii: SIMD2(0.062, 0.062), color)
        }
        layout.ball(
            Vector(-2.7, 0.99, back + 0.36), Vector(0.23, 0.10, 0.19), Vector(0.86, 0.82, 0.74))
        for fruit in 0..<3 {
            layout.ball(
                Vector(-2.8 + 0.10 * Float(fruit), 1.07, back + 0.38), Vector(repeating: 0.065),
                fruit == 1 ? Vector(0.90, 0.42, 0.03) : Vector(0.78, 0.09, 0.04))
        }
        pendant(-1.7, -1.5, 2.15, Vector(0.10, 0.20, 0.19))
        pendant(1.9, -1.5, 2.15, Vector(0.10, 0.20, 0.19))
    }

    private mutating func addClassroom() {
        layout.box(
            Vector(0, 0.95, back + 0.04), Vector(4.2, 1.45, 0.07), Vector(0.030, 0.115, 0.075),
            paint: .blackboard, accent: Vector(0.36, 0.21, 0.10))
        layout.box(
            Vector(0, 0.90, back + 0.09), Vector(4.2, 0.05, 0.14), Vector(0.36, 0.21, 0.10))
        layout.column(
            Vector(3.0, 2.33, back + 0.02), height: 0.03, radii: SIMD2(0.02, 0.02), .zero)
        layout.ball(
            Vector(3.0, 2.35, back + 0.05), Vector(0.24, 0.24, 0.05), Vector(0.86, 0.85, 0.80))
        layout.box(
            Vector(3.0, 2.35, back + 0.11), Vector(0.03, 0.16, 0.01), Vector(0.05, 0.05, 0.05))
        layout.box(
            Vector(3.05, 2.335, back + 0.11), Vector(0.12, 0.03, 0.01), Vector(0.05, 0.05, 0.05))
        picture(-3.1, 1.35, SIMD2(0.9, 0.66), Vector(0.30, 0.55, 0.75), Vector(0.28, 0.52, 0.16))
        layout.box(
            Vector(4.0, 0, back + 0.22), Vector(1.5, 1.2, 0.38), Vector(0.42, 0.26, 0.12),
            paint: .books, seed: 0.8, contact: 0.4)
        for x in [Float(-1.9), 1.9] {
            layout.box(
                Vector(x, 3.06, -1.4), Vector(1.5, 0.06, 0.22), Vector(1, 0.96, 0.88), paint: .glow,
                parameter: 0.9 + 1.6 * night)
            lamp(Vector(x, 2.9, -1.4), Vector(2.6, 2.3, 1.9), by: 0.15)
        }
        for row in 0..<2 {
            for column in -2...2 where column != 0 || row == 0 {
                desk(
                    Vector(Float(column) * 1.45 + 0.1, 0, row == 0 ? -2.35 : -1.35))
            }
        }
    }

    private mutating func desk(_ foot: Vector) {
        let wood = Vector(0.62, 0.40, 0.19)
        let leg = Vector(0.16, 0.28, 0.36)
        layout.box(
            foot + Vector(0, 0.66, 0), Vector(0.98, 0.045, 0.48), wood, paint: .planks,
            accent: wood * 0.85, parameter: 0.24)
        layout.box(foot + Vector(0, 0.52, -0.02), Vector(0.86, 0.13, 0.38), wood * 0.7)
        for side in [Float(-0.44), 0.44] {
            layout.box(foot + Vector(side, 0, 0), Vector(0.045, 0.66, 0.40), leg, contact: 0.25)
        }
        layout.box(
            foot + Vector(0.14, 0.705, 0.04), Vector(0.26, 0.035, 0.19), Vector(0.72, 0.24, 0.14),
            yaw: 0.2)
        layout.box(foot + Vector(0, 0.40, 0.52), Vector(0.46, 0.04, 0.40), wood * 0.9)
        layout.box(foot + Vector(0, 0.44, 0.70), Vector(0.44, 0.40, 0.035), wood * 0.9)
        layout.box(
            foot + Vector(0, 0, 0.52), Vector(0.36, 0.40, 0.04), leg, contact: 0.25)
    }

    private mutating func addLibrary() {
        let wood = Vector(0.27, 0.135, 0.06)
        backWindow(2.35, 1.6, curtain: nil)
        for (index, x) in [Float(-2.75), -0.2, 4.3].enumerated() {
            layout.box(
                Vector(x, 0, back + 0.24), Vector(index == 2 ? 1.4 : 2.5, 2.92, 0.44), wood,
                paint: .books, seed: 0.13 + 0.21 * Float(index), contact: 0.5)
        }
        for (index, z) in [Float(-2.2)].enumerated() {
            layout.box(
                Vector(4.55, 0, z), Vector(0.5, 2.4, 1.5), wood, paint: .books,
                seed: 0.55 + 0.1 * Float(index), contact: 0.5)
        }
        // A ladder leans on the shelves; a table with a lamp stands before them.
        for side in [Float(-0.22), 0.22] {
            layout.box(
                Vector(1.35 + side, 0, back + 0.58), Vector(0.05, 2.6, 0.05),
                Vector(0.46, 0.28, 0.13))
        }
        for rung in 0..<8 {
            layout.box(
                Vector(1.35, 0.25 + 0.31 * Float(rung), back + 0.58), Vector(0.44, 0.035, 0.035),
                Vector(0.46, 0.28, 0.13))
        }
        let table = Vector(-2.1, 0, -1.75)
        layout.box(
            table + Vector(0, 0.70, 0), Vector(1.7, 0.06, 0.75), Vector(0.34, 0.17, 0.075),
            paint: .planks, accent: Vector(0.27, 0.13, 0.055), parameter: 0.2)
        for side in [Float(-0.74), 0.74] {
            layout.box(
                table + Vector(side, 0, 0), Vector(0.09, 0.7, 0.6), wood, contact: 0.35)
        }
        layout.column(
            table + Vector(-0.45, 0.76, 0), height: 0.34, radii: SIMD2(0.03, 0.02),
            Vector(0.55, 0.40, 0.14))
        layout.column(
            table + Vector(-0.45, 1.06, 0), height: 0.16, radii: SIMD2(0.19, 0.09),
            Vector(0.10, 0.62, 0.32), paint: .lantern, accent: Vector(0.05, 0.3, 0.15),
            parameter: 0.7 + 0.8 * night)
        lamp(table + Vector(-0.45, 1.02, 0.1), Vector(1.5, 1.15, 0.6), by: 0.35)
        for book in 0..<4 {
            layout.box(
                table + Vector(0.42, 0.76 + 0.05 * Float(book), 0), Vector(0.34, 0.048, 0.25),
                [
                    Vector(0.45, 0.09, 0.06), Vector(0.10, 0.20, 0.34), Vector(0.50, 0.36, 0.12),
                    Vector(0.10, 0.27, 0.16),
                ][book], yaw: 0.25 * Float(book) - 0.3)
        }
        pendant(0.6, -1.9, 2.35, Vector(0.45, 0.32, 0.12))
        pendant(-1.6, -1.6, 2.35, Vector(0.45, 0.32, 0.12))
        pendant(2.8, -1.6, 2.35, Vector(0.45, 0.32, 0.12))
    }

    private mutating func addCafe() {
        backWindow(2.6, 2.2, curtain: nil)
        let wood = Vector(0.34, 0.185, 0.085)
        let bar = Vector(-1.5, 0, back + 0.95)
        layout.box(
            bar, Vector(3.4, 1.02, 0.55), wood, paint: .planks, accent: wood * 0.75,
            parameter: 0.16, contact: 0.5)
        layout.box(bar + Vector(0, 1.02, 0), Vector(3.6, 0.06, 0.70), Vector(0.15, 0.10, 0.07))
        // The coffee machine and cups, a board with the menu, shelves of jars.
        layout.box(bar + Vector(-0.9, 1.08, 0), Vector(0.72, 0.46, 0.42), Vector(0.62, 0.63, 0.64))
        layout.box(
            bar + Vector(-0.9, 1.20, 0.21), Vector(0.60, 0.20, 0.02), Vector(0.05, 0.05, 0.05))
        for cup in 0..<4 {
            layout.column(
                bar + Vector(0.25 + 0.2 * Float(cup), 1.08, 0.05), height: 0.10,
                radii: SIMD2(0.045, 0.06),
                cup % 2 == 0 ? Vector(0.86, 0.83, 0.76) : Vector(0.70, 0.26, 0.13))
        }
        layout.box(
            Vector(-1.6, 1.85, back + 0.03), Vector(2.2, 0.95, 0.05), Vector(0.028, 0.03, 0.028),
            paint: .blackboard, accent: wood)
        for shelf in 0..<2 {
            layout.box(
                Vector(0.55, 1.45 + 0.5 * Float(shelf), back + 0.13), Vector(1.2, 0.04, 0.24), wood)
            for jar in 0..<5 {
                layout.column(
                    Vector(0.1 + 0.22 * Float(jar), 1.49 + 0.5 * Float(shelf), back + 0.13),
                    height: 0.16 + 0.06 * Float((jar + shelf) % 3), radii: SIMD2(0.065, 0.055),
                    [Vector(0.42, 0.22, 0.08), Vector(0.72, 0.62, 0.42), Vector(0.16, 0.34, 0.22)][
                        (jar + shelf) % 3])
            }
        }
        for (x, z) in [(Float(2.1), Float(-2.0)), (3.7, -1.5)] {
            roundTable(Vector(x, 0, z))
        }
        plant(Vector(-3.45, 0, back + 0.5), 0.95)
        pendant(-2.3, -2.1, 2.05, Vector(0.05, 0.05, 0.055))
        pendant(-0.7, -2.1, 2.05, Vector(0.05, 0.05, 0.055))
        pendant(2.5, -1.8, 2.05, Vector(0.05, 0.05, 0.055))
    }

    private mutating func roundTable(_ foot: Vector) {
        let wood = Vector(0.52, 0.31, 0.14)
        layout.column(
            foot, height: 0.03, radii: SIMD2(0.24, 0.22), Vector(0.05, 0.05, 0.05), contact: 0.35)
        layout.column(foot, height: 0.72, radii: SIMD2(0.035, 0.035), Vector(0.05, 0.05, 0.05))
        layout.column(
            foot + Vector(0, 0.72, 0), height: 0.045, radii: SIMD2(0.42, 0.42), wood)
        layout.column(
            foot + Vector(0.1, 0.765, 0.06), height: 0.085, radii: SIMD2(0.04, 0.055),
            Vector(0.86, 0.83, 0.76))
        for side in [Float(-1), 1] {
            let stool = foot + Vector(side * 0.68, 0, 0.05)
            layout.column(
                stool, height: 0.45, radii: SIMD2(0.16, 0.035), Vector(0.05, 0.05, 0.05),
                contact: 0.25)
            layout.column(
                stool + Vector(0, 0.43, 0), height: 0.05, radii: SIMD2(0.19, 0.19), wood)
        }
    }
}
