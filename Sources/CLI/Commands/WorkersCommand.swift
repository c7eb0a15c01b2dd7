import ArgumentParser
import FarmModel
import FarmTransport
import FarmWire
import Foundation

/// Lists the workers and decides what they are used for.
struct WorkersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workers",
        abstract: "List the farm's workers, or decide what they are used for.",
        subcommands: [
            WorkersListCommand.self, DrainCommand.self, UndrainCommand.self, AsideCommand.self,
            ReleaseCommand.self,
        ],
        defaultSubcommand: WorkersListCommand.self)
}

/// Lists the workers.
struct WorkersListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the farm's workers and what they are doing.")

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.run {
            let fleet = try await farm.connect().fleet()
            for worker in fleet.present {
                let line = WorkerJSON(worker)
                if common.json {
                    try Output.json(line)
                } else {
                    Output.line(
                        "\(line.name)  \(line.state)  \(line.running) of \(line.slots) slots busy, "
                            + "engines \(worker.engineList)"
                            + (line.reason.isEmpty ? "" : "  (\(line.reason))"))
                }
            }
            for worker in fleet.absent {
                if common.json {
                    try Output.json(
                        AbsentJSON(
                            name: worker.name, state: worker.state.rawValue,
                            reason: worker.reason, until: worker.until?.milliseconds))
                } else {
                    Output.line("\(worker.name)  \(worker.state.rawValue)  (\(worker.reason))")
                }
            }
        }
    }

    private struct AbsentJSON: Encodable {
        let name: String
        let state: String
        let reason: String
        let until: Int64?
        let absent = true
    }

    private struct WorkerJSON: Encodable {
        let name: String
        let state: String
        let reason: String
        let until: Int64?
        let running: Int
        let slots: Int
        let threads: Int
        let engines: [String]
        let tags: [String]
        let models: [String]
        let gpuMemory: UInt64

        /// Relative to the reference machine, by engine; what it has shown, not what it says.
        let speeds: [String: Double]

        init(_ report: WorkerReport) {
            name = report.announcement.name
            state = report.state.rawValue
            reason = report.reason
            until = report.until?.milliseconds
            running = report.runningTasks
            slots = report.announcement.slots
            threads = report.announcement.threads
            engines = report.announcement.engines.map(\.name)
            tags = report.announcement.tags
            models = report.announcement.models.map(\.name)
            gpuMemory = report.announcement.gpuMemory
            var speeds: [String: Double] = [:]
            for speed in report.measuredSpeeds { speeds[speed.engine.name] = speed.speed }
            self.speeds = speeds
        }
    }
}

extension WorkerReport {
    /// Its engines, each with the speed that it has shown.
    fileprivate var engineList: String {
        announcement.engines.map { engine in
            let speed = measuredSpeeds.first { $0.engine == engine }
            return speed.map {
                "\(engine) (\($0.speed.formatted(.number.precision(.fractionLength(2))))x)"
            }
                ?? engine.name
        }
        .joined(separator: ", ")
    }
}

/// Names a worker on the command line.
struct WorkerArgument: ParsableArguments {
    @Argument(help: "The worker's name, as `workers` prints it: all workers of that name.")
    var name: String
}

/// Lets a worker take no more.
struct DrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Let a worker finish what it runs and take no more.",
        discussion: "Holds until `reelmill workers undrain`, also when it or the farm restarts.")

    @OptionGroup var worker: WorkerArgument
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.order(.drain, "drained", worker.name, farm)
    }
}

/// Lets a drained worker take tasks again.
struct UndrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undrain", abstract: "Let a drained worker take tasks again.")

    @OptionGroup var worker: WorkerArgument
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.order(.undrain, "undrained", worker.name, farm)
    }
}

/// Takes a worker out of service.
struct AsideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aside",
        abstract: "Take a worker out of service because something is wrong with it.",
        discussion: """
            What it runs goes on. It stays aside until `reelmill workers release`. The farm itself sets
            a worker aside for a while when several different tasks in a row fail on it.
            """)

    @OptionGroup var worker: WorkerArgument

    @Option(help: "Why, for whoever wonders later.")
    var reason: String

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.order(.setAside(reason: reason), "set aside", worker.name, farm)
    }
}

/// Puts a worker back into service.
struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Put a worker back into service that was set aside, by whomever.")

    @OptionGroup var worker: WorkerArgument
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.order(.release, "released", worker.name, farm)
    }
}

extension CommonOptions {
    /// Gives an order about a worker and says that it was carried out.
    fileprivate func order(
        _ order: MachineOrder, _ done: String, _ name: String, _ farm: FarmOptions
    ) async throws {
        try await run {
            try await farm.connect().steer(.machine(name, order))
            if json {
                try Output.json(["done": done, "worker": name])
            } else {
                Output.line("worker \(name) is \(done)")
            }
        }
    }
}
