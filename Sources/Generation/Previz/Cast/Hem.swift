import Picture

/// The lower edge of a skirt, pushed out until the knees are inside.
///
/// The skirt is the frustum of `Primitive.Shape.skirt`: at depth k, from 0 at the waist to 1 at the
/// hem, its radii grow linearly, its middle moves by the shear times k along z and k² along x.
struct Hem {
    /// Radii along x and z at the waist.
    private let top: SIMD2<Float>
    private let height: Float

    /// No edge is pushed further out than this many times its distance at rest.
    private static let mostTimesRest: Float = 4

    /// Where the edge may be at most, along x and z.
    private let most: SIMD2<Float>

    /// Distances of the edge from the waist's axis towards +z, -z, +x and -x.
    private var front: Float
    private var back: Float
    private var left: Float
    private var right: Float

    init(top: SIMD2<Float>, bottom: SIMD2<Float>, height: Float) {
        self.top = top
        self.height = height
        most = bottom * Hem.mostTimesRest
        (front, back, left, right) = (bottom.y, bottom.y, bottom.x, bottom.x)
    }

    var radii: SIMD2<Float> { SIMD2(left + right, front + back) / 2 }
    var shear: SIMD2<Float> { SIMD2(left - right, front - back) / 2 }

    /// Pushes the edge out round knees with `clearance` about them, given in the waist's frame.
    mutating func cover(_ knees: [Vector], clearance: Float) {
        // To widen one side moves the middle away from the other, so a second look is needed.
        for _ in 0..<3 {
            for knee in knees {
                let depth = Curve.clamp(knee.y / height, 0.4, 1)
                for direction in Hem.directions {
                    cover(
                        SIMD2(knee.x, knee.z) + direction * clearance, at: depth)
                }
            }
        }
    }

    private static let directions: [SIMD2<Float>] = [
        SIMD2(1, 0), SIMD2(0.71, 0.71), SIMD2(0, 1), SIMD2(-0.71, 0.71), SIMD2(-1, 0),
        SIMD2(-0.71, -0.71), SIMD2(0, -1), SIMD2(0.71, -0.71),
    ]

    /// How far to the side a point may be, as a part of the radius there: the rest is left for z.
    private static let widest: Float = 0.8

    private mutating func cover(_ point: SIMD2<Float>, at k: Float) {
        // Solved for the edge from: middle + part of the radius left over = the point's distance.
        let waist = top * (1 - k)
        func side(_ distance: Float, other: Float) -> Float {
            let free = Hem.widest
            return (distance - free * waist.x + other * k / 2 * (k - free)) / (k / 2 * (k + free))
        }
        left = min(max(left, side(point.x, other: right)), most.x)
        right = min(max(right, side(-point.x, other: left)), most.x)
        let wide = waist.x + k * radii.x
        let aside = min(abs(point.x - k * k * shear.x) / wide, 0.9)
        let free = (1 - aside * aside).squareRoot()
        func length(_ distance: Float, other: Float) -> Float {
            (distance - free * waist.y + other * k / 2 * (1 - free)) / (k / 2 * (1 + free))
        }
        front = min(max(front, length(point.y, other: back)), most.y)
        back = min(max(back, length(-point.y, other: front)), most.y)
    }
}
