import ArgumentParser
import FarmModel
import FarmSettings
import FarmTransport
import Foundation
import SchedulerService
import Synchronization
import WorkerEngines
import WorkerService

/// Runs a worker.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Run a worker: renders what the farm grants it.",
        discussion: """
            On the scheduler's machine it finds the farm in the data folder. Elsewhere, join first:
              reelmill token --role worker          (on the scheduler's machine)
              reelmill join TOKEN                   (here)
            Ctrl-C or SIGTERM lets it finish what it runs, for at most --grace seconds; what is left
            goes back to the queue. SIGHUP reads the configuration file again.
            """)

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Option(help: "The name to be known by; by default the host's.")
    var name: String?

    @Option(help: "Tasks to run at the same time; by default 1.")
    var slots: String?

    @Option(help: "CPU threads of one slot; by default all cores shared by the slots.")
    var threads: String?

    @Option(help: "Labels that tasks may ask for.")
    var tag: [String] = []

    @Option(help: "Seconds to finish running tasks when asked to stop; by default 30.")
    var grace: String?

    @Flag(help: "Show which engines can run here and why others cannot, then exit.")
    var probe = false

    @Flag(
        help: ArgumentHelp("End when the process that started this one ends.", visibility: .hidden))
    var owned = false

    @OptionGroup var logging: LogOptions
    @OptionGroup var config: ConfigOptions

    func run() async throws {
        try await common.runBlocking {
            if probe { return try showEngines() }
            let layers = try layers()
            guard !config.show(layers) else { return }
            let settings = layers.settings
            let log = DaemonLog("worker", level: settings.logLevel, format: settings.logFormat)
            let cores = ProcessInfo.processInfo.activeProcessorCount
            let farm = FarmOptions(at: settings.data)
            let service = try WorkerDaemon(
                WorkerDaemon.Configuration(
                    name: settings.name ?? ProcessInfo.processInfo.hostName,
                    farm: try farm.address(), keys: try keys(in: farm.path),
                    slots: settings.slots,
                    threads: settings.threads ?? max(1, cores / settings.slots),
                    tags: settings.tags,
                    soundfont: ProcessInfo.processInfo.environment["REELMILL_SOUNDFONT"]),
                log: log.logger)
            let grace = Grace(settings.grace)
            let signals = Signals(owned ? [SIGTERM] : [SIGTERM, SIGINT]) { _ in
                service.stop(within: grace.time.withLock(\.self))
            }
            if owned { signal(SIGINT, SIG_IGN) }
            let reload = Reload(layers, log, reading: self.layers) { settings in
                grace.time.withLock { $0 = settings.grace }
            }.watch()
            let orphan = owned ? Signals.whenOrphaned { service.stop(within: .zero) } : nil
            do {
                try service.run()
            } catch let error as WorkerError {
                throw CommandFailure(.noPermission, "turned_away", error.description)
            }
            withExtendedLifetime((signals, reload, orphan)) {}
        }
    }

    /// How long a stop may take at present.
    private final class Grace: Sendable {
        let time: Mutex<Duration>

        init(_ time: Duration) {
            self.time = Mutex(time)
        }
    }

    private func layers() throws(CommandFailure) -> Layers<WorkerSettings> {
        try config.layers(WorkerSettings.catalogue, usual: WorkerSettings()) {
            layers throws(SettingsError) in
            try layers.override("data", with: farm.folder)
            try layers.override("name", with: name)
            try layers.override("slots", with: slots)
            try layers.override("threads", with: threads)
            try layers.override("tag", with: tag)
            // Seconds, as the flag always took them; a unit may stand behind the number.
            try layers.override("grace", with: grace.map { Double($0) == nil ? $0 : $0 + "s" })
            try logging.apply(to: &layers)
        }
    }

    private func keys(in folder: String) throws -> KeyPair {
        let file = DataFolder.workerKeyFile(in: folder)
        do {
            return try KeyPair(file: file)
        } catch .missing {
            throw CommandFailure(
                .noPermission, "no_key",
                "\(folder) holds no worker's key: join the farm with a worker's join token")
        }
    }

    private func showEngines() throws {
        for (id, availability) in EngineRegistry().report {
            let reason: String? =
                switch availability {
                case .available: nil
                case .unavailable(let reason): reason
                }
            if common.json {
                try Output.json(Engine(engine: id.name, available: reason == nil, reason: reason))
            } else {
                Output.line("\(id.name): \(reason ?? "available")")
            }
        }
    }

    private struct Engine: Encodable {
        let engine: String
        let available: Bool
        let reason: String?
    }
}
