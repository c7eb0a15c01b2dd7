/// Looks of things that were built: clay, blocks, facets.
extension Painter {
    func clay(_ x: Int, _ y: Int) -> Vector {
        let isPuppet = canvas.kind(x, y) == 1
        // A miniature: the far and the very near blur soon.
        let soft =
            isPuppet
            ? canvas.painted(x, y, radius: canvas.reach(3)) : focused(x, y, wide: 7)
        let u = Float(x) / canvas.unit
        let v = Float(y) / canvas.unit
        let dent = LookMath.noise(u, v, size: 13, seed &+ 8)
        let print = ridges(u, v)
        let strength: Float = isPuppet ? 1 : canvas.kind(x, y) == 0 ? 0.22 : 0.6
        let light = 1 + strength * (0.15 * (dent - 0.5) + 0.085 * print)
        let color = soft.saturated(1.38) * light * Vector(1.06, 1.0, 0.91)
        return color.contrasted(1.05) - 0.02
    }

    /// Thumb prints: wavy ridges that turn from place to place, -1 to 1.
    private func ridges(_ u: Float, _ v: Float) -> Float {
        let bend = LookMath.noise(u, v, size: 70, seed &+ 9) * 26
        let lean = LookMath.noise(u, v, size: 120, seed &+ 10)
        let presence = LookMath.step(0.45, 0.7, LookMath.noise(u, v, size: 55, seed &+ 11))
        return Trigonometry.sine((u * lean + v * (1 - lean)) * 1.15 + bend) * presence
    }

    func pixel(_ x: Int, _ y: Int) -> Vector {
        let side = max(2, Int(canvas.unit * 720 / 128 + 0.5))
        let column = x / side
        let row = y / side
        let middleX = column * side + side / 2
        let middleY = row * side + side / 2
        let color = canvas.mean(middleX, middleY, radius: side / 2).saturated(1.35)
            .contrasted(1.08)
        // Ordered dither after Bayer 1973.
        let order: SIMD16<Float> = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]
        let threshold = (order[(row % 4) * 4 + column % 4] + 0.5) / 16 - 0.5
        let levels: Float = 5
        var flat = (color * levels + threshold * 0.40).rounded(.toNearestOrAwayFromZero) / levels
        let isPuppet = canvas.kind(middleX, middleY) == 1
        let touches =
            canvas.kind(middleX - side, middleY) == 1 || canvas.kind(middleX + side, middleY) == 1
            || canvas.kind(middleX, middleY - side) == 1
            || canvas.kind(middleX, middleY + side) == 1
        if !isPuppet && touches { flat *= 0.25 }
        return flat
    }

    func lowPoly(_ x: Int, _ y: Int) -> Vector {
        // Faces need smaller facets than water and sky.
        let isPuppet = canvas.kind(x, y) == 1
        let side = (isPuppet ? 8.5 : 24) * max(canvas.unit, 0.2)
        let tilt: Float = isPuppet ? 0.10 : canvas.kind(x, y) == 0 ? 0.035 : 0.12
        let point = SIMD2(Float(x) + 0.5, Float(y) + 0.5)
        let home = SIMD2(
            Int((point.x / side).rounded(.down)), Int((point.y / side).rounded(.down)))
        for step in Painter.neighbours {
            let cell = SIMD2(home.x + step.x, home.y + step.y)
            let a = vertex(cell.x, cell.y, side)
            let b = vertex(cell.x + 1, cell.y, side)
            let c = vertex(cell.x, cell.y + 1, side)
            let d = vertex(cell.x + 1, cell.y + 1, side)
            if Painter.triangle(a, b, c, holds: point) { return facet(a, b, c, side, tilt) }
            if Painter.triangle(b, c, d, holds: point) { return facet(b, c, d, side, tilt) }
        }
        return canvas.color(x, y)
    }

    private static let neighbours: [SIMD2<Int>] = [
        SIMD2(0, 0), SIMD2(-1, 0), SIMD2(0, -1), SIMD2(1, 0), SIMD2(0, 1), SIMD2(-1, -1),
        SIMD2(1, -1), SIMD2(-1, 1), SIMD2(1, 1),
    ]

    private func vertex(_ column: Int, _ row: Int, _ side: Float) -> SIMD2<Float> {
        SIMD2(
            (Float(column) + 0.7 * (LookMath.hash(column, row, seed &+ 21) - 0.5)) * side,
            (Float(row) + 0.7 * (LookMath.hash(column, row, seed &+ 22) - 0.5)) * side)
    }

    private static func triangle(
        _ a: SIMD2<Float>, _ b: SIMD2<Float>, _ c: SIMD2<Float>, holds p: SIMD2<Float>
    ) -> Bool {
        func side(_ from: SIMD2<Float>, _ to: SIMD2<Float>) -> Float {
            (to.x - from.x) * (p.y - from.y) - (to.y - from.y) * (p.x - from.x)
        }
        let first = side(a, b)
        let second = side(b, c)
        let third = side(c, a)
        return (first >= 0 && second >= 0 && third >= 0)
            || (first <= 0 && second <= 0 && third <= 0)
    }

    /// One flat colour, lighter or darker by up to `tilt` as facets lean to or from the light.
    private func facet(
        _ a: SIMD2<Float>, _ b: SIMD2<Float>, _ c: SIMD2<Float>, _ side: Float, _ tilt: Float
    ) -> Vector {
        let middle = (a + b + c) * (1 / 3)
        let x = Int(middle.x)
        let y = Int(middle.y)
        let color = canvas.mean(x, y, radius: max(1, Int(side * 0.22)))
        let lean = LookMath.hash(Int(a.x * 8), Int(b.y * 8), seed &+ 23) - 0.5
        return color.saturated(1.3) * (1 + 2 * tilt * lean)
    }
}
