import ArgumentParser
import FarmLoad
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
            of many accounts; synthetic workers take them. By default the scheduler is a private one \
            that ends with the test; with --farm it is the one of --data, whose other jobs go on.

              reelmill loadtest deploy/loadtest/noisy-neighbour.yaml --html report.html

            Exit code 0 if every expectation of the scenario is met, 70 if not.
            """)

    @Argument(help: "The scenario, a YAML file; see deploy/loadtest.")
    var scenario: String

    @Option(help: "A file for the report as a web page.")
    var html: String?

    @Option(help: "Seed of all chance, in place of the scenario's.")
    var seed: UInt64?

    @Flag(name: .customLong("farm"), help: "Test the farm of --data instead of a private one.")
    var usesFarm = false

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.runBlocking { try play() }
    }

    private func play() throws {
        var plan = try readScenario()
        if let seed { plan.seed = seed }
        if let html { try Files.checkReplaceable(html) }
        let folder = usesFarm ? farm.path : privateFolder
        let local = usesFarm ? nil : try LocalFarm(folder: folder)
        defer { clean(local, folder) }
        try local?.startScheduler(["--local"])
        let target = LoadTarget(
            farm: try FarmAddress(file: DataFolder.addressFile(in: folder)),
            operatorKeys: try KeyPair(file: DataFolder.operatorKeyFile(in: folder)),
            workerKeys: try KeyPair(file: DataFolder.workerKeyFile(in: folder)))
        let signals = Signals([SIGINT, SIGTERM]) { _ in }
        let terminal = Terminal()
        var run = try LoadRun(plan, target: target)
        let result = try run.run(isCancelled: { signals.haveFired }) { standing in
            if terminal.isInteractive {
                terminal.redraw(line(standing))
            } else if !common.json {
                terminal.say(line(standing))
            }
        }
        terminal.clearLine()
        guard !signals.haveFired else {
            throw CommandFailure(.interrupted, "interrupted", "interrupted: no verdict")
        }
        if let html { try Files.writing(html).write(contentsOf: Data(LoadPage(result).html.utf8)) }
        try tell(result)
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

    private func clean(_ local: LocalFarm?, _ folder: String) {
        guard let local else { return }
        local.stop()
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            Terminal().say("reelmill: could not remove \(folder): \(error)")
        }
    }

    private func line(_ standing: LoadRun.Standing) -> String {
        "\(Int(standing.elapsed.inSeconds)) s: \(standing.submitted) submitted, "
            + "\(standing.accepted) accepted, \(standing.refused) refused, "
            + "\(standing.completed) completed"
    }

    private func tell(_ result: LoadResult) throws {
        let report = Report(result)
        if common.json {
            try Output.json(report)
        } else {
            for group in report.groups { Output.line(group.line) }
            for verdict in report.verdicts {
                Output.line("\(verdict.met ? "met    " : "NOT MET") \(verdict.text)")
            }
        }
        guard report.passed else { throw ExitCode(CommandFailure.Kind.filmFailed.rawValue) }
    }

    private struct Report: Encodable {
        struct Group: Encodable {
            let name: String
            let submitted: Int
            let accepted: Int
            let refused: Int
            let refusals: [String: Int]
            let completed: Int
            let failedAttempts: Int
            let waitP50: Double
            let waitP95: Double
            let waitP99: Double
            let jobsPerSecond: Double
            let fairness: Double

            init(_ name: String, _ summary: LoadSummary) {
                self.name = name
                submitted = summary.submitted
                accepted = summary.accepted
                refused = summary.refused
                refusals = Dictionary(
                    uniqueKeysWithValues: summary.refusals.map { ($0.code, $0.count) })
                completed = summary.completed
                failedAttempts = summary.failedAttempts
                waitP50 = summary.wait(0.50)
                waitP95 = summary.wait(0.95)
                waitP99 = summary.wait(0.99)
                jobsPerSecond = summary.throughput
                fairness = summary.fairness
            }

            var line: String {
                func milliseconds(_ seconds: Double) -> String {
                    String(format: "%.1f ms", seconds * 1000)
                }
                return "\(name): \(submitted) submitted, \(accepted) accepted, \(refused) refused, "
                    + "\(completed) completed; waits p50 \(milliseconds(waitP50)), "
                    + "p95 \(milliseconds(waitP95)), p99 \(milliseconds(waitP99)); "
                    + String(format: "%.1f jobs/s, fairness %.3f", jobsPerSecond, fairness)
            }
        }

        struct Verdict: Encodable {
            let expected: String
            let found: Double
            let met: Bool

            var text: String { "\(expected): found \(String(format: "%.4g", found))" }
        }

        let scenario: String
        let seed: UInt64
        let seconds: Double
        let groups: [Group]
        let verdicts: [Verdict]
        let passed: Bool

        init(_ result: LoadResult) {
            scenario = result.scenario.name
            seed = result.scenario.seed
            seconds = result.elapsed.inSeconds
            groups =
                result.scenario.accounts.enumerated().map { index, group in
                    Group(group.name, result.summary(of: index))
                } + [Group("all", result.summary(of: nil))]
            verdicts = result.verdicts.map {
                Verdict(
                    expected: $0.expectation.description, found: $0.value, met: $0.isMet)
            }
            passed = verdicts.allSatisfy(\.met)
        }
    }
}
