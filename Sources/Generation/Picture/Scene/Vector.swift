/// A point, direction or linear colour of a scene; world units are metres, y is up.
public typealias Vector = SIMD3<Float>

extension SIMD3<Float> {
    public static let up = Vector(0, 1, 0)

    public func dot(_ other: Vector) -> Float {
        x * other.x + y * other.y + z * other.z
    }

    public func cross(_ other: Vector) -> Vector {
        Vector(
            y * other.z - z * other.y,
            z * other.x - x * other.z,
            x * other.y - y * other.x)
    }

    public var length: Float { dot(self).squareRoot() }

    /// Unit length; undefined for the zero vector.
    public var normalized: Vector { self / length }
}

/// An orthonormal frame in the world: where a part of a puppet is and how it is turned.
public struct Placement: Equatable, Sendable {
    public var x: Vector
    public var y: Vector
    public var z: Vector
    public var origin: Vector

    public init(x: Vector, y: Vector, z: Vector, origin: Vector) {
        self.x = x
        self.y = y
        self.z = z
        self.origin = origin
    }

    public static let identity = Placement(
        x: Vector(1, 0, 0), y: Vector(0, 1, 0), z: Vector(0, 0, 1), origin: .zero)

    /// The world point of a local one.
    public func point(_ local: Vector) -> Vector {
        origin + direction(local)
    }

    /// The world direction of a local one.
    public func direction(_ local: Vector) -> Vector {
        x * local.x + y * local.y + z * local.z
    }
}
