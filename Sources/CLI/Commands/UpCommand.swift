import ArgumentParser
import FarmTransport
import Foundation
import SchedulerService

/// Runs a whole farm on this machine.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Run a scheduler, workers and a studio on this machine until Ctrl-C.",
        discussion: """
            Keys are made in the data folder, so every connection is encrypted and known. Others join
            with `reelmill token`. What the processes say goes to logs/ in the data folder.
            The studio is the farm in a browser; the link that is printed makes its operator.
            """)

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Option(help: "Worker processes; the cores are shared among them.")
    var workers = 1

    @OptionGroup var chosen: SchedulerOptions

    @Option(
        help: ArgumentHelp(
            "Where the studio listens; on 127.0.0.1 if no host is given; by default 7440.",
            valueName: "[host:]port"))
    var studio: String?

    @Flag(help: "Run no studio.")
    var noStudio = false

    @Option(help: "A configuration file of the scheduler; flags stand before it.")
    var config: String?

    func run() async throws {
        try await common.run {
            guard (1...64).contains(workers) else {
                throw CommandFailure(
                    .usage, "bad_workers", "--workers \(workers) is outside the limits: 1 to 64")
            }
            let farm = try LocalFarm(folder: farm.path)
            defer { farm.stop() }
            try farm.startScheduler(
                chosen.arguments + (config.map { ["--config", $0] } ?? []))
            let cores = ProcessInfo.processInfo.activeProcessorCount
            for number in 1...workers {
                try farm.startWorker("worker-\(number)", threads: max(1, cores / workers))
            }
            let open = noStudio ? nil : try openStudio(farm)
            let address = try FarmAddress(file: DataFolder.addressFile(in: farm.folder))
            if common.json {
                try Output.json(Up(address: address, workers: workers, studio: open))
            } else {
                Output.line("the farm listens on \(address.client); its data is in \(farm.folder)")
                if let open {
                    Output.line("the studio is at \(open.address)")
                    if let link = open.link {
                        Output.line("sign up as its operator: \(link)")
                    }
                }
                Output.line("try: reelmill make \"a kitten blinks\"   (Ctrl-C here stops the farm)")
            }
            let (stops, sink) = AsyncStream.makeStream(of: Void.self)
            let signals = Signals([SIGINT, SIGTERM]) { _ in sink.yield() }
            let watchman = Task {
                while !Task.isCancelled {
                    try await Task.sleep(for: .seconds(1))
                    sink.yield()
                }
            }
            for await _ in stops {
                if signals.haveFired { break }
                guard let trouble = try farm.trouble() else { continue }
                watchman.cancel()
                throw CommandFailure(.unavailable, "farm_ended", trouble)
            }
            watchman.cancel()
        }
    }

    private func openStudio(_ farm: LocalFarm) throws -> OpenStudio {
        let line = try farm.startStudio(studio.map { ["--listen", $0] } ?? [])
        return try JSONDecoder().decode(OpenStudio.self, from: line)
    }

    /// What the studio says of itself.
    private struct OpenStudio: Codable {
        let address: String
        let link: String?
    }

    private struct Up: Encodable {
        let event = "ready"
        let address: FarmAddress
        let workers: Int
        let studio: OpenStudio?
    }
}
