/// A high layer of clouds that closes as the cover grows to overcast.
struct HighClouds {
    private let lit: Vector
    private let shade: Vector
    private let cover: Float
    private let drift: Float

    init(_ scene: Scene) {
        let light = scene.light
        lit = light.skyHorizon * 0.35 + light.ambient * 0.55
        shade = light.skyZenith * 0.4 + light.ambient * 0.30
        cover = light.cloudCover
        drift = scene.time * 0.012
    }

    /// The sky behind the layer, seen in `direction`, which points up.
    @inline(never)
    func over(_ sky: LaneVector, _ direction: LaneVector) -> LaneVector {
        let scale = 1.6 / (greater(direction.y, 0) + 0.16)
        let x = direction.x * scale + drift
        let y = direction.z * scale
        let body = Noise.fractal(x, y)
        let fine = Noise.fractal(x * 3.1 + 7, y * 3.1)
        let density = body + 0.35 * (fine - 0.47)
        let closed = smoothstep(0.45, 0.95, cover)
        let share = smoothstep(0.62 - 0.75 * closed, 0.86 - 0.55 * closed, density)
        let light = saturate(0.95 - 1.3 * (density - 0.30))
        return mix(sky, mix(shade, lit, light), share * (0.55 + 0.43 * closed))
    }
}
