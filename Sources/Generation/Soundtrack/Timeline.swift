import FarmModel

/// The film in audio frames: how long it is, and where each shot lies.
struct Timeline: Equatable {
    let frameCount: Int

    /// One half-open range of frames for each shot; together they cover the film.
    let shots: [Range<Int>]

    var seconds: Double { Double(frameCount) / Double(StereoSamples.sampleRate) }

    /// The length comes from the count of pictures, so that sound and picture end together.
    init(of storyboard: Storyboard) throws(SoundtrackError) {
        let format = storyboard.format
        guard format.framesPerSecond > 0, format.seconds > 0,
            format.seconds <= FilmSound.longestSeconds
        else {
            throw .lengthOutOfRange(seconds: format.seconds, limit: FilmSound.longestSeconds)
        }
        let seconds = Double(format.frameCount) / Double(format.framesPerSecond)
        frameCount = Timeline.frame(at: seconds)
        shots = Timeline.spans(of: storyboard.shots.map(\.seconds), within: frameCount)
    }

    /// The frame nearest to a time of the film.
    static func frame(at seconds: Double) -> Int {
        Int((seconds * Double(StereoSamples.sampleRate)).rounded())
    }

    private static func spans(of lengths: [Double], within frameCount: Int) -> [Range<Int>] {
        var elapsed = 0.0
        var cuts = [0]
        for length in lengths {
            elapsed += length.isFinite ? length.clamped(to: 0...FilmSound.longestSeconds) : 0
            cuts.append(min(frameCount, frame(at: elapsed)))
        }
        cuts[cuts.count - 1] = frameCount
        return lengths.indices.map { min(cuts[$0], cuts[$0 + 1])..<cuts[$0 + 1] }
    }
}
