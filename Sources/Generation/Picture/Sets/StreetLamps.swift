/// The lamps of the street: signs, street lamps, headlights, as short vertical lines of light.
struct StreetLamps {
    private let first: Int
    private let count: Int

    /// How much the air scatters: more in rain and fog.
    private let air: Float

    init(_ lamps: [StreetLamp], fogDensity: Float, table: inout [SIMD4<Float>]) {
        first = table.count
        count = lamps.count
        air = min(max(fogDensity / 0.022, 0.5), 1.3)
        for lamp in lamps {
            table.append(SIMD4(lamp.center, lamp.softness))
            table.append(SIMD4(lamp.color * lamp.weight, lamp.half))
        }
    }

    /// Diffuse light on a surface; heights along a lamp count as level with it.
    @inline(never)
    func light(
        at point: LaneVector, normal: LaneVector, wrap: Float, in tile: Tile
    ) -> LaneVector {
        var sum = LaneVector.zero
        for index in 0..<count {
            let place = tile.table[first + 2 * index]
            let color = tile.table[first + 2 * index + 1]
            var offset = LaneVector(place) - point
            let beyond = greater(magnitude(offset.y) - color.w, 0)
            offset.y = select(offset.y .> 0, beyond, -beyond)
            let inverse = 1 / root(dot(offset, offset) + place.w)
            let cosine = dot(offset, normal) * inverse
            let facing = greater((cosine + wrap) * (1 / (1 + wrap)), 0)
            sum += LaneVector(color) * (facing * inverse * inverse)
        }
        return sum
    }

    /// Lamps mirrored in a glossy surface.
    @inline(never)
    func glint(at point: LaneVector, reflected: LaneVector, in tile: Tile) -> LaneVector {
        var sum = LaneVector.zero
        for index in 0..<count {
            var offset = LaneVector(tile.table[first + 2 * index]) - point
            offset.y = offset.y * 0.55
            let square = dot(offset, offset) + 0.3
            let towards = saturate(dot(offset, reflected) * (1 / root(square)))
            let eighth = squared(squared(squared(towards)))
            let sharp = squared(eighth)
            sum += LaneVector(tile.table[first + 2 * index + 1]) * (sharp * 1.6 / (square + 1.5))
        }
        return sum * 0.9
    }

    /// Light that wet air scatters towards the eye: the closest approach of the ray to each lamp.
    @inline(never)
    func glow(_ rays: Rays, until distance: Lanes, in tile: Tile) -> LaneVector {
        var sum = LaneVector.zero
        for index in 0..<count {
            let color = tile.table[first + 2 * index + 1]
            let offset = LaneVector(tile.table[first + 2 * index]) - rays.origin
            let nearest = lesser(greater(dot(offset, rays.direction), 0), distance)
            let gap = offset - rays.direction * nearest
            let beyond = greater(magnitude(gap.y) - color.w, 0)
            let square = gap.x * gap.x + gap.z * gap.z + beyond * beyond
            // 0.0100 / (s + 0.10) close by and 0.0013 / (0.12 s + 0.3) wide, over one divisor.
            let strength =
                (square * 0.0025 + 0.00313) / (square * (square * 0.12 + 0.312) + 0.03)
            sum += LaneVector(color) * strength
        }
        return sum * air
    }
}
