import FarmModel

/// Crickets: pulses in groups, from several places, over the still air of the night.
struct CricketsBed {
    let cue: BedCue

    func add(to track: inout StereoTrack) {
        var chance = cue.chance()
        for place in [-0.8, -0.3, 0.4, 0.9] {
            let pitch = chance.value(in: 3900...4900)
            let period = chance.value(in: 0.42...0.62)
            let gain = chance.value(in: 0.02...0.045)
            var seconds = chance.value(in: 0...period)
            while seconds < cue.seconds {
                for pulse in 0..<3 {
                    let onset =
                        cue.audible.lowerBound
                        + Timeline.frame(at: seconds + 0.034 * Double(pulse))
                    Whistle(
                        onset: onset, frequency: pitch, bend: -0.02, seconds: 0.022,
                        gain: Float(gain) * cue.gain(at: onset), place: place
                    ).add(to: &track)
                }
                seconds += period * chance.value(in: 0.97...1.03)
            }
        }
        SteadyNoise(frequency: 300, strength: 0.035).add(to: &track, over: cue)
    }
}

/// Thunder: a crack, then a rumble that rolls away.
struct ThunderBed {
    let cue: BedCue

    func add(to track: inout StereoTrack) {
        var chance = cue.chance()
        var seconds = min(1.2, cue.seconds * 0.2)
        while seconds < cue.seconds {
            let closeness = chance.value(in: 0.35...1)
            roll(at: seconds, closeness: closeness, to: &track, chance: &chance)
            seconds += chance.value(in: 5...9)
        }
    }

    private func roll(
        at seconds: Double, closeness: Double, to track: inout StereoTrack,
        chance: inout SplitMix64
    ) {
        var noise = PinkNoise(chance: &chance)
        var filter = StateVariableFilter()
        let roughness = Drift(rate: 7, chance: &chance)
        let peaks = (0..<5).map { index in
            (at: Double(index) * chance.value(in: 0.3...0.7), size: chance.value(in: 0.4...1))
        }
        let place = chance.value(in: -0.6...0.6)
        let pan = Stereo.panned(to: place)
        for block in cue.blocks where (0..<5.5).contains(block.seconds - seconds) {
            let age = block.seconds - seconds
            let rolling = peaks.reduce(0.0) { sum, peak in
                let since = age - peak.at
                guard since > 0 else { return sum }
                return sum + peak.size * min(1, since / 0.03)
                    * Elementary.exponential(-since * 1.3)
            }
            let end = eased(5.5 - age, from: 0, to: 1.5)
            filter.tune(
                to: 90 + 2200 * closeness * Elementary.exponential(-age * 3.2), resonance: 0.6)
            let level = 1.1 * closeness * rolling * end * (0.6 + 0.7 * roughness.height(at: age))
            let gain = block.gain * Float(level)
            for frame in block.frames {
                track.frames[frame] += gain * filter.low(noise.nextStereo()).narrowed(to: 0.6) * pan
            }
        }
    }
}
