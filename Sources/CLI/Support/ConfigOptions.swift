import ArgumentParser
import FarmSettings
import Foundation

/// Where the settings of a program that runs for long come from.
struct ConfigOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "Read settings from a file; flags stand before it. docs/OPERATING.md lists the keys.",
            discussion: "Default: $REELMILL_CONFIG, or none.", valueName: "file"))
    var file: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Set what has no flag of its own.", valueName: "key=value"))
    var assignments: [String] = []

    @Flag(help: "Print the settings that would hold, each with where it came from, then exit.")
    var printConfig = false

    @Flag(help: "Check the settings, then exit.")
    var checkConfig = false

    /// The file that is read, if any.
    var path: String? {
        file
            ?? ProcessInfo.processInfo.environment["REELMILL_CONFIG"].flatMap {
                $0.isEmpty ? nil : $0
            }
    }

    /// What `usual` becomes by the file, then by `flags`.
    func layers<Settings: Sendable>(
        _ catalogue: [Setting<Settings>], usual: Settings,
        flags: (inout Layers<Settings>) throws(SettingsError) -> Void
    ) throws(CommandFailure) -> Layers<Settings> {
        var layers = Layers(catalogue, usual: usual)
        if let path {
            let text = try ConfigOptions.text(of: path)
            do throws(SettingsError) {
                try layers.read(yaml: text, path: path)
            } catch {
                throw CommandFailure(.configuration, "bad_configuration", error.description)
            }
        }
        do throws(SettingsError) {
            for assignment in assignments { try layers.override(assignment: assignment) }
            try flags(&layers)
        } catch {
            throw CommandFailure(.usage, "bad_option", error.description)
        }
        return layers
    }

    /// Whether showing or checking `layers` was all that was asked for.
    func show<Settings>(_ layers: Layers<Settings>) -> Bool {
        if printConfig { Output.line(String(layers.yaml.dropLast())) }
        return printConfig || checkConfig
    }

    private static func text(of path: String) throws(CommandFailure) -> String {
        do {
            return try String(contentsOf: URL(filePath: path), encoding: .utf8)
        } catch {
            throw CommandFailure(
                .configuration, "bad_configuration",
                "\(path) cannot be read: \(error.localizedDescription)")
        }
    }
}
