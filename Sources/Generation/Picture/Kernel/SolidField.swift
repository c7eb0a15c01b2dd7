// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// The smooth union of a list of solids, in order.
struct SolidField {
    let rows: UnsafePointer<SIMD4<Float>>

    /// Row offsets; see ``SolidRows``.
    let list: UnsafePointer<Int32>
    let count: Int

    /// The lanes that each solid counts in, for lists made by a packet; nil for lists of a tile.
    ///
    /// So a lane's value does not depend on which solids the other lanes of the packet need.
    let masks: UnsafePointer<LaneMask>?

    /// Distance to the blended surface.
    ///
    /// The blend is the quadratic polynomial smooth minimum (Inigo Quilez).
    @inline(never)
    func distance(_ point: LaneVector) -> Lanes {
        var nearest = Lanes(repeating: 1e3)
        if let masks {
            for entry in 0..<count {
                let solid = rows + Int(list[entry])
                let distance = Solids.distance(Solids.local(point, solid), solid)
                let masked = select(masks[entry], distance, 2e3)
                nearest = blended(nearest, masked, solid[SolidRows.x].w)
            }
        } else {
            for entry in 0..<count {
                let solid = rows + Int(list[entry])
                let distance = Solids.distance(Solids.local(point, solid), solid)
                nearest = blended(nearest, distance, solid[SolidRows.x].w)
            }
        }
        return nearest
    }

    @inline(__always)
    private func blended(_ nearest: Lanes, _ distance: Lanes, _ radius: Float) -> Lanes {
        let overlap = greater(radius - magnitude(nearest - distance), 0)
        return lesser(nearest, distance) - overlap * overlap * (0.25 / radius)
    }

    /// The outward normal, by four taps on a tetrahedron of edge `epsilon`.
    @inline(__always)
    func normal(_ p: LaneVector, epsilon e: Lanes) -> LaneVector {
        let a = distance(LaneVector(p.x + e, p.y - e, p.z - e))
        let b = distance(LaneVector(p.x - e, p.y - e, p.z + e))
        let c = distance(LaneVector(p.x - e, p.y + e, p.z - e))
        let d = distance(LaneVector(p.x + e, p.y + e, p.z + e))
        return normalize(LaneVector(a - b - c + d, c - a - b + d, b - a - c + d))
    }

    /// Sphere tracing from `start` to `limit` in the lanes `live`; ``Lanes/far`` for a miss.
    ///
    /// `tolerance` is per unit of distance: half a pixel, so that thin things do not vanish.
    @inline(never)
    func march(
        _ rays: Rays, from start: Lanes, to limit: Lanes, live: LaneMask, tolerance: Float,
        steps: Int
    ) -> Lanes {
        var live = live
        var t = start
        var hitDistance = Lanes.far
        for _ in 0..<steps {
            let d = distance(rays.point(at: t))
            let hit = live .& (d .< t * tolerance)
            hitDistance = select(hit, t, hitDistance)
            live = live .& .!hit
            t = t + d * 0.93
            live = live .& (t .<= limit)
            if !live.any { break }
        }
        return hitDistance
    }
}
