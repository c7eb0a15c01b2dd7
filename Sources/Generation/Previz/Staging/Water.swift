import Picture

/// Drops of sea and rain: each flies a parabola that is a function of the time alone.
struct Water {
    let air: Air

    /// Spray beside a board; `count` of them, a quarter of it blown from the crest behind.
    func spray(beside board: Placement, length: Float, count: Int, turn: Int) -> [Particle] {
        (0..<count).map { index in
            let chance = air.chance
            let id = index + turn * 97
            let life = 0.7 + 0.5 * chance.unit(id, 31)
            let beat = air.time / life + chance.unit(id, 32)
            let age = Curve.fraction(beat) * life
            let round = id + 1009 * Int(beat.rounded(.down))
            let (a, b) = (chance.unit(round, 33), chance.unit(round, 34))
            let (c, d) = (chance.unit(round, 35), chance.unit(round, 36))
            let edge: Float = d < 0.3 ? -1 : 1
            let fromBoard = index * 4 < count * 3
            let origin: Vector
            let velocity: Vector
            if fromBoard {
                let along = length * (0.78 - 1.5 * a * a)
                origin = board.origin + Vector(along, 0, 0.30 * edge)
                velocity = Vector(-1.1 - 1.2 * b, 1.1 + 1.5 * c, edge * 0.7 * d)
            } else {
                let x = board.origin.x - 4.5 + 5.5 * a
                let crest = air.terrain.height(x, -1.8, at: air.time)
                origin = Vector(x, crest + 0.05, -1.75)
                velocity = Vector(-0.4 + 0.5 * b, 0.5 + 1.2 * c, 0.8 * d)
            }
            let center = origin + velocity * age - Vector(0, 2.6 * age * age, 0)
            let size = chance.unit(round, 37) * chance.unit(round, 38)
            return Particle(
                kind: .droplet, center: center, radius: 0.008 + 0.030 * size + 0.024 * age,
                color: Vector(1.25, 1.22, 1.15), opacity: 0.85 * (1 - age / life))
        }
    }

    /// Crowns of two drops where rain meets the ground.
    func splashes(amount: Float) -> [Particle] {
        let count = Int(56 * amount)
        return (0..<count).compactMap { index in
            let chance = air.chance
            let pair = index / 2
            let life: Float = 0.42
            let beat = air.time / life + chance.unit(pair, 41)
            let age = Curve.fraction(beat) * life
            let round = pair + 1013 * Int(beat.rounded(.down))
            let started = air.time - age
            let middle = air.anchor.origin
            let spot = Vector(
                middle.x - 2.6 + 5.2 * chance.unit(round, 42), 0,
                middle.z - 1.8 + 5.0 * chance.unit(round, 43))
            let turns = chance.unit(round * 2 + index % 2, 44)
            let speed = 0.35 + 0.3 * chance.unit(round * 2 + index % 2, 45)
            let rise = 0.85 * age * (1 + 0.4 * chance.unit(round, 46)) - 4.9 * age * age
            guard rise > 0 else { return nil }
            let ground = air.terrain.height(spot.x, spot.z, at: started)
            let center =
                spot
                + Vector(
                    Curve.cosine(turns: turns) * speed * age, ground + rise,
                    Curve.sine(turns: turns) * speed * age)
            return Particle(
                kind: .droplet, center: center, radius: 0.005, color: Vector(0.8, 0.85, 0.95),
                opacity: 0.5)
        }
    }

    /// Drops that jump off an umbrella and fall from the tips of its ribs.
    func drops(on umbrella: Umbrella, velocity: Vector, amount: Float, turn: Int) -> [Particle] {
        let canopy = umbrella.canopy
        let size = umbrella.scale
        let chance = air.chance
        let jumping = (0..<Int(40 * amount)).map { index in
            let id = index + turn * 131
            let life: Float = 0.30
            let beat = air.time / life + chance.unit(id, 51)
            let age = Curve.fraction(beat) * life
            let round = id + 1019 * Int(beat.rounded(.down))
            let turns = chance.unit(round, 52)
            let out = 0.54 * chance.unit(round, 53).squareRoot()
            let (x, z) = (Curve.cosine(turns: turns), Curve.sine(turns: turns))
            let top = (0.49 - out * out).squareRoot() + 0.01
            let origin = canopy.point(Vector(x * out, top, z * out) * size)
            let flight = Vector(
                x * (0.25 + 0.5 * chance.unit(round, 54)), 0.5 + 0.6 * chance.unit(round, 55),
                z * 0.5)
            return Particle(
                kind: .droplet, center: origin + flight * age - Vector(0, 4.9 * age * age, 0),
                radius: 0.0048, color: Vector(1, 0.95, 0.9), opacity: 0.6 * (1 - age / life))
        }
        let falling: [Particle] = (0..<Int(24 * amount)).compactMap { index in
            let life: Float = 0.62
            let beat = air.time / life + chance.unit(index % 8 + 10 * (index / 8), 56)
            let age = Curve.fraction(beat) * life
            let turns = (Float(index % 8) + 0.5) / 8
            let tip = canopy.point(
                Vector(Curve.cosine(turns: turns) * 0.60, 0.368, Curve.sine(turns: turns) * 0.60)
                    * size)
            let center = tip - velocity * (age * 0.35) - Vector(0, 4.9 * age * age, 0)
            guard center.y > air.anchor.origin.y else { return nil }
            return Particle(
                kind: .droplet, center: center, radius: 0.0055, color: Vector(1, 0.97, 0.95),
                opacity: 0.7)
        }
        return jumping + falling
    }
}
