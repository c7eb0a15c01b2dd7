/// A sky of haze, sun or moon, drifting clouds and stars, coloured by ``Light``.
struct OpenSky {
    let light: Light
    let time: Float
    let seed: UInt32

    /// Without clouds and disc: for reflections, and behind everything.
    @inline(__always)
    static func smooth(_ light: Light, _ direction: LaneVector) -> LaneVector {
        let up = greater(direction.y, 0)
        let s = greater(dot(direction, light.sun), 0)
        var haze = 1 / (1 + 7 * up)
        haze = haze * haze
        let s4 = squared(s * s)
        var s32 = s4 * s4
        s32 = s32 * s32
        s32 = s32 * s32
        let glow = 0.22 * s4 * haze + 0.55 * s32
        return mix(light.skyZenith, light.skyHorizon, haze) + light.sunColor * glow
    }

    @inline(never)
    func color(_ direction: LaneVector) -> LaneVector {
        var c = OpenSky.smooth(light, direction)
        let s = greater(dot(direction, light.sun), 0)
        if light.night > 0 { c += stars(direction) }
        var s8 = squared(s * s)
        s8 = s8 * s8
        var s256 = s8 * s8
        for _ in 0..<4 { s256 *= s256 }
        let disc = 12 * smoothstep(0.99972, 0.99985, s) + 0.9 * s256
        c += (light.sunColor + Vector(0, 0.20, 0.27) * light.sunColor.x) * disc
        return clouds(over: c, direction, s)
    }

    /// Two layers of noise on a plane overhead; the second, sought towards the sun, shades the first.
    @inline(__always)
    private func clouds(over sky: LaneVector, _ direction: LaneVector, _ s: Lanes) -> LaneVector {
        let up = direction.y
        let scale = 1.1 / (greater(up, 0.01) + 0.12)
        let u = direction.x * scale + (time * 0.02 + Float(seed & 15))
        let v = direction.z * scale + 3.7
        let density = Noise.fractal(u, v)
        let least = 0.62 - 0.5 * light.cloudCover
        let cover = select(up .> 0.01, smoothstep(least, least + 0.25, density), 0)
        if !(cover .> 0).any { return sky }
        let towards = Noise.fractal(u + light.sun.x * 0.22, v + light.sun.z * 0.22)
        let dark = light.skyHorizon * 0.82 + light.sunColor * 0.06
        let bright = light.skyHorizon * 0.9 + light.sunColor * 0.7
        var cloud = mix(dark, bright, saturate(0.55 + 1.6 * (density - towards)))
        let s4 = squared(s * s)
        cloud += light.sunColor * (s4 * s4 * 0.85)
        return mix(sky, cloud, cover * smoothstep(0.01, 0.10, up) * 0.92)
    }

    @inline(never)
    private func stars(_ direction: LaneVector) -> LaneVector {
        let scale = 70 / (greater(direction.y, 0) + 0.45)
        let u = direction.x * scale
        let v = direction.z * scale
        let cellX = floor(u)
        let cellY = floor(v)
        let (first, second) = Noise.hashPair(
            LaneIntegers(truncating: cellX), LaneIntegers(truncating: cellY))
        let dx = u - cellX - 0.2 - 0.6 * second
        let dy = v - cellY - 0.2 - 0.6 * fraction(second * 17.3)
        let spot = saturate(1 - (dx * dx + dy * dy) * 70)
        let twinkle = 0.75 + 0.25 * sine(time * 3 + second * 40)
        let bright = select(first .> 0.90, (first - 0.90) * 10, 0)
        let fade = smoothstep(0.02, 0.25, direction.y) * (light.night * light.night)
        return Vector(0.85, 0.92, 1.1) * (spot * spot * bright * twinkle * fade)
    }
}
