/// Land behind the sea: hills, a line of palms and a strip of sand on an upright plane.
struct DistantBeach {
    let light: Light
    let brightness: Vector
    let time: Float

    @inline(never)
    func draw(over sky: LaneVector, _ rays: Rays) -> LaneVector {
        let towards = greater(0 - rays.direction.z, 0.05)
        let t = SurfWorld.shore / towards
        let x = rays.origin.x + rays.direction.x * t
        let y = rays.origin.y + rays.direction.y * t
        let facing = select(rays.direction.z .< -0.05, 1, 0)
        guard ((y .< 30) .& (facing .> 0)).any else { return sky }
        let haze = light.skyHorizon
        var c = sky
        let farHill = ridge(x * 0.6 + 40, height: 21, y)
        c = mix(c, mix(lit(Vector(0.20, 0.34, 0.40)), haze, 0.55), farHill * facing)
        let hill = ridge(x, height: 12, y)
        let bush = Noise.fractal(x * 0.35, y * 0.6)
        let green = mix(Vector(0.03, 0.11, 0.035), Vector(0.20, 0.33, 0.07), saturate(bush))
        c = mix(c, mix(green * brightness, haze, 0.30), hill * facing)
        c = mix(c, mix(lit(Vector(0.05, 0.12, 0.03)), haze, 0.18), palms(x, y) * facing)
        let rough = 0.25 * sine(x * 0.11) + 0.12 * sine(x * 0.31)
        let sand = smoothstep(1.9, 1.5, y + rough)
        let grain = 0.85 + 0.3 * Noise.value(x * 0.6, y * 4)
        c = mix(c, Vector(0.86, 0.68, 0.42) * brightness * grain, sand * facing)
        let surf = smoothstep(0.50, 0.30, y + 0.12 * sine(x * 0.4 + time))
        return mix(c, LaneVector(Vector(0.93, 0.96, 0.98) * brightness), surf * facing * 0.9)
    }

    private func lit(_ color: Vector) -> Vector { color * brightness }

    private func mix(_ a: Vector, _ b: Vector, _ share: Float) -> LaneVector {
        LaneVector(a + (b - a) * share)
    }

    private func mix(_ a: LaneVector, _ b: Vector, _ share: Float) -> LaneVector {
        a + (LaneVector(b) - a) * share
    }

    private func mix(_ a: LaneVector, _ b: LaneVector, _ share: Lanes) -> LaneVector {
        a + (b - a) * share
    }

    private func mix(_ a: Vector, _ b: Vector, _ share: Lanes) -> LaneVector {
        LaneVector(a) + (LaneVector(b) - LaneVector(a)) * share
    }

    @inline(never)
    private func ridge(_ x: Lanes, height: Float, _ y: Lanes) -> Lanes {
        let slow = sine(x * 0.021 + 1.1) + 0.45 * sine(x * 0.057 + 0.4)
        let rough = Noise.fractal(x * 0.16, Lanes(repeating: 3)) - 0.47
        let top = height * (0.42 + 0.30 * slow) + 3.2 * rough
        return smoothstep(-0.25, 0.25, top - y)
    }

    /// One palm in every other cell: a bent trunk and drooping fronds, mirrored for the cost of half.
    @inline(never)
    private func palms(_ x: Lanes, _ y: Lanes) -> Lanes {
        let width: Float = 7
        let cell = floor(x * (1 / width))
        let (first, second) = Noise.hashPair(
            LaneIntegers(truncating: cell), LaneIntegers(repeating: 71))
        let height = 6.5 + 4 * second
        let lean = (first - 0.5) * 1.8
        let share = saturate(y / height)
        let sway = 0.12 * sine(time * 1.1 + second * 20)
        let root = (cell + 0.35 + 0.3 * second) * width
        let off = x - root - (lean + sway) * share * share
        let trunk = smoothstep(0.22, 0.10, magnitude(off)) * smoothstep(0.1, -0.1, y - height)
        var crown = Lanes.zero
        let side = magnitude(off)
        for frond in 0..<4 {
            let number = Float(frond)
            let rise = 1.05 - 0.62 * number
            let reach = 2.9 - 0.35 * number
            let arc = height + rise * side - (0.20 + 0.05 * number) * side * side
            let inside = smoothstep(reach, reach - 0.7, side)
            let thick = 0.34 * (1 - side * (1 / (reach + 0.4)))
            crown = greater(
                crown, smoothstep(thick, thick * 0.45, magnitude(y - arc)) * inside)
        }
        return greater(trunk, crown) * select(first .> 0.35, 1, 0)
    }
}
