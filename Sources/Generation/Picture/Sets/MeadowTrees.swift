/// Three rows of trees round the meadow, paler with distance.
///
/// Each row stands on a cylinder round the camera. Moving the camera shifts the rows by its way over
/// their distance, which gives parallax; crowns repeat after a whole turn, so there is no seam.
struct MeadowTrees {
    private let sunlit: Vector
    private let shaded: Vector
    private let haze: Vector
    private let snow: Float
    private let salt: Int32

    init(_ scene: Scene) {
        sunlit = scene.light.keyColor * Vector(0.132, 0.240, 0.050)
        shaded = scene.light.ambient * Vector(0.037, 0.160, 0.037)
        haze = scene.light.skyHorizon
        snow = smoothstep(0, 0.5, scene.weather.snow)
        salt = Int32(scene.seed % 1024) * 16
    }
}

/// A row of trees as numbers.
private struct Row {
    var index: Int32
    var distance: Float

    /// Height of the land there, how much it swells, and how often in a turn.
    var base: Float
    var swell: Float
    var swells: Float

    /// Crowns in a turn; their height; softness of their outline.
    var crowns: Float
    var height: Float
    var softness: Float

    /// Share of haze, and how densely it hides the sky.
    var haze: Float
    var density: Float

    static var all: (far: Row, middle: Row, near: Row) {
        (
            Row(
                index: 0, distance: 150, base: 5.5, swell: 2.6, swells: 6, crowns: 171,
                height: 1.6, softness: 0.8, haze: 0.50, density: 1),
            Row(
                index: 2, distance: 80, base: 2.3, swell: 1.5, swells: 4, crowns: 120,
                height: 2.6, softness: 0.30, haze: 0.18, density: 0.97),
            Row(
                index: 4, distance: 44, base: 0.9, swell: 1.1, swells: 4, crowns: 84,
                height: 2.5, softness: 0.14, haze: 0, density: 1)
        )
    }
}

extension MeadowTrees {
    @inline(__always)
    func over(
        _ sky: LaneVector, _ view: SkyDirection, from eye: LaneVector, heading: Float
    ) -> LaneVector {
        let level = root(squared(view.ray.x) + squared(view.ray.z)) + 1e-4
        let shift = (eye.z * view.ray.x - eye.x * view.ray.z) / level
        let azimuth = view.azimuth + heading
        let rows = Row.all
        var color = plant(rows.far, over: sky, view, azimuth, shift, eye)
        color = plant(rows.middle, over: color, view, azimuth, shift, eye)
        return plant(rows.near, over: color, view, azimuth, shift, eye)
    }

    /// One row: land that swells, with two ranks of round crowns on it, ragged by noise.
    @inline(never)
    private func plant(
        _ row: Row, over sky: LaneVector, _ view: SkyDirection, _ azimuth: Lanes, _ shift: Lanes,
        _ eye: LaneVector
    ) -> LaneVector {
        let angle = azimuth + shift * (1 / row.distance)
        let height = eye.y + view.rise * row.distance
        let cell = 6.2831853 * row.distance / row.crowns
        let land =
            row.base + row.swell * sine(angle * row.swells + 1.3)
            + row.swell * 0.4 * sine(angle * (row.swells * 3 - 1) + 0.4)
        guard (height - land .< row.height * 1.6).any else { return sky }
        let along = view.folded * row.distance + shift
        let ragged = Noise.fractal(along * (2.2 / cell), height * (2.6 / cell)) + 0.03
        var top = land
        var light = Lanes(repeating: 0.35)
        for rank in 0..<2 {
            let place =
                angle * (row.crowns / 6.2831853) + (ragged - 0.5) * 0.8 + Float(rank) * 7.5
            let index = floor(place)
            let wrapped = index - floor(index * (1 / row.crowns)) * row.crowns
            let chance = Noise.hashPair(
                LaneIntegers(truncating: wrapped) &+ salt,
                LaneIntegers(repeating: row.index + Int32(rank)))
            let across = (place - index - 0.5) * 2
            let dome = root(greater(1 - across * across, 0))
            let crown = land + row.height * (0.15 + 0.85 * chance.first) * dome
            let higher = crown .> top
            top = select(higher, crown, top)
            let side = 0.50 + 0.45 * across * view.sunSide + 0.10 * across
            light = select(higher, side + 0.25 * (chance.second - 0.5), light)
        }
        top = top + (ragged - 0.5) * (0.55 * row.height)
        let cover = smoothstep(0, row.softness, top - height)
        let foot = 0.45 * saturate((height - land) * (1 / row.height)) - 0.15
        let lit = saturate(light + 1.5 * (ragged - 0.5) + foot)
        var color = mix(shaded, sunlit, lit)
        if snow > 0 {
            color = mix(color, haze * 0.8, lit * (0.7 * snow))
        }
        color = mix(color, haze, Lanes(repeating: row.haze))
        return mix(sky, color, cover * row.density)
    }
}
