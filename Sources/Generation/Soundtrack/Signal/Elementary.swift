import Glibc

/// The C library's functions of waves and loudness, under names that fit here.
///
/// One machine always gives the same bits; two C libraries may differ in the last one, which sound,
/// unlike pictures, is allowed to do.
enum Elementary {
    static func sine(_ radians: Double) -> Double { sin(radians) }

    static func cosine(_ radians: Double) -> Double { cos(radians) }

    static func tangent(_ radians: Double) -> Double { tan(radians) }

    static func exponential(_ exponent: Double) -> Double { exp(exponent) }

    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

    static func logarithm(_ value: Double) -> Double { log(value) }

    /// The factor that `decibels` stand for.
    static func gain(decibels: Double) -> Double { pow(10, decibels / 20) }

    static func decibels(power value: Double) -> Double { 10 * log10(max(value, 1e-20)) }
}

/// Smooth step from 0 at `low` to 1 at `high`.
func eased(_ value: Double, from low: Double, to high: Double) -> Double {
    let position = ((value - low) / (high - low)).clamped(to: 0...1)
    return position * position * (3 - 2 * position)
}

extension Comparable {
    func clamped(to range: ClosedRange<Self>) -> Self {
        min(range.upperBound, max(range.lowerBound, self))
    }
}
