import FarmModel

/// What chance is used for, so that one seed gives every purpose numbers of its own.
enum ChancePurpose: UInt64 {
    case harmony = 1, melody, arrangement, performance
    case bed, effect
}

extension SplitMix64 {
    /// A generator for one purpose and place, unlike that of any other.
    init(seed: UInt64, for purpose: ChancePurpose, index: Int = 0) {
        let place = purpose.rawValue << 32 | UInt64(truncatingIfNeeded: index) & 0xFFFF_FFFF
        self.init(seed: SplitMix64.mix(seed) ^ SplitMix64.mix(place &+ 0x51_7CC1_B727))
    }

    mutating func value(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + unit() * (range.upperBound - range.lowerBound)
    }

    /// About normal, mean 0, deviation 1, never beyond ±3.5.
    mutating func bell() -> Double {
        // The sum of twelve uniform numbers has variance 1; four scaled ones are near enough.
        (unit() + unit() + unit() + unit() - 2) * 1.732
    }

    /// One of `choices`, which must not be empty.
    mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int(unit() * Double(choices.count))]
    }
}

/// A smooth random curve: random heights a fixed time apart, eased between.
struct Drift {
    private let seed: UInt64

    /// Heights a second.
    private let rate: Double

    init(rate: Double, chance: inout SplitMix64) {
        self.rate = rate
        seed = chance.next()
    }

    /// Between 0 and 1.
    func height(at seconds: Double) -> Double {
        let position = seconds * rate
        let floor = position.rounded(.down)
        let fraction = eased(position - floor, from: 0, to: 1)
        let step = Int64(floor)
        return point(step) * (1 - fraction) + point(step + 1) * fraction
    }

    private func point(_ step: Int64) -> Double {
        Double(SplitMix64.mix(seed &+ UInt64(bitPattern: step)) >> 11) * 0x1p-53
    }
}
