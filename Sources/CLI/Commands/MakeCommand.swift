import ArgumentParser
import FarmModel
import FarmTransport
import FarmWire
import Foundation
import SchedulerService

/// Turns a prompt into a film file.
struct MakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make",
        abstract: "Turn a prompt into a film: one command, one MP4.",
        discussion: """
            Uses the farm of the data folder if one runs there; otherwise starts a private one for
            this film and takes it down again. Ctrl-C cancels the film and leaves nothing running.

              reelmill make "一只橙色猫在阳光下的海浪上冲浪，镜头从远处慢慢推进"
              reelmill make "a boy chases bubbles" --size 720x1280 --seconds 10 -o boy.mp4
            """)

    @OptionGroup var film: FilmOptions
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Option(help: "Worker processes of the private farm; the cores are shared among them.")
    var workers = 1

    @Option(help: "CPU threads of each worker; by default the cores are shared among them.")
    var threads: Int?

    @Option(
        name: .shortAndLong,
        help: "The file to write; by default the first free of film.mp4, film-2.mp4, and so on.")
    var output: String?

    @Flag(help: "Start a private farm even if one runs in the data folder.")
    var privately = false

    func run() async throws {
        try await common.run {
            guard (1...64).contains(workers) else {
                throw CommandFailure(
                    .usage, "bad_workers", "--workers \(workers) is outside the limits: 1 to 64")
            }
            let request = try film.request()
            let path = try outputPath()
            if !privately, let client = try await runningFarm() {
                try await make(request, with: client, to: path)
            } else {
                try await makePrivately(request, to: path)
            }
        }
    }

    /// A connection to the farm of the data folder, if it answers.
    private func runningFarm() async throws -> FarmClient? {
        guard FileManager.default.fileExists(atPath: DataFolder.addressFile(in: farm.path)) else {
            return nil
        }
        let client = try farm.connect()
        do {
            _ = try await client.ask(
                .hello(client: "reelmill \(Reelmill.version)"), within: .seconds(2))
            return client
        } catch .unreachable, .silent {
            return nil
        }
    }

    private func makePrivately(_ request: FilmRequest, to path: String) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "reelmill-\(UUID().uuidString.prefix(8))")
            .path(percentEncoded: false)
        let local = try LocalFarm(folder: folder)
        defer {
            local.stop()
            do {
                try FileManager.default.removeItem(atPath: folder)
            } catch {
                Terminal().say("reelmill: could not remove \(folder): \(error)")
            }
        }
        try local.startScheduler(["--local"])
        let cores = ProcessInfo.processInfo.activeProcessorCount
        for number in 1...workers {
            try local.startWorker("worker-\(number)", threads: threads ?? max(1, cores / workers))
        }
        let address = try FarmAddress(file: DataFolder.addressFile(in: folder))
        let keys = try KeyPair(file: DataFolder.operatorKeyFile(in: folder))
        let client = try FarmClient(address, keys: keys, in: Context())
        try await make(request, with: client, to: path)
    }

    /// Submits, follows, downloads; a signal cancels the job first.
    private func make(
        _ request: FilmRequest, with client: FarmClient, to path: String
    ) async throws {
        let order = ClientRequest.Submit(clientKey: UUID().uuidString, .film(request))
        let (job, _) = try await client.submit(order)
        let json = common.json
        let work = Task {
            var watch = JobWatch(client: client, job: job, json: json)
            let film = try await watch.run().film()
            try await client.download(.film, of: job, to: path)
            return film
        }
        let signals = Signals([SIGINT, SIGTERM]) { _ in work.cancel() }
        defer { withExtendedLifetime(signals) {} }
        let film: Film
        do {
            film = try await work.value
        } catch {
            guard work.isCancelled else { throw error }
            try await client.cancel(job)
            throw CommandFailure(
                .interrupted, "interrupted", "interrupted: the film is cancelled")
        }
        try await tell(job, film, client, path)
    }

    private func tell(
        _ job: JobID, _ film: Film, _ client: FarmClient, _ path: String
    ) async throws {
        let text = try await client.storyboard(of: job)
        let storyboard = try JSONDecoder().decode(Storyboard.self, from: Data(text.utf8))
        let format = storyboard.format
        if common.json {
            try Output.json(
                Made(
                    file: path, bytes: film.byteCount, frames: film.frameCount,
                    size: format.size.description, seconds: format.seconds,
                    seed: storyboard.seed, notes: storyboard.notes))
            return
        }
        for note in storyboard.notes { Terminal().say("note: \(note)") }
        Terminal().say(
            "\(format.seconds.formatted) s, \(format.size), seed \(storyboard.seed), "
                + "\(film.byteCount / 1024) KiB")
        Output.line(path)
    }

    private struct Made: Encodable {
        let file: String
        let bytes: Int
        let frames: Int
        let size: String
        let seconds: Double
        let seed: UInt64
        let notes: [String]
    }

    /// Where the film goes, checked before any work is done.
    private func outputPath() throws -> String {
        if let output {
            try Files.checkReplaceable(output)
            return output
        }
        var path = "film.mp4"
        var number = 1
        while FileManager.default.fileExists(atPath: path) {
            number += 1
            path = "film-\(number).mp4"
        }
        try Files.checkReplaceable(path)
        return path
    }
}
