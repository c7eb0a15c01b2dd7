extension Meadow {
    /// Steps along rays until they enter a layer of `thickness` over the soil; the last step is found by
    /// the secant.
    ///
    /// Steps grow by at least 2.5 % of the distance, or rays at grazing angles would run out of them;
    /// the last one ends below the soil or above all hills.
    @inline(never)
    static func march(
        _ rays: Rays, from start: Float, limit: Lanes, over thickness: Float
    ) -> Lanes {
        let origin = rays.origin
        let direction = rays.direction
        var found = Lanes.far
        var live = (direction.y .< 0.20) .& (limit .> start)
        guard live.any else { return found }
        let leaving = select(
            direction.y .< 0,
            (origin.y - lowest) / greater(-direction.y, 1e-6),
            (highest - origin.y) / greater(direction.y, 1e-4))
        // Beyond this the rows of trees stand, or the plain is far below.
        let reach = 60 + 6 * greater(origin.y, 0)
        let end = lesser(lesser(limit, reach), leaving)
        var distance = Lanes(repeating: start)
        var before = Lanes(repeating: start * 0.98)
        var clearance = Lanes(repeating: 0.05)
        for _ in 0..<56 {
            let point = rays.point(at: distance)
            let clear = point.y - thickness - height(point.x, point.z)
            let hit = live .& (clear .< 0.0015 * distance)
            if hit.any {
                let share = clearance / (clearance - lesser(clear, clearance - 1e-4))
                let secant = before + (distance - before) * share
                found = select(hit, select(clear .< 0, secant, distance), found)
                live = live .& .!hit
            }
            before = distance
            clearance = clear
            live = live .& (distance .< end)
            distance = lesser(distance + greater(clear * 1.6, 0.025 * distance), end)
            if !live.any { break }
        }
        return found
    }
}
