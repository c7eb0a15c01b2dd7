internal import FarmModel

// Safety: the buffers belong to the pass and live as long as it; while rows are painted, each is
// written by one thread and the frame before is only read.

/// Paints finished frames in a look other than ``Look/realistic``.
///
/// A pixel is a function of the finished frame, its depths and the scene's time and seed, so the
/// result depends neither on threads nor on other frames. Costs about 20 bytes a pixel.
final class LookPass {
    private let size: PixelSize
    private let threads: Int
    private var sums: [SIMD4<UInt32>]
    private var lines: [UInt8]

    init(_ size: PixelSize, threads: Int) {
        self.size = size
        self.threads = threads
        sums = Array(repeating: .zero, count: (size.width + 1) * (size.height + 1))
        lines = Array(repeating: 0, count: size.area)
    }

    /// The frame `bytes`, four a pixel, as `scene` looks; `tags` holds its kinds and depths.
    func paint(_ bytes: [UInt8], of scene: Scene, tags: PixelRows) -> [UInt8] {
        bytes.withUnsafeBufferPointer { bytes in
            guard let pixels = bytes.baseAddress else { return [] }
            sumUp(pixels)
            return sums.withUnsafeBufferPointer { sums in
                guard let table = sums.baseAddress else { return [] }
                let canvas = Canvas(
                    width: size.width, height: size.height, pixels: pixels, tags: tags, sums: table)
                if scene.look.drawsLines { trace(canvas) }
                return lines.withUnsafeBufferPointer { lines in
                    guard let lines = lines.baseAddress else { return [] }
                    return paint(Painter(canvas, scene, lines: lines))
                }
            }
        }
    }

    private func paint(_ painter: Painter) -> [UInt8] {
        let count = size.area * 4
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let target = buffer.baseAddress else { return }
            Parallel.forEach(size.height, threads: threads) { y in
                let row = target + y * size.width * 4
                for x in 0..<size.width {
                    let color = painter.color(x, y).clamped(lowerBound: .zero, upperBound: .one)
                    row[x * 4] = UInt8(color.x * 255 + 0.5)
                    row[x * 4 + 1] = UInt8(color.y * 255 + 0.5)
                    row[x * 4 + 2] = UInt8(color.z * 255 + 0.5)
                    row[x * 4 + 3] = 255
                }
            }
            initialized = count
        }
    }

    private func sumUp(_ pixels: UnsafePointer<UInt8>) {
        let stride = size.width + 1
        sums.withUnsafeMutableBufferPointer { sums in
            for y in 0..<size.height {
                var row = SIMD4<UInt32>.zero
                for x in 0..<size.width {
                    let pixel = pixels + (y * size.width + x) * 4
                    let color = SIMD4<UInt32>(
                        UInt32(pixel[0]), UInt32(pixel[1]), UInt32(pixel[2]), 0)
                    let luma = 54 &* color.x &+ 183 &* color.y &+ 19 &* color.z
                    row = row &+ color
                    row.w = row.w &+ (luma >> 8) &* (luma >> 8)
                    sums[(y + 1) * stride + x + 1] = row &+ sums[y * stride + x + 1]
                }
            }
        }
    }

    private func trace(_ canvas: Canvas) {
        let reach = canvas.reach(1.4)
        lines.withUnsafeMutableBufferPointer { lines in
            guard let target = lines.baseAddress else { return }
            Parallel.forEach(size.height, threads: threads) { y in
                for x in 0..<canvas.width {
                    let strength = canvas.line(x, y, reach: reach)
                    target[y * canvas.width + x] = UInt8(strength * 255)
                }
            }
        }
    }
}
