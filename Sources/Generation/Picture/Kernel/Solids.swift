// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Distances to solids: the shapes of ``Primitive/Shape``, after the three prototypes.
enum Solids {
    /// `point` in the frame of the solid whose rows start at `rows`.
    @inline(__always)
    static func local(_ point: LaneVector, _ rows: UnsafePointer<SIMD4<Float>>) -> LaneVector {
        let origin = rows[SolidRows.origin]
        let axisX = rows[SolidRows.x]
        let axisY = rows[SolidRows.y]
        let axisZ = rows[SolidRows.z]
        let x = point.x - origin.x
        let y = point.y - origin.y
        let z = point.z - origin.z
        return LaneVector(
            x * axisX.x + y * axisX.y + z * axisX.z,
            x * axisY.x + y * axisY.y + z * axisY.z,
            x * axisZ.x + y * axisZ.y + z * axisZ.z)
    }

    /// Distance of a local point from the surface, negative inside; never more than the true one
    /// by a factor the marcher does not allow for.
    @inline(__always)
    static func distance(_ p: LaneVector, _ rows: UnsafePointer<SIMD4<Float>>) -> Lanes {
        let shape = rows[SolidRows.origin].w
        if shape < 0.5 { return ellipsoid(p, rows[SolidRows.shape]) }
        if shape < 1.5 { return roundCone(p, rows[SolidRows.shape], rows[SolidRows.z].w) }
        return rare(p, rows)
    }

    /// The shapes that few puppets have, out of the way of the two that all have.
    @inline(never)
    private static func rare(_ p: LaneVector, _ rows: UnsafePointer<SIMD4<Float>>) -> Lanes {
        let shape = rows[SolidRows.origin].w
        let numbers = rows[SolidRows.shape]
        if shape < 2.5 { return canopy(p, numbers) }
        if shape < 3.5 { return skirt(p, numbers, rows[SolidRows.shapeMore]) }
        if shape < 4.5 { return band(p, numbers, gap: rows[SolidRows.shapeMore].x) }
        if shape < 5.5 { return box(p, numbers) }
        if shape < 6.5 { return cylinder(p, numbers) }
        return ring(p, numbers)
    }

    @inline(__always)
    private static func ellipsoid(_ p: LaneVector, _ inverse: SIMD4<Float>) -> Lanes {
        let s = LaneVector(p.x * inverse.x, p.y * inverse.y, p.z * inverse.z)
        let g = LaneVector(s.x * inverse.x, s.y * inverse.y, s.z * inverse.z)
        let k = root(dot(s, s))
        return k * (k - 1) / (root(dot(g, g)) + 1e-6)
    }

    @inline(__always)
    private static func roundCone(
        _ p: LaneVector, _ numbers: SIMD4<Float>, _ cosine: Float
    ) -> Lanes {
        let across = root(p.x * p.x + p.z * p.z)
        let k = cosine * p.y - numbers.w * across
        let atStart = k .< 0
        let y = select(atStart, p.y, p.y - numbers.z)
        let round = root(across * across + y * y) - select(atStart, numbers.x, numbers.y)
        let flank = across * cosine + p.y * numbers.w - numbers.x
        return select(atStart .| (k .> cosine * numbers.z), round, flank)
    }

    @inline(__always)
    private static func box(_ p: LaneVector, _ numbers: SIMD4<Float>) -> Lanes {
        let x = magnitude(p.x) - numbers.x
        let y = magnitude(p.y) - numbers.y
        let z = magnitude(p.z) - numbers.z
        let corner = LaneVector(greater(x, 0), greater(y, 0), greater(z, 0))
        let inside = lesser(greater(greater(x, y), z), 0)
        return root(dot(corner, corner)) + inside - numbers.w
    }

    @inline(__always)
    private static func cylinder(_ p: LaneVector, _ numbers: SIMD4<Float>) -> Lanes {
        let across = root(p.x * p.x + p.z * p.z) - numbers.x
        let along = magnitude(p.y) - numbers.y
        let a = greater(across, 0)
        let b = greater(along, 0)
        return root(a * a + b * b) + lesser(greater(across, along), 0) - numbers.z
    }

