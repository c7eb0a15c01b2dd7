import ArgumentParser
import FarmModel
import FarmTransport
import FarmWire
import Foundation

/// Accounts: listed, put into teams, weighed.
struct UsersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users",
        abstract: "List accounts with what they use, or change one.",
        discussion: """
            Every account is in one team, at first in `common`. Weights, from 1 to 1000, divide a busy
            farm: first between teams, then between the accounts of a team; 100 is usual. Changes
            hold at once.

              reelmill users
              reelmill users set ada --team studio --weight 200
            """,
        subcommands: [List.self, Set.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List every account with its team, weight and use.")

        @OptionGroup var farm: FarmOptions
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.run {
                try UsageTable(try await farm.connect().accounts()).show(asJSON: common.json)
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put an account into a team, or change its weight.")

        @Argument(help: "The account; one that has no job yet begins with this.")
        var account: String

        @Option(help: "The team, which must exist: see `reelmill teams`.")
        var team: String?

        @Option(help: "1 to 1000; 100 is usual.")
        var weight: Int?

        @OptionGroup var farm: FarmOptions
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.run {
                let change = EntitlementChange(.account(account), team: team, weight: weight)
                try common.show(try await farm.connect().entitle(change))
            }
        }
    }
}

/// Teams: listed, made, weighed.
struct TeamsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "teams",
        abstract: "List teams with what they use, or make or change one.",
        discussion: """
              reelmill teams
              reelmill teams set studio --weight 300
              reelmill users set ada --team studio
            """,
        subcommands: [List.self, Set.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List every team with its weight and what its members use.")

        @OptionGroup var farm: FarmOptions
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.run {
                try UsageTable(try await farm.connect().teams()).show(asJSON: common.json)
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a team, or change its weight.")

        @Argument(help: "The team's name.")
        var team: String

        @Option(help: "1 to 1000; 100 is usual.")
        var weight: Int?

        @OptionGroup var farm: FarmOptions
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.run {
                let change = EntitlementChange(.team(team), weight: weight)
                try common.show(try await farm.connect().entitle(change))
            }
        }
    }
}

/// Which level a command speaks of.
struct LevelOptions: ParsableArguments {
    @Flag(help: "The farm's quota, which holds for each account by itself.")
    var everyone = false

    @Option(help: "A team's quota, which holds for the sum over its members.")
    var team: String?

    @Option(help: "An account's quota.")
    var account: String?

    func validate() throws {
        let count = (everyone ? 1 : 0) + [team, account].compactMap { $0 }.count
        guard count <= 1 else {
            throw ValidationError("choose one of --everyone, --team and --account")
        }
    }

    /// Nil if none was named.
    var level: Entitlement.Level? {
        if everyone { return .farm }
        return team.map { .team($0) } ?? account.map { .account($0) }
    }
}
