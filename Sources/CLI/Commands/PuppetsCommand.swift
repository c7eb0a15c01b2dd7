import ArgumentParser
import FarmMedia
import FarmModel
import Foundation
import Previz
import WorkerEngines

/// For those who make puppets: what there is, whether a file is right, and how it looks.
struct PuppetsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "puppets",
        abstract: "List, check and draw the puppets of the previz engine (docs/PUPPETS.md).",
        subcommands: [List.self, Check.self, Draw.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the names of the puppets that are declared in files.")

        @OptionGroup var files: PuppetFiles
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.runBlocking {
                let names = try files.library().names
                if common.json { return try Output.json(names) }
                for name in names { Output.line(name) }
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read files of puppets and say what is wrong with them, by file and line.")

        @Argument(help: "Files to check, together with those that come with the program.")
        var paths: [String]

        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.runBlocking {
                let library = try PuppetFiles.library(paths)
                Output.line("\(paths.count) files are right; \(library.names.count) puppets known")
            }
        }
    }

    struct Draw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw puppets, or one puppet in several actions, as a contact sheet (PNG).")

        @Argument(help: "Names of puppets; without any, all that are declared in files.")
        var names: [String] = []

        @OptionGroup var files: PuppetFiles

        @Option(help: "What they do; several, separated by commas, make a tile each.")
        var action = "stand"

        @Option(help: "The colour that is asked for.")
        var color: String?

        @Option(help: "The age that is asked for: baby, child, young, adult, old.")
        var age: String?

        @Option(help: "The set.")
        var place = "meadow"

        @Option(help: "The time of day.")
        var time = "morning"

        @Option(help: "How near the camera is: wide, full, medium, close-up.")
        var shot = "full"

        @Option(
            help:
                "Seconds after the start of the shot; several, separated by commas, make a tile each."
        )
        var at = "2"

        @Option(help: "Tiles a row.")
        var columns = 5

        @Option(help: "Pixels of a tile, WIDTHxHEIGHT.")
        var tile = "480x360"

        @Option(name: .shortAndLong, help: "The picture.")
        var output = "puppets.png"

        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.runBlocking {
                let library = try files.library()
                guard let size = PixelSize(tile) else {
                    throw CommandFailure(
                        .badInput, "bad_size", "--tile \(tile): write WIDTHxHEIGHT")
                }
                let engine = PrevizEngine(figures: library)
                var frames: [Frame] = []
                for name in names.isEmpty ? library.names : names {
                    for action in action.split(separator: ",") {
                        let storyboard = try storyboard(name, String(action), size)
                        for second in at.split(separator: ",").compactMap({ Double($0) }) {
                            let first = Int(second * 24)
                            let order = RenderOrder(
                                frames: first..<first + 1, chunkFrames: 24, quality: .final,
                                engine: .previz)
                            var source = try engine.frames(of: storyboard, order: order, threads: 2)
                            if let frame = try source.next() { frames.append(frame) }
                        }
                    }
                }
                let sheet = ContactSheet(columns: max(columns, 1), tileWidth: size.width)
                try Files.writing(output).write(
                    contentsOf: Data(try sheet.picture(of: frames).png()))
            }
        }

        private func storyboard(
            _ name: String, _ action: String, _ size: PixelSize
        ) throws -> Storyboard {
            guard let time = Setting.TimeOfDay(rawValue: time),
                let shown = CameraPlan.Size(rawValue: shot)
            else {
                throw CommandFailure(
                    .badInput, "bad_choice", "--time \(self.time) or --shot \(shot) is not known")
            }
            let member = CastMember(
                id: "cast-1", concept: name, traits: Traits(color: color, age: age))
            let scene = Shot(
                seconds: 8, setting: Setting(place: place, time: time, weather: .clear),
                subjects: [ShotSubject(cast: "cast-1", action: action)],
                camera: CameraPlan(move: .static, from: shown, to: shown))
            return Storyboard(
                title: name, language: .english,
                format: FilmFormat(width: size.width, height: size.height, seconds: 8), seed: 3,
                style: "", mood: "calm", cast: [member], shots: [scene],
                sound: SoundPlan(music: nil, ambience: [], effects: []), notes: [])
        }
    }
}

/// Where puppets come from.
struct PuppetFiles: ParsableArguments {
    @Option(name: .customLong("from"), help: "A file of puppets to read too; may be repeated.")
    var paths: [String] = []

    func library() throws -> FigureLibrary { try PuppetFiles.library(paths) }

    static func library(_ paths: [String]) throws -> FigureLibrary {
        var files = FigureFile.embedded
        for path in paths {
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw CommandFailure(.badInput, "no_file", "\(path) cannot be read")
            }
            files.append(FigureFile(name: path, bytes: Array(bytes)))
        }
        do {
            return try FigureLibrary(files)
        } catch {
            throw CommandFailure(.badInput, "bad_puppet", error.description)
        }
    }
}
