/// Keeps every peak below a ceiling without a click: it sees each peak a moment ahead.
///
/// The gain a frame needs is held over the look-ahead, let go slowly, then averaged over the
/// look-ahead: a smooth curve that is never above what any peak needs.
struct Limiter {
    /// Highest true peak, in full scale.
    var ceiling: Float

    /// Frames.
    private static let lookAhead = 240

    /// Seconds until 63 % of the gain is back.
    private static let release = 0.12

    func limit(_ track: inout StereoTrack) {
        let needed = TruePeak.peaks(of: track.frames).map { peak in
            peak > ceiling ? ceiling / peak : 1
        }
        guard needed.contains(where: { $0 < 1 }) else { return }
        let held = Limiter.lowest(of: needed, within: Limiter.lookAhead)
        let rate = Float(
            1 - Elementary.exponential(-1 / (Limiter.release * Double(StereoSamples.sampleRate))))
        var gain: Float = 1
        let released = held.map { hold in
            gain = min(hold, gain + (1 - gain) * rate)
            return gain
        }
        // Averages the gains of the last lookAhead frames; all of them spare the peak now due.
        var sum = Double(Limiter.lookAhead)
        for frame in track.frames.indices {
            let leaving = frame >= Limiter.lookAhead ? released[frame - Limiter.lookAhead] : 1
            sum += Double(released[frame]) - Double(leaving)
            track.frames[frame] *= Float(min(1, sum / Double(Limiter.lookAhead)))
        }
    }

    /// The lowest of each gain and the `window` gains after it.
    ///
    /// A monotonic queue: each gain enters and leaves once.
    private static func lowest(of gains: [Float], within window: Int) -> [Float] {
        var lowest = gains
        var queue: [Int] = []
        var head = 0
        for frame in gains.indices.reversed() {
            while queue.count > head, let last = queue.last, gains[last] >= gains[frame] {
                queue.removeLast()
            }
            queue.append(frame)
            while queue[head] > frame + window { head += 1 }
            lowest[frame] = gains[queue[head]]
        }
        return lowest
    }
}

/// Peaks between the samples.
///
/// ITU-R BS.1770-4, annex 2: four times oversampling by a polyphase filter of 48 taps.
enum TruePeak {
    private static let phases: [[Float]] = {
        let first: [Float] = [
            0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000,
            -0.0594482421875, 0.1373291015625, 0.9721679687500, -0.1022949218750,
            0.0476074218750, -0.0266113281250, 0.0148925781250, -0.0083007812500,
        ]
        let second: [Float] = [
            -0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250,
            -0.1665039062500, 0.4650878906250, 0.7797851562500, -0.2003173828125,
            0.1015625000000, -0.0582275390625, 0.0330810546875, -0.0189208984375,
        ]
        return [first, second, second.reversed(), first.reversed()]
    }()

    /// For each frame, the highest magnitude of either channel around it.
    static func peaks(of frames: [Stereo]) -> [Float] {
        let taps = phases[0].count
        // Quiet stretches cannot peak: the filter's taps sum, in magnitude, to less than 2.
        let threshold: Float = 0.4
        var peaks = frames.map { max(abs($0.x), abs($0.y)) }
        let sampled = peaks
        for frame in frames.indices.dropFirst(taps) where sampled[frame - taps / 2] > threshold {
            for phase in phases {
                var sum = Stereo.zero
                for tap in 0..<taps {
                    sum += phase[tap] * frames[frame - tap]
                }
                let peak = max(abs(sum.x), abs(sum.y))
                peaks[frame - taps / 2] = max(peaks[frame - taps / 2], peak)
            }
        }
        return peaks
    }
}
