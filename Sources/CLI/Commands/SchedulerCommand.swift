import ArgumentParser
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
            """)

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Flag(help: "Listen on socket files in the data folder only, for this machine.")
    var local = false

    @Option(help: "The address to listen on; 0.0.0.0 for every interface.")
    var bind = "127.0.0.1"

    @Option(help: "How members reach this machine; by default the address it listens on.")
    var host: String?

    @Option(help: "The first of three ports in a row.")
    var port = 7420

    @OptionGroup var keeping: RetentionOptions

    @Flag(
        help: ArgumentHelp("End when the process that started this one ends.", visibility: .hidden))
    var owned = false

    @Option(
        help: ArgumentHelp(
            "Answer /metrics, /healthz and /readyz over HTTP; on 127.0.0.1 if no host is given.",
            valueName: "[host:]port"))
    var metrics: String?

    @OptionGroup var logging: LogOptions

    func run() async throws {
        try await common.run {
            guard (1...65_533).contains(port) else {
                throw CommandFailure(
                    .usage, "bad_port",
                    "--port \(port) is outside the limits: 1 to 65533, as three in a row are used")
            }
            let log = try logging.logger("scheduler")
            let reached = host ?? (bind == "0.0.0.0" || bind == "*" ? "127.0.0.1" : bind)
            let board = MetricsBoard(dataFolder: metrics == nil ? nil : farm.path)
            let service = try SchedulerDaemon(
                SchedulerDaemon.Configuration(
                    dataFolder: farm.path,
                    listening: local
                        ? .local : .tcp(interface: bind, host: reached, port: port),
                    version: Reelmill.version, retention: try keeping.retention(),
                    endedJobLimit: try keeping.jobLimit(), board: board), log: log)
            let signals = Signals(owned ? [SIGTERM] : [SIGTERM, SIGINT]) { _ in service.stop() }
            if owned { signal(SIGINT, SIG_IGN) }
            let orphan = owned ? Signals.whenOrphaned { service.stop() } : nil
            let json = common.json
            let port = WatchingPort(address: metrics, board: board, log: log)
            try await port.whileServing(stop: { service.stop() }) {
                try await CommonOptions.blocking {
                    try service.run {
                        log.info("listening on \(service.address.client)")
                        if json { try Output.json(Ready(address: service.address)) }
                    }
                }
            }
            withExtendedLifetime((signals, orphan)) {}
        }
    }

    /// Says that peers may come.
    private struct Ready: Encodable {
        let event = "ready"
        let address: FarmAddress
    }
}

/// How long ended jobs are kept.
struct RetentionOptions: ParsableArguments {
    @Option(help: "Days that a job and its media are kept after its end; by default 30.")
    var keepDays: Double?

    @Option(help: "Ended jobs that are kept at most, the newest; by default 100,000.")
    var keepJobs: Int?

    func retention() throws -> Duration? {
        guard let keepDays else { return nil }
        guard (0...36_500).contains(keepDays) else {
            throw CommandFailure(
                .usage, "bad_keep_days", "--keep-days \(keepDays) is outside the limits: 0 to 36500"
            )
        }
        return .seconds(keepDays * 86400)
    }

    func jobLimit() throws -> Int? {
        guard let keepJobs else { return nil }
        guard (0...10_000_000).contains(keepJobs) else {
            throw CommandFailure(
                .usage, "bad_keep_jobs",
                "--keep-jobs \(keepJobs) is outside the limits: 0 to 10000000")
        }
        return keepJobs
    }

    /// As they are given to another process.
    var arguments: [String] {
        (keepDays.map { ["--keep-days", String($0)] } ?? [])
            + (keepJobs.map { ["--keep-jobs", String($0)] } ?? [])
    }
}
