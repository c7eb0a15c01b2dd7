import ArgumentParser
import FarmSettings
import FarmTransport
import Foundation
import Logging
import SchedulerService

/// Runs a scheduler.
struct SchedulerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scheduler",
        abstract: "Run the scheduler of a farm, and nothing else.",
        discussion: """
            Three ports in a row: clients, workers, media. All speak CURVE; the keys are made in the
            data folder at the first start. Ctrl-C or SIGTERM stops it; what was acknowledged is kept.
            SIGHUP reads the configuration file again.
            """)

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @OptionGroup var chosen: SchedulerOptions

    @Flag(
        help: ArgumentHelp("End when the process that started this one ends.", visibility: .hidden))
    var owned = false

    @OptionGroup var logging: LogOptions
    @OptionGroup var config: ConfigOptions

    func run() async throws {
        try await common.run {
            let layers = try layers()
            guard !config.show(layers) else { return }
            let settings = layers.settings
            let log = DaemonLog(
                "scheduler", level: settings.logLevel, format: settings.logFormat)
            let folder = FarmOptions.path(choosing: settings.data)
            let board = MetricsBoard(dataFolder: settings.metrics == nil ? nil : folder)
            let service = try SchedulerDaemon(
                SchedulerDaemon.Configuration(
                    dataFolder: folder, settings: settings, version: Reelmill.version,
                    board: board),
                log: log.logger)
            let signals = Signals(owned ? [SIGTERM] : [SIGTERM, SIGINT]) { _ in service.stop() }
            if owned { signal(SIGINT, SIG_IGN) }
            let reload = Reload(layers, log, reading: self.layers) { service.reload($0) }.watch()
            let orphan = owned ? Signals.whenOrphaned { service.stop() } : nil
            let json = common.json
            let port = WatchingPort(address: settings.metrics, board: board, log: log.logger)
            try await port.whileServing(stop: { service.stop() }) {
                try await CommonOptions.blocking {
                    try service.run {
                        log.logger.info("listening on \(service.address.client)")
                        if json { try Output.json(Ready(address: service.address)) }
                    }
                }
            }
            withExtendedLifetime((signals, reload, orphan)) {}
        }
    }

    private func layers() throws(CommandFailure) -> Layers<SchedulerSettings> {
        try config.layers(SchedulerSettings.catalogue, usual: SchedulerSettings()) {
            layers throws(SettingsError) in
            try layers.override("data", with: farm.folder)
            try chosen.apply(to: &layers)
            try logging.apply(to: &layers)
        }
    }

    /// Says that peers may come.
    private struct Ready: Encodable {
        let event = "ready"
        let address: FarmAddress
    }
}

/// What is most often chosen about a scheduler; the rest has keys in the configuration file.
struct SchedulerOptions: ParsableArguments {
    @Flag(help: "Listen on socket files in the data folder only, for this machine.")
    var local = false

    @Option(
        help: "The address to listen on; 0.0.0.0 for every interface; by default 127.0.0.1.")
    var bind: String?

    @Option(help: "How members reach this machine; by default the address it listens on.")
    var host: String?

    @Option(help: "The first of three ports in a row: clients, workers, media; by default 7420.")
    var port: String?

    @Option(help: "Days that a job and its media are kept after its end; by default 30.")
    var keepDays: String?

    @Option(help: "Ended jobs that are kept at most, the newest; by default 100,000.")
    var keepJobs: String?

    @Option(
        help: ArgumentHelp(
            "Answer /metrics, /healthz and /readyz over HTTP; on 127.0.0.1 if no host is given.",
            valueName: "[host:]port"))
    var metrics: String?

    private var named: [(key: String, word: String?)] {
        [
            ("local", local ? "true" : nil), ("bind", bind), ("host", host), ("port", port),
            ("keep-days", keepDays), ("keep-jobs", keepJobs), ("metrics", metrics),
        ]
    }

    func apply(to layers: inout Layers<SchedulerSettings>) throws(SettingsError) {
        for (key, word) in named { try layers.override(key, with: word) }
    }

    /// As they are given to another process.
    var arguments: [String] {
        named.flatMap { key, word in
            word.map { key == "local" ? ["--local"] : ["--\(key)", $0] } ?? []
        }
    }
}
