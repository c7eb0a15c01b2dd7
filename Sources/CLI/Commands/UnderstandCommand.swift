import ArgumentParser
import Director
import FarmModel
import Foundation

/// Shows what a prompt means to the director.
struct UnderstandCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "understand",
        abstract: "Show what is understood of a prompt, and what is not, before spending anything.")

    @Argument(help: "The prompt; `-` reads it from standard input.")
    var prompt: String?

    @Option(help: "A file with a prompt a line.")
    var batch: String?

    @Flag(help: "Print the storyboard (JSON) that the prompt becomes.")
    var storyboard = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.runBlocking {
            let director = try FilmDirector()
            let prompts = try prompts()
            for (position, prompt) in prompts.enumerated() {
                if position > 0, !common.json { Output.line("") }
                do {
                    try show(prompt, director)
                } catch let error as DirectorError {
                    throw CommandFailure(.badInput, error.code, error.description)
                }
            }
        }
    }

    private func show(_ prompt: String, _ director: FilmDirector) throws {
        if storyboard {
            let request = FilmRequest(
                prompt: prompt, format: FilmFormat(width: 1280, height: 720, seconds: 6), seed: 1)
            return Output.line(
                StoryboardDocument.encode(try director.storyboard(for: request)))
        }
        let understanding = try director.understanding(of: prompt)
        if common.json { return try Output.json(understanding) }
        Output.line(prompt)
        for finding in understanding.findings {
            let kind = finding.kind.padding(toLength: 12, withPad: " ", startingAt: 0)
            let owner = finding.of.map { " (of \($0))" } ?? ""
            Output.line("  \(kind) \(finding.value)\(owner)   ← \(finding.words)")
        }
        for note in understanding.notes { Output.line("  note: \(note)") }
    }

    private func prompts() throws -> [String] {
        if let batch {
            let text: String
            do {
                text = try String(contentsOfFile: batch, encoding: .utf8)
            } catch {
                throw CommandFailure(.noInput, "unreadable", "cannot read \(batch)")
            }
            return text.split(separator: "\n").map(String.init)
        }
        guard let prompt else {
            throw CommandFailure(.usage, "no_prompt", "give a prompt, or a file with --batch")
        }
        guard prompt == "-" else { return [prompt] }
        let data = try FileHandle.standardInput.readToEnd() ?? Data()
        return [String(decoding: data, as: UTF8.self)]
    }
}
