// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// What is cut out of cards: the parts of a sheet that are there.
enum SceneryCutout {
    /// Positive inside; `u` and `v` run from -1 to 1 across a card and up.
    @inline(never)
    static func cover(_ u: Lanes, _ v: Lanes, _ row: UnsafePointer<SIMD4<Float>>) -> Lanes {
        let paint = row[1].w
        if paint == Piece.Paint.fronds.rawValue { return fronds(u, v) }
        if paint == Piece.Paint.coral.rawValue { return coral(u, v, seed: row[2].w) }
        return reeds(u, v, seed: row[2].w, count: row[3].w)
    }

    /// One blade a cell, each with its own height and lean.
    @inline(__always)
    private static func reeds(_ u: Lanes, _ v: Lanes, seed: Float, count: Float) -> Lanes {
        let rise = v * 0.5 + 0.5
        var cover = Lanes(repeating: -1)
        for layer in 0..<2 {
            let place = (u * 0.5 + 0.5) * count + Float(layer) * 0.5
            let bent = place + rise * rise * (0.9 - 1.8 * Float(layer))
            let cell = floor(bent)
            let chance = Noise.hashPair(
                LaneIntegers(truncating: cell),
                LaneIntegers(repeating: Int32(seed * 4096) &+ Int32(layer)))
            let top = 0.45 + 0.55 * chance.first
            let width = 0.34 * (1 - rise / top)
            let off = magnitude(bent - cell - 0.35 - 0.3 * chance.second)
            cover = greater(cover, width - off)
        }
        return cover
    }

    /// Leaves of a palm: arcs that droop to both sides, with notched edges.
    @inline(__always)
    private static func fronds(_ u: Lanes, _ v: Lanes) -> Lanes {
        let side = magnitude(u)
        let notch = magnitude(fraction(side * 11) - 0.5)
        var cover = Lanes(repeating: -1)
        for frond in 0..<5 {
            let number = Float(frond)
            let rise = 1.55 - 0.62 * number
            let drop = 1.25 - 0.10 * number
            let reach = 0.98 - 0.07 * abs(number - 2)
            let arc = rise * side - drop * side * side
            let width = (0.115 - 0.055 * notch) * (1.05 - side * (1 / reach))
            cover = greater(cover, width - magnitude(v - arc))
        }
        return cover
    }

    /// A fan of branches that fork from the foot.
    @inline(__always)
    private static func coral(_ u: Lanes, _ v: Lanes, seed: Float) -> Lanes {
        let height = v * 0.5 + 0.5
        let radius = root(u * u * 0.8 + height * height)
        let angle = u / (height + 0.12)
        let warp = Noise.value(u * 5 + seed * 31, height * 5)
        let coarse = sine(angle * 5 + warp * 3 + seed * 20)
        let fine = sine(angle * 13 + warp * 5 - seed * 9)
        let branch = mix(coarse, fine, smoothstep(0.35, 0.75, radius)) + 0.35
        let edge = 1 - radius * (1.02 + 0.16 * warp)
        return lesser(branch, edge * 6)
    }
}
