/// The floor, walls and light of an interior as numbers.
struct InteriorStyle {
    var floor: Floor
    var floorColor: Vector
    var floorAccent: Vector

    /// How much of a mirror the floor is, 0 to 1.
    var gloss: Float = 0
    var wall = Vector.zero

    /// The lower part of the walls, and its height.
    var panel = Vector.zero
    var panelHeight: Float = 0
    var ceiling = Vector(0.80, 0.78, 0.74)
    var wallPaint = WallPaint.plain

    /// How strongly the sun comes through the windows of the left wall.
    var sunshine: Float = 0

    /// Raw values are compared in the kernel.
    enum Floor: Float {
        case planks = 0
        case checkered = 1
        case flagstones = 2
        case seamless = 3
    }

    enum WallPaint {
        case plain
        case bricks
    }

    /// The walls of every room: left, right, back, front and ceiling.
    static let left: Float = -4.0
    static let right: Float = 5.0
    static let back: Float = -3.3
    static let front: Float = 15
    static let height: Float = 3.15

    /// Windows in the left wall, as z from and to, and their heights.
    static func window(_ index: Int) -> SIMD2<Float> {
        index == 0 ? SIMD2(-2.3, -0.7) : SIMD2(0.1, 1.7)
    }
    static let sill: Float = 0.75
    static let lintel: Float = 2.65

    init(_ interior: Scene.Interior) {
        let oak = Vector(0.44, 0.25, 0.115)
        switch interior {
        case .room:
            self.init(floor: .planks, floorColor: oak, floorAccent: oak * 0.72)
            wall = Vector(0.52, 0.60, 0.56)
            panel = Vector(0.52, 0.60, 0.56)
            sunshine = 1
        case .kitchen:
            self.init(
                floor: .checkered, floorColor: Vector(0.70, 0.68, 0.62),
                floorAccent: Vector(0.16, 0.22, 0.24))
            wall = Vector(0.80, 0.74, 0.58)
            panel = Vector(0.74, 0.76, 0.74)
            panelHeight = 1.5
            sunshine = 1
            gloss = 0.12
        case .classroom:
            self.init(
                floor: .planks, floorColor: Vector(0.42, 0.27, 0.14),
                floorAccent: Vector(0.34, 0.21, 0.10))
            wall = Vector(0.78, 0.76, 0.66)
            panel = Vector(0.20, 0.42, 0.36)
            panelHeight = 1.05
            sunshine = 1
        case .library:
            self.init(
                floor: .planks, floorColor: Vector(0.30, 0.14, 0.065),
                floorAccent: Vector(0.22, 0.10, 0.045))
            wall = Vector(0.30, 0.155, 0.08)
            panel = Vector(0.22, 0.11, 0.055)
            panelHeight = 0.9
            ceiling = Vector(0.34, 0.25, 0.17)
            sunshine = 0.9
        case .cafe:
            self.init(
                floor: .planks, floorColor: Vector(0.34, 0.19, 0.09),
                floorAccent: Vector(0.26, 0.14, 0.065))
            wall = Vector(0.42, 0.17, 0.095)
            panel = Vector(0.42, 0.17, 0.095)
            wallPaint = .bricks
            ceiling = Vector(0.22, 0.19, 0.17)
            sunshine = 0.9
        case .stage:
            self.init(
                floor: .planks, floorColor: Vector(0.20, 0.105, 0.05),
                floorAccent: Vector(0.155, 0.08, 0.04))
            gloss = 0.30
        case .studio:
            self.init(
                floor: .seamless, floorColor: Vector(0.58, 0.60, 0.64),
                floorAccent: Vector(0.42, 0.44, 0.48))
            gloss = 0.16
        case .oldTown:
            self.init(
                floor: .flagstones, floorColor: Vector(0.34, 0.33, 0.31),
                floorAccent: Vector(0.24, 0.25, 0.26))
        }
    }

    private init(floor: Floor, floorColor: Vector, floorAccent: Vector) {
        self.floor = floor
        self.floorColor = floorColor
        self.floorAccent = floorAccent
    }
}
