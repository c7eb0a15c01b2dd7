import ArgumentParser
import FarmLoad
import FarmTransport
import SchedulerService

/// Measures how fast a running farm takes in chunks: the yardstick of `scripts/bench-farm`.
struct BenchIngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-ingest",
        abstract: "Upload chunks as fast as the depot verifies and syncs them.",
        shouldDisplay: false)

    @OptionGroup var farm: FarmOptions

    @Option(help: "Chunks to upload.")
    var count = 500

    @Option(help: "Bytes of each, up to one upload window of 4 MiB.")
    var bytes = 1 << 20

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (8...(4 << 20)).contains(bytes), (1...100_000).contains(count) else {
            throw ValidationError("--bytes is limited to 8 to 4194304, --count to 1 to 100000")
        }
    }

    func run() async throws {
        try await common.runBlocking {
            let target = LoadTarget(
                farm: try farm.address(),
                operatorKeys: try KeyPair(file: DataFolder.operatorKeyFile(in: farm.path)),
                workerKeys: try KeyPair(file: DataFolder.workerKeyFile(in: farm.path)))
            var flood = try ChunkFlood(target, count: count, byteCount: bytes)
            let seconds = try flood.run().inSeconds
            try Output.json(
                Figures(megabytesPerSecond: Double(count * bytes) / seconds / 1e6))
        }
    }

    private struct Figures: Encodable {
        let megabytesPerSecond: Double
    }
}
