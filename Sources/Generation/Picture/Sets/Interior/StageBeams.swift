// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Beams of spotlights over a stage: cones of lit haze and the pools they make.
struct StageBeams {
    private let first: Int
    private let count: Int
    private let time: Float

    /// Five beams from the flies that swing slowly; the middle one rests on the subject.
    ///
    /// Rows: source and growth of the radius along the axis; axis; colour.
    init(_ scene: Scene, isOn: Bool, table: inout [SIMD4<Float>]) {
        first = table.count
        count = isOn ? 5 : 0
        time = scene.time
        let colors = [
            Vector(0.95, 0.10, 0.62), Vector(0.10, 0.55, 1.1), Vector(1.15, 1.02, 0.80),
            Vector(0.40, 0.16, 1.1), Vector(1.1, 0.45, 0.08),
        ]
        for index in 0..<count {
            let number = Float(index) - 2
            let isMain = index == 2
            let source = Vector(number * 2.1, 5.6, isMain ? 1.2 : -1.9)
            let swing = isMain ? 0 : 1.1 * Trigonometry.sine(time * 0.55 + number * 1.9)
            let foot = Vector(number * 0.95 + swing, 0, isMain ? 0 : -1.3)
            table.append(SIMD4(source, isMain ? 0.20 : 0.13))
            table.append(SIMD4((foot - source).normalized, 0))
            table.append(SIMD4(colors[index], isMain ? 1 : 0))
        }
    }

    @inline(__always)
    func over(
        _ color: LaneVector, _ rays: Rays, _ distance: Lanes, in tile: Tile
    ) -> LaneVector {
        guard count > 0 else { return color }
        return color + haze(rays, distance, in: tile)
    }

    /// What the haze in the beams sends to the eye: by how near each ray comes to their axes.
    @inline(never)
    private func haze(_ rays: Rays, _ distance: Lanes, in tile: Tile) -> LaneVector {
        var sum = LaneVector.zero
        for index in 0..<count {
            let row = tile.table + (first + 3 * index)
            let axis = Vector(row[1].x, row[1].y, row[1].z)
            let offset = rays.origin - LaneVector(row[0])
            let across = dot(rays.direction, axis)
            let ownWay = dot(offset, axis)
            let rayWay = dot(offset, rays.direction)
            let skew = greater(1 - across * across, 0.02)
            let t = lesser(greater((ownWay * across - rayWay) / skew, 0), distance)
            let along = ownWay + across * t
            let point = offset + rays.direction * t
            let square = greater(dot(point, point) - along * along, 0)
            let radius = 0.10 + greater(along, 0) * row[0].w
            let inside = saturate(1 - square / (radius * radius))
            let fade = smoothstep(0, 0.4, along) / (1 + along * 0.22)
            let smoke =
                0.75 + 0.5 * Noise.value(point.x * 1.4 + time * 0.2, point.y * 1.4 - time * 0.12)
            let strength = 0.20 - 0.09 * row[2].w
            sum += LaneVector(row[2]) * (inside * inside * fade * smoke * strength)
        }
        return sum
    }

    /// Pools of light on the floor and what stands there.
    @inline(__always)
    func pools(at point: LaneVector, in tile: Tile) -> LaneVector {
        guard count > 0 else { return .zero }
        return spots(point, in: tile)
    }

    @inline(never)
    private func spots(_ point: LaneVector, in tile: Tile) -> LaneVector {
        var sum = LaneVector.zero
        for index in 0..<count {
            let row = tile.table + (first + 3 * index)
            let offset = point - LaneVector(row[0])
            let along = dot(offset, Vector(row[1].x, row[1].y, row[1].z))
            let square = greater(dot(offset, offset) - along * along, 0)
            let radius = 0.12 + greater(along, 0) * row[0].w
            let inside = smoothstep(1.1, 0.72, root(square) / radius)
            sum += LaneVector(row[2]) * (inside * (1.7 + 0.9 * row[2].w))
        }
        return sum
    }
}
