/// Dunes, peaks or crater rims on the horizon: two rows of ridges as a function of the azimuth.
///
/// Heights are noise over the unit circle of horizontal directions, so they have no seam.
struct LandRidges {
    private let sunlit: Vector
    private let shaded: Vector
    private let snow: Vector
    private let haze: Vector
    private let shift: Float

    /// Tangents of elevation: foot and height of the far row; the near row is lower.
    private let foot: Float
    private let height: Float

    /// Ridges a turn, and the tangent above which snow lies.
    private let count: Float
    private let snowline: Float

    /// Whether ridges end in crests rather than in domes.
    private let isRocky: Bool

    /// Share of haze over the far row.
    private let veil: Float

    init(_ scene: Scene, _ land: Scene.Land) {
        let light = scene.light
        let key = light.keyColor * 0.34
        let sky = light.ambient * 0.42
        shift = Float(scene.seed % 997) * 0.37
        haze = light.skyHorizon
        snow = key * 1.25 + sky * 0.9
        isRocky = land == .mountains || land == .snowfield || land == .volcano
        let rock: Vector
        switch land {
        case .desert:
            rock = Vector(0.86, 0.47, 0.17)
            (foot, height, count, snowline, veil) = (-0.012, 0.085, 2.3, 9, 0.42)
        case .snowfield:
            rock = Vector(0.62, 0.70, 0.84)
            (foot, height, count, snowline, veil) = (0.0, 0.16, 3.2, 0.045, 0.40)
        case .mountains:
            rock = Vector(0.28, 0.27, 0.27)
            (foot, height, count, snowline, veil) = (0.02, 0.34, 3.4, 0.15, 0.30)
        case .volcano:
            rock = Vector(0.16, 0.12, 0.115)
            (foot, height, count, snowline, veil) = (0.0, 0.13, 3.1, 9, 0.35)
        case .road:
            rock = Vector(0.20, 0.34, 0.11)
            (foot, height, count, snowline, veil) = (0.01, 0.15, 2.4, 9, 0.42)
        case .moon:
            rock = Vector(0.40, 0.40, 0.40)
            (foot, height, count, snowline, veil) = (-0.01, 0.09, 2.8, 9, 0)
        case .mars:
            rock = Vector(0.62, 0.23, 0.09)
            (foot, height, count, snowline, veil) = (-0.01, 0.14, 2.6, 9, 0.45)
        }
        sunlit = rock * (key * 1.5 + sky)
        shaded = rock * (sky * 1.1 + key * 0.15)
    }

    @inline(never)
    func over(_ background: LaneVector, _ direction: LaneVector) -> LaneVector {
        let level =
            1
            / root(
                greater(direction.x * direction.x + direction.z * direction.z, 1e-4))
        let x = direction.x * level
        let z = direction.z * level
        let rise = direction.y * level
        let far = row(
            over: background, x, z, rise, scale: count, height: height, foot: foot, haze: veil)
        return row(
            over: far, x, z, rise, scale: count * 1.7, height: height * 0.45, foot: foot * 0.5,
            haze: veil * 0.45)
    }

    @inline(__always)
    private func row(
        over background: LaneVector, _ x: Lanes, _ z: Lanes, _ rise: Lanes, scale: Float,
        height: Float, foot: Float, haze share: Float
    ) -> LaneVector {
        let offset = shift + scale
        let here = Noise.fractal(x * scale + offset, z * scale + offset)
        let beside = Noise.fractal(
            (x - z * 0.035) * scale + offset, (z + x * 0.035) * scale + offset)
        var profile = smoothstep(0.22, 0.72, here)
        if isRocky {
            let crease = Noise.fractal(x * (scale * 3.1) + offset, z * (scale * 3.1) - offset)
            let signed = 2 * crease - 0.94
            let crest = 1 - greater(signed, -signed) * 1.6
            profile = saturate((here - 0.24) * 2.3) * (0.70 + 0.42 * crest)
        }
        let top = profile * height + foot
        // Slopes that fall towards the sun's side of the picture are lit.
        let detail = Noise.fractal(x * (scale * 5) + offset, rise * 26 + z * (scale * 5))
        let lit = saturate((here - beside) * 9 + (detail - 0.45) * 1.6 + 0.5)
        var color = mix(shaded, sunlit, lit)
        let white = smoothstep(snowline, snowline + 0.06, rise + (detail - 0.47) * 0.16)
        color = mix(color, LaneVector(snow) * (lit * 0.55 + 0.45), white)
        color = mix(color, LaneVector(haze), Lanes(repeating: share) * (1 - 0.5 * profile))
        return mix(background, color, saturate((top - rise) * 700))
    }
}
