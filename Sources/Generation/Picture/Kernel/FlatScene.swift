/// A scene as the kernel reads it: uniforms, and rows of four numbers.
///
/// Safety: the pointers belong to the ``Flattening`` that lends this value.
struct FlatScene {
    let camera: Camera
    let light: Light
    let time: Float
    let seed: UInt32
    let weather: SceneWeather

    /// Solids, puppets, particles and heads, in the layouts of ``SolidRows``, ``PuppetRows``,
    /// ``ParticleRows`` and ``HeadRows``.
    let rows: UnsafePointer<SIMD4<Float>>
    let layout: Layout

    /// The world's own rows.
    let table: UnsafePointer<SIMD4<Float>>

    var wind: Float { weather.wind }

    /// Where each kind of row starts, and how many of it there are.
    struct Layout: Equatable {
        var solidCount = 0
        var puppets = 0
        var puppetCount = 0
        var particles = 0
        var particleCount = 0
        var heads = 0

        /// The most solids that one puppet has.
        var longestPuppet = 0
    }
}

/// Offsets within the rows of a solid.
enum SolidRows {
    static let stride = 12

    /// Origin; shape.
    static let origin = 0

    /// Local x axis; blend radius.
    static let x = 1

    /// Local y axis; pattern.
    static let y = 2

    /// Local z axis; for cones the cosine of the flank.
    static let z = 3

    /// Numbers of the shape.
    static let shape = 4
    static let color = 5

    /// Centre and radius of a sphere round the surface.
    static let sphere = 6

    /// Numbers of the pattern.
    static let pattern = 7

    /// Second colour; offset of the head for faces.
    static let accent = 8

    /// More numbers of the shape.
    static let shapeMore = 9

    /// More numbers of the pattern; the fourth is the blend that reaches this solid (its own or that
    /// of a later solid of the puppet).
    static let patternMore = 10

    /// What the camera sees of ``sphere`` and its blend: left, right, bottom, top on the plane at
    /// unit distance.
    static let extent = 11
}

/// Offsets within the rows of a puppet.
enum PuppetRows {
    static let stride = 3

    /// Centre and radius of a sphere round all solids.
    static let sphere = 0

    /// First solid, count of solids, distance from the camera.
    static let range = 1
    static let extent = 2
}

/// Offsets within the rows of a particle; particles are sorted from far to near.
enum ParticleRows {
    static let stride = 4

    /// Centre; radius.
    static let sphere = 0

    /// Colour, lit; opacity.
    static let color = 1

    /// Kind, seed, softness.
    static let kind = 2
    static let extent = 3
}

/// Offsets within the rows of a head: a face is painted in its frame.
enum HeadRows {
    static let stride = 4
}

/// The codes of shapes and patterns in rows.
enum RowCode {
    static func code(of shape: Primitive.Shape) -> Float {
        switch shape {
        case .ellipsoid: 0
        case .roundCone: 1
        case .canopy: 2
        case .skirt: 3
        case .band: 4
        case .box: 5
        case .cylinder: 6
        case .ring: 7
        }
    }

    static func code(of pattern: Surface.Pattern) -> Float {
        switch pattern {
        case .plain: 0
        case .fur: 1
        case .eye: 2
        case .stripes: 3
        case .face: 4
        case .hair: 5
        case .cloth(.none): 6
        case .cloth(.knitted): 7
        case .cloth(.coatChest): 8
        case .cloth(.coatWaist): 9
        case .cloth(.coatSkirt): 10
        case .canopy: 11
        case .board: 12
        case .spots: 13
        case .glow: 14
        }
    }
}
