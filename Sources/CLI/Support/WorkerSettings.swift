import FarmSettings
import Foundation

/// Everything that may be chosen about a worker, with its defaults.
struct WorkerSettings: Equatable {
    /// Nil for the folder that `--data` would have without being given.
    var data: String?

    /// Nil for the host's.
    var name: String?
    var slots = 1

    /// Of one slot; nil for all cores shared by the slots.
    var threads: Int?
    var tags: [String] = []
    var grace = Duration.seconds(30)
    var logLevel = "info"
    var logFormat = "text"

    static let catalogue: [Setting<WorkerSettings>] = [
        Setting("data", \.data, .orNone(.words()), .atRestart, "the folder with its key"),
        Setting(
            "name", \.name, .orNone(.words(atMost: 128)), .atRestart,
            "the name to be known by; by default the host's"),
        Setting("slots", \.slots, .integer(1...1024), .atRestart, "tasks to run at the same time"),
        Setting(
            "threads", \.threads, .orNone(.integer(1...1024)), .atRestart,
            "CPU threads of one slot; by default all cores shared by the slots"),
        Setting("tag", \.tags, .list(atMost: 64), .atRestart, "labels that tasks may ask for"),
        Setting(
            "grace", \.grace, .time(.zero...(.seconds(86_400))), .atReload,
            "how long running tasks may take when it is asked to stop"),
        Setting(
            "log-level", \.logLevel,
            .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]),
            .atReload, "the least that is logged"),
        Setting(
            "log-format", \.logFormat, .choice(["text", "json"]), .atRestart,
            "for people, or one JSON object a line"),
    ]
}
