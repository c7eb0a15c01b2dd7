import ArgumentParser
import FarmModel
import FarmTransport
import FarmWire
import Foundation

/// Quotas: shown, set, and what counts against them.
struct QuotaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quota",
        abstract: "Show or set quotas, and what is used of them.",
        discussion: """
            Quotas are set for everyone, for a team and for an account; the tightest holds. What is
            over a quota is refused, with the limit, what is used and when to ask again; only tasks
            beyond --running-tasks wait instead. Changes hold at once, without a restart.

              reelmill quota show                                    # your own
              reelmill quota set --everyone --queued-jobs 50 --daily-compute 4h
              reelmill quota set --team studio --running-tasks 16
              reelmill quota set --account ada --submit-rate 10/60s --lift queued_jobs
              reelmill quota usage --account ada
            """,
        subcommands: [Show.self, SetCommand.self, UsageCommand.self],
        defaultSubcommand: Show.self)

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the limits of a level; of an account, all that hold for it.")

        @OptionGroup var target: LevelOptions
        @OptionGroup var farm: FarmOptions
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.run {
                let report = try await farm.connect().usage(of: target.level)
                let levels = [report.entitlement] + report.limits
                if common.json { return try Output.json(levels.map(EntitlementJSON.init)) }
                for entitlement in levels { Output.entitlement(entitlement) }
            }
        }
    }

    struct SetCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Set or lift limits; the others stay as they are.",
            discussion: "Lengths of time are written as 90s, 15m, 4h or 30d, bytes as 500M or 2T.")

        @OptionGroup var target: LevelOptions
        @OptionGroup var limits: LimitOptions
        @OptionGroup var farm: FarmOptions
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.run {
                guard let level = target.level else {
                    throw CommandFailure(
                        .usage, "no_level", "say whose: --everyone, --team NAME or --account NAME")
                }
                let change = EntitlementChange(
                    level, quota: try limits.quota(), lifting: try limits.lifted())
                try common.show(try await farm.connect().entitle(change))
            }
        }
    }

    struct UsageCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "usage", abstract: "Show what is used, now and day by day.")

        @OptionGroup var target: LevelOptions
        @OptionGroup var farm: FarmOptions
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.run {
                let report = try await farm.connect().usage(of: target.level, .history)
                if common.json { return try Output.json(UsageJSON(report)) }
                Output.usage(report)
            }
        }
    }
}

/// Limits as options.
struct LimitOptions: ParsableArguments {
    @Option(help: "Submissions, as COUNT/TIME: 10/60s.")
    var submitRate: String?

    @Option(help: "Jobs that have not ended.")
    var queuedJobs: Int?

    @Option(help: "Tasks under way; more wait.")
    var runningTasks: Int?

    @Option(help: "Compute time of any 24 hours.")
    var dailyCompute: String?

    @Option(help: "Compute time of any 30 days.")
    var monthlyCompute: String?

    @Option(help: "Length of films of any 24 hours.")
    var dailyFilm: String?

    @Option(help: "Length of films of any 30 days.")
    var monthlyFilm: String?

    @Option(help: "Bytes of chunks and films that are kept.")
    var storedBytes: String?

    @Option(help: "Length of one film.")
    var longestFilm: String?

    @Option(help: "Size of one film, upright or across: 1280x720.")
    var largestFrame: String?

    @Option(help: "Engines that may be asked for, separated by commas.")
    var engines: String?

    @Option(help: "The highest priority.")
    var priorityCeiling: Int?

    @Option(help: "A limit to remove, by its name with underscores; may be given again.")
    var lift: [String] = []

    func quota() throws -> Quota {
        var quota = Quota()
        quota.submitRate = try submitRate.map { try Quantity.rate($0, "--submit-rate") }
        quota.queuedJobs = queuedJobs
        quota.runningTasks = runningTasks
        quota.dailyCompute = try dailyCompute.map { try Quantity.time($0, "--daily-compute") }
        quota.monthlyCompute = try monthlyCompute.map { try Quantity.time($0, "--monthly-compute") }
        quota.dailyFilm = try dailyFilm.map { try Quantity.time($0, "--daily-film") }
        quota.monthlyFilm = try monthlyFilm.map { try Quantity.time($0, "--monthly-film") }
        quota.storedBytes = try storedBytes.map { try Quantity.bytes($0, "--stored-bytes") }
        quota.longestFilm = try longestFilm.map { try Quantity.time($0, "--longest-film") }
        quota.largestFrame = try largestFrame.map { try Quantity.frame($0, "--largest-frame") }
        quota.engines = engines.map { names in
            names.split(separator: ",").map {
                EngineID($0.trimmingCharacters(in: .whitespaces))
            }
        }
        quota.priorityCeiling = priorityCeiling
        let counts = [
            ("--queued-jobs", queuedJobs), ("--running-tasks", runningTasks),
        ]
        for (name, count) in counts where count ?? 0 < 0 {
            throw CommandFailure(.usage, "bad_count", "\(name) must not be negative")
        }
        return quota
    }

    func lifted() throws -> [Quota.Kind] {
        try lift.map { name in
            guard let kind = Quota.Kind(rawValue: name) else {
                let names = Quota.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure(
                    .usage, "bad_limit", "--lift \(name) is no limit; choose one of \(names)")
            }
            return kind
        }
    }
}

/// Numbers with units, as people write them.
enum Quantity {
    static func time(_ text: String, _ option: String) throws -> Duration {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let unit = text.last.flatMap { units[$0] }
        guard let number = Double(unit == nil ? text : String(text.dropLast())),
            number >= 0, number <= 86_400_000_000
        else {
            throw CommandFailure(
                .usage, "bad_time",
                "\(option) \(text) is no length of time; write 90s, 15m, 4h or 30d")
        }
        return .milliseconds(Int64(number * (unit ?? 1) * 1000))
    }

    static func bytes(_ text: String, _ option: String) throws -> Int {
        let units: [Character: Double] = ["k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12]
        let unit = text.last.flatMap { units[$0] }
        guard let number = Double(unit == nil ? text : String(text.dropLast())), number >= 0,
            number * (unit ?? 1) <= 1e18
        else {
            throw CommandFailure(
                .usage, "bad_bytes", "\(option) \(text) is no size; write 500M or 2T")
        }
        return Int(number * (unit ?? 1))
    }

    static func rate(_ text: String, _ option: String) throws -> Quota.Rate {
        let parts = text.split(separator: "/").map(String.init)
        guard parts.count == 2, let count = Int(parts[0]), count >= 0 else {
            throw CommandFailure(
                .usage, "bad_rate", "\(option) \(text) is no rate; write 10/60s")
        }
        return Quota.Rate(count: count, per: try time(parts[1], option))
    }

    static func frame(_ text: String, _ option: String) throws -> PixelSize {
        let parts = text.split(separator: "x").compactMap { Int($0) }
        guard parts.count == 2, parts.allSatisfy({ $0 > 0 }) else {
            throw CommandFailure(
                .usage, "bad_frame", "\(option) \(text) is no frame size; write 1280x720")
        }
        return PixelSize(width: parts[0], height: parts[1])
    }
}
