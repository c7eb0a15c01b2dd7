public import FarmModel
internal import SwiftProtobuf

extension FilmRequest {
    init(_ message: Reelmill_Common_FilmRequest, _ field: String) throws(WireError) {
        let prompt = try Bound.text(
            message.prompt, atMost: Limits.promptScalars, "\(field).prompt")
        var storyboard: String?
        if message.hasStoryboardJson {
            storyboard = message.storyboardJson
            let count = message.storyboardJson.utf8.count
            _ = try Bound.count(
                count, 2...Limits.documentBytes, "\(field).storyboard_json, in bytes,")
        }
        let isBlank = prompt.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        guard !isBlank || storyboard != nil else {
            throw WireError(
                .badField, field: "\(field).prompt", value: "empty",
                limit: "1 to \(Limits.promptScalars) characters")
        }
        self.init(
            prompt: prompt, format: try FilmFormat(message, field), seed: message.seed,
            style: message.hasStyle ? try Bound.name(message.style, "\(field).style") : nil,
            engine: message.hasEngine
                ? EngineID(try Bound.name(message.engine, "\(field).engine")) : .previz,
            quality: message.hasQuality
                ? try Bound.word(message.quality, "\(field).quality") : .standard,
            storyboard: storyboard,
            music: message.hasMusic ? try Bound.word(message.music, "\(field).music") : .matched)
    }

    var message: Reelmill_Common_FilmRequest {
        .with {
            $0.prompt = prompt
            $0.width = UInt32(clamping: format.width)
            $0.height = UInt32(clamping: format.height)
            $0.framesPerSecond = UInt32(clamping: format.framesPerSecond)
            $0.seconds = format.seconds
            $0.seed = seed
            if let style { $0.style = style }
            $0.engine = engine.name
            $0.quality = quality.rawValue
            $0.music = music.rawValue
            if let storyboard { $0.storyboardJson = storyboard }
        }
    }

    /// Reads the payload of a plan task.
    public init(payload: [UInt8]) throws(WireError) {
        try self.init(Codec.decode(payload), "payload")
    }

    /// The payload of a plan task.
    public var payload: [UInt8] {
        Codec.encode(message, as: .protobuf)
    }

    /// Throws what is wrong with a request before it is sent.
    public func validate() throws(WireError) {
        _ = try FilmRequest(message, "film")
    }
}

extension FilmFormat {
    /// What a request gets that does not say: 1280x720, 24 frames a second, 6 seconds.
    public static let standard = FilmFormat(width: 1280, height: 720, seconds: 6)

    fileprivate init(
        _ message: Reelmill_Common_FilmRequest, _ field: String
    ) throws(WireError) {
        var format = FilmFormat.standard
        guard message.hasWidth == message.hasHeight else {
            throw WireError(
                .badField, field: message.hasWidth ? "\(field).height" : "\(field).width",
                value: "missing", limit: "given together with the other side")
        }
        if message.hasWidth {
            format.width = try FilmFormat.side(message.width, "\(field).width")
            format.height = try FilmFormat.side(message.height, "\(field).height")
        }
        if message.hasFramesPerSecond {
            format.framesPerSecond = try Bound.count(
                message.framesPerSecond, Limits.framesPerSecond, "\(field).frames_per_second")
        }
        if message.hasSeconds {
            format.seconds = try Bound.within(
                message.seconds, Limits.filmSeconds, "\(field).seconds")
        }
        _ = try Bound.count(
            format.frameCount, 1...Limits.filmFrames, "\(field).seconds, in frames,")
        self = format
    }

    private static func side(_ value: UInt32, _ field: String) throws(WireError) -> Int {
        let limits = Limits.frameSide
        guard limits.contains(Int(value)), value.isMultiple(of: 2) else {
            throw WireError(
                .badField, field: field, value: "\(value)",
                limit: "an even number from \(limits.lowerBound) to \(limits.upperBound)")
        }
        return Int(value)
    }
}

extension ClientRequest.Submit {
    /// Estimated compute time of planning a film on the reference machine.
    public static let planCost: Duration = .milliseconds(50)

    /// The engine that does the work.
    public var engine: EngineID {
        switch work {
        case .film(let film): film.engine
        case .drill: .drill
        }
    }

    /// What the queue is asked to hold: a job whose one task plans the others.
    public func submission(account: String) -> Job.Submission {
        switch work {
        case .film(let film):
            Job.Submission(
                clientKey: clientKey, account: account, title: title ?? film.firstWords,
                priority: priority,
                demand: Job.Demand(
                    filmSeconds: film.format.seconds, frame: film.format.size,
                    engine: film.engine, compute: Self.planCost + film.estimatedCost),
                plan: Job.Task(
                    step: "plan", requirement: Job.Requirement(engine: .director),
                    cost: Self.planCost, payload: film.payload, output: .none), options: options)
        case .drill(let drill):
            Job.Submission(
                clientKey: clientKey, account: account, title: title ?? "drill",
                priority: priority, demand: .drill(.drill), plan: drill.task, options: options)
        }
    }

    /// What the tasks of an array are given: the same work, each film with the next seed.
    public func payloads(count: Int) -> [[UInt8]] {
        switch work {
        case .film(let film):
            (0..<count).map { index in
                var member = film
                member.seed &+= UInt64(index)
                return member.payload
            }
        case .drill(let drill): Array(repeating: drill.task.payload, count: count)
        }
    }
}

extension FilmRequest {
    /// The beginning of the prompt, as one line.
    fileprivate var firstWords: String {
        let limit = 80
        let words = prompt.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty else { return "Untitled" }
        let scalars = words.unicodeScalars
        guard scalars.count > limit else { return words }
        return String(scalars.prefix(limit - 1).map { Character($0) }) + "…"
    }
}

extension RenderOrder {
    public init(payload: [UInt8]) throws(WireError) {
        let message: Reelmill_Payload_RenderPayload = try Codec.decode(payload)
        let first = try Bound.count(
            message.firstFrame, 0...(Limits.filmFrames - 1), "payload.first_frame")
        let count = try Bound.count(
            message.frameCount, 1...(Limits.filmFrames - first), "payload.frame_count")
        self.init(
            frames: first..<first + count,
            chunkFrames: try Bound.count(
                message.chunkFrames, 1...Limits.filmFrames, "payload.chunk_frames"),
            quality: try Bound.word(message.quality, "payload.quality"),
            engine: EngineID(try Bound.name(message.engine, "payload.engine")))
    }

    public var payload: [UInt8] {
        let message = Reelmill_Payload_RenderPayload.with {
            $0.firstFrame = UInt32(clamping: frames.lowerBound)
            $0.frameCount = UInt32(clamping: frames.count)
            $0.chunkFrames = UInt32(clamping: chunkFrames)
            $0.quality = quality.rawValue
            $0.engine = engine.name
        }
        return Codec.encode(message, as: .protobuf)
    }
}

extension SoundOrder {
    public init(payload: [UInt8]) throws(WireError) {
        let message: Reelmill_Payload_SoundPayload = try Codec.decode(payload)
        self.init(
            frameCount: try Bound.count(
                message.frameCount, 1...Limits.filmFrames, "payload.frame_count"),
            framesPerSecond: try Bound.count(
                message.framesPerSecond, Limits.framesPerSecond, "payload.frames_per_second"))
    }

    public var payload: [UInt8] {
        let message = Reelmill_Payload_SoundPayload.with {
            $0.frameCount = UInt32(clamping: frameCount)
            $0.framesPerSecond = UInt32(clamping: framesPerSecond)
        }
        return Codec.encode(message, as: .protobuf)
    }
}
