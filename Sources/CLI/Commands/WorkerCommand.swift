import ArgumentParser
import FarmModel
import FarmTransport
import Foundation
import Logging
import SchedulerService
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
            goes back to the queue.
            """)

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Option(help: "The name to be known by; by default the host's.")
    var name: String?

    @Option(help: "Tasks to run at the same time.")
    var slots = 1

    @Option(help: "CPU threads of one slot; by default all cores shared by the slots.")
    var threads: Int?

    @Option(help: "Labels that tasks may ask for.")
    var tag: [String] = []

    @Option(help: "Seconds to finish running tasks when asked to stop.")
    var grace = 30.0

    @Flag(help: "Show which engines can run here and why others cannot, then exit.")
    var probe = false

    @Flag(
        help: ArgumentHelp("End when the process that started this one ends.", visibility: .hidden))
    var owned = false

    @OptionGroup var logging: LogOptions

    func run() async throws {
        try await common.runBlocking {
            if probe { return try showEngines() }
            guard (1...1024).contains(slots), (threads ?? 1) >= 1, (threads ?? 1) <= 1024 else {
                throw CommandFailure(
                    .usage, "bad_slots", "--slots and --threads are limited to 1 to 1024")
            }
            let cores = ProcessInfo.processInfo.activeProcessorCount
            let host = ProcessInfo.processInfo.hostName
            let service = try WorkerDaemon(
                WorkerDaemon.Configuration(
                    name: name ?? host, farm: try farm.address(), keys: try keys(), slots: slots,
                    threads: threads ?? max(1, cores / slots), tags: tag,
                    soundfont: ProcessInfo.processInfo.environment["REELMILL_SOUNDFONT"]),
                log: try logging.logger("worker"))
            let grace = Duration.seconds(grace)
            let signals = Signals(owned ? [SIGTERM] : [SIGTERM, SIGINT]) { _ in
                service.stop(within: grace)
            }
            if owned { signal(SIGINT, SIG_IGN) }
            let orphan = owned ? Signals.whenOrphaned { service.stop(within: .zero) } : nil
            do {
                try service.run()
            } catch let error as WorkerError {
                throw CommandFailure(.noPermission, "turned_away", error.description)
            }
            withExtendedLifetime((signals, orphan)) {}
        }
    }

    private func keys() throws -> KeyPair {
        let file = DataFolder.workerKeyFile(in: farm.path)
        do {
            return try KeyPair(file: file)
        } catch .missing {
            throw CommandFailure(
                .noPermission, "no_key",
                "\(farm.path) holds no worker's key: join the farm with a worker's join token")
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
