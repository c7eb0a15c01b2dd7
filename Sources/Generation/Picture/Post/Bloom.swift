internal import FarmModel

/// The glow round bright things: what exceeds a threshold, at a quarter of the size, blurred by
/// three boxes in each direction (nearly a Gaussian).
///
/// Safety: owns its two pictures; parallel phases write disjoint rows or columns.
final class Bloom {
    let width: Int
    let height: Int
    private let front: UnsafeMutablePointer<SIMD4<Float>>
    private let back: UnsafeMutablePointer<SIMD4<Float>>
    private let size: PixelSize

    init(_ size: PixelSize) {
        self.size = size
        width = max(size.width / 4, 2)
        height = max(size.height / 4, 2)
        front = .allocate(capacity: width * height)
        back = .allocate(capacity: width * height)
        front.initialize(repeating: .zero, count: width * height)
        back.initialize(repeating: .zero, count: width * height)
    }

    deinit {
        front.deallocate()
        back.deallocate()
    }

    /// A row of the finished glow, red, green, blue and nothing.
    func row(_ y: Int) -> UnsafePointer<SIMD4<Float>> { UnsafePointer(front + y * width) }

    func update(from pixels: PixelRows, night: Float, threads: Int) {
        let threshold = 0.72 - 0.24 * night
        let gain = 3 - 1.1 * night
        Parallel.forEach(height, threads: threads) { y in
            self.gather(row: y, pixels, threshold, gain)
        }
        let scale = Float(min(size.width, size.height)) / 720
        for radius in [3, 6 + night, 10 + 3 * night] {
            let radius = max(1, Int(radius * scale))
            Parallel.forEach(height, threads: threads) { y in
                self.blur(
                    self.front + y * self.width, into: self.back + y * self.width, step: 1,
                    count: self.width, radius: radius)
            }
            Parallel.forEach((width + 15) / 16, threads: threads) { strip in
                self.blurDown(columns: strip * 16..<min(strip * 16 + 16, self.width), radius)
            }
        }
    }

    private func gather(row y: Int, _ pixels: PixelRows, _ threshold: Float, _ gain: Float) {
        for x in 0..<width {
            var red: UInt32 = 0
            var green: UInt32 = 0
            var blue: UInt32 = 0
            for line in 0..<min(4, size.height - 4 * y) {
                let words = pixels.words + ((4 * y + line) * pixels.stride + 4 * x)
                for column in 0..<4 {
                    red &+= words[column] & 255
                    green &+= words[column] >> 8 & 255
                    blue &+= words[column] >> 16 & 255
                }
            }
            let sum = SIMD4<Float>(Float(red), Float(green), Float(blue), 0) * (1 / 4080)
            let excess = max(max(sum.x, max(sum.y, sum.z)) - threshold, 0) * gain
            front[y * width + x] = sum * min(excess, 1)
        }
    }

    /// A running mean along a line; its ends are repeated.
    private func blur(
        _ line: UnsafePointer<SIMD4<Float>>, into result: UnsafeMutablePointer<SIMD4<Float>>,
        step: Int, count: Int, radius: Int
    ) {
        let share = 1 / Float(2 * radius + 1)
        let last = count - 1
        var sum = SIMD4<Float>.zero
        for x in -radius...radius { sum += line[min(max(x, 0), last) * step] }
        for x in 0..<count {
            result[x * step] = sum * share
            sum += line[min(x + radius + 1, last) * step]
            sum -= line[max(x - radius, 0) * step]
        }
    }

    private func blurDown(columns: Range<Int>, _ radius: Int) {
        for x in columns {
            blur(back + x, into: front + x, step: width, count: height, radius: radius)
        }
    }
}
