import FarmModel

/// A short sound with a pitch: a damped sine, as a drop, a bubble or a chirp makes.
struct Ping {
    /// Frame of its first sample.
    var onset: Int

    /// Hertz at the start.
    var frequency: Double

    /// Octaves it rises over its length; negative falls.
    var bend = 0.0

    /// Seconds until it has fallen to 1/e.
    var decay: Double

    /// Seconds of its swell; short ones click.
    var attack = 0.001
    var gain: Float

    /// From -1 (left) to 1 (right).
    var place = 0.0

    func add(to track: inout StereoTrack) {
        let rate = Double(StereoSamples.sampleRate)
        let length = attack + 7 * decay
        let panned = gain * Stereo.panned(to: place)
        let fall = Float(Elementary.exponential(-1 / (decay * rate)))
        let bendStep = Elementary.power(2, bend / (3 * decay * rate))
        let frames = track.frames.indices.clamped(to: onset..<onset + Int(length * rate))
        guard !frames.isEmpty else { return }
        var level: Float = 1
        var step = 2 * Double.pi * frequency / rate
        var phase = 0.0
        let swell = Float(1 / max(1, attack * rate))
        var rise: Float = 0
        for index in frames {
            rise = min(1, rise + swell)
            track.frames[index] += (rise * level * Float(Elementary.sine(phase))) * panned
            level *= fall
            phase += step
            step *= bendStep
        }
    }
}

/// A short sound without a pitch: a puff of noise through a resonance, as a step or a patter makes.
struct Burst {
    /// Frame of its first sample.
    var onset: Int

    /// Centre of the resonance in hertz.
    var frequency: Double
    var resonance = 1.0

    /// Octaves the centre rises by the end; negative falls.
    var bend = 0.0

    /// Seconds of its swell.
    var attack = 0.002

    /// Seconds, after the swell, until it has fallen to 1/e.
    var decay: Double
    var gain: Float

    /// From -1 (left) to 1 (right).
    var place = 0.0

    func add(to track: inout StereoTrack, chance: inout SplitMix64) {
        let rate = Double(StereoSamples.sampleRate)
        let length = attack + 7 * decay
        let panned = gain * Stereo.panned(to: place)
        let frames = track.frames.indices.clamped(to: onset..<onset + Int(length * rate))
        guard !frames.isEmpty else { return }
        var noise = WhiteNoise(chance: &chance)
        var filter = StateVariableFilter(frequency: frequency, resonance: resonance)
        let fall = Float(Elementary.exponential(-1 / (decay * rate)))
        let swell = Float(1 / max(1, attack * rate))
        var rise: Float = 0
        var level: Float = 1
        for index in frames {
            if bend != 0, (index - frames.lowerBound).isMultiple(of: 64) {
                let done = Double(index - frames.lowerBound) / Double(frames.count)
                filter.tune(to: frequency * Elementary.power(2, bend * done), resonance: resonance)
            }
            rise += swell
            if rise >= 1 { level *= fall }
            let sample = noise.next()
            let shaped = filter.band(Stereo(sample, sample))
            track.frames[index] += (min(1, rise) * level) * shaped * panned
        }
    }
}
