internal import FarmModel

/// The pixels of a frame in the making: rows of words, padded to whole tiles.
///
/// Safety: a view of memory owned by ``PixelMemory``.
struct PixelRows {
    let words: UnsafeMutablePointer<UInt32>

    /// Words from one row to the next; a multiple of 16.
    let stride: Int

    /// Writes a packet; colours in 0 to 255, `tag` in the fourth byte.
    @inline(__always)
    func store(_ color: LaneVector, _ tag: Lanes, x: Int, y: Int) {
        let red = LaneIntegers(truncating: color.x + 0.5)
        let green = LaneIntegers(truncating: color.y + 0.5) &<< 8
        let blue = LaneIntegers(truncating: color.z + 0.5) &<< 16
        let packed = red | green | blue | (LaneIntegers(truncating: tag) &<< 24)
        let target = UnsafeMutableRawPointer(words + (y * stride + x))
        withUnsafeBytes(of: packed) { bytes in
            guard let source = bytes.baseAddress else { return }
            for row in 0..<4 {
                (target + row * stride * 4).copyMemory(from: source + row * 32, byteCount: 32)
            }
        }
    }

    /// Reads a packet.
    @inline(__always)
    func load(x: Int, y: Int) -> LaneBits {
        var packet = LaneBits(SIMD16(), SIMD16())
        let source = UnsafeRawPointer(words + (y * stride + x))
        withUnsafeMutableBytes(of: &packet) { bytes in
            guard let target = bytes.baseAddress else { return }
            for row in 0..<4 {
                (target + row * 32).copyMemory(from: source + row * stride * 4, byteCount: 32)
            }
        }
        return packet
    }

    /// Reads 32 pixels of one row.
    @inline(__always)
    func loadRow(x: Int, y: Int) -> LaneBits {
        UnsafeRawPointer(words + (y * stride + x)).loadUnaligned(as: LaneBits.self)
    }
}

extension LaneBits {
    @inline(__always)
    var red: Lanes { (self & 255).integers.floats }

    @inline(__always)
    var green: Lanes { ((self &>> 8) & 255).integers.floats }

    @inline(__always)
    var blue: Lanes { ((self &>> 16) & 255).integers.floats }

    @inline(__always)
    var tag: LaneBits { self &>> 24 }
}

/// Owns the words of one picture.
final class PixelMemory {
    let size: PixelSize
    let rows: PixelRows
    private let count: Int

    init(_ size: PixelSize) {
        self.size = size
        let stride = (size.width + 15) / 16 * 16 + 32
        count = stride * ((size.height + 15) / 16 * 16 + 1)
        // Safety: initialised here, deallocated in deinit, never resized.
        let words = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
        words.initialize(repeating: 0, count: count)
        rows = PixelRows(words: words, stride: stride)
    }

    deinit { rows.words.deallocate() }
}
