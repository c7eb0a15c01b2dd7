/// One frame of sound: left and right.
typealias Stereo = SIMD2<Float>

/// Sound in the making, at ``StereoSamples/sampleRate``.
struct StereoTrack: Equatable {
    var frames: [Stereo]

    init(frameCount: Int) {
        frames = Array(repeating: .zero, count: frameCount)
    }

    mutating func add(_ other: StereoTrack, gain: Float) {
        for index in frames.indices {
            frames[index] += gain * other.frames[index]
        }
    }
}

extension Stereo {
    /// Left and right gains of equal power for a place from -1 (left) to 1 (right).
    static func panned(to place: Double) -> Stereo {
        let angle = (place.clamped(to: -1...1) + 1) * Double.pi / 4
        return Stereo(Float(Elementary.cosine(angle)), Float(Elementary.sine(angle)))
    }

    /// The same sound between mono (0) and as wide as it is (1).
    func narrowed(to width: Float) -> Stereo {
        let middle = (x + y) / 2
        let side = (x - y) / 2 * width
        return Stereo(middle + side, middle - side)
    }
}
