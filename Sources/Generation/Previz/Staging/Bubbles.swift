import Picture

/// Soap bubbles of many colours: a field that drifts on the wind, a few that keep just ahead of the
/// subject, and two large ones close to the lens.
struct Bubbles {
    private static let tints: [Vector] = [
        Vector(1, 0.42, 0.70), Vector(0.35, 0.80, 1), Vector(1, 0.82, 0.35),
        Vector(0.70, 0.50, 1), Vector(0.45, 1, 0.60), Vector(1, 0.58, 0.32),
        Vector(0.42, 0.55, 1), Vector(1, 0.95, 0.92),
    ]

    let air: Air

    /// A colour's name when only one was asked for.
    let color: String?

    func particles() -> [Particle] {
        (0..<28).map(drifting) + (0..<7).map(leading) + (0..<2).map(near)
    }

    /// Strings of bubbles that rise from the bottom of the sea.
    static func rising(_ air: Air) -> [Particle] {
        (0..<26).map { index in
            let chance = air.chance
            let string = index / 5
            let rise = 0.42 + 0.25 * chance.unit(index, 61)
            let height = Curve.fraction(air.time * rise / 3.4 + chance.unit(index, 62)) * 3.4
            let middle = air.anchor.origin
            let x = (chance.unit(string, 63) - 0.5) * 7
            let z = -0.4 - 2.2 * chance.unit(string, 64)
            let sway = 0.07 * Curve.sine(turns: air.time * 0.7 + chance.unit(index, 65))
            let size = 0.014 + 0.034 * chance.unit(index, 66) * chance.unit(index, 67)
            return Particle(
                kind: .bubble, center: middle + Vector(x + sway, height - 0.1, z),
                radius: size * (0.7 + 0.12 * height), color: Vector(0.85, 0.97, 1),
                opacity: 0.85 * Curve.smooth(3.4, 2.6, height))
        }
    }

    private func tint(_ index: Int) -> Vector {
        if let color, color != "rainbow", let named = Palette.color(color) {
            return Curve.mix(named, Vector(1, 1, 1), 0.15)
        }
        return Bubbles.tints[index % Bubbles.tints.count]
    }

    private func bubble(
        _ index: Int, _ center: Vector, _ radius: Float, _ opacity: Float
    )
        -> Particle
    {
        Particle(
            kind: .bubble, center: center, radius: radius, color: tint(index), opacity: opacity)
    }

    private func drifting(_ index: Int) -> Particle {
        let chance = air.chance
        let middle = air.anchor.origin
        let turn = Float(index) * 0.382
        let time = air.time
        let drift = 0.30 * air.wind * time
        let x = air.wrapped(chance.unit(index, 1) * 9 + drift - middle.x, 9)
        let z = air.wrapped(chance.unit(index, 2) * 7 - middle.z, 7) - 0.8
        let rise = air.wrapped(chance.unit(index, 3) * 2.6 + 0.06 * time, 2.6) + 1.65
        let y = rise + 0.07 * Curve.sine(turns: time * 0.21 + turn * 1.7)
        let sway = Vector(
            0.10 * Curve.sine(turns: time * 0.14 + turn), 0,
            0.10 * Curve.sine(turns: time * 0.11 + turn * 0.6))
        let away = (x * x + z * z).squareRoot() + 0.001
        let clear = (away * away + 0.36).squareRoot() / away
        let opacity = air.inside(x, 9) * air.inside(z + 0.8, 7) * air.inside(rise - 1.65, 2.6)
        let size =
            0.050 + 0.105 * chance.unit(index, 4) * chance.unit(index, 5)
            + 0.03 * chance.unit(index, 6)
        return bubble(
            index, middle + Vector(x * clear, y, z * clear) + sway, size, opacity)
    }

    /// Forward, aside and up from the subject, and the radius.
    private static let ahead: [SIMD4<Float>] = [
        SIMD4(0.95, 0.30, 1.42, 0.095), SIMD4(1.15, -0.35, 1.08, 0.120),
        SIMD4(1.25, 0.65, 1.70, 0.080), SIMD4(1.70, 0.10, 1.30, 0.105),
        SIMD4(1.55, -0.75, 0.72, 0.070), SIMD4(0.85, 0.85, 1.95, 0.060),
        SIMD4(2.10, 0.45, 1.80, 0.115),
    ]

    private func leading(_ index: Int) -> Particle {
        let place = Bubbles.ahead[index]
        let time = air.time
        let turn = Float(index) * 0.382
        let local = Vector(
            place.y + 0.12 * Curve.sine(turns: time * 0.13 + turn),
            place.z + 0.09 * Curve.sine(turns: time * 0.19 + turn * 1.7),
            place.x + 0.16 * Curve.sine(turns: time * 0.10 + turn * 0.6))
        return bubble(index + 3, air.anchor.point(local), place.w, 1)
    }

    private func near(_ index: Int) -> Particle {
        let camera = air.camera
        let left: Float = index == 0 ? 0.98 : -0.80
        let depth: Float = index == 0 ? 1.25 : 1.5
        let tall: Float = index == 0 ? 0.62 : 0.66
        let time = air.time
        let across =
            left * camera.tangent * air.aspect * depth
            + 0.05 * Curve.sine(turns: time * 0.05 + Float(index) * 0.4) - 0.02 * time * left
        let up =
            tall * camera.tangent * depth + 0.05 * Curve.sine(turns: time * 0.07)
            + 0.012 * time
        let center =
            camera.origin + camera.forward * depth + camera.right * across
            + camera.up * up
        return bubble(index * 3 + 1, center, 0.085, 0.75)
    }
}
