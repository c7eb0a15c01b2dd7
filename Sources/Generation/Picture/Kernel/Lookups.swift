// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

extension Tile {
    /// Soft shadow of all puppets towards the key light: 1 is lit.
    ///
    /// The penumbra is the closest approach over the distance (Inigo Quilez), as wide as the doc of
    /// the meadow says.
    @inline(never)
    func shadow(at point: LaneVector, active: LaneMask) -> Lanes {
        let direction = scene.light.key
        var result = Lanes(repeating: 1)
        for index in 0..<scene.layout.puppetCount {
            let puppet = scene.rows + (scene.layout.puppets + index * PuppetRows.stride)
            let sphere = puppet[PuppetRows.sphere]
            let offset = LaneVector(sphere) - point
            let along = dot(offset, direction)
            let square = dot(offset, offset) - along * along
            let reach = sphere.w + 0.15 * greater(along, 0)
            let live = active .& (square .<= reach * reach) .& (along .>= 0 - reach)
            if !live.any { continue }
            let list = SolidList(puppet, scene.rows, scratch.solids, scratch.masks)
            let count = list.gather(along: Rays(point, direction), live: live, spread: 0.15)
            if count == 0 { continue }
            let half = root(greater(reach * reach - square, 0))
            let field = SolidField(
                rows: scene.rows, list: scratch.solids, count: count, masks: scratch.masks)
            result = select(
                live,
                lesser(
                    result,
                    penumbra(
                        field, Rays(point, direction), from: greater(along - half, 0.03),
                        to: along + half, live: live)),
                result)
        }
        return result
    }

    @inline(never)
    private func penumbra(
        _ field: SolidField, _ rays: Rays, from start: Lanes, to limit: Lanes, live: LaneMask
    ) -> Lanes {
        var live = live
        var t = start
        var result = Lanes(repeating: 1)
        for _ in 0..<20 {
            let d = field.distance(rays.point(at: t))
            result = select(live, lesser(result, 0.5 + 0.5 * d * 7 / (t + 0.07)), result)
            t = t + lesser(greater(d, 0.025), 0.25)
            live = live .& (result .>= 0) .& (t .<= limit)
            if !live.any { break }
        }
        result = greater(result, 0)
        return result * result * (3 - 2 * result)
    }

    /// How open a surface of a puppet is to the sky, from two taps along the normal.
    @inline(never)
    func occlusion(at point: LaneVector, normal: LaneVector, active: LaneMask) -> Lanes {
        var near = Lanes(repeating: 1e3)
        var wide = Lanes(repeating: 1e3)
        for index in 0..<scene.layout.puppetCount {
            let puppet = scene.rows + (scene.layout.puppets + index * PuppetRows.stride)
            let count = gather(puppet, around: point, reach: 0.36, active: active)
            if count == 0 { continue }
            let field = SolidField(
                rows: scene.rows, list: scratch.solids, count: count, masks: scratch.masks)
            near = lesser(near, field.distance(point + normal * 0.06))
            wide = lesser(wide, field.distance(point + normal * 0.18))
        }
        return saturate(0.27 + near * (0.73 / 0.06)) * saturate(0.37 + wide * (0.63 / 0.18))
    }

    /// How open a point of the ground is to the sky past the puppets close above it: 1 is open.
    @inline(never)
    func contact(at point: LaneVector, active: LaneMask) -> Lanes {
        let reach: Float = 0.45
        var nearest = Lanes(repeating: reach)
        for index in 0..<scene.layout.puppetCount {
            let puppet = scene.rows + (scene.layout.puppets + index * PuppetRows.stride)
            let count = gather(puppet, around: point, reach: reach, active: active)
            if count == 0 { continue }
            let field = SolidField(
                rows: scene.rows, list: scratch.solids, count: count, masks: scratch.masks)
            nearest = lesser(nearest, field.distance(point))
        }
        let open = saturate(nearest * (1 / reach))
        return 0.22 + 0.78 * open * (2 - open)
    }

    /// Lists the solids of `puppet` within `reach` of the active lanes' points, with their lanes.
    @inline(__always)
    private func gather(
        _ puppet: UnsafePointer<SIMD4<Float>>, around point: LaneVector, reach: Float,
        active: LaneMask
    ) -> Int {
        let sphere = puppet[PuppetRows.sphere]
        let offset = LaneVector(sphere) - point
        let limit = sphere.w + reach
        let live = active .& (dot(offset, offset) .< limit * limit)
        if !live.any { return 0 }
        return SolidList(puppet, scene.rows, scratch.solids, scratch.masks)
            .gather(around: point, live: live, reach: reach)
    }
}

/// Makes the short list of those solids of a puppet that matter to a packet.
struct SolidList {
    let puppet: UnsafePointer<SIMD4<Float>>
    let rows: UnsafePointer<SIMD4<Float>>
    let solids: UnsafeMutablePointer<Int32>
    let masks: UnsafeMutablePointer<LaneMask>

    @inline(__always)
    init(
        _ puppet: UnsafePointer<SIMD4<Float>>, _ rows: UnsafePointer<SIMD4<Float>>,
        _ solids: UnsafeMutablePointer<Int32>, _ masks: UnsafeMutablePointer<LaneMask>
    ) {
        self.puppet = puppet
        self.rows = rows
        self.solids = solids
        self.masks = masks
    }

    /// Solids within a cone round each ray, `spread` wide per unit of distance.
    @inline(never)
    func gather(along rays: Rays, live: LaneMask, spread: Float) -> Int {
        var count = 0
        let range = puppet[PuppetRows.range]
        for index in Int(range.x)..<Int(range.x + range.y) {
            let offset = index * SolidRows.stride
            let sphere = rows[offset + SolidRows.sphere]
            let toCenter = LaneVector(sphere) - rays.origin
            let along = dot(toCenter, rays.direction)
            let width = sphere.w + 0.02 + spread * greater(along, 0)
            let square = dot(toCenter, toCenter) - along * along
            let mask = live .& (along .> 0 - width) .& (square .< width * width)
            if mask.any {
                solids[count] = Int32(truncatingIfNeeded: offset)
                masks[count] = mask
                count += 1
            }
        }
        return count
    }

    /// Solids whose blended surface comes within `reach` of each point.
    @inline(never)
    func gather(around point: LaneVector, live: LaneMask, reach: Float) -> Int {
        var count = 0
        let range = puppet[PuppetRows.range]
        for index in Int(range.x)..<Int(range.x + range.y) {
            let offset = index * SolidRows.stride
            let sphere = rows[offset + SolidRows.sphere]
            let toCenter = LaneVector(sphere) - point
            let width = sphere.w + reach
            let mask = live .& (dot(toCenter, toCenter) .< width * width)
            if mask.any {
                solids[count] = Int32(truncatingIfNeeded: offset)
                masks[count] = mask
                count += 1
            }
        }
        return count
    }
}

extension Rays {
    @inline(__always)
    init(_ origin: LaneVector, _ direction: Vector) {
        self.init(origin: origin, direction: LaneVector(direction))
    }
}
