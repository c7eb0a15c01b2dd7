import ArgumentParser
import FarmSettings
import Foundation
import Logging
import Synchronization

/// What the daemons say, and how; all of it goes to standard error.
struct LogOptions: ParsableArguments {
    @Option(help: "trace, debug, info, notice, warning, error or critical; by default info.")
    var logLevel: String?

    @Option(
        help: "text, or json: one object a line with time, level, logger, message and fields.")
    var logFormat: String?

    func apply<Settings>(to layers: inout Layers<Settings>) throws(SettingsError) {
        try layers.override("log-level", with: logLevel)
        try layers.override("log-format", with: logFormat)
    }

    /// The log of a daemon that has no configuration file.
    func log(_ label: String) throws(CommandFailure) -> DaemonLog {
        let level = logLevel ?? "info"
        let format = logFormat ?? "text"
        let levels = Logger.Level.allCases.map(\.rawValue)
        guard levels.contains(level) else {
            throw CommandFailure(
                .usage, "bad_option",
                "--log-level \(level) is unknown; choose one of \(levels.joined(separator: ", "))")
        }
        guard ["text", "json"].contains(format) else {
            throw CommandFailure(
                .usage, "bad_option", "--log-format \(format) is unknown; choose text or json")
        }
        return DaemonLog(label, level: level, format: format)
    }
}

/// The log of a daemon, whose level can be changed while it runs.
struct DaemonLog {
    let logger: Logger
    private let gate: LogGate

    /// `format` is `text` or `json`, `level` one of swift-log's.
    init(_ label: String, level: String, format: String) {
        let gate = LogGate()
        logger = Logger(label: label) { label in
            let inner: any LogHandler =
                format == "json"
                ? JSONLogHandler(label: label) : StreamLogHandler.standardError(label: label)
            return GatedLogHandler(inner: inner, gate: gate)
        }
        self.gate = gate
        setLevel(level)
    }

    func setLevel(_ name: String) {
        guard let level = Logger.Level(rawValue: name) else {
            preconditionFailure("settings allow levels of the log only, not \(name)")
        }
        gate.set(level)
    }
}

/// The least that is logged at present; safe from any thread.
private final class LogGate: Sendable {
    private let rank = Atomic(0)

    var level: Logger.Level {
        switch rank.load(ordering: .relaxed) {
        case 0: .trace
        case 1: .debug
        case 2: .info
        case 3: .notice
        case 4: .warning
        case 5: .error
        default: .critical
        }
    }

    func set(_ level: Logger.Level) {
        rank.store(Logger.Level.allCases.firstIndex(of: level) ?? 0, ordering: .relaxed)
    }
}

/// Lets through what the gate lets through.
private struct GatedLogHandler: LogHandler {
    var inner: any LogHandler
    let gate: LogGate

    var logLevel: Logger.Level {
        get { gate.level }
        set { inner.logLevel = newValue }
    }

    var metadata: Logger.Metadata {
        get { inner.metadata }
        set { inner.metadata = newValue }
    }

    var metadataProvider: Logger.MetadataProvider? {
        get { inner.metadataProvider }
        set { inner.metadataProvider = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { inner[metadataKey: key] }
        set { inner[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        inner.log(event: event)
    }
}

/// Writes one JSON object a line to standard error.
struct JSONLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel = Logger.Level.info
    private let label: String

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        fields.merge(metadataProvider?.get() ?? [:]) { $1 }
        fields.merge(event.metadata ?? [:]) { $1 }
        let line = Line(
            time: Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)),
            level: event.level.rawValue, logger: label, message: event.message.description,
            fields: fields.mapValues(\.description))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            FileHandle.standardError.write(try encoder.encode(line) + Data("\n".utf8))
        } catch {
            preconditionFailure("a line is made of texts: \(error)")
        }
    }

    private struct Line: Encodable {
        let time: String
        let level: String
        let logger: String
        let message: String
        let fields: [String: String]
    }
}
