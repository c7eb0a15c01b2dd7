import FarmModel

/// White noise, left and right independent, uniform in -1...1.
struct WhiteNoise {
    private var state: UInt64

    init(chance: inout SplitMix64) {
        state = chance.next()
    }

    mutating func next() -> Float {
        // Knuth's linear congruential generator (MMIX); the high half is random enough to hear.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int32(truncatingIfNeeded: Int64(bitPattern: state) >> 32)) * 0x1p-31
    }

    mutating func nextStereo() -> Stereo {
        Stereo(next(), next())
    }
}

/// Noise that falls 3 dB an octave, as wind, surf and rain roughly do.
///
/// Paul Kellet's economy filter (musicdsp.org, "Pink noise filter").
struct PinkNoise {
    private var white: WhiteNoise
    private var low = Stereo.zero
    private var middle = Stereo.zero
    private var high = Stereo.zero

    init(chance: inout SplitMix64) {
        white = WhiteNoise(chance: &chance)
    }

    mutating func nextStereo() -> Stereo {
        let fresh = white.nextStereo()
        low = 0.99765 * low + 0.0990460 * fresh
        middle = 0.96300 * middle + 0.2965164 * fresh
        high = 0.57000 * high + 1.0526913 * fresh
        return 0.3 * (low + middle + high + 0.1848 * fresh)
    }
}
