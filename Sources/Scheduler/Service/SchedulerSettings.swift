public import FarmSettings
internal import SchedulerCore

/// Everything that may be chosen about a scheduler, with its defaults.
public struct SchedulerSettings: Equatable, Sendable {
    /// Nil for the folder that `--data` would have without being given.
    public var data: String?
    public var local = false
    public var bind = "127.0.0.1"

    /// Nil for the address it listens on.
    public var host: String?
    public var port = 7420

    /// `[host:]port`; nil to answer nobody.
    public var metrics: String?
    public var logLevel = "info"
    public var logFormat = "text"
    var rates = RateLimits()
    var core = Scheduler.Configuration()

    public init() {}

    /// How members reach this machine.
    public var reachedHost: String {
        host ?? (bind == "0.0.0.0" || bind == "*" ? "127.0.0.1" : bind)
    }

    /// Where peers may come from.
    public var listening: SchedulerDaemon.Listening {
        local ? .local : .tcp(interface: bind, host: reachedHost, port: port)
    }
}

extension SchedulerSettings {
    /// Every key, in the order in which it is shown.
    public static let catalogue: [Setting<SchedulerSettings>] = place + work + keeping + gate + log

    private static let place: [Setting<SchedulerSettings>] = [
        Setting("data", \.data, .orNone(.words()), .atRestart, "the folder of all its state"),
        Setting(
            "local", \.local, .flag, .atRestart, "listen on socket files in it, and on no port"),
        Setting("bind", \.bind, .words(atMost: 255), .atRestart, "the address to listen on"),
        Setting(
            "host", \.host, .orNone(.words(atMost: 255)), .atRestart,
            "how members reach this machine; by default as `bind`"),
        Setting(
            "port", \.port, .integer(1...65_533), .atRestart,
            "the first of three ports in a row: clients, workers, media"),
        Setting(
            "metrics", \.metrics, .orNone(.words(atMost: 255)), .atRestart,
            "`[host:]port` of `/metrics`, `/healthz` and `/readyz`"),
    ]

    private static let work: [Setting<SchedulerSettings>] = [
        Setting(
            "lease", \.core.leaseDuration, .time(.seconds(5)...(.seconds(3600))), .atReload,
            "how long a silent worker keeps its tasks"),
        Setting(
            "progress-timeout", \.core.progressTimeout,
            .time(.seconds(10)...(.seconds(7 * 86_400))), .atReload,
            "how long an attempt may go on without any progress"),
        Setting(
            "maximum-attempts", \.core.maximumAttempts, .integer(1...100), .atReload,
            "failed attempts after which a task, and with it its job, fails"),
        Setting(
            "crash-limit", \.core.crashLimit, .integer(1...100), .atReload,
            "lost attempts after which a task counts as crashing its workers"),
        Setting(
            "retry-pause", \.core.backoffBase,
            .time(.milliseconds(100)...(.seconds(3600))), .atReload,
            "the pause after a task's first failure; doubles with each further one"),
        Setting(
            "retry-pause-limit", \.core.backoffLimit,
            .time(.milliseconds(100)...(.seconds(86_400))), .atReload, "the longest such pause"),
        Setting(
            "set-aside-after", \.core.setAsideAfter, .integer(1...1000), .atReload,
            "different tasks that a worker may fail in a row before it is set aside"),
        Setting(
            "probation", \.core.probation, .time(.seconds(1)...(.seconds(86_400))), .atReload,
            "how long it is set aside at first; doubles each time"),
        Setting(
            "probation-limit", \.core.probationLimit,
            .time(.seconds(1)...(.seconds(7 * 86_400))), .atReload, "the longest such time"),
        Setting(
            "priority-aging", \.core.agingStep, .time(.seconds(1)...(.seconds(7 * 86_400))),
            .atRestart, "waiting that counts as much as one step of priority"),
        Setting(
            "preemptions", \.core.preemptionLimit, .integer(0...1000), .atRestart,
            "how often a job may have to make room for a higher priority of its account"),
        Setting(
            "model-bypass", \.core.bypassLimit, .integer(0...1000), .atReload,
            "how often a task may be passed over for one whose model is loaded"),
        Setting(
            "task-limit", \.core.taskLimit, .integer(1...10_000_000), .atReload,
            "unfinished tasks that the farm holds; submissions beyond are refused"),
        Setting(
            "sharing", \.core.sharing, .oneOf, .atRestart,
            "who is served next: by weights, or for comparison by age alone"),
    ]

    private static let keeping: [Setting<SchedulerSettings>] = [
        Setting(
            "keep-days", \.core.retention, .days(0...36_500), .atReload,
            "days that a job and its media are kept after its end"),
        Setting(
            "keep-jobs", \.core.endedJobLimit, .integer(0...10_000_000), .atReload,
            "ended jobs that are kept at most, the newest"),
    ]

    private static let gate: [Setting<SchedulerSettings>] = [
        Setting(
            "client-rate", \.rates.client, .integer(0...10_000_000), .atReload,
            "messages a second that are read of one client; 0 for any number"),
        Setting(
            "gateway-rate", \.rates.gateway, .integer(0...10_000_000), .atReload,
            "the same of one gateway"),
        Setting(
            "worker-rate", \.rates.worker, .integer(0...10_000_000), .atReload,
            "the same of one connection of a worker"),
        Setting(
            "joiner-rate", \.rates.joiner, .integer(0...10_000_000), .atReload,
            "the same of one join token"),
        Setting(
            "operator-rate", \.rates.operator, .integer(0...10_000_000), .atReload,
            "the same of one operator"),
    ]

    private static let log: [Setting<SchedulerSettings>] = [
        Setting(
            "log-level", \.logLevel,
            .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]),
            .atReload, "the least that is logged"),
        Setting(
            "log-format", \.logFormat, .choice(["text", "json"]), .atRestart,
            "for people, or one JSON object a line"),
    ]
}