    @inline(__always)
    private static func ring(_ p: LaneVector, _ numbers: SIMD4<Float>) -> Lanes {
        let across = root(p.x * p.x + p.z * p.z) - numbers.x
        return root(across * across + p.y * p.y) - numbers.y
    }

    /// Eight panels: the shell of a faceted sphere with ribs, scalloped at the rim.
    @inline(__always)
    private static func canopy(_ p: LaneVector, _ numbers: SIMD4<Float>) -> Lanes {
        let (u, v) = foldedPanel(p.x, p.z)
        let faceted = u * 0.55 + root(u * u + v * v) * 0.45
        let s = root(faceted * faceted + p.y * p.y) - numbers.x
        let edge = u - numbers.y + squared(v) * 0.55
        let shell = magnitude(s) - numbers.z
        let rib = root(squared(magnitude(v) - u * 0.4142) + squared(s + 0.008)) - 0.0055
        return greater(lesser(shell, rib), greater(edge * 0.8, 0.02 - p.y)) * 0.9
    }

    /// Folds the plane into one of eight panels: along its middle, and across it.
    @inline(__always)
    static func foldedPanel(_ x: Lanes, _ z: Lanes) -> (along: Lanes, across: Lanes) {
        let first = magnitude(x)
        let second = magnitude(z)
        let far = greater(first, second)
        let near = lesser(first, second)
        let cosine: Float = 0.9238795
        let sine: Float = 0.3826834
        return (far * cosine + near * sine, magnitude(near * cosine - far * sine))
    }

    /// A sheared elliptic frustum with folds, hollow in its lower half, slit in front.
    ///
    /// The folds are harmonics of the angle made from its sine and cosine, without an arc tangent.
    @inline(__always)
    private static func skirt(
        _ p: LaneVector, _ numbers: SIMD4<Float>, _ more: SIMD4<Float>
    ) -> Lanes {
        let k = saturate(p.y * (1 / numbers.z))
        let x = p.x - k * k * more.x
        let z = p.z - k * more.y
        let radiusX = numbers.x + (numbers.y - numbers.x) * k
        let radiusZ = numbers.w + (more.z - numbers.w) * k
        let nx = x / radiusX
        let nz = z / radiusZ
        let round = root(nx * nx + nz * nz) + 1e-5
        let square = root(root(nx * nx * nx * nx + nz * nz * nz * nz) + 1e-6)
        let q = round * (1 - k * 0.42) + square * (k * 0.42)
        let cosine = nx / round
        let sine = nz / round
        let cosine2 = cosine * cosine - sine * sine
        let sine2 = 2 * cosine * sine
        let fold = (2 * sine2 * cosine2) * (cosine2 * cosine2 * 4 - 1 + 0.6 * cosine2)
        let side = (q - 1 - k * fold * 0.035) * lesser(radiusX, radiusZ)
        let middle: Float = numbers.z * 0.5
        let body = greater(side, magnitude(p.y - middle) - middle)
        if more.w > 0.5 { return body * 0.8 }
        let shell = greater(body, 0 - (body + 0.012) - select(p.y .> middle, 0, 1))
        let slit = greater(0 - z, magnitude(x) - 0.006 - 0.05 * k * k)
        return greater(shell, select(k .> 0.12, 0 - slit, -1)) * 0.72
    }

    @inline(__always)
    private static func band(_ p: LaneVector, _ numbers: SIMD4<Float>, gap: Float) -> Lanes {
        let off = root(p.x * p.x + p.z * p.z * 1.15) - numbers.x - numbers.y * p.y
        if gap > 0 {
            let ring = greater(magnitude(off) - numbers.w, magnitude(p.y) - numbers.z)
            let opening = gap + 0.45 * (p.y + numbers.z) - magnitude(p.x)
            return greater(ring, lesser(p.z, opening)) * 0.8
        }
        let a = greater(magnitude(off) - numbers.w * 0.35, 0)
        let b = greater(magnitude(p.y) - numbers.z * 0.6, 0)
        return (root(a * a + b * b) - numbers.w * 0.7) * 0.9
    }
}
