internal import FarmModel

// Safety: every pointer here is into buffers that ``LookPass`` owns for the whole frame and that
// nothing writes to while a canvas reads them; coordinates are clamped to the picture.

/// A finished frame, to be looked up by the looks: colours, means over boxes, depths.
struct Canvas {
    let width: Int
    let height: Int

    /// Four bytes a pixel, as a ``FarmModel/Frame`` has them.
    let pixels: UnsafePointer<UInt8>

    /// Holds the kinds and distances of ``PixelTag``.
    let tags: PixelRows

    /// Sums of red, green, blue and squared luma over all pixels above and left of a corner, modulo
    /// 2^32: a table of (width + 1) x (height + 1) corners (Crow 1984).
    let sums: UnsafePointer<SIMD4<UInt32>>

    /// Pixels that stand for one pixel of a picture whose short side is 720.
    var unit: Float { Float(min(width, height)) / 720 }

    /// `length` pixels of a picture whose short side is 720, at least one.
    func reach(_ length: Float) -> Int { max(1, Int((length * unit).rounded())) }

    /// The colour of a pixel, 0 to 1.
    @inline(__always)
    func color(_ x: Int, _ y: Int) -> Vector {
        let pixel = pixels + (clampedRow(y) * width + clampedColumn(x)) * 4
        return Vector(Float(pixel[0]), Float(pixel[1]), Float(pixel[2])) * (1 / 255)
    }

    /// ``PixelTag/sky``, ``PixelTag/puppet`` or ``PixelTag/ground``.
    @inline(__always)
    func kind(_ x: Int, _ y: Int) -> UInt32 { tag(x, y) & 3 }

    /// Metres, 15.75 for everything farther.
    @inline(__always)
    func distance(_ x: Int, _ y: Int) -> Float { Float(tag(x, y) >> 2) * 0.25 }

    @inline(__always)
    private func tag(_ x: Int, _ y: Int) -> UInt32 {
        tags.words[clampedRow(y) * tags.stride + clampedColumn(x)] >> 24
    }

    @inline(__always)
    private func clampedColumn(_ x: Int) -> Int { min(max(x, 0), width - 1) }

    @inline(__always)
    private func clampedRow(_ y: Int) -> Int { min(max(y, 0), height - 1) }

    /// The mean colour of a square around a pixel, cut to the picture.
    @inline(__always)
    func mean(_ x: Int, _ y: Int, radius: Int) -> Vector {
        box(x - radius, y - radius, x + radius, y + radius).mean
    }

    /// The mean colour of a box, both ends included, and the variance of its luma.
    @inline(__always)
    private func box(
        _ left: Int, _ top: Int, _ right: Int, _ bottom: Int
    ) -> (mean: Vector, variance: Float) {
        let x0 = clampedColumn(left)
        let x1 = clampedColumn(right) + 1
        let y0 = clampedRow(top)
        let y1 = clampedRow(bottom) + 1
        let stride = width + 1
        let sum =
            sums[y1 * stride + x1] &- sums[y0 * stride + x1] &- sums[y1 * stride + x0]
            &+ sums[y0 * stride + x0]
        let share = 1 / Float((x1 - x0) * (y1 - y0))
        let mean = Vector(Float(sum.x), Float(sum.y), Float(sum.z)) * (share / 255)
        let luma = mean.luma
        return (mean, Float(sum.w) * share / 65025 - luma * luma)
    }

    /// The mean of the calmest of the four squares that touch at a pixel: smooths what lies within
    /// edges and keeps the edges (Kuwahara 1976).
    @inline(__always)
    func painted(_ x: Int, _ y: Int, radius: Int) -> Vector {
        var best = box(x - radius, y - radius, x, y)
        let others = (
            box(x, y - radius, x + radius, y), box(x - radius, y, x, y + radius),
            box(x, y, x + radius, y + radius)
        )
        if others.0.variance < best.variance { best = others.0 }
        if others.1.variance < best.variance { best = others.1 }
        if others.2.variance < best.variance { best = others.2 }
        return best.mean
    }

