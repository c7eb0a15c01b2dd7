import FarmModel

/// Water thrown up: a slap, a sheet of spray, and drops that fall back.
struct Splash {
    func add(to track: inout StereoTrack, at frame: Int, gain: Double, chance: inout SplitMix64) {
        let size = chance.value(in: 0.55...1)
        let place = chance.value(in: -0.55...0.55)
        let loudness = gain * size
        Burst(
            onset: frame, frequency: 260, resonance: 0.8, bend: 0.6, attack: 0.006, decay: 0.07,
            gain: Float(0.7 * loudness), place: place
        ).add(to: &track, chance: &chance)
        Burst(
            onset: frame + Timeline.frame(at: 0.015), frequency: 1500, resonance: 0.5, bend: 1.1,
            attack: 0.05, decay: 0.16, gain: Float(0.42 * loudness), place: place
        ).add(to: &track, chance: &chance)
        Burst(
            onset: frame + Timeline.frame(at: 0.05), frequency: 4800, resonance: 0.5,
            attack: 0.09, decay: 0.26, gain: Float(0.2 * loudness), place: place * 0.5
        ).add(to: &track, chance: &chance)
        for _ in 0..<Int(26 * size) {
            let delay = 0.12 + 0.7 * chance.unit() * chance.unit()
            Ping(
                onset: frame + Timeline.frame(at: delay),
                frequency: chance.value(in: 700...3200), bend: 0.5,
                decay: chance.value(in: 0.004...0.014),
                gain: Float(loudness * chance.value(in: 0.016...0.07)),
                place: place + chance.value(in: -0.4...0.4)
            ).add(to: &track)
        }
    }
}

/// A soap bubble bursts: a tiny rising note and a wet tick.
struct BubblePop {
    func add(to track: inout StereoTrack, at frame: Int, gain: Double, chance: inout SplitMix64) {
        let place = chance.value(in: -0.8...0.8)
        let pitch = chance.value(in: 520...1250)
        let loudness = gain * chance.value(in: 0.6...1)
        Ping(
            onset: frame, frequency: pitch, bend: 1.1, decay: 0.014, attack: 0.002,
            gain: Float(0.11 * loudness), place: place
        ).add(to: &track)
        Burst(
            onset: frame + Timeline.frame(at: 0.018), frequency: 5200, resonance: 1.2,
            attack: 0.0006, decay: 0.004, gain: Float(0.07 * loudness), place: place
        ).add(to: &track, chance: &chance)
    }
}

/// Something rushes by.
struct Whoosh {
    func add(to track: inout StereoTrack, at frame: Int, gain: Double, chance: inout SplitMix64) {
        let from = chance.unit() < 0.5 ? -0.5 : 0.5
        for (place, delay) in [(from, 0.0), (-from, 0.09)] {
            Burst(
                onset: frame + Timeline.frame(at: delay), frequency: 520, resonance: 0.9,
                bend: 1.2, attack: 0.2, decay: 0.11, gain: Float(0.22 * gain), place: place
            ).add(to: &track, chance: &chance)
        }
    }
}
