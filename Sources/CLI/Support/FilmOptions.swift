import ArgumentParser
import FarmModel
import FarmWire
import Foundation

/// What a film shall be: the options that `make` and `submit` share.
struct FilmOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "What to see, in Chinese, English or both; `-` reads it from standard input.",
            discussion: """
                Say who does what, where and when, and how the camera moves:
                  「一只橙色猫在阳光下的海浪上冲浪，镜头从远处慢慢推进」
                  "a boy chases bubbles on a meadow, the camera slowly pushes in"
                """))
    var prompt: String

    @Option(
        help: ArgumentHelp(
            "Width and height in pixels, both even: 1280x720, 720x1280, 720x720, …",
            valueName: "WxH"))
    var size = "1280x720"

    @Option(help: "Length in seconds.")
    var seconds = 6.0

    @Option(help: "Equal prompts with equal seeds give equal films; drawn at random by default.")
    var seed: UInt64?

    @Option(help: "A style such as cinematic or anime; by default the prompt decides.")
    var style: String?

    @Option(help: "The engine that renders.")
    var engine = EngineID.previz.name

    @Option(help: "How much work a frame gets: draft, standard or final.")
    var quality = "standard"

    @Flag(help: "Leave music out; ambience stays.")
    var noMusic = false

    @Option(
        help: ArgumentHelp(
            "A storyboard (JSON) to film instead of understanding the prompt.", valueName: "file"))
    var storyboard: String?

    /// The request these options make, checked against the limits that the farm will apply.
    func request() throws -> FilmRequest {
        let prompt = try promptText()
        guard let size = PixelSize(size) else {
            throw CommandFailure(
                .usage, "bad_size",
                "--size \(size) is not WIDTHxHEIGHT; write it as 1280x720")
        }
        try check(size.width, "width")
        try check(size.height, "height")
        guard Limits.filmSeconds ~= seconds else {
            throw CommandFailure(
                .usage, "bad_seconds",
                "--seconds \(seconds.formatted) is outside the limits: a film lasts "
                    + "\(Limits.filmSeconds.lowerBound.formatted) to "
                    + "\(Limits.filmSeconds.upperBound.formatted) seconds")
        }
        guard let quality = Quality(rawValue: quality) else {
            throw CommandFailure(
                .usage, "bad_quality",
                "--quality \(quality) is unknown; choose one of "
                    + Quality.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return FilmRequest(
            prompt: prompt,
            format: FilmFormat(width: size.width, height: size.height, seconds: seconds),
            seed: seed ?? UInt64.random(in: 0..<1 << 53), style: style, engine: EngineID(engine),
            quality: quality, storyboard: try storyboardText(), music: noMusic ? .off : .matched)
    }

    private func promptText() throws -> String {
        let text: String
        if prompt == "-" {
            let limit = Limits.promptScalars * 4
            let data = try FileHandle.standardInput.read(upToCount: limit + 1) ?? Data()
            text = String(decoding: data, as: UTF8.self)
        } else {
            text = prompt
        }
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty || storyboard != nil else {
            throw CommandFailure(
                .badInput, "prompt_empty",
                "the prompt is empty: say what the film shall show, such as "
                    + "\"an orange cat surfs on a wave in the sun\"")
        }
        let count = trimmed.unicodeScalars.count
        guard count <= Limits.promptScalars else {
            throw CommandFailure(
                .badInput, "prompt_too_long",
                "the prompt has \(count) or more characters, the limit is "
                    + "\(Limits.promptScalars): shorten it")
        }
        return trimmed
    }

    private func storyboardText() throws -> String? {
        guard let storyboard else { return nil }
        do {
            return try String(contentsOfFile: storyboard, encoding: .utf8)
        } catch {
            throw CommandFailure(
                .noInput, "storyboard_unreadable", "cannot read the storyboard \(storyboard)")
        }
    }

    private func check(_ side: Int, _ name: String) throws {
        guard Limits.frameSide ~= side else {
            throw CommandFailure(
                .usage, "bad_size",
                "the \(name) \(side) of --size is outside the limits: "
                    + "\(Limits.frameSide.lowerBound) to \(Limits.frameSide.upperBound) pixels")
        }
        guard side.isMultiple(of: 2) else {
            throw CommandFailure(
                .usage, "bad_size",
                "the \(name) \(side) of --size is odd; H.264 needs even sides, try \(side + 1)")
        }
    }
}

extension Double {
    /// Without needless digits: `6`, `0.5`.
    var formatted: String {
        self == rounded() ? String(Int(self)) : String(self)
    }
}
