/// A point, direction or linear colour for each lane.
struct LaneVector {
    var x: Lanes
    var y: Lanes
    var z: Lanes

    @inline(__always)
    init(_ x: Lanes, _ y: Lanes, _ z: Lanes) {
        self.x = x
        self.y = y
        self.z = z
    }

    @inline(__always)
    init(_ x: Float, _ y: Float, _ z: Float) {
        self.init(Lanes(repeating: x), Lanes(repeating: y), Lanes(repeating: z))
    }

    /// The same vector in every lane.
    @inline(__always)
    init(_ vector: Vector) { self.init(vector.x, vector.y, vector.z) }

    /// The first three numbers of a row of the flat scene.
    @inline(__always)
    init(_ row: SIMD4<Float>) { self.init(row.x, row.y, row.z) }

    /// A grey, or all components equal.
    @inline(__always)
    init(gray: Lanes) { self.init(gray, gray, gray) }

    @inline(__always)
    static var zero: LaneVector { LaneVector(0, 0, 0) }
}

extension LaneVector {
    @inline(__always)
    static func + (a: LaneVector, b: LaneVector) -> LaneVector {
        LaneVector(a.x + b.x, a.y + b.y, a.z + b.z)
    }

    @inline(__always)
    static func - (a: LaneVector, b: LaneVector) -> LaneVector {
        LaneVector(a.x - b.x, a.y - b.y, a.z - b.z)
    }

    @inline(__always)
    static func * (a: LaneVector, b: LaneVector) -> LaneVector {
        LaneVector(a.x * b.x, a.y * b.y, a.z * b.z)
    }

    @inline(__always)
    static func * (a: LaneVector, b: Lanes) -> LaneVector {
        LaneVector(a.x * b, a.y * b, a.z * b)
    }

    @inline(__always)
    static func * (a: LaneVector, b: Float) -> LaneVector { a * Lanes(repeating: b) }

    @inline(__always)
    static func * (a: LaneVector, b: Vector) -> LaneVector {
        LaneVector(a.x * b.x, a.y * b.y, a.z * b.z)
    }

    @inline(__always)
    static func + (a: LaneVector, b: Vector) -> LaneVector {
        LaneVector(a.x + b.x, a.y + b.y, a.z + b.z)
    }

    @inline(__always)
    static prefix func - (a: LaneVector) -> LaneVector { LaneVector(-a.x, -a.y, -a.z) }

    @inline(__always)
    static func += (a: inout LaneVector, b: LaneVector) { a = a + b }
}

@inline(__always)
func dot(_ a: LaneVector, _ b: LaneVector) -> Lanes { a.x * b.x + a.y * b.y + a.z * b.z }

@inline(__always)
func dot(_ a: LaneVector, _ b: Vector) -> Lanes { a.x * b.x + a.y * b.y + a.z * b.z }

@inline(__always)
func normalize(_ a: LaneVector) -> LaneVector { a * (1 / root(dot(a, a))) }

@inline(__always)
func mix(_ a: LaneVector, _ b: LaneVector, _ share: Lanes) -> LaneVector { a + (b - a) * share }

@inline(__always)
func mix(_ a: LaneVector, _ b: Vector, _ share: Lanes) -> LaneVector {
    LaneVector(
        a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share, a.z + (b.z - a.z) * share)
}

@inline(__always)
func mix(_ a: Vector, _ b: Vector, _ share: Lanes) -> LaneVector {
    LaneVector(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share, a.z + (b.z - a.z) * share)
}

@inline(__always)
func select(_ mask: LaneMask, _ a: LaneVector, _ b: LaneVector) -> LaneVector {
    LaneVector(select(mask, a.x, b.x), select(mask, a.y, b.y), select(mask, a.z, b.z))
}

/// The direction `incoming` takes off a mirror with the given normal.
@inline(__always)
func reflect(_ incoming: LaneVector, _ normal: LaneVector) -> LaneVector {
    incoming - normal * (2 * dot(normal, incoming))
}

/// As bright to the eye (BT.601 weights, as the look was tuned with).
@inline(__always)
func luma(_ color: LaneVector) -> Lanes { dot(color, Vector(0.3, 0.59, 0.11)) }

extension SIMD3<Float> {
    /// One colour, as strong in each lane as the lane says.
    @inline(__always)
    static func * (a: Vector, b: Lanes) -> LaneVector {
        LaneVector(a.x * b, a.y * b, a.z * b)
    }
}
