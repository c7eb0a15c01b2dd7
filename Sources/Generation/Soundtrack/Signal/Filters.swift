/// A state-variable filter: low, band and high pass of both channels at once.
///
/// Simper, *Linear trapezoidal integrated state variable filter* (Cytomic, 2013): it may be tuned
/// anew at any frame without a click.
struct StateVariableFilter {
    private var damping: Float = 1
    private var first: Float = 0
    private var second: Float = 0
    private var third: Float = 0
    private var bandState = Stereo.zero
    private var lowState = Stereo.zero

    init(frequency: Double = 1000, resonance: Double = 0.7) {
        tune(to: frequency, resonance: resonance)
    }

    /// `frequency` in hertz, kept below 20 kHz; `resonance` is the quality factor.
    mutating func tune(to frequency: Double, resonance: Double) {
        let angle =
            Double.pi * frequency.clamped(to: 10...20_000) / Double(StereoSamples.sampleRate)
        let warped = Elementary.tangent(angle)
        damping = Float(1 / resonance)
        first = Float(1 / (1 + warped * (warped + 1 / resonance)))
        second = Float(warped) * first
        third = Float(warped) * second
    }

    mutating func outputs(for input: Stereo) -> (low: Stereo, band: Stereo, high: Stereo) {
        let difference = input - lowState
        let band = first * bandState + second * difference
        let low = lowState + second * bandState + third * difference
        bandState = 2 * band - bandState
        lowState = 2 * low - lowState
        return (low, band, input - damping * band - low)
    }

    mutating func low(_ input: Stereo) -> Stereo { outputs(for: input).low }

    /// Scaled to unit gain at the centre.
    mutating func band(_ input: Stereo) -> Stereo { damping * outputs(for: input).band }

    mutating func high(_ input: Stereo) -> Stereo { outputs(for: input).high }
}

/// A filter of second order with fixed coefficients, in transposed direct form II.
struct Biquad {
    private let forward: (Double, Double, Double)
    private let backward: (Double, Double)
    private var first = SIMD2<Double>.zero
    private var second = SIMD2<Double>.zero

    init(forward: (Double, Double, Double), backward: (Double, Double)) {
        self.forward = forward
        self.backward = backward
    }

    mutating func output(for input: SIMD2<Double>) -> SIMD2<Double> {
        let output = forward.0 * input + first
        first = forward.1 * input - backward.0 * output + second
        second = forward.2 * input - backward.1 * output
        return output
    }
}
