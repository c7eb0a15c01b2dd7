/// Rain and snow between the eye and what it sees: layers of streaks or flakes at fixed depths.
///
/// Drawn over the finished picture with its depths, because before antialiasing they would send
/// most packets to the costly path.
struct Precipitation {
    private let camera: Camera
    private let time: Float
    private let weather: SceneWeather
    private let pixel: Float
    private let width: Float
    private let height: Float

    init?(_ scene: Scene, width: Int, height: Int) {
        guard scene.weather.rain > 0 || scene.weather.snow > 0 else { return nil }
        camera = scene.camera
        time = scene.time
        weather = scene.weather
        pixel = 2 * scene.camera.tangent / Float(height)
        self.width = Float(width)
        self.height = Float(height)
    }

    /// How much of 32 pixels of a row, from (x, y), streaks and flakes cover.
    @inline(never)
    func cover(x: Int, y: Int, tags: LaneBits) -> (rain: Lanes, snow: Lanes) {
        let distance = PixelTag.distance(tags)
        let u = (PacketShape.lane + (Float(x) + 0.5 - 0.5 * width)) * pixel
        let v = (0.5 * height - Float(y) - 0.5) * pixel
        var rain = Lanes.zero
        var snow = Lanes.zero
        if weather.rain > 0 {
            for layer in 0..<5 { rain += streaks(layer, u, v, distance) }
            rain = saturate(rain)
        }
        if weather.snow > 0 {
            for layer in 0..<7 { snow += flakes(layer, u, v, distance) }
            snow = saturate(snow)
        }
        return (rain, snow)
    }

    /// How far the camera's pan and tilt shift a layer, so that rain stays in the world.
    private func shift(_ depth: Float) -> SIMD2<Float> {
        SIMD2(camera.origin.dot(camera.right), camera.origin.dot(camera.up))
            + SIMD2(camera.forward.x, camera.forward.y) * depth
    }

    @inline(__always)
    private func streaks(_ layer: Int, _ u: Lanes, _ v: Float, _ distance: Lanes) -> Lanes {
        let depths: SIMD8<Float> = [0.9, 1.8, 3.2, 5.5, 9.5, 0, 0, 0]
        let cells: SIMD8<Float> = [0.10, 0.075, 0.07, 0.075, 0.085, 1, 1, 1]
        let strengths: SIMD8<Float> = [0.34, 0.44, 0.46, 0.42, 0.36, 0, 0, 0]
        let depth = depths[layer]
        let cell = cells[layer]
        let width = max(Float(0.0016), pixel * depth * 0.60)
        let number = Float(layer)
        let lean: Float = 0.02 + 0.08 * weather.wind
        let x = u * depth + (v * depth * lean + number * 3.3 + shift(depth).x)
        let fall = v * depth + shift(depth).y + time * 7.4 + number * 1.7
        let across = x * (1 / cell)
        let column = floor(across)
        let first = Noise.hash(column, Lanes(repeating: number * 57))
        let along = fall * (1 / 1.15) + first * 9
        let row = floor(along)
        let second = Noise.hash(column + 900, row)
        let offset = (across - column - 0.2 - 0.6 * second) * cell
        let place = along - row
        let streak =
            bump(offset, width) * saturate(place * 6) * saturate((0.34 - place) * 9)
        let falls = (second .> 1 - 0.58 * weather.rain) .& (distance .> depth)
        return select(falls, streak * (strengths[layer] * (0.5 + 0.5 * first)), 0)
    }

    @inline(__always)
    private func flakes(_ layer: Int, _ u: Lanes, _ v: Float, _ distance: Lanes) -> Lanes {
        let depths: SIMD8<Float> = [0.8, 1.4, 2.2, 3.4, 5.2, 8.0, 12.5, 0]
        let depth = depths[layer]
        let number = Float(layer)
        let cell: Float = 0.16 + 0.028 * depth
        let drift = time * (0.25 + 0.55 * weather.wind) + number * 5.1
        let x = u * depth + (shift(depth).x + drift)
        let fall = v * depth + shift(depth).y + time * (0.75 + 0.06 * number)
        let column = floor(x * (1 / cell))
        let lane = Noise.hash(column, Lanes(repeating: number * 31 + 7))
        let y = (fall + lane * 3) * (1 / cell)
        let row = floor(y)
        let (first, second) = Noise.hashPair(
            LaneIntegers(truncating: column + number * 77), LaneIntegers(truncating: row))
        let sway = 0.14 * sine(time * 1.7 + first * 40)
        let dx = (x * (1 / cell) - column - 0.32 - 0.36 * first - sway) * cell
        let dy = (y - row - 0.32 - 0.36 * second) * cell
        let blur: Float = depth < 1.6 ? 0.006 : 0
        let radius = greater(0.006 + 0.010 * second + blur, pixel * depth * 0.9)
        let disc = saturate(1.25 - (dx * dx + dy * dy) / (radius * radius))
        let strength: Float = depth < 1.6 ? 0.45 : 0.85
        let falls = (first .> 1 - 0.75 * weather.snow) .& (distance .> depth)
        return select(falls, saturate(disc * 1.5) * strength, 0)
    }
}
