internal import CLanes

/// One number for each of the 32 pixels of a packet.
///
/// Two vectors of 16 rather than one of 32: their dependency chains are independent, so the
/// processor overlaps them (design: the picture, section 2.1). All arithmetic goes through ``CLanes``
/// because the standard library's operators on SIMD types are generic loops.
struct Lanes {
    static let count = 32

    var low: SIMD16<Float>
    var high: SIMD16<Float>

    @inline(__always)
    init(_ low: SIMD16<Float>, _ high: SIMD16<Float>) {
        self.low = low
        self.high = high
    }

    @inline(__always)
    init(repeating value: Float) {
        let half = lanes_repeat(value)
        self.init(half, half)
    }

    /// The numbers `value(0)` to `value(31)`; slow, for tables.
    ///
    /// Takes a plain function of the lane: closures in adjacent global initialisers were observed to
    /// be merged by the optimiser, so tables are tested.
    init(table value: (Int) -> Float) {
        self.init(repeating: 0)
        for lane in 0..<16 {
            low[lane] = value(lane)
            high[lane] = value(lane + 16)
        }
    }

    /// Slow: for storing and tests.
    subscript(lane: Int) -> Float {
        lane < 16 ? low[lane] : high[lane - 16]
    }

    @inline(__always)
    static var zero: Lanes { Lanes(repeating: 0) }

    /// A distance that means "nothing hit".
    @inline(__always)
    static var far: Lanes { Lanes(repeating: 1e9) }

    /// Whether a distance is a hit, lane by lane: see ``far``.
    @inline(__always)
    var isHit: LaneMask { self .< 1e8 }

    /// The smallest of all lanes.
    @inline(__always)
    var least: Float { Swift.min(lanes_least(low), lanes_least(high)) }
}

extension Lanes {
    @inline(__always)
    static func + (a: Lanes, b: Lanes) -> Lanes {
        Lanes(lanes_add(a.low, b.low), lanes_add(a.high, b.high))
    }

    @inline(__always)
    static func - (a: Lanes, b: Lanes) -> Lanes {
        Lanes(lanes_subtract(a.low, b.low), lanes_subtract(a.high, b.high))
    }

    @inline(__always)
    static func * (a: Lanes, b: Lanes) -> Lanes {
        Lanes(lanes_multiply(a.low, b.low), lanes_multiply(a.high, b.high))
    }

    @inline(__always)
    static func / (a: Lanes, b: Lanes) -> Lanes {
        Lanes(lanes_divide(a.low, b.low), lanes_divide(a.high, b.high))
    }

    @inline(__always)
    static func + (a: Lanes, b: Float) -> Lanes { a + Lanes(repeating: b) }

    @inline(__always)
    static func - (a: Lanes, b: Float) -> Lanes { a - Lanes(repeating: b) }

    @inline(__always)
    static func * (a: Lanes, b: Float) -> Lanes { a * Lanes(repeating: b) }

    @inline(__always)
    static func / (a: Lanes, b: Float) -> Lanes { a / Lanes(repeating: b) }

    @inline(__always)
    static func + (a: Float, b: Lanes) -> Lanes { Lanes(repeating: a) + b }

    @inline(__always)
    static func - (a: Float, b: Lanes) -> Lanes { Lanes(repeating: a) - b }

    @inline(__always)
    static func * (a: Float, b: Lanes) -> Lanes { Lanes(repeating: a) * b }

    @inline(__always)
    static func / (a: Float, b: Lanes) -> Lanes { Lanes(repeating: a) / b }

    @inline(__always)
    static prefix func - (a: Lanes) -> Lanes { Lanes(repeating: 0) - a }

    @inline(__always)
    static func += (a: inout Lanes, b: Lanes) { a = a + b }

    @inline(__always)
    static func -= (a: inout Lanes, b: Lanes) { a = a - b }

    @inline(__always)
    static func *= (a: inout Lanes, b: Lanes) { a = a * b }
}

extension Lanes {
    @inline(__always)
    static func .< (a: Lanes, b: Lanes) -> LaneMask {
        LaneMask(lanes_less(a.low, b.low), lanes_less(a.high, b.high))
    }

    @inline(__always)
    static func .<= (a: Lanes, b: Lanes) -> LaneMask {
        LaneMask(lanes_less_equal(a.low, b.low), lanes_less_equal(a.high, b.high))
    }

    @inline(__always)
    static func .> (a: Lanes, b: Lanes) -> LaneMask { b .< a }

    @inline(__always)
    static func .>= (a: Lanes, b: Lanes) -> LaneMask { b .<= a }

