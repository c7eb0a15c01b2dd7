/// One solid of a puppet or prop, blended smoothly with the solids before it in the scene.
///
/// Order matters: colour seams fall where a solid meets the ones before it (docs of ``blend``).
public struct Primitive: Equatable, Sendable {
    /// Shapes in the local frame of ``placement``.
    public enum Shape: Equatable, Sendable {
        case ellipsoid(radii: Vector)

        /// From the origin (radius `start`) along +y to `height` (radius `end`), round at both ends.
        case roundCone(start: Float, end: Float, height: Float)

        /// A box of the given half extents with rounded edges.
        case box(half: Vector, rounding: Float)

        /// An umbrella: a shell of a sphere of `radius` round the origin, eight panels, cut where
        /// the distance from the y axis exceeds `extent`.
        case canopy(radius: Float, extent: Float, thickness: Float)

        /// A skirt or coat tail: an elliptic frustum from the origin along +y (placed upside down),
        /// half widths (x, z) `top` and `bottom`, hollow below, sheared by (x, z) at the hem.
        case skirt(top: SIMD2<Float>, bottom: SIMD2<Float>, height: Float, shear: SIMD2<Float>)

        /// An open ring round the y axis, such as a collar or a brim: half height, flare, gap at +z.
        case band(radius: Float, flare: Float, half: Float, thickness: Float, gap: Float)

        /// A disc or drum round the y axis with rounded edges.
        case cylinder(radius: Float, half: Float, rounding: Float)

        /// A torus round the y axis: the radius of its middle line, and of its tube.
        case ring(radius: Float, tube: Float)
    }

    public var shape: Shape
    public var placement: Placement

    /// Radius of the smooth union with what stands before, in metres: 0.05–0.08 between body parts,
    /// 0.02 in a face, 0.005 for eyes, noses and boards.
    public var blend: Float
    public var surface: Surface

    public init(shape: Shape, placement: Placement, blend: Float, surface: Surface) {
        self.shape = shape
        self.placement = placement
        self.blend = blend
        self.surface = surface
    }
}

/// What a solid is made of; colours are linear and more saturated than they shall appear.
public struct Surface: Equatable, Sendable {
    public enum Pattern: Equatable, Sendable {
        /// Nothing but a little noise.
        case plain

        /// Fur with stripes across the local direction `along` (length = stripes' frequency).
        case fur(along: Vector, strength: Float)

        /// An eyeball that looks along local +z; ``Surface/accent`` is the iris.
        case eye

        /// Stripes of ``Surface/accent`` across `along` (length = frequency), shifted by `phase`.
        case stripes(along: Vector, phase: Float)

        /// A face painted in the frame of the head: mouth, blush.
        case face(FacePaint)

        /// Strands along the local y axis.
        case hair

        /// Woven cloth; `detail` adds lapels and buttons where it is `coat`.
        case cloth(detail: ClothDetail)

        /// Waterproof fabric that light shines through.
        case canopy

        /// A surfboard: stripes along x, a nose of ``Surface/accent``.
        case board

        /// Patches of ``Surface/accent``, as cows and giraffes have: their number a metre, and how
        /// much of the surface they cover, 0 to 1.
        case spots(frequency: Float, cover: Float)

        /// Shines by itself, `strength` times as bright as a white wall in the sun.
        case glow(strength: Float)
    }

    public enum ClothDetail: Equatable, Sendable {
        case none
        case knitted
        case coatChest
        case coatWaist
        case coatSkirt
    }

    public var color: Vector
    public var accent: Vector
    public var pattern: Pattern

    /// 0 fur and cloth, 0.9 eyes.
    public var gloss: Float

    public init(
        color: Vector, accent: Vector = .zero, pattern: Pattern = .plain, gloss: Float = 0
    ) {
        self.color = color
        self.accent = accent
        self.pattern = pattern
        self.gloss = gloss
    }
}

/// A mouth as paint between two parabolas in the frame of a head (`y = bend·u² + height`,
/// `u = x / width`), after the meadow prototype.
public struct FacePaint: Equatable, Sendable {
    /// Looks along +z, up is +y.
    public var head: Placement
    public var mouthWidth: Float
    public var upper: SIMD2<Float>
    public var lower: SIMD2<Float>

    /// 0 to 1.
    public var blush: Float

    public init(
        head: Placement, mouthWidth: Float, upper: SIMD2<Float>, lower: SIMD2<Float>, blush: Float
    ) {
        self.head = head
        self.mouthWidth = mouthWidth
        self.upper = upper
        self.lower = lower
        self.blush = blush
    }
}
