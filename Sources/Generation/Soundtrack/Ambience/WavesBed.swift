import FarmModel

/// Surf: a distant roar, swells that rise, break and run out, and the hiss of their foam.
struct WavesBed {
    let cue: BedCue

    /// One of the trains of waves that overlap.
    private struct Swell {
        /// Seconds between its waves.
        var period: Double

        /// Where in its period it begins, 0..<1.
        var phase: Double

        /// From -1 (left) to 1 (right).
        var place: Double
        var seed: UInt64
        var body = StateVariableFilter()
        var floor = StateVariableFilter(frequency: 110, resonance: 0.6)
        var foam = StateVariableFilter(frequency: 2600, resonance: 0.6)
        var soft = StateVariableFilter(frequency: 9000, resonance: 0.6)
    }

    func add(to track: inout StereoTrack) {
        addRoar(to: &track)
        var chance = cue.chance()
        // On the board the waves come faster and nearer than from the beach.
        let pace =
            (cue.surroundings.place == .sea ? 0.8 : 1) / (0.85 + 0.15 * cue.surroundings.wind)
        let swells = [(6.4, 0.2, -0.45), (7.9, 0.62, 0.5), (11.3, 0.9, 0.05)]
        for (period, phase, place) in swells {
            var swell = Swell(
                period: period * pace * chance.value(in: 0.92...1.08),
                phase: phase + chance.value(in: -0.06...0.06), place: place, seed: chance.next())
            add(&swell, to: &track, chance: &chance)
        }
    }

    private func addRoar(to track: inout StereoTrack) {
        var chance = cue.chance(1)
        var noise = PinkNoise(chance: &chance)
        var filter = StateVariableFilter(frequency: 240, resonance: 0.5)
        let drift = Drift(rate: 0.35, chance: &chance)
        let strength = 0.1 + 0.05 * cue.surroundings.wind
        for block in cue.blocks {
            let gain = block.gain * Float(strength * (0.7 + 0.5 * drift.height(at: block.seconds)))
            for frame in block.frames {
                track.frames[frame] += gain * filter.band(noise.nextStereo()).narrowed(to: 0.8)
            }
        }
    }

    private func add(_ swell: inout Swell, to track: inout StereoTrack, chance: inout SplitMix64) {
        var noise = WhiteNoise(chance: &chance)
        let fizz = Drift(rate: 24, chance: &chance)
        for block in cue.blocks {
            let position = block.seconds / swell.period + swell.phase
            let wave = position.rounded(.down)
            let place = position - wave
            let size = WavesBed.size(of: Int(wave), seed: swell.seed)
            let body = size * WavesBed.surge(place)
            let foam = size * WavesBed.wash(place)
            swell.body.tune(to: 200 + 4200 * body * body, resonance: 0.55)
            let bodyGain = Float(0.5 * body) * block.gain
            let foamGain =
                Float(0.15 * foam * (0.7 + 0.6 * fizz.height(at: block.seconds))) * block.gain
            // A wave runs along the shore while it breaks.
            let pan = Stereo.panned(to: swell.place + 0.5 * (place - 0.4) * swell.place)
            for frame in block.frames {
                let white = noise.nextStereo()
                let rush = swell.floor.high(swell.body.low(white)).narrowed(to: 0.7)
                let hiss = swell.soft.low(swell.foam.high(white))
                track.frames[frame] += (bodyGain * rush + foamGain * hiss) * pan
            }
        }
    }

    private static func size(of wave: Int, seed: UInt64) -> Double {
        var chance = SplitMix64(seed: seed, for: .bed, index: wave)
        return chance.value(in: 0.62...1)
    }

    /// The water's weight: a slow rise, the break, a longer fall; the next wave starts from zero.
    private static func surge(_ place: Double) -> Double {
        let rise = Elementary.power(min(1, place / 0.36), 2.2)
        let fall = place < 0.36 ? 1 : Elementary.exponential(-(place - 0.36) * 5.5)
        return rise * fall * eased(1 - place, from: 0, to: 0.2)
    }

    /// Foam comes with the break and fizzes on while the water runs back.
    private static func wash(_ place: Double) -> Double {
        eased(place, from: 0.26, to: 0.46)
            * Elementary.exponential(-max(0, place - 0.46) * 3.4)
            * eased(1 - place, from: 0, to: 0.25)
    }
}
