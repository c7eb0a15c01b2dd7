import FarmModel

/// Noise below a frequency that hardly changes: still air, a room, water all around.
struct SteadyNoise {
    /// Upper edge in hertz.
    var frequency: Double
    var strength: Double

    func add(to track: inout StereoTrack, over cue: BedCue) {
        var chance = cue.chance(9)
        var noise = PinkNoise(chance: &chance)
        var filter = StateVariableFilter(frequency: frequency, resonance: 0.6)
        let drift = Drift(rate: 0.4, chance: &chance)
        for block in cue.blocks {
            let level = strength * (0.8 + 0.4 * drift.height(at: block.seconds))
            let gain = block.gain * Float(level)
            for frame in block.frames {
                track.frames[frame] += gain * filter.low(noise.nextStereo())
            }
        }
    }
}

/// The faint air of a room.
struct RoomBed {
    let cue: BedCue

    func add(to track: inout StereoTrack) {
        SteadyNoise(frequency: 260, strength: 0.03).add(to: &track, over: cue)
    }
}

/// Muffled water and rising bubbles.
struct UnderwaterBed {
    let cue: BedCue

    func add(to track: inout StereoTrack) {
        SteadyNoise(frequency: 180, strength: 0.3).add(to: &track, over: cue)
        var chance = cue.chance()
        for moment in cue.moments(rate: 1.1, chance: &chance) {
            let place = chance.value(in: -0.8...0.8)
            var onset = moment
            for _ in 0..<Int(chance.value(in: 2...7)) {
                Ping(
                    onset: onset, frequency: chance.value(in: 260...700), bend: 0.8,
                    decay: 0.02, attack: 0.004,
                    gain: cue.gain(at: moment) * Float(chance.value(in: 0.02...0.07)),
                    place: place
                ).add(to: &track)
                onset += Timeline.frame(at: chance.value(in: 0.03...0.09))
            }
        }
    }
}

/// A brook: many small bubbles over a rush of water.
struct StreamBed {
    let cue: BedCue

    func add(to track: inout StereoTrack) {
        var chance = cue.chance()
        var noise = PinkNoise(chance: &chance)
        var filter = StateVariableFilter(frequency: 1400, resonance: 0.5)
        for block in cue.blocks {
            for frame in block.frames {
                track.frames[frame] += 0.13 * block.gain * filter.band(noise.nextStereo())
            }
        }
        for moment in cue.moments(rate: 90, chance: &chance) {
            Ping(
                onset: moment, frequency: chance.value(in: 380...1700),
                bend: chance.value(in: 0.1...0.6), decay: chance.value(in: 0.006...0.03),
                gain: cue.gain(at: moment) * Float(chance.value(in: 0.006...0.055)),
                place: chance.value(in: -0.9...0.9)
            ).add(to: &track)
        }
    }
}

/// Flames: a soft rush and the crackle of wood.
struct FireBed {
    let cue: BedCue

    func add(to track: inout StereoTrack) {
        SteadyNoise(frequency: 320, strength: 0.14).add(to: &track, over: cue)
        var chance = cue.chance()
        for moment in cue.moments(rate: 14, chance: &chance) {
            let near = Elementary.power(chance.unit(), 3)
            Burst(
                onset: moment, frequency: chance.value(in: 1200...5200), resonance: 1.6,
                attack: 0.0005, decay: chance.value(in: 0.001...0.006),
                gain: cue.gain(at: moment) * Float(0.05 + 0.5 * near),
                place: chance.value(in: -0.6...0.6)
            ).add(to: &track, chance: &chance)
        }
    }
}
