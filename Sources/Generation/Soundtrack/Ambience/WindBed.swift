import FarmModel

/// Wind: gusts whose speed follows the setting's, and leaves or grass where they grow.
struct WindBed {
    let cue: BedCue

    func add(to track: inout StereoTrack) {
        let wind = cue.surroundings.wind
        guard wind > 0.02 else { return }
        var chance = cue.chance()
        let gust = Gust(wind: wind, chance: &chance)
        addBody(gust, wind: wind, to: &track, chance: &chance)
        let isGreen = cue.surroundings.place == .meadow || cue.surroundings.place == .woods
        if isGreen {
            addLeaves(gust, wind: wind, to: &track, chance: &chance)
        }
    }

    private func addBody(
        _ gust: Gust, wind: Double, to track: inout StereoTrack, chance: inout SplitMix64
    ) {
        var noise = PinkNoise(chance: &chance)
        var low = StateVariableFilter()
        var whistle = StateVariableFilter()
        let strength = 0.03 + 0.24 * wind * (0.5 + 0.2 * wind)
        let howl = 0.012 + 0.05 * max(0, wind - 0.6)
        for block in cue.blocks {
            let speed = gust.speed(at: block.seconds)
            low.tune(to: 150 + 330 * speed * (0.6 + 0.4 * wind), resonance: 0.75)
            whistle.tune(to: 420 + 700 * speed, resonance: 3.2)
            let force = Elementary.power(speed, 1.4)
            let lowGain = block.gain * Float(strength * (0.12 + force))
            let whistleGain = block.gain * Float(howl * force * speed)
            // A gust arrives at one ear before the other.
            let lag = gust.speed(at: block.seconds - 0.35)
            let pan = Stereo.panned(to: 0.5 * (lag - speed)) * 1.41
            for frame in block.frames {
                let pink = noise.nextStereo()
                let body = lowGain * low.band(pink) + whistleGain * whistle.band(pink)
                track.frames[frame] += body * pan
            }
        }
    }

    private func addLeaves(
        _ gust: Gust, wind: Double, to track: inout StereoTrack, chance: inout SplitMix64
    ) {
        var noise = WhiteNoise(chance: &chance)
        var high = StateVariableFilter(frequency: 2400, resonance: 0.6)
        var soft = StateVariableFilter(frequency: 7000, resonance: 0.6)
        let flutter = Drift(rate: 13, chance: &chance)
        let strength = 0.035 + 0.035 * wind
        for block in cue.blocks {
            let speed = gust.speed(at: block.seconds - 0.2)
            let rustle = speed * speed * (0.55 + 0.9 * flutter.height(at: block.seconds))
            let gain = block.gain * Float(strength * rustle)
            for frame in block.frames {
                track.frames[frame] += gain * soft.low(high.high(noise.nextStereo()))
            }
        }
    }
}

/// The speed of the air over time, 0...1, faster and rougher in stronger wind.
struct Gust {
    private let slow: Drift
    private let middle: Drift
    private let quick: Drift

    init(wind: Double, chance: inout SplitMix64) {
        let pace = 0.16 + 0.1 * wind
        slow = Drift(rate: pace, chance: &chance)
        middle = Drift(rate: 2.7 * pace, chance: &chance)
        quick = Drift(rate: 8 * pace, chance: &chance)
    }

    func speed(at seconds: Double) -> Double {
        0.52 * slow.height(at: seconds) + 0.32 * middle.height(at: seconds)
            + 0.16 * quick.height(at: seconds)
    }
}
