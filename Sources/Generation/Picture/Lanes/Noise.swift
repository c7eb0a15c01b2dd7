/// Hashes and noise of whole cells: integer arithmetic, the same bits on every machine.
enum Noise {
    /// Mixes two cell coordinates into 32 bits (constants of xxHash and of Wellons' prospector).
    @inline(__always)
    private static func bits(_ x: LaneIntegers, _ y: LaneIntegers) -> LaneBits {
        let mixed = LaneBits(x) &* 0x9E37_79B1 ^ LaneBits(y) &* 0x85EB_CA77
        let hashed = (mixed ^ (mixed &>> 15)) &* 0x2C1B_3C6D
        return hashed ^ (hashed &>> 12)
    }

    /// A number in `0...1` for a cell.
    @inline(__always)
    static func hash(_ x: LaneIntegers, _ y: LaneIntegers) -> Lanes {
        (bits(x, y) & 0xFFFF).integers.floats * (1 / 65535)
    }

    /// A number in `0...1` for a cell whose coordinates are whole numbers kept as floats.
    @inline(__always)
    static func hash(_ x: Lanes, _ y: Lanes) -> Lanes {
        hash(LaneIntegers(truncating: x), LaneIntegers(truncating: y))
    }

    /// Two independent numbers in `0...1` for the price of one.
    @inline(__always)
    static func hashPair(_ x: LaneIntegers, _ y: LaneIntegers) -> (first: Lanes, second: Lanes) {
        let word = bits(x, y)
        return (
            (word & 0xFFFF).integers.floats * (1 / 65535),
            ((word &>> 16) & 0x7FFF).integers.floats * (1 / 32767)
        )
    }

    /// Value noise in `0...1`, cells of size 1, cubic between them.
    ///
    /// Not inlined: it is called from long functions, which the optimiser is slow on.
    @inline(never)
    static func value(_ x: Lanes, _ y: Lanes) -> Lanes { octave(x, y) }

    @inline(__always)
    private static func octave(_ x: Lanes, _ y: Lanes) -> Lanes {
        let cellX = floor(x)
        let cellY = floor(y)
        let column = LaneIntegers(truncating: cellX)
        let row = LaneIntegers(truncating: cellY)
        var u = x - cellX
        var v = y - cellY
        u = u * u * (3 - 2 * u)
        v = v * v * (3 - 2 * v)
        let below = mix(hash(column, row), hash(column &+ 1, row), u)
        let above = mix(hash(column, row &+ 1), hash(column &+ 1, row &+ 1), u)
        return mix(below, above, v)
    }

    /// Value noise of three coordinates: planes of ``value(_:_:)`` a unit apart, cubic between them.
    @inline(never)
    static func solid(_ x: Lanes, _ y: Lanes, _ z: Lanes) -> Lanes {
        let plane = floor(z)
        var w = z - plane
        w = w * w * (3 - 2 * w)
        let near = octave(x + plane * 37.3, y + plane * 17.9)
        let far = octave(x + (plane + 1) * 37.3, y + (plane + 1) * 17.9)
        return mix(near, far, w)
    }

    /// Four octaves of value noise, turned against each other; mean about 0.47.
    @inline(never)
    static func fractal(_ x: Lanes, _ y: Lanes) -> Lanes {
        var x = x
        var y = y
        var sum = Lanes(repeating: 0)
        var amplitude: Float = 0.5
        for _ in 0..<4 {
            sum += amplitude * octave(x, y)
            amplitude *= 0.5
            let turned = x * 1.6 - y * 1.2
            y = x * 1.2 + y * 1.6
            x = turned
        }
        return sum
    }
}

/// The hash of ``Noise`` for single numbers: tables built once a frame.
func scalarHash(_ first: UInt32, _ second: UInt32) -> Float {
    var word = first &* 0x9E37_79B1 ^ second &* 0x85EB_CA77
    word = (word ^ (word >> 15)) &* 0x2C1B_3C6D
    word ^= word >> 12
    word = word &* 0x297A_2D39
    word ^= word >> 15
    return Float(word & 0xFFFF) * (1 / 65535)
}
