import Foundation
import Soundtrack

/// Simple measures of what is in a sound.
enum Spectrum {
    /// Mean power of the left channel between two frequencies, by steep-enough band filtering.
    static func power(of samples: StereoSamples, from low: Double, to high: Double) -> Double {
        var filtered = left(of: samples)
        for _ in 0..<2 {
            filtered = highPass(lowPass(filtered, at: high), at: low)
        }
        return filtered.reduce(0) { $0 + $1 * $1 } / Double(max(1, filtered.count))
    }

    /// Power at one frequency, as a share of what noise of the same loudness would have there.
    ///
    /// Goertzel's algorithm over windows of half a second.
    static func tonality(of samples: StereoSamples, at frequency: Double) -> Double {
        let sound = left(of: samples)
        let length = StereoSamples.sampleRate / 2
        let coefficient =
            2 * cos(2 * Double.pi * frequency / Double(StereoSamples.sampleRate))
        var tone = 0.0
        var total = 0.0
        for start in stride(from: 0, to: sound.count - length, by: length) {
            var (before, last) = (0.0, 0.0)
            for sample in sound[start..<start + length] {
                (before, last) = (last, sample + coefficient * last - before)
                total += sample * sample
            }
            tone += last * last + before * before - coefficient * last * before
        }
        return tone / max(total, 1e-12)
    }

    static func left(of samples: StereoSamples) -> [Double] {
        stride(from: 0, to: samples.interleaved.count, by: 2).map {
            Double(samples.interleaved[$0])
        }
    }

    private static func lowPass(_ sound: [Double], at frequency: Double) -> [Double] {
        let share = 1 - exp(-2 * Double.pi * frequency / Double(StereoSamples.sampleRate))
        var state = 0.0
        return sound.map { sample in
            state += share * (sample - state)
            return state
        }
    }

    private static func highPass(_ sound: [Double], at frequency: Double) -> [Double] {
        zip(sound, lowPass(sound, at: frequency)).map { $0 - $1 }
    }
}
