import Picture

/// Motes that drift or fall through the air around the subjects: pollen, petals, leaves, confetti.
struct Flurry {
    let air: Air
    let effect: Effect
    let color: String?

    func particles() -> [Particle] {
        (0..<70).map(mote)
    }

    /// Pale dots over a sunny meadow.
    static func pollen(_ air: Air) -> [Particle] {
        (0..<34).map { index in
            let chance = air.chance
            let middle = air.anchor.origin
            let x = air.wrapped(
                chance.unit(index, 11) * 6 + 0.25 * air.wind * air.time - middle.x, 6)
            let z = air.wrapped(chance.unit(index, 12) * 4.5 - middle.z, 4.5) - 0.3
            let y =
                0.15 + 1.9 * chance.unit(index, 13)
                + 0.06 * Trigonometry.sine(air.time * 1.1 + Float(index) * 2)
            let sway = 0.06 * Trigonometry.sine(air.time * 1.7 + Float(index))
            let size = chance.unit(index, 14)
            return Particle(
                kind: .droplet, center: middle + Vector(x + sway, y, z),
                radius: 0.006 + 0.010 * size * size, color: Vector(1.2, 1.12, 0.85),
                opacity: 0.75 * air.inside(x, 6) * air.inside(z + 0.3, 4.5))
        }
    }

    private func mote(_ index: Int) -> Particle {
        let chance = air.chance
        let middle = air.anchor.origin
        let fall: Float
        switch effect {
        case .petals, .leaves: fall = 0.45
        case .confetti: fall = 0.7
        case .feathers: fall = 0.16
        case .sparks, .bubbles: fall = -0.10
        }
        let time = air.time
        let turn = chance.unit(index, 24)
        let x = air.wrapped(chance.unit(index, 21) * 8 + 0.4 * air.wind * time - middle.x, 8)
        let z = air.wrapped(chance.unit(index, 22) * 6 - middle.z, 6) - 0.4
        let y = air.wrapped(chance.unit(index, 23) * 3.4 - fall * time, 3.4)
        let sway = Vector(
            0.16 * Curve.sine(turns: time * 0.4 + turn), 0,
            0.10 * Curve.sine(turns: time * 0.33 + turn))
        let size: Float = effect == .sparks ? 0.016 : 0.022 + 0.018 * turn
        let opacity = air.inside(x, 8) * air.inside(y, 3.4) * air.inside(z + 0.4, 6)
        return Particle(
            kind: .droplet, center: middle + Vector(x, y + 1.65, z) + sway, radius: size,
            color: hue(index), opacity: 0.95 * opacity)
    }

    private func hue(_ index: Int) -> Vector {
        if let color, color != "rainbow", let named = Palette.color(color) { return named * 1.2 }
        switch effect {
        case .petals: return Vector(1, 0.55, 0.66)
        case .leaves:
            let autumn = [
                Vector(0.85, 0.25, 0.03), Vector(0.75, 0.10, 0.03), Vector(0.85, 0.5, 0.05),
            ]
            return autumn[index % 3]
        case .feathers: return Vector(1.1, 1.08, 1.02)
        case .confetti, .bubbles:
            let name = Palette.rainbow[index % Palette.rainbow.count]
            return (Palette.color(name) ?? Palette.red) * 1.2
        case .sparks: return Vector(2.4, 1.7, 0.6)
        }
    }
}
