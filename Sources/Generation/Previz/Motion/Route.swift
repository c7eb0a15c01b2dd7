import Picture

/// The way over the ground that a body takes: a line, or a gentle weave about one.
///
/// Closed form in time, so that a frame needs no frame before it and feet can be planted ahead.
struct Route: Equatable, Sendable {
    /// Height is ignored; the terrain says it.
    var start: Vector

    /// Radians from +z towards +x.
    var heading: Float
    var speed: Float = 0

    /// How far the way swings to either side, and the seconds of one swing.
    var weave: Float = 0
    var period: Float = 7

    private var forward: Vector {
        Vector(Trigonometry.sine(heading), 0, Trigonometry.cosine(heading))
    }

    func position(at time: Float) -> Vector {
        let ahead = forward
        let aside = Vector.up.cross(ahead)
        return start + ahead * (speed * time)
            + aside * (weave * (1 - Curve.cosine(turns: time / period)))
    }

    /// Upright at the position, looking along the way.
    func frame(at time: Float) -> Placement {
        let ahead = forward
        let aside = Vector.up.cross(ahead)
        let turning = speed > 0 ? weave * Curve.sine(turns: time / period) * 6.2831855 / period : 0
        return .facing(ahead * max(speed, 0.001) + aside * turning, at: position(at: time))
    }
}

/// A cycle of steps whose feet stay where they are put.
///
/// A foot is set down `reach` ahead of the body and rests until the body has passed it by `push`.
struct Gait: Equatable, Sendable {
    /// Seconds of a left and a right step together.
    var period: Float

    /// The part of the period that a foot stands.
    var stance: Float
    var reach: Float
    var push: Float

    /// How high a foot swings.
    var lift: Float

    /// Pitch of the foot at touch down, at take off and at most.
    var strike: Float
    var toeOff: Float
    var kick: Float

    var speed: Float { (reach + push) / (stance * period) }

    static func walk(_ body: Physique) -> Gait {
        let size = body.hip / 0.868
        return Gait(
            period: 1.12 * size.squareRoot(), stance: 0.60, reach: 0.378 * size,
            push: 0.378 * size, lift: 0.10 * size, strike: -0.38, toeOff: 0.70, kick: 0.70)
    }

    static func run(_ body: Physique) -> Gait {
        let size = body.hip / 0.572
        return Gait(
            period: size.squareRoot() / 1.45, stance: 0.36, reach: 0.20 * size, push: 0.30 * size,
            lift: 0.27 * size, strike: -0.22, toeOff: 0.75, kick: 1.45)
    }

    /// The same cycle with shorter or longer steps.
    func paced(to speed: Float) -> Gait {
        var gait = self
        let factor = speed / self.speed
        gait.reach *= factor
        gait.push *= factor
        return gait
    }

    /// Turns of the cycle since the start; whole when the left foot touches down.
    func turns(at time: Float, phase: Float) -> Float { time / period + phase }

    /// Where a foot is at `time`, planted or flying from one plant to the next.
    func foot(
        _ side: Side, at time: Float, phase: Float, body: Physique, route: Route,
        terrain: Terrain
    ) -> Stance.Foot {
        let offset: Float = side == .left ? phase : phase + 0.5
        let turns = time / period + offset
        let step = turns.rounded(.down)
        let part = turns - step
        func plant(_ step: Float) -> Placement {
            let moment = (step - offset) * period + reach / speed
            let way = route.frame(at: moment)
            let sole = way.point(Vector(body.hipHalf * 0.85 * side.sign, 0, 0))
            let height = terrain.height(sole.x, sole.z, at: time)
            return way.moved(to: Vector(sole.x, height, sole.z))
        }
        let here = plant(step)
        guard part >= stance else {
            let rise = Curve.smooth(stance * 0.45, stance, part)
            let pitch = strike * (1 - Curve.smooth(0, stance * 0.22, part)) + toeOff * rise
            let ankle = body.ankle(
                over: here.origin, in: here, pitch: pitch, outward: 0.08 * side.sign)
            return Stance.Foot(ankle: ankle, planted: true)
        }
        let next = plant(step + 1)
        let flight = (part - stance) / (1 - stance)
        let eased = flight * flight * (3 - 2 * flight)
        let height =
            lift * Curve.hump(flight * (1 + 0.42 * (1 - flight)))
            + lift * 0.2 * Curve.hump(flight)
        let sole = Curve.mix(here.origin, next.origin, eased) + Vector(0, height, 0)
        let back = toeOff + (kick - toeOff) * Curve.hump(min(flight * 1.5, 1))
        let pitch = Curve.mix(back, strike, Curve.smooth(0.2, 0.95, flight))
        let frame = flight < 0.5 ? here : next
        let ankle = body.ankle(over: sole, in: frame, pitch: pitch, outward: 0.08 * side.sign)
        return Stance.Foot(ankle: ankle, planted: false)
    }
}
