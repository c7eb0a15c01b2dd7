/// What someone asks for: the input of the plan step.
public struct FilmRequest: Equatable, Sendable {
    /// Free text in Chinese, English or both.
    public var prompt: String

    public var format: FilmFormat

    /// Equal requests with equal seeds give equal films, frame for frame.
    public var seed: UInt64

    /// A style's name, such as `cinematic`; nil lets the prompt decide.
    public var style: String?

    /// The engine that renders.
    public var engine: EngineID

    public var quality: Quality

    /// A storyboard (docs/STORYBOARD.md, JSON) that stands in for understanding the prompt.
    public var storyboard: String?

    public var music: MusicChoice

    public init(
        prompt: String, format: FilmFormat, seed: UInt64, style: String? = nil,
        engine: EngineID = .previz, quality: Quality = .standard, storyboard: String? = nil,
        music: MusicChoice = .matched
    ) {
        self.prompt = prompt
        self.format = format
        self.seed = seed
        self.style = style
        self.engine = engine
        self.quality = quality
        self.storyboard = storyboard
        self.music = music
    }
}

extension FilmRequest {
    /// Estimated compute time of the whole film on the reference machine, before it is planned.
    public var estimatedCost: Duration {
        format.renderCost(of: format.frameCount, quality) + format.soundCost
    }
}

extension FilmFormat {
    /// Estimated compute time of some frames on the reference machine.
    public func renderCost(of frameCount: Int, _ quality: Quality) -> Duration {
        let millisecondsOfMegapixel: Double =
            switch quality {
            case .draft: 60
            case .standard: 120
            case .final: 260
            }
        let megapixels = Double(size.area) / 1e6
        return .milliseconds(Int64(Double(frameCount) * megapixels * millisecondsOfMegapixel))
    }

    /// Estimated compute time of the soundtrack.
    public var soundCost: Duration { .milliseconds(Int64(seconds * 60) + 300) }
}

/// Whether a film gets music that fits its mood.
public enum MusicChoice: String, Codable, CaseIterable, Sendable {
    case matched
    case off
}

/// The frame, its rate and the length of a film.
public struct FilmFormat: Hashable, Codable, Sendable {
    public var width: Int
    public var height: Int
    public var framesPerSecond: Int
    public var seconds: Double

    public init(width: Int, height: Int, framesPerSecond: Int = 24, seconds: Double) {
        self.width = width
        self.height = height
        self.framesPerSecond = framesPerSecond
        self.seconds = seconds
    }

    public var size: PixelSize { PixelSize(width: width, height: height) }

    /// Frames of the whole film, at least one.
    public var frameCount: Int { max(1, Int((seconds * Double(framesPerSecond)).rounded())) }
}

/// How much work a frame gets.
public enum Quality: String, Codable, CaseIterable, Sendable {
    /// A quick look: half resolution, enlarged.
    case draft

    /// Adaptive resolution and bloom.
    case standard

    /// Adaptive anti-aliasing everywhere.
    case final
}
