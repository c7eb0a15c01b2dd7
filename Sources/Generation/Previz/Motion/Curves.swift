import FarmModel
import Picture

/// Shapes of change: how a value goes from one to another, and back and forth.
enum Curve {
    static func mix(_ from: Float, _ to: Float, _ part: Float) -> Float {
        from + (to - from) * part
    }

    static func mix(_ from: Vector, _ to: Vector, _ part: Float) -> Vector {
        from + (to - from) * part
    }

    static func clamp(_ value: Float, _ low: Float, _ high: Float) -> Float {
        min(max(value, low), high)
    }

    /// 0 before `start`, 1 after `end`, with slopes of zero at both; `start` may exceed `end`.
    static func smooth(_ start: Float, _ end: Float, _ value: Float) -> Float {
        let part = clamp((value - start) / (end - start), 0, 1)
        return part * part * (3 - 2 * part)
    }

    static func fraction(_ value: Float) -> Float { value - value.rounded(.down) }

    /// Sine of a count of turns.
    static func sine(turns: Float) -> Float { Trigonometry.sine(turns * 6.2831855) }

    /// Cosine of a count of turns.
    static func cosine(turns: Float) -> Float { Trigonometry.cosine(turns * 6.2831855) }

    /// Half a wave: 0 at 0 and 1, 1 in the middle.
    static func hump(_ value: Float) -> Float {
        Trigonometry.sine(clamp(value, 0, 1) * 3.1415927)
    }
}

/// Chance that is the same on every machine and in every order of asking.
struct Chance: Equatable, Sendable {
    private let key: UInt64

    init(_ seed: UInt64, _ purpose: UInt64) {
        key = SplitMix64.mix(seed &+ SplitMix64.mix(purpose &+ 0x51_7C_C1))
    }

    /// Uniform in `0..<1`, a pure function of the seed, the purpose and two indices.
    func unit(_ index: Int, _ other: Int = 0) -> Float {
        let words = UInt64(bitPattern: Int64(index)) &* 0x9E37_79B9
        let more = UInt64(bitPattern: Int64(other)) &* 0x85EB_CA77_C2B2
        return Float(SplitMix64.mix(key ^ SplitMix64.mix(words ^ more)) >> 40) * 0x1p-24
    }
}
