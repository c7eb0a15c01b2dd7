/// How loud a sound is to people, in LUFS.
///
/// ITU-R BS.1770-4: K-weighting, blocks of 400 ms every 100 ms, gated at -70 LUFS and then 10 LU
/// below the mean of what is left. Coefficients are the recommendation's, for 48 kHz.
package struct Loudness {
    /// Nil for silence.
    package let integrated: Double?

    init(of track: StereoTrack) {
        let steps = Loudness.stepPowers(of: track.frames)
        let blocks: [Double] =
            steps.count < 4
            ? [steps.reduce(0, +) / Double(max(1, steps.count))]
            : (3..<steps.count).map { steps[$0 - 3...$0].reduce(0, +) / 4 }
        let audible = blocks.filter { Loudness.level(of: $0) > -70 }
        guard !audible.isEmpty else {
            integrated = nil
            return
        }
        let gate = Loudness.level(of: Loudness.mean(audible)) - 10
        integrated = Loudness.level(
            of: Loudness.mean(audible.filter { Loudness.level(of: $0) > gate }))
    }

    package init(of samples: StereoSamples) {
        var track = StereoTrack(frameCount: samples.frameCount)
        for frame in track.frames.indices {
            track.frames[frame] = Stereo(
                samples.interleaved[2 * frame], samples.interleaved[2 * frame + 1])
        }
        self.init(of: track)
    }

    private static func mean(_ powers: [Double]) -> Double {
        powers.reduce(0, +) / Double(max(1, powers.count))
    }

    private static func level(of power: Double) -> Double {
        -0.691 + Elementary.decibels(power: power)
    }

    /// Mean squares of the weighted sound, both channels added, for each tenth of a second.
    private static func stepPowers(of frames: [Stereo]) -> [Double] {
        var shelf = Biquad(
            forward: (1.53512485958697, -2.69169618940638, 1.19839281085285),
            backward: (-1.69065929318241, 0.73248077421585))
        var highPass = Biquad(
            forward: (1, -2, 1), backward: (-1.99004745483398, 0.99007225036621))
        let stepFrames = StereoSamples.sampleRate / 10
        var powers: [Double] = []
        var sum = 0.0
        var count = 0
        for frame in frames {
            let weighted = highPass.output(for: shelf.output(for: SIMD2<Double>(frame)))
            sum += (weighted * weighted).sum()
            count += 1
            if count == stepFrames {
                powers.append(sum / Double(count))
                (sum, count) = (0, 0)
            }
        }
        if powers.isEmpty && count > 0 { powers.append(sum / Double(count)) }
        return powers
    }
}
