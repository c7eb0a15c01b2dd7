import ArgumentParser
import FarmLoad
import FarmTransport
import Foundation
import SchedulerService

/// A process of synthetic workers: what `scripts/crash-test` kills.
struct DrillWorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill-worker",
        abstract: "Run synthetic workers, which take drills only, until SIGTERM.",
        shouldDisplay: false)

    @OptionGroup var farm: FarmOptions

    @Option(help: "The name to be known by.")
    var name = "drill"

    @Option(help: "Workers in this process.")
    var count = 1

    @Option(help: "Slots of each.")
    var slots = 4

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.runBlocking {
            let target = LoadTarget(
                farm: try farm.address(),
                operatorKeys: try KeyPair(file: DataFolder.operatorKeyFile(in: farm.path)),
                workerKeys: try KeyPair(file: DataFolder.workerKeyFile(in: farm.path)))
            let fleet = SyntheticFleet(
                SyntheticFleet.Plan(name: name, workers: count, slots: slots), target: target,
                watch: Stopwatch())
            let signals = Signals([SIGTERM, SIGINT]) { _ in fleet.stop() }
            try fleet.run()
            withExtendedLifetime(signals) {}
        }
    }
}
