import ArgumentParser
import Foundation
import SchedulerSimulator

/// Plays farms in virtual time.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Play a farm in virtual time, with the scheduler that runs the real one.",
        discussion: """
            For operators: a farm description and a day of work go in, waiting times, use, fairness and \
            refusals come out, as tables, JSON and pictures.

              reelmill simulate deploy/simulate/studio.yaml --set workers.big.count=8

            For those who change the scheduler: `seeds` plays many small farms full of faults and checks \
            every invariant of docs/INVARIANTS.md at every step, `seed` repeats one of them exactly, \
            `mutants` shows that each check notices what it is there for.

              reelmill simulate seeds --count 1000
              reelmill simulate seed 8431 --trace
            """,
        subcommands: [
            SimulateDayCommand.self, SimulateSeedsCommand.self, SimulateSeedCommand.self,
            SimulateMutantsCommand.self,
        ], defaultSubcommand: SimulateDayCommand.self)
}

/// How large the simulated farms are.
struct SimulatedSizeOptions: ParsableArguments {
    @Option(help: "Workers of each farm, 17 to 20000; small farms of up to 4 without it.")
    var workers: Int?

    var size: Scenario.Size { workers.map { .large($0) } ?? .small }

    /// What repeats a run of this size.
    func command(replaying seed: UInt64, mutant: String? = nil) -> String {
        "reelmill simulate seed \(seed) --trace" + (workers.map { " --workers \($0)" } ?? "")
            + (mutant.map { " --mutant \($0)" } ?? "")
    }

    func validate() throws {
        guard let workers, !(17...20_000).contains(workers) else { return }
        throw ValidationError("--workers is \(workers); it must be from 17 to 20000")
    }
}

/// Plays many farms and counts what happened in them.
struct SimulateSeedsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seeds",
        abstract: "Play many farms full of faults and check every invariant at every step.",
        discussion: """
            Prints the faults that the farms met, by kind, and each violation with the command that \
            repeats it. After Ctrl-C, what was played is counted, and the command that goes on is printed.

              reelmill simulate seeds --count 100000

            Exit code 0 if nothing was violated, 70 if something was.
            """)

    @Option(help: "The first seed.")
    var first: UInt64 = 0

    @Option(help: "How many seeds.")
    var count: UInt64 = 1000

    @Option(help: "How many at a time; one for each processor without it.")
    var threads: Int?

    @OptionGroup var size: SimulatedSizeOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard count > 0, first <= .max - count else {
            throw ValidationError("--count is \(count); it must be at least 1")
        }
        guard let threads, threads < 1 else { return }
        throw ValidationError("--threads is \(threads); it must be at least 1")
    }

    func run() async throws {
        try await common.run {
            let run = SeedRun(
                seeds: first..<(first + count), size: size.size, threads: threads)
            let terminal = Terminal()
            let signals = Signals([SIGINT, SIGTERM]) { _ in }
            let outcome = await run.play(isCancelled: { signals.haveFired }) { standing in
                terminal.redraw(standing)
            }
            terminal.clearLine()
            try tell(outcome)
        }
    }

    private func tell(_ outcome: SeedRun.Outcome) throws {
        if common.json {
            try Output.json(SurveyJSON(outcome, size))
        } else {
            for line in SurveyText(outcome, size).lines { Output.line(line) }
        }
        if let next = outcome.next {
            Terminal().say(
                "interrupted; what is left: reelmill simulate seeds --first \(next) "
                    + "--count \(first + count - next)"
                    + (size.workers.map { " --workers \($0)" } ?? ""))
            throw ExitCode(CommandFailure.Kind.interrupted.rawValue)
        }
        guard outcome.survey.violations.isEmpty else {
            throw ExitCode(CommandFailure.Kind.filmFailed.rawValue)
        }
    }
}

/// Repeats one run.
struct SimulateSeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Repeat the run of one seed exactly.")

    @Argument(help: "The seed.")
    var seed: UInt64

    @Flag(help: "Write a line for each event and effect, with virtual time in front.")
    var trace = false

    @Option(help: "A sabotage to commit; `reelmill simulate mutants` lists them.")
    var mutant: String?

    @OptionGroup var size: SimulatedSizeOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.runBlocking {
            var simulation = Simulation(
                seed: seed, size: size.size, mutant: try chosenMutant())
            let report = simulation.run(trace: trace && !common.json ? { Output.line($0) } : nil)
            var survey = Survey()
            survey.add(report)
            let outcome = SeedRun.Outcome(survey: survey, elapsed: nil, next: nil)
            if common.json {
                try Output.json(SurveyJSON(outcome, size, mutant: mutant))
            } else {
                for line in SurveyText(outcome, size, mutant: mutant).lines { Output.line(line) }
            }
            guard report.violation == nil else {
                throw ExitCode(CommandFailure.Kind.filmFailed.rawValue)
            }
        }
    }

    private func chosenMutant() throws -> Mutant? {
        guard let mutant else { return nil }
        guard let known = Mutant(rawValue: mutant) else {
            throw CommandFailure(
                .badInput, "no_mutant",
                "there is no mutant \(mutant); known are: "
                    + Mutant.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return known
    }
}

/// Shows that each checker notices its mutants.
struct SimulateMutantsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mutants",
        abstract:
            "Sabotage the scheduler in every known way and count the farms until it is noticed.",
        discussion: "Exit code 0 if every mutant was caught, 70 if one was not.")

    @Option(help: "Farms after which a mutant is held to be missed.")
    var limit = 1000

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard limit < 1 else { return }
        throw ValidationError("--limit is \(limit); it must be at least 1")
    }

    func run() async throws {
        try await common.run {
            let rows = await hunt()
            if common.json {
                for row in rows { try Output.json(row) }
            } else {
                Output.line(MutantRow.heading)
                for row in rows { Output.line(row.line) }
            }
            guard rows.allSatisfy({ $0.farms != nil }) else {
                throw ExitCode(CommandFailure.Kind.filmFailed.rawValue)
            }
        }
    }

    private func hunt() async -> [MutantRow] {
        let limit = limit
        return await withTaskGroup(of: MutantRow.self) { group in
            for mutant in Mutant.allCases {
                group.addTask { MutantRow(mutant, farms: mutant.isCaught(within: limit)) }
            }
            var rows: [MutantRow] = []
            for await row in group { rows.append(row) }
            return rows.sorted { ($0.invariant, $0.mutant) < ($1.invariant, $1.mutant) }
        }
    }
}

/// A mutant and how soon it is noticed.
private struct MutantRow: Encodable {
    var invariant: String
    var mutant: String

    /// Nil if it was not.
    var farms: Int?

    static let heading = row("INVARIANT", "MUTANT", "FARMS")

    init(_ mutant: Mutant, farms: Int?) {
        invariant = mutant.target.rawValue
        self.mutant = mutant.rawValue
        self.farms = farms
    }

    var line: String { MutantRow.row(invariant, mutant, farms.map(String.init) ?? "missed") }

    private static func row(_ invariant: String, _ mutant: String, _ farms: String) -> String {
        let left = invariant.padding(toLength: 26, withPad: " ", startingAt: 0)
        return left + mutant.padding(toLength: 26, withPad: " ", startingAt: 0) + farms
    }
}
