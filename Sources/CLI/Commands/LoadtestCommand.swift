import ArgumentParser
import FarmLoad
import FarmModel
import FarmTransport
import Foundation
import SchedulerService

/// Plays a load scenario against a farm and judges what came of it.
struct LoadtestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loadtest",
        abstract: "Put a farm under load as a scenario says, and judge how it does.",
        discussion: """
            Submits drills, jobs that only keep a worker busy for a while, over real sockets on behalf \
            of many accounts; synthetic workers take them. Films go to real workers. By default the \
            scheduler is a private one that ends with the test, and its queue is audited; with --farm \
            it is the one of --data, whose other jobs go on, and which keeps the quotas and weights \
            that the scenario sets.

              reelmill loadtest deploy/loadtest/noisy-neighbour.yaml --html report.html
              reelmill loadtest deploy/loadtest/noisy-neighbour.yaml --compare waits.svg

            Exit code 0 if every expectation of the scenario is met, 70 if not.
            """)

    @Argument(help: "The scenario, a YAML file; see deploy/loadtest.")
    var scenario: String

    @Option(help: "A file for the report as a web page.")
    var html: String?

    @Option(
        help: ArgumentHelp(
            "Play it again without fair share, and draw both waiting times.", valueName: "file.svg")
    )
    var compare: String?

    @Option(help: "Seed of all chance, in place of the scenario's.")
    var seed: UInt64?

    @Flag(name: .customLong("farm"), help: "Test the farm of --data instead of a private one.")
    var usesFarm = false

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !usesFarm || compare == nil else {
            throw ValidationError("--compare needs farms of its own: leave --farm out")
        }
    }

    func run() async throws {
        try await common.runBlocking { try judge() }
    }

    private func judge() throws {
        var plan = try readScenario()
        if let seed { plan.seed = seed }
        for file in [html, compare].compactMap(\.self) { try Files.checkReplaceable(file) }
        guard !usesFarm || plan.sharing == .fair else {
            throw CommandFailure(
                .badInput, "bad_scenario",
                "`sharing: \(plan.sharing.rawValue)` needs a farm of its own: leave --farm out")
        }
        let result = try play(plan)
        if let compare {
            var other = plan
            other.sharing = .arrival
            let picture = Comparison(fair: result, arrival: try play(other)).svg
            try Files.writing(compare).write(contentsOf: Data(picture.utf8))
        }
        if let html { try Files.writing(html).write(contentsOf: Data(LoadPage(result).html.utf8)) }
        let report = LoadReport(result)
        if common.json {
            try Output.json(report)
        } else {
            for line in report.lines { Output.line(line) }
        }
        guard report.passed else { throw ExitCode(CommandFailure.Kind.filmFailed.rawValue) }
    }

    private func play(_ plan: Scenario) throws -> LoadResult {
        let folder = usesFarm ? farm.path : privateFolder
        let local = try LocalFarm(folder: folder)
        defer { clean(local, folder) }
        if !usesFarm {
            try local.startScheduler(["--local", "--set", "sharing=\(plan.sharing.rawValue)"])
        }
        try startWorkers(plan, on: local)
        let target = LoadTarget(
            farm: try FarmAddress(file: DataFolder.addressFile(in: folder)),
            operatorKeys: try KeyPair(file: DataFolder.operatorKeyFile(in: folder)),
            workerKeys: try KeyPair(file: DataFolder.workerKeyFile(in: folder)))
        let signals = Signals([SIGINT, SIGTERM]) { _ in }
        let terminal = Terminal()
        var run = try LoadRun(plan, target: target)
        var result = try run.run(isCancelled: { signals.haveFired }) { standing in
            if terminal.isInteractive {
                terminal.redraw(line(standing, plan))
            } else if !common.json {
                terminal.say(line(standing, plan))
            }
        }
        terminal.clearLine()
        guard !signals.haveFired else {
            throw CommandFailure(.interrupted, "interrupted", "interrupted: no verdict")
        }
        if !usesFarm {
            local.stop()
            result.ledgerFindings += try StoppedFarm(folder: folder).audited().findings
        }
        return result
    }

    /// Starts the processes of real workers; each has a core or its share of one.
    private func startWorkers(_ plan: Scenario, on local: LocalFarm) throws {
        let count = plan.workers.filter { $0.kind == .real }.reduce(0) { $0 + $1.count }
        let threads = max(1, ProcessInfo.processInfo.activeProcessorCount / max(1, count))
        for number in 0..<count {
            try local.startWorker("real-\(number + 1)", threads: threads)
        }
    }

    private func readScenario() throws -> Scenario {
        let text: String
        do {
            text = try String(contentsOfFile: scenario, encoding: .utf8)
        } catch {
            throw CommandFailure(
                .noInput, "no_scenario",
                "\(scenario) cannot be read: name a YAML file such as "
                    + "those in deploy/loadtest")
        }
        do {
            return try Scenario(yaml: text)
        } catch {
            throw CommandFailure(.badInput, "bad_scenario", "\(scenario): \(error)")
        }
    }

    private var privateFolder: String {
        FileManager.default.temporaryDirectory
            .appending(path: "reelmill-\(UUID().uuidString.prefix(8))")
            .path(percentEncoded: false)
    }

    private func clean(_ local: LocalFarm, _ folder: String) {
        local.stop()
        guard !usesFarm else { return }
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            Terminal().say("reelmill: could not remove \(folder): \(error)")
        }
    }

    private func line(_ standing: LoadRun.Standing, _ plan: Scenario) -> String {
        let parts = 12
        let done = min(1, standing.elapsed.inSeconds / plan.seconds)
        let filled = Int(Double(parts) * done)
        let bar =
            String(repeating: "█", count: filled) + String(repeating: "░", count: parts - filled)
        let open = standing.accepted - standing.completed
        return "\(plan.sharing == .fair ? "" : "without fair share ")\(bar) "
            + "\(Int(standing.elapsed.inSeconds)) s  \(standing.accepted) accepted  "
            + "\(standing.refused) refused  \(open) open  \(standing.completed) completed  "
            + "\(standing.pace)/s"
    }
}
