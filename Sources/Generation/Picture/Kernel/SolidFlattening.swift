/// One solid as rows; see ``SolidRows``.
struct SolidFlattening {
    private(set) var rows: [SIMD4<Float>]

    init(_ primitive: Primitive) {
        let placement = primitive.placement
        let surface = primitive.surface
        rows = Array(repeating: .zero, count: SolidRows.stride)
        rows[SolidRows.origin] = SIMD4(placement.origin, RowCode.code(of: primitive.shape))
        rows[SolidRows.x] = SIMD4(placement.x, max(primitive.blend, 0.0005))
        rows[SolidRows.y] = SIMD4(placement.y, RowCode.code(of: surface.pattern))
        rows[SolidRows.z] = SIMD4(placement.z, 0)
        rows[SolidRows.color] = SIMD4(surface.color, surface.gloss)
        rows[SolidRows.accent] = SIMD4(surface.accent, 0)
        setShape(primitive.shape, at: placement)
        setPattern(surface)
    }

    private mutating func setShape(_ shape: Primitive.Shape, at placement: Placement) {
        switch shape {
        case .ellipsoid(let radii):
            rows[SolidRows.shape] = SIMD4(Vector(repeating: 1) / radii, 0)
            setSphere(placement.origin, radii.max())
        case .roundCone(let start, let end, let height):
            let flank = min(max((start - end) / height, -0.999), 0.999)
            rows[SolidRows.shape] = SIMD4(start, end, height, flank)
            rows[SolidRows.z].w = (1 - flank * flank).squareRoot()
            setSphere(placement.point(Vector(0, height / 2, 0)), height / 2 + max(start, end))
        case .box(let half, let rounding):
            let edge = min(rounding, half.min())
            rows[SolidRows.shape] = SIMD4(half - edge, edge)
            setSphere(placement.origin, half.length)
        case .canopy(let radius, let extent, let thickness):
            rows[SolidRows.shape] = SIMD4(radius, extent, thickness, 0)
            let rim = max(radius * radius - extent * extent * 1.12, 0).squareRoot()
            setSphere(placement.point(Vector(0, (rim + radius) / 2, 0)), extent * 1.1 + 0.02)
        case .skirt(let top, let bottom, let height, let shear):
            // A narrow frustum is a solid flap, such as the end of a scarf.
            let isSolid: Float = bottom.x < 0.08 ? 1 : 0
            rows[SolidRows.shape] = SIMD4(top.x, bottom.x, height, top.y)
            rows[SolidRows.shapeMore] = SIMD4(shear.x, shear.y, bottom.y, isSolid)
            let hem = max(bottom.x, bottom.y) + 0.5 * max(abs(shear.x), abs(shear.y))
            let wide = max(hem, max(top.x, top.y)) * 1.04
            let middle = Vector(shear.x / 2, height / 2, shear.y / 2)
            setSphere(
                placement.point(middle), (height * height / 4 + wide * wide).squareRoot())
        case .band(let radius, let flare, let half, let thickness, let gap):
            rows[SolidRows.shape] = SIMD4(radius, flare, half, thickness)
            rows[SolidRows.shapeMore].x = gap
            let wide = radius + abs(flare) * half + thickness
            setSphere(placement.origin, (wide * wide + half * half).squareRoot())
        case .cylinder(let radius, let half, let rounding):
            let edge = min(rounding, min(radius, half))
            rows[SolidRows.shape] = SIMD4(radius - edge, half - edge, edge, 0)
            setSphere(placement.origin, (radius * radius + half * half).squareRoot())
        case .ring(let radius, let tube):
            rows[SolidRows.shape] = SIMD4(radius, tube, 0, 0)
            setSphere(placement.origin, radius + tube)
        }
    }

    private mutating func setSphere(_ center: Vector, _ radius: Float) {
        rows[SolidRows.sphere] = SIMD4(center, radius)
    }

    private mutating func setPattern(_ surface: Surface) {
        switch surface.pattern {
        case .fur(let along, let strength):
            rows[SolidRows.pattern] = SIMD4(along, strength)
            if surface.accent == .zero {
                // Stripes are a saturated dark variant of the fur, not grey.
                rows[SolidRows.accent] = SIMD4(surface.color * Vector(0.366, 0.25, 0.4), 0)
            }
        case .stripes(let along, let phase):
            rows[SolidRows.pattern] = SIMD4(along, phase)
        case .face(let paint):
            rows[SolidRows.pattern] = SIMD4(
                paint.mouthWidth, paint.upper.x, paint.upper.y, paint.blush)
            rows[SolidRows.patternMore] = SIMD4(paint.lower.x, paint.lower.y, 0, 0)
        case .spots(let frequency, let cover):
            rows[SolidRows.pattern] = SIMD4(frequency, cover, 0, 0)
        case .glow(let strength):
            rows[SolidRows.pattern] = SIMD4(strength, 0, 0, 0)
        case .plain, .eye, .hair, .cloth, .canopy, .board:
            break
        }
    }
}
