import ArgumentParser
import FarmForecast
import Foundation

/// Plays the day of a farm that somebody plans.
struct SimulateDayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "day",
        abstract: "Play a day of a planned farm: waiting times, how busy it is, who is refused.",
        discussion: """
            A description says which workers there are, who may use how much, and what comes in. The \
            scheduler that runs real farms plays it in virtual time. Several descriptions, or one with \
            --set, are shown side by side.

              reelmill simulate deploy/simulate/studio.yaml
              reelmill simulate deploy/simulate/studio.yaml --set workers.big.count=8 --png day.png
            """)

    @Argument(help: "Farm descriptions, YAML files; see deploy/simulate.")
    var farms: [String]

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A value to change, as PATH=VALUE; may be given again. The farm is played as described "
                + "and as changed.", valueName: "path=value"))
    var changes: [String] = []

    @Option(help: "Seed of all chance, in place of the description's.")
    var seed: UInt64?

    @Option(help: "A file for a picture of the day, as SVG.")
    var svg: String?

    @Option(help: "A file for the same picture as PNG; needs rsvg-convert.")
    var png: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.runBlocking { try play() }
    }

    private func play() throws {
        for path in [svg, png] {
            if let path { try Files.checkReplaceable(path) }
        }
        let terminal = Terminal()
        var results: [(name: String, result: ForecastResult)] = []
        for (name, plan) in try plans() {
            var forecast = Forecast(plan)
            let result = forecast.run { part in
                terminal.redraw("\(name): \(Int(part * 100)) % of the day")
            }
            results.append((name, result))
        }
        terminal.clearLine()
        try draw(results)
        if common.json {
            for (name, result) in results { try Output.json(ForecastJSON(name, result)) }
        } else {
            for line in ForecastText(results).lines { Output.line(line) }
        }
    }

    /// Every farm that is to be played, with the name that it is shown under.
    private func plans() throws -> [(name: String, plan: FarmPlan)] {
        var plans: [(name: String, plan: FarmPlan)] = []
        for file in farms {
            let text = try read(file)
            let plan = try parse(text, file: file, [])
            plans.append((plan.name, plan))
            guard !changes.isEmpty else { continue }
            let changed = try parse(text, file: file, try pairs())
            plans.append((changed.name + ", " + changes.joined(separator: ", "), changed))
        }
        guard Set(plans.map(\.plan.span)).count == 1 else {
            throw CommandFailure(
                .badInput, "different_spans",
                "the farms' days are not equally long, so they cannot be compared: give both the "
                    + "same `span`")
        }
        return plans
    }

    private func pairs() throws -> [(path: String, value: String)] {
        try changes.map { change in
            let parts = change.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw CommandFailure(
                    .usage, "bad_change",
                    "--set \(change) is not PATH=VALUE: write --set workers.big.count=8")
            }
            return (parts[0], parts[1])
        }
    }

    private func parse(
        _ text: String, file: String, _ changes: [(path: String, value: String)]
    ) throws -> FarmPlan {
        do {
            var plan = try FarmPlan(yaml: text, file: file, changes: changes) { trace in
                let folder = URL(filePath: file).deletingLastPathComponent()
                return try read(
                    URL(filePath: trace, relativeTo: folder).path(percentEncoded: false))
            }
            if let seed { plan.seed = seed }
            return plan
        } catch let error as FarmPlanError {
            throw CommandFailure(.badInput, "bad_farm", error.description)
        }
    }

    private func read(_ file: String) throws -> String {
        do {
            return try String(contentsOfFile: file, encoding: .utf8)
        } catch {
            throw CommandFailure(
                .noInput, "no_file",
                "\(file) cannot be read: name a file such as those in deploy/simulate")
        }
    }

    private func draw(_ results: [(name: String, result: ForecastResult)]) throws {
        guard svg != nil || png != nil else { return }
        let picture = ForecastPicture(results).svg
        if let svg { try Files.writing(svg).write(contentsOf: Data(picture.utf8)) }
        if let png { try PictureConversion.write(picture, asPNG: png) }
    }
}

/// SVG to PNG, by a program that does it well.
private enum PictureConversion {
    private static let program = "rsvg-convert"

    static func write(_ svg: String, asPNG path: String) throws {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(
            separator: ":")
        let candidates = folders.map { "\($0)/\(program)" }
        guard let found = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw CommandFailure(
                .unavailable, "no_rsvg",
                "\(program) is not there to make a PNG: install librsvg2-bin, or use --svg")
        }
        let input = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: found)
        process.arguments = ["--format", "png", "--output", path]
        process.standardInput = input
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(svg.utf8))
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandFailure(
                .cannotCreate, "rsvg_failed",
                "\(program) ended with \(process.terminationStatus) and made no \(path)")
        }
    }
}

/// A day as one line of JSON.
private struct ForecastJSON: Encodable {
    struct Group: Encodable {
        var kind: String
        var name: String
        var accounts: Int
        var submitted: Int
        var accepted: Int
        var refused: [String: Int]
        var completed: Int
        var failed: Int
        var unfinished: Int
        var waitSeconds: Quantiles
        var filmSeconds: Quantiles
    }

    struct Quantiles: Encodable {
        var p50: Double?
        var p95: Double?
        var p99: Double?
    }

    struct Workers: Encodable {
        var name: String
        var count: Int
        var slots: Int
        var busy: Double
        var busyOverTime: [Double]
    }

    var farm: String
    var seed: UInt64
    var events: Int
    var endedAfterSeconds: Double
    var fairness: Double?
    var failedAttempts: Int
    var crashes: Int
    var machinesSetAside: Int
    var bucketSeconds: Double
    var waitingTasks: [Int]
    var groups: [Group]
    var workers: [Workers]

    init(_ name: String, _ result: ForecastResult) {
        farm = name
        seed = result.plan.seed
        events = result.events
        endedAfterSeconds = result.ended / .seconds(1)
        fairness = result.fairness
        failedAttempts = result.failedAttempts
        crashes = result.crashes
        machinesSetAside = result.machinesSetAside
        bucketSeconds = result.bucket / .seconds(1)
        waitingTasks = result.waiting
        groups = result.groups.map { group in
            Group(
                kind: group.kind.rawValue, name: group.name, accounts: group.accountCount,
                submitted: group.submitted, accepted: group.accepted,
                refused: Dictionary(
                    uniqueKeysWithValues: group.refusals.map { ($0.code, $0.count) }),
                completed: group.completed, failed: group.failed, unfinished: group.unfinished,
                waitSeconds: Quantiles(
                    p50: group.wait(0.5), p95: group.wait(0.95), p99: group.wait(0.99)),
                filmSeconds: Quantiles(
                    p50: group.making(0.5), p95: group.making(0.95), p99: group.making(0.99)))
        }
        workers = zip(result.plan.workers, result.workers).map { group, use in
            Workers(
                name: use.name, count: group.count, slots: group.slots, busy: use.mean,
                busyOverTime: zip(use.busy, use.capacity).map { $1 > 0 ? $0 / $1 : 0 })
        }
    }
}
