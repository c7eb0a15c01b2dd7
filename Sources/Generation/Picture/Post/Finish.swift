internal import FarmModel

// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// The last pass over a frame: glow, rain, snow; then the bytes of a ``FarmModel/Frame``.
struct Finish {
    let pixels: PixelRows
    let size: PixelSize
    let bloom: Bloom
    let precipitation: Precipitation?

    /// How much of the glow is added.
    let glow: Float

    /// What rain and snow look like without glow behind them.
    let rainColor: Vector
    let snowColor: Vector

    init(_ scene: Scene, _ pixels: PixelRows, _ size: PixelSize, _ bloom: Bloom) {
        self.pixels = pixels
        self.size = size
        self.bloom = bloom
        glow = scene.light.grade.x
        precipitation = Precipitation(scene, width: size.width, height: size.height)
        let level = scene.light.skyHorizon + scene.light.ambient * 0.5
        let gray = min(level.dot(Vector(0.3, 0.59, 0.11)), 1)
        rainColor = Vector(0.28, 0.34, 0.42) + Vector(0.38, 0.40, 0.40) * gray
        snowColor = Vector(0.42, 0.46, 0.55) + Vector(0.58, 0.55, 0.48) * gray
    }

    /// Finishes row `y` into `bytes`, four a pixel.
    ///
    /// `line` has room for three rows of glow, red, green and blue, with 64 numbers to spare each.
    func write(row y: Int, line: UnsafeMutablePointer<Float>, to bytes: UnsafeMutablePointer<UInt8>)
    {
        let plane = size.width + 64
        expandGlow(row: y, line, plane)
        let output = UnsafeMutableRawPointer(bytes + y * size.width * 4)
        for x in stride(from: 0, to: size.width, by: Lanes.count) {
            let packed = LaneBits(finished(x: x, y: y, line + x, plane))
            let count = min(Lanes.count, size.width - x)
            withUnsafeBytes(of: packed) { source in
                guard let source = source.baseAddress else { return }
                (output + x * 4).copyMemory(from: source, byteCount: count * 4)
            }
        }
    }

    @inline(__always)
    private func finished(
        x: Int, y: Int, _ line: UnsafePointer<Float>, _ plane: Int
    ) -> LaneIntegers {
        let words = pixels.loadRow(x: x, y: y)
        let light = LaneVector(
            Lanes(loading: line), Lanes(loading: line + plane), Lanes(loading: line + 2 * plane))
        var c = LaneVector(words.red, words.green, words.blue) * (1 / 255)
        var added = light * glow
        if let precipitation {
            let cover = precipitation.cover(x: x, y: y, tags: words.tag)
            added += (light * 2.4 + rainColor) * cover.rain
            c = screened(c, added)
            let flake = light * 0.8 + snowColor
            c = mix(
                c, LaneVector(saturate(flake.x), saturate(flake.y), saturate(flake.z)),
                cover.snow)
        } else {
            c = screened(c, added)
        }
        let red = LaneIntegers(truncating: saturate(c.x) * 255 + 0.5)
        let green = LaneIntegers(truncating: saturate(c.y) * 255 + 0.5) &<< 8
        let blue = LaneIntegers(truncating: saturate(c.z) * 255 + 0.5) &<< 16
        return red | green | blue | LaneIntegers(repeating: -16_777_216)
    }

    @inline(__always)
    private func screened(_ c: LaneVector, _ added: LaneVector) -> LaneVector {
        LaneVector(
            c.x + added.x * (1 - c.x), c.y + added.y * (1 - c.y), c.z + added.z * (1 - c.z))
    }

    /// Enlarges the glow four times: between two of its rows, then along them.
    private func expandGlow(row y: Int, _ line: UnsafeMutablePointer<Float>, _ plane: Int) {
        let position = max((Float(y) - 1.5) * 0.25, 0)
        let upper = min(Int(position), bloom.height - 2)
        let share = min(position - Float(upper), 1)
        let first = bloom.row(upper)
        let second = bloom.row(upper + 1)
        let steps = SIMD4<Float>(0.125, 0.375, 0.625, 0.875)
        var left = first[0] + (second[0] - first[0]) * share
        for edge in 0..<2 { store(left, at: edge, line, plane) }
        for column in 1..<bloom.width {
            let right = first[column] + (second[column] - first[column]) * share
            let slope = right - left
            let target = UnsafeMutableRawPointer(line + (column * 4 - 2))
            target.storeBytes(of: left.x + slope.x * steps, as: SIMD4<Float>.self)
            (target + plane * 4).storeBytes(
                of: left.y + slope.y * steps, as: SIMD4<Float>.self)
            (target + plane * 8).storeBytes(
                of: left.z + slope.z * steps, as: SIMD4<Float>.self)
            left = right
        }
        for edge in (bloom.width * 4 - 2)..<(size.width + 32) {
            store(left, at: edge, line, plane)
        }
    }

    @inline(__always)
    private func store(
        _ light: SIMD4<Float>, at x: Int, _ line: UnsafeMutablePointer<Float>, _ plane: Int
    ) {
        line[x] = light.x
        line[x + plane] = light.y
        line[x + 2 * plane] = light.z
    }
}

extension Lanes {
    @inline(__always)
    init(loading numbers: UnsafePointer<Float>) {
        self = UnsafeRawPointer(numbers).loadUnaligned(as: Lanes.self)
    }
}