    /// How surely a line separates what lies `reach` pixels on both sides, 0 to 1.
    ///
    /// Outlines of puppets and jumps in depth count in full, changes of luma by their height; beside
    /// puppets, where grass and waves are restless, only wide and strong ones.
    func line(_ x: Int, _ y: Int, reach: Int) -> Float {
        let kinds = (
            kind(x - reach, y), kind(x + reach, y), kind(x, y - reach), kind(x, y + reach)
        )
        let isEdge = kinds.0 != kinds.1 || kinds.2 != kinds.3
        let isPuppet = kind(x, y) == 1
        let meetsPuppet =
            isPuppet || kinds.0 == 1 || kinds.1 == 1 || kinds.2 == 1 || kinds.3 == 1
        if isEdge && meetsPuppet { return 1 }
        let across = jump(distance(x - reach, y), distance(x + reach, y))
        let along = jump(distance(x, y - reach), distance(x, y + reach))
        let radius = isPuppet ? reach : 2 * reach
        let step = isPuppet ? reach + 1 : 4 * reach
        let gx = luma(x + step, y, radius) - luma(x - step, y, radius)
        let gy = luma(x, y + step, radius) - luma(x, y - step, radius)
        let slope = (gx * gx + gy * gy).squareRoot()
        let contour =
            isPuppet
            ? LookMath.step(0.13, 0.30, slope) : 0.7 * LookMath.step(0.20, 0.42, slope)
        return max(max(across, along), contour)
    }

    private func luma(_ x: Int, _ y: Int, _ radius: Int) -> Float {
        mean(x, y, radius: radius).luma
    }

    private func jump(_ first: Float, _ second: Float) -> Float {
        let near = min(first, second)
        return LookMath.step(0.4, 0.8, (max(first, second) - near) / (near + 1))
    }
}

/// The few functions that all looks share.
enum LookMath {
    static func step(_ low: Float, _ high: Float, _ x: Float) -> Float {
        let t = min(max((x - low) / (high - low), 0), 1)
        return t * t * (3 - 2 * t)
    }

    static func mix(_ first: Vector, _ second: Vector, _ share: Float) -> Vector {
        first + (second - first) * share
    }

    /// A number in 0..<1 for a lattice point.
    static func hash(_ x: Int, _ y: Int, _ seed: UInt32) -> Float {
        var word = UInt32(truncatingIfNeeded: x) &* 0x9E37_79B1
        word ^= UInt32(truncatingIfNeeded: y) &* 0x85EB_CA77
        word ^= seed &* 0xC2B2_AE3D
        word ^= word >> 15
        word = word &* 0x2C1B_3C6D
        word ^= word >> 12
        word = word &* 0x297A_2D39
        word ^= word >> 15
        return Float(word >> 8) * (1 / 16_777_216)
    }

    /// Smooth noise in 0...1 whose features are `size` pixels wide.
    static func noise(_ x: Float, _ y: Float, size: Float, _ seed: UInt32) -> Float {
        let u = x / size
        let v = y / size
        let column = u.rounded(.down)
        let row = v.rounded(.down)
        let (i, j) = (Int(column), Int(row))
        let a = step(0, 1, u - column)
        let b = step(0, 1, v - row)
        let top = hash(i, j, seed) * (1 - a) + hash(i + 1, j, seed) * a
        let bottom = hash(i, j + 1, seed) * (1 - a) + hash(i + 1, j + 1, seed) * a
        return top * (1 - b) + bottom * b
    }
}

extension SIMD3<Float> {
    /// The luma of a displayed colour, after ITU-R BT.709.
    var luma: Float { dot(Vector(0.2126, 0.7152, 0.0722)) }

    /// Away from (above 1) or towards its own grey.
    func saturated(_ factor: Float) -> Vector {
        let gray = Vector(repeating: luma)
        return gray + (self - gray) * factor
    }

    /// A slope of `factor` around the middle.
    func contrasted(_ factor: Float) -> Vector {
        (self - 0.5) * factor + 0.5
    }
}
