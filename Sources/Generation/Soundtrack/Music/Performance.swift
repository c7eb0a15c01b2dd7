import FarmModel

/// A note in musical time, before a player gives it seconds and a touch.
struct Gesture {
    /// From the first bar, in pulses.
    var pulse: Double

    /// In pulses; nil rings until the film ends.
    var length: Double?

    /// MIDI key.
    var pitch: Int

    /// 0...1, how much the note matters.
    var weight: Double

    /// Seconds it comes late on purpose, as the strings of a strummed chord do.
    var lag = 0.0
}

/// A part before it is performed.
struct WrittenPart {
    var role: Part.Role
    var instrument: Instrument
    var gestures: [Gesture]
}

/// Plays written parts as people do: not quite in time, louder towards the climax.
struct Performance {
    let form: Form

    /// Later offbeat eighths, as a share of an eighth.
    let swing: Double

    /// Seconds of the film.
    let end: Double

    func notes(of part: WrittenPart, chance: SplitMix64) -> [Note] {
        var chance = chance
        return part.gestures.map { note($0, of: part, chance: &chance) }
            .sorted { ($0.start, $0.pitch) < ($1.start, $1.pitch) }
    }

    private func note(
        _ gesture: Gesture, of part: WrittenPart, chance: inout SplitMix64
    ) -> Note {
        let pulse = swung(gesture.pulse)
        let sway = part.role == .bass || part.role == .percussion ? 0.003 : 0.007
        let late = gesture.lag + sway * chance.bell()
        let start = max(0, form.seconds(at: pulse) + late)
        let stop =
            gesture.length.map { length in
                let written = form.seconds(at: gesture.pulse + length) - start
                return start + max(0.05, written * part.instrument.articulation)
            } ?? end - 0.05
        let touch = 34 + 66 * gesture.weight * (0.7 + 0.3 * intensity(at: pulse))
        let velocity = Int((touch + 4 * chance.bell()).rounded())
        return Note(
            start: start, duration: max(0.05, min(stop, end - 0.05) - start),
            pitch: gesture.pitch.clamped(to: 24...108), velocity: velocity.clamped(to: 18...120))
    }

    /// The offbeat eighths of playful pieces come late.
    private func swung(_ pulse: Double) -> Double {
        let fraction = pulse - pulse.rounded(.down)
        return fraction == 0.5 ? pulse + 0.5 * swing : pulse
    }

    /// Rises to a climax at about two thirds, then settles.
    private func intensity(at pulse: Double) -> Double {
        guard form.pulseCount > 0 else { return 0.8 }
        let place = pulse / form.pulseCount
        return eased(place, from: -0.3, to: 0.68) - 0.3 * eased(place, from: 0.8, to: 1)
    }
}
