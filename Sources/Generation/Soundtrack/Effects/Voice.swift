import FarmModel

/// An animal's call: harmonics of a gliding pitch, shaped by the resonances of a throat.
///
/// Additive synthesis under a moving spectral envelope.
struct Voice {
    /// The throat and the pitch at a moment of the call.
    struct Pose {
        /// Share of the call's length, 0...1.
        var place: Double

        /// Hertz.
        var pitch: Double

        /// Hertz of the two lowest resonances.
        var low: Double
        var high: Double
        var level: Double
    }

    var seconds: Double
    var poses: [Pose]

    /// Share of breath in the sound.
    var breath: Double

    /// How much faster than an adult's everything resonates.
    var size: Double

    /// Between "mee" and "ow", rising and then falling.
    static func meow(size: Double, chance: inout SplitMix64) -> Voice {
        let pitch = chance.value(in: 0.93...1.08)
        return Voice(
            seconds: chance.value(in: 0.6...0.8),
            poses: [
                Pose(place: 0, pitch: 430 * pitch, low: 420, high: 2100, level: 0),
                Pose(place: 0.12, pitch: 520 * pitch, low: 480, high: 2300, level: 0.5),
                Pose(place: 0.36, pitch: 610 * pitch, low: 1000, high: 1900, level: 1),
                Pose(place: 0.66, pitch: 540 * pitch, low: 820, high: 1350, level: 0.7),
                Pose(place: 1, pitch: 400 * pitch, low: 500, high: 950, level: 0),
            ],
            breath: 0.05, size: size)
    }

    static func bark(size: Double, chance: inout SplitMix64) -> Voice {
        let pitch = chance.value(in: 0.92...1.1)
        return Voice(
            seconds: 0.2,
            poses: [
                Pose(place: 0, pitch: 380 * pitch, low: 500, high: 1100, level: 0),
                Pose(place: 0.12, pitch: 560 * pitch, low: 850, high: 1600, level: 1),
                Pose(place: 0.45, pitch: 470 * pitch, low: 760, high: 1450, level: 0.75),
                Pose(place: 1, pitch: 260 * pitch, low: 480, high: 1000, level: 0),
            ],
            breath: 0.3, size: size)
    }

    func add(to track: inout StereoTrack, at frame: Int, gain: Double, chance: inout SplitMix64) {
        let rate = Double(StereoSamples.sampleRate)
        let count = Int(seconds * rate)
        let frames = track.frames.indices.clamped(to: frame..<frame + count)
        guard !frames.isEmpty else { return }
        var noise = WhiteNoise(chance: &chance)
        var throat = StateVariableFilter()
        let tremor = Drift(rate: 16, chance: &chance)
        var phase = 0.0
        var strengths: [Double] = []
        var pose = pose(at: 0)
        for index in frames {
            let place = Double(index - frame) / Double(count)
            if (index - frames.lowerBound).isMultiple(of: 32) {
                pose = self.pose(at: place)
                pose.pitch *= 0.985 + 0.03 * tremor.height(at: place * seconds)
                strengths = harmonics(of: pose)
                throat.tune(to: pose.high, resonance: 2)
            }
            phase += 2 * Double.pi * pose.pitch / rate
            var sample = 0.0
            for (harmonic, strength) in strengths.enumerated() {
                sample += strength * Elementary.sine(phase * Double(harmonic + 1))
            }
            let white = noise.next()
            let breathy = throat.band(Stereo(white, white)).x
            let level = self.pose(at: place).level
            let mixed =
                Float(gain * level * (1 - breath) * sample) + Float(gain * level * breath) * breathy
            track.frames[index] += Stereo(repeating: mixed)
        }
    }

    private func pose(at place: Double) -> Pose {
        let next = poses.firstIndex { $0.place > place } ?? poses.count - 1
        let from = poses[max(0, next - 1)]
        let to = poses[next]
        let share = eased(place, from: from.place, to: max(to.place, from.place + 1e-6))
        func between(_ value: (Pose) -> Double) -> Double {
            value(from) + (value(to) - value(from)) * share
        }
        return Pose(
            place: place, pitch: size * between(\.pitch), low: size * between(\.low),
            high: size * between(\.high), level: between(\.level))
    }

    /// The strength of each harmonic below 9 kHz, together about 1.
    private func harmonics(of pose: Pose) -> [Double] {
        let count = max(1, Int(9000 / pose.pitch))
        let strengths = (1...count).map { number in
            let frequency = pose.pitch * Double(number)
            return Voice.resonance(frequency, around: pose.low, width: 220 * size)
                + 0.55 * Voice.resonance(frequency, around: pose.high, width: 320 * size)
                + 0.2 * Voice.resonance(frequency, around: 3400 * size, width: 600 * size)
        }
        let sum = strengths.reduce(0) { $0 + $1 * $1 }
        return strengths.map { $0 / max(1e-6, sum.squareRoot()) }
    }

    private static func resonance(
        _ frequency: Double, around center: Double, width: Double
    )
        -> Double
    {
        let distance = (frequency - center) / width
        return 1 / (1 + distance * distance)
    }
}
