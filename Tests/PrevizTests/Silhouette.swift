import Picture

/// Points on the outside of solids, and where a camera sees them.
enum Silhouette {
    static func points(of primitive: Primitive) -> [Vector] {
        let frame = primitive.placement
        switch primitive.shape {
        case .ellipsoid(let radii):
            return directions.map { frame.point($0.normalized * radii) }
        case .roundCone(let start, let end, let height):
            return directions.flatMap {
                [
                    frame.point($0.normalized * start),
                    frame.point($0.normalized * end + Vector(0, height, 0)),
                ]
            }
        case .box(let half, _):
            return directions.map { frame.point($0 * half) }
        case .canopy(let radius, let extent, _):
            let rim = (radius * radius - extent * extent).squareRoot()
            return ring.map { frame.point(Vector($0.x * extent, rim, $0.y * extent)) }
                + [frame.point(Vector(0, radius, 0))]
        case .skirt(let top, let bottom, let height, let shear):
            return ring.flatMap {
                [
                    frame.point(Vector($0.x * top.x, 0, $0.y * top.y)),
                    frame.point(
                        Vector($0.x * bottom.x + shear.x, height, $0.y * bottom.y + shear.y)),
                ]
            }
        case .band(let radius, _, let half, _, _):
            return ring.map { frame.point(Vector($0.x * radius, half, $0.y * radius)) }
        case .cylinder(let radius, let half, _):
            return ring.flatMap {
                [
                    frame.point(Vector($0.x * radius, half, $0.y * radius)),
                    frame.point(Vector($0.x * radius, -half, $0.y * radius)),
                ]
            }
        case .ring(let radius, let tube):
            let wide = radius + tube
            return ring.map { frame.point(Vector($0.x * wide, 0, $0.y * wide)) }
        }
    }

    /// Towards the faces, edges and corners of a cube.
    private static let directions: [Vector] = (0..<27).compactMap { index in
        let x = Float(index % 3) - 1
        let y = Float(index / 3 % 3) - 1
        let z = Float(index / 9) - 1
        return index == 13 ? nil : Vector(x, y, z)
    }

    private static let ring: [SIMD2<Float>] = [
        SIMD2(1, 0), SIMD2(0.7, 0.7), SIMD2(0, 1), SIMD2(-0.7, 0.7), SIMD2(-1, 0),
        SIMD2(-0.7, -0.7), SIMD2(0, -1), SIMD2(0.7, -0.7),
    ]

    /// Lowest and highest place in the picture of everything in `scene`; the edges are -1 and 1.
    static func bounds(of scene: Scene, aspect: Float) -> (low: SIMD2<Float>, high: SIMD2<Float>) {
        var low = SIMD2<Float>(repeating: 1e9)
        var high = SIMD2<Float>(repeating: -1e9)
        let camera = scene.camera
        for point in scene.primitives.flatMap(points) {
            let offset = point - camera.origin
            let depth = max(offset.dot(camera.forward), 0.01)
            let place = SIMD2(
                offset.dot(camera.right) / (depth * camera.tangent * aspect),
                offset.dot(camera.up) / (depth * camera.tangent))
            low = pointwiseMin(low, place)
            high = pointwiseMax(high, place)
        }
        return (low, high)
    }

    /// Whether `point` is inside an ellipsoid or a round cone.
    static func covers(_ primitive: Primitive, _ point: Vector) -> Bool {
        let frame = primitive.placement
        let offset = point - frame.origin
        let local = Vector(offset.dot(frame.x), offset.dot(frame.y), offset.dot(frame.z))
        switch primitive.shape {
        case .ellipsoid(let radii):
            let scaled = local / radii
            return scaled.dot(scaled) < 1
        case .roundCone(let start, let end, let height):
            let part = min(max(local.y / height, 0), 1)
            let away = (local - Vector(0, part * height, 0)).length
            return away < start + (end - start) * part
        case .box, .canopy, .skirt, .band, .cylinder, .ring:
            return false
        }
    }

    static func isCone(_ primitive: Primitive) -> Bool {
        if case .roundCone = primitive.shape { true } else { false }
    }

    /// Whether `primitive` is a coat or a skirt, not the end of a scarf.
    static func isWideSkirt(_ primitive: Primitive) -> Bool {
        if case .skirt(_, let bottom, _, _) = primitive.shape { bottom.x > 0.08 } else { false }
    }

    /// How far the knee at the end of `thigh` reaches: below 1 inside the skirt, 1 at its cloth.
    ///
    /// A knee above the waist or below the hem is not the skirt's to cover: 0.
    static func part(ofKneeOf thigh: Primitive, outside skirt: Primitive) -> Float {
        guard case .roundCone(_, let radius, let length) = thigh.shape,
            case .skirt(let top, let bottom, let height, let shear) = skirt.shape
        else { return 0 }
        let frame = skirt.placement
        let offset = thigh.placement.point(Vector(0, length, 0)) - frame.origin
        let depth = offset.dot(frame.y) / height
        guard 0...1 ~= depth else { return 0 }
        return ring.map { direction in
            let x = offset.dot(frame.x) + direction.x * radius - depth * depth * shear.x
            let z = offset.dot(frame.z) + direction.y * radius - depth * shear.y
            let wide = top + (bottom - top) * depth
            return ((x / wide.x) * (x / wide.x) + (z / wide.y) * (z / wide.y)).squareRoot()
        }.max() ?? 0
    }
}

extension Scene {
    /// Whether every number is finite.
    var isFinite: Bool {
        let camera = [camera.origin, camera.right, camera.up, camera.forward]
        let solids = primitives.flatMap {
            Silhouette.points(of: $0) + [$0.placement.origin, $0.surface.color]
        }
        let specks = particles.flatMap { [$0.center, $0.color, Vector($0.radius, $0.opacity, 0)] }
        return (camera + solids + specks).allSatisfy {
            $0.x.isFinite && $0.y.isFinite && $0.z.isFinite
        }
    }
}
