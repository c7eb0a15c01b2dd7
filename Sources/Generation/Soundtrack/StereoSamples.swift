/// The sound of a whole film, ready for an encoder.
public struct StereoSamples: Equatable, Sendable {
    /// Frames a second; a frame is one sample of each channel.
    public static let sampleRate = 48_000

    /// Left, right, left, right and so on, each within -1...1.
    public let interleaved: [Float]

    public var frameCount: Int { interleaved.count / 2 }

    public init(interleaved: [Float]) {
        precondition(interleaved.count.isMultiple(of: 2), "stereo samples come in pairs")
        self.interleaved = interleaved
    }
}