    @inline(__always)
    static func .< (a: Lanes, b: Float) -> LaneMask { a .< Lanes(repeating: b) }

    @inline(__always)
    static func .<= (a: Lanes, b: Float) -> LaneMask { a .<= Lanes(repeating: b) }

    @inline(__always)
    static func .> (a: Lanes, b: Float) -> LaneMask { Lanes(repeating: b) .< a }

    @inline(__always)
    static func .>= (a: Lanes, b: Float) -> LaneMask { Lanes(repeating: b) .<= a }
}

/// Yes or no for each lane.
struct LaneMask {
    var low: SIMD16<Int32>
    var high: SIMD16<Int32>

    @inline(__always)
    init(_ low: SIMD16<Int32>, _ high: SIMD16<Int32>) {
        self.low = low
        self.high = high
    }

    @inline(__always)
    static var all: LaneMask {
        let half = lanes_repeat_int(-1)
        return LaneMask(half, half)
    }

    @inline(__always)
    static var none: LaneMask {
        let half = lanes_repeat_int(0)
        return LaneMask(half, half)
    }

    /// Whether at least one lane is set.
    @inline(__always)
    var any: Bool { lanes_any(lanes_or(low, high)) }

    @inline(__always)
    static func .& (a: LaneMask, b: LaneMask) -> LaneMask {
        LaneMask(lanes_and(a.low, b.low), lanes_and(a.high, b.high))
    }

    @inline(__always)
    static func .| (a: LaneMask, b: LaneMask) -> LaneMask {
        LaneMask(lanes_or(a.low, b.low), lanes_or(a.high, b.high))
    }

    @inline(__always)
    static prefix func .! (a: LaneMask) -> LaneMask {
        LaneMask(lanes_not(a.low), lanes_not(a.high))
    }
}

/// A whole number for each lane: cells of noise, packed pixels.
struct LaneIntegers {
    var low: SIMD16<Int32>
    var high: SIMD16<Int32>

    @inline(__always)
    init(_ low: SIMD16<Int32>, _ high: SIMD16<Int32>) {
        self.low = low
        self.high = high
    }

    @inline(__always)
    init(repeating value: Int32) {
        let half = lanes_repeat_int(value)
        self.init(half, half)
    }

    /// Rounds towards zero.
    @inline(__always)
    init(truncating value: Lanes) {
        self.init(lanes_truncate(value.low), lanes_truncate(value.high))
    }

    @inline(__always)
    var floats: Lanes { Lanes(lanes_convert(low), lanes_convert(high)) }

    @inline(__always)
    static func &+ (a: LaneIntegers, b: Int32) -> LaneIntegers {
        LaneIntegers(lanes_add_int(a.low, b), lanes_add_int(a.high, b))
    }

    @inline(__always)
    static func &<< (a: LaneIntegers, b: Int32) -> LaneIntegers {
        LaneIntegers(lanes_shift_left(a.low, b), lanes_shift_left(a.high, b))
    }

    @inline(__always)
    static func | (a: LaneIntegers, b: LaneIntegers) -> LaneIntegers {
        LaneIntegers(lanes_or(a.low, b.low), lanes_or(a.high, b.high))
    }
}

/// A word of bits for each lane: hashes.
struct LaneBits {
    var low: SIMD16<UInt32>
    var high: SIMD16<UInt32>

    @inline(__always)
    init(_ low: SIMD16<UInt32>, _ high: SIMD16<UInt32>) {
        self.low = low
        self.high = high
    }

    @inline(__always)
    init(_ value: LaneIntegers) {
        self.init(lanes_as_bits(value.low), lanes_as_bits(value.high))
    }

    @inline(__always)
    var integers: LaneIntegers { LaneIntegers(lanes_as_int(low), lanes_as_int(high)) }

    @inline(__always)
    static func &* (a: LaneBits, b: UInt32) -> LaneBits {
        LaneBits(lanes_multiply_bits(a.low, b), lanes_multiply_bits(a.high, b))
    }

    @inline(__always)
    static func ^ (a: LaneBits, b: LaneBits) -> LaneBits {
        LaneBits(lanes_exclusive_or(a.low, b.low), lanes_exclusive_or(a.high, b.high))
    }

    @inline(__always)
    static func &>> (a: LaneBits, b: UInt32) -> LaneBits {
        LaneBits(lanes_shift_right(a.low, b), lanes_shift_right(a.high, b))
    }

    @inline(__always)
    static func & (a: LaneBits, b: UInt32) -> LaneBits {
        LaneBits(lanes_mask_bits(a.low, b), lanes_mask_bits(a.high, b))
    }
}
