/// A range of one film's frames, to be rendered by one worker.
public struct RenderOrder: Equatable, Sendable {
    /// Frames of the whole film, half-open.
    public var frames: Range<Int>

    /// Frames a chunk; the last may have fewer.
    public var chunkFrames: Int
    public var quality: Quality
    public var engine: EngineID

    public init(frames: Range<Int>, chunkFrames: Int, quality: Quality, engine: EngineID) {
        self.frames = frames
        self.chunkFrames = chunkFrames
        self.quality = quality
        self.engine = engine
    }

    public var chunkCount: Int { (frames.count + chunkFrames - 1) / chunkFrames }

    /// The frames of one chunk, by its position within the task.
    public func frames(ofChunk index: Int) -> Range<Int> {
        let start = frames.lowerBound + index * chunkFrames
        return (start..<start + chunkFrames).clamped(to: frames)
    }
}

/// The sound of a whole film, to be made by one worker.
public struct SoundOrder: Equatable, Sendable {
    /// The film's length in frames, so that sound and picture end together.
    public var frameCount: Int
    public var framesPerSecond: Int

    public init(frameCount: Int, framesPerSecond: Int) {
        self.frameCount = frameCount
        self.framesPerSecond = framesPerSecond
    }
}
