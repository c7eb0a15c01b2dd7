/// Sky, fog and daylight of the street, worked out once a frame.
struct StreetBackdrop {
    /// Direct light, towards it and its colour; none by night.
    let key: Vector
    let sunLight: Vector
    let skyLight: Vector

    /// What light walls get by night besides lamps.
    let wallAmbient: Vector

    /// 0 by night to 1.
    let daylight: Float
    let salt: Int32

    private let night: Float
    private let zenith: Vector
    private let left: Vector
    private let right: Vector
    private let sun: Vector
    private let sunColor: Vector

    /// Extinction per metre; towns are hazy by night even in clear weather.
    let fogDensity: Float
    private let clouds: HighClouds
    private let cloudCover: Float

    init(_ scene: Scene) {
        let light = scene.light
        night = light.night
        daylight = light.night < 0.98 ? 1 - light.night : 0
        key = light.key
        sunLight = light.keyColor * daylight
        // Walls send light to and fro, which takes the blue out of the shade.
        let gray = light.ambient.dot(Vector(0.3, 0.59, 0.11))
        let fill = light.ambient * 0.5 + Vector(repeating: gray * 0.5) + light.keyColor * 0.05
        skyLight = fill * daylight
        wallAmbient = light.ambient * (0.25 * night)
        salt = StreetLayout.salt(scene)
        zenith = light.skyZenith
        let thickness = min(light.fogDensity / 0.025, 1)
        let day = light.skyHorizon + (light.fogColor - light.skyHorizon) * thickness
        // By night neon tints the haze: teal on the left, magenta on the right.
        let base = day + (light.fogColor - day) * night
        let teal = Vector(0.29, 1.48, 1.06)
        let magenta = Vector(1.71, 0.52, 0.94)
        left = base * (Vector(1, 1, 1) + (teal - Vector(1, 1, 1)) * night)
        right = base * (Vector(1, 1, 1) + (magenta - Vector(1, 1, 1)) * night)
        let overcast = smoothstep(0.6, 1, light.cloudCover)
        sun = light.sun
        sunColor = light.sunColor * (daylight * (1 - overcast))
        fogDensity = light.fogDensity * 1.2 + 0.0124 * light.night
        clouds = HighClouds(scene)
        cloudCover = light.cloudCover
    }

    /// The smooth sky, which is also the colour of the fog in a direction.
    @inline(__always)
    func color(_ direction: LaneVector) -> LaneVector {
        let side = saturate(0.5 + direction.x * 1.4)
        let up = saturate(direction.y * 1.6)
        let low = 1 / (1 + 4.2 * greater(direction.y, 0))
        let share = mix(1 - low * low, up * (2 - up), Lanes(repeating: night))
        let sky = mix(mix(left, right, side), zenith, share)
        let towards = greater(dot(direction, sun), 0)
        let fourth = squared(squared(towards))
        return sky + sunColor * (0.05 * fourth + 0.22 * squared(squared(fourth)))
    }

    @inline(__always)
    func sky(_ direction: LaneVector) -> LaneVector {
        var sky = color(direction)
        if daylight > 0 && cloudCover > 0.02 {
            let above = smoothstep(0.02, 0.12, direction.y)
            sky = mix(sky, clouds.over(sky, direction), above * daylight)
        }
        return sky
    }

    /// Share of fog over a distance; the far end of the street always fades.
    @inline(__always)
    func fog(_ distance: Lanes) -> Lanes {
        let x = distance * fogDensity
        let weather = 1 - 1 / (1 + x + x * x * 1.5)
        return greater(weather, smoothstep(46, 72, distance))
    }
}
