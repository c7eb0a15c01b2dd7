public import FarmModel

/// What a film shall be, as people and programs choose it.
public struct FilmOrder: Hashable, Sendable {
    /// Lengths that the studio offers, in seconds.
    public static let lengths = [4, 5, 8, 10, 12, 15, 16, 20, 25]

    /// The longest that a film may become by extending it, in seconds, and how often that goes.
    public static let extendedSeconds = 120
    public static let extensionLimit = 6

    /// Of a frame, both even.
    public static let side = 64...3840

    /// Unicode scalars of a prompt.
    public static let promptScalars = 1...32_000
    public static let titleCharacters = 200

    /// Greatest seed: JavaScript counts no further.
    public static let seedLimit: UInt64 = 1 << 53

    public enum Orientation: String, Codable, CaseIterable, Sendable {
        case portrait
        case landscape
        case square

        public init(_ size: PixelSize) {
            self =
                size.width == size.height
                ? .square : size.width < size.height ? .portrait : .landscape
        }

        public var size: PixelSize {
            switch self {
            case .portrait: PixelSize(width: 720, height: 1280)
            case .landscape: PixelSize(width: 1280, height: 720)
            case .square: PixelSize(width: 720, height: 720)
            }
        }
    }

    /// What the asker calls the engine, such as `sora-2`.
    public var model: String
    public var prompt: String
    public var title: String
    public var size: PixelSize
    public var seconds: Double
    public var style: String?
    public var engine: EngineID
    public var quality: Quality
    public var music: MusicChoice
    public var seed: UInt64

    public init(
        model: String, prompt: String, title: String, size: PixelSize, seconds: Double,
        style: String? = nil, engine: EngineID = .previz, quality: Quality = .standard,
        music: MusicChoice = .matched, seed: UInt64
    ) {
        self.model = model
        self.prompt = prompt
        self.title = title
        self.size = size
        self.seconds = seconds
        self.style = style
        self.engine = engine
        self.quality = quality
        self.music = music
        self.seed = seed
    }

    /// What the farm is asked for; `storyboard` stands in for understanding the prompt.
    public func request(storyboard: String?) -> FilmRequest {
        FilmRequest(
            prompt: prompt,
            format: FilmFormat(width: size.width, height: size.height, seconds: seconds),
            seed: seed, style: style, engine: engine, quality: quality, storyboard: storyboard,
            music: music)
    }
}

// What fields may hold.
extension FilmOrder {
    public static func check(prompt: String) throws(Objection) {
        let count = prompt.unicodeScalars.count
        guard promptScalars ~= count else {
            let limit = "1 to \(promptScalars.upperBound) characters"
            throw .field(
                "prompt", "\(count) characters", limit: limit,
                count == 0
                    ? "the prompt is empty: say who or what the film shows"
                    : "the prompt has \(count) characters, the limit is \(promptScalars.upperBound): "
                        + "shorten it")
        }
    }

    /// A length in seconds, as text.
    public static func seconds(_ text: String) throws(Objection) -> Double {
        guard let seconds = Int(text), lengths.contains(seconds) else {
            let limit = lengths.map(String.init).joined(separator: ", ")
            throw .field(
                "seconds", text, limit: limit,
                "seconds is \"\(text.prefix(40))\"; a film lasts one of: \(limit)")
        }
        return Double(seconds)
    }

    /// A frame, as `WIDTHxHEIGHT`.
    public static func size(_ text: String) throws(Objection) -> PixelSize {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let width = parts[0], let height = parts[1] else {
            throw .field(
                "size", text, limit: "WIDTHxHEIGHT",
                "size is \"\(text.prefix(40))\"; write it as WIDTHxHEIGHT, such as 720x1280")
        }
        return try size(width: width, height: height)
    }

    public static func size(width: Int, height: Int) throws(Objection) -> PixelSize {
        for side in [width, height] {
            guard FilmOrder.side ~= side, side.isMultiple(of: 2) else {
                throw .field(
                    "size", "\(width)x\(height)",
                    limit: "even, \(FilmOrder.side.lowerBound) to \(FilmOrder.side.upperBound)",
                    "size is \(width)x\(height); both sides are even and "
                        + "\(FilmOrder.side.lowerBound) to \(FilmOrder.side.upperBound) pixels, "
                        + "such as 720x1280, 1280x720 or 720x720")
            }
        }
        return PixelSize(width: width, height: height)
    }

    public static func check(seed: UInt64) throws(Objection) {
        guard seed <= seedLimit else {
            throw .field(
                "seed", String(seed), limit: "0 to \(seedLimit)",
                "seed is \(seed); it is a whole number from 0 to \(seedLimit)")
        }
    }

    public static func check(title: String, field: String = "title") throws(Objection) {
        guard (1...titleCharacters).contains(title.count), title.utf8.count <= 512,
            !title.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw .field(
                field, title, limit: "1 to \(titleCharacters) characters on one line",
                "a title has 1 to \(titleCharacters) characters and stands on one line")
        }
    }

    /// A title for a film that was given none: the prompt's first words, on one line.
    public static func title(of prompt: String) -> String {
        let line = prompt.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let plain = String(
            String.UnicodeScalarView(
                line.unicodeScalars.filter { $0.properties.generalCategory != .control }))
        guard !plain.isEmpty else { return "Untitled" }
        return plain.count <= 80 ? plain : String(plain.prefix(79)) + "…"
    }

    /// How long a film becomes that is made `seconds` longer.
    public static func extended(
        from seconds: Double, by more: Double, times: Int
    ) throws(Objection) -> Double {
        guard times < extensionLimit else {
            throw .field(
                "video", "\(times) extensions", limit: "\(extensionLimit)",
                "this film was extended \(times) times already, the limit is \(extensionLimit)")
        }
        guard seconds + more <= Double(extendedSeconds) else {
            throw .field(
                "seconds", "\(Int(seconds + more))", limit: "\(extendedSeconds) in all",
                "the film would last \(Int(seconds + more)) s, the limit is \(extendedSeconds) s")
        }
        return seconds + more
    }
}
