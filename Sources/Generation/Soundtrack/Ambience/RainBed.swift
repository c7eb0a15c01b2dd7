import FarmModel

/// Rain: a veil of countless drops, single drops near by, and the patter on an umbrella.
struct RainBed {
    let cue: BedCue

    private var weight: Double { cue.surroundings.isStorm ? 1.5 : 1 }

    func add(to track: inout StereoTrack) {
        addVeil(to: &track)
        addDrops(to: &track)
        if cue.surroundings.hasUmbrella {
            addPatter(to: &track)
        }
    }

    private func addVeil(to track: inout StereoTrack) {
        var chance = cue.chance()
        var hiss = WhiteNoise(chance: &chance)
        var rumble = PinkNoise(chance: &chance)
        var high = StateVariableFilter(frequency: 1100, resonance: 0.5)
        var soft = StateVariableFilter(frequency: 5200, resonance: 0.5)
        var low = StateVariableFilter(frequency: 320, resonance: 0.5)
        let drift = Drift(rate: 0.5, chance: &chance)
        for block in cue.blocks {
            let fall = weight * (0.88 + 0.24 * drift.height(at: block.seconds))
            let hissGain = block.gain * Float(0.16 * fall)
            let lowGain = block.gain * Float(0.08 * fall)
            for frame in block.frames {
                let veil = soft.low(high.high(hiss.nextStereo()))
                let depth = low.band(rumble.nextStereo())
                track.frames[frame] += hissGain * veil + lowGain * depth
            }
        }
    }

    private func addDrops(to track: inout StereoTrack) {
        var chance = cue.chance(1)
        for moment in cue.moments(rate: 260 * weight, chance: &chance) {
            // Few drops fall close: loudness follows a power law.
            let near = Elementary.power(chance.unit(), 4)
            Ping(
                onset: moment, frequency: chance.value(in: 1800...7200),
                decay: chance.value(in: 0.0012...0.004), attack: 0.0004,
                gain: cue.gain(at: moment) * Float(0.018 + 0.12 * near),
                place: chance.value(in: -1...1)
            ).add(to: &track)
        }
        // A drop on a puddle traps a bubble that rings as it rises.
        for moment in cue.moments(rate: 16 * weight, chance: &chance) {
            Ping(
                onset: moment, frequency: chance.value(in: 600...1900), bend: 0.35,
                decay: chance.value(in: 0.008...0.02),
                gain: cue.gain(at: moment) * Float(chance.value(in: 0.01...0.045)),
                place: chance.value(in: -0.9...0.9)
            ).add(to: &track)
        }
    }

    private func addPatter(to track: inout StereoTrack) {
        var chance = cue.chance(2)
        for moment in cue.moments(rate: 42 * weight, chance: &chance) {
            let near = chance.unit() * chance.unit()
            Burst(
                onset: moment, frequency: chance.value(in: 320...1100), resonance: 2.2,
                attack: 0.0008, decay: chance.value(in: 0.005...0.014),
                gain: cue.gain(at: moment) * Float(0.08 + 0.36 * near),
                place: chance.value(in: -0.4...0.4)
            ).add(to: &track, chance: &chance)
        }
    }
}
