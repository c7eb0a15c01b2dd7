import ArgumentParser
import FarmModel
import FarmTransport
import FarmWire
import Foundation
import SchedulerService

/// Shows the farm in a few figures.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the farm in a few figures.")

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.run {
            let status = StatusJSON(try await farm.connect().status())
            if common.json { return try Output.json(status) }
            Output.line(
                "\(status.server): \(status.workers) workers with \(status.slots) slots, "
                    + "\(status.runningTasks) tasks running, \(status.waitingTasks) waiting; "
                    + "\(status.runningJobs) jobs running, \(status.queuedJobs) queued, "
                    + "\(status.finishedJobs) finished")
        }
    }

    private struct StatusJSON: Encodable {
        let server: String
        let workers: Int
        let slots: Int
        let queuedJobs: Int
        let runningJobs: Int
        let finishedJobs: Int
        let waitingTasks: Int
        let runningTasks: Int
        let malformedMessages: Int

        init(_ status: FarmStatus) {
            server = status.server
            workers = status.workers
            slots = status.slots
            queuedJobs = status.queuedJobs
            runningJobs = status.runningJobs
            finishedJobs = status.finishedJobs
            waitingTasks = status.waitingTasks
            runningTasks = status.runningTasks
            malformedMessages = status.malformedMessages
        }
    }
}

/// Lets somebody join.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make a join token, which lets a worker or client join the farm once.",
        discussion: "Hand the line to whoever joins: `reelmill join TOKEN`. Keep it secret.")

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Option(help: "client, worker, gateway or operator.")
    var role: String

    @Option(help: "The name the joiner will have; by default it names itself.")
    var name: String?

    @Option(help: "The account of a client; by default its name.")
    var account: String?

    @Option(help: "How the joiner reaches this farm; by default the scheduler's --host.")
    var host: String?

    @Option(help: "Minutes until the token expires.")
    var minutes = 60

    func run() async throws {
        try await common.run {
            guard let role = Role(rawValue: role), role != .joiner else {
                throw CommandFailure(
                    .usage, "bad_role",
                    "--role \(role) is unknown; choose client, worker, gateway or operator")
            }
            let order = ClientRequest.JoinTokenOrder(
                role: role, name: name, account: account, host: host,
                lifetime: .seconds(60 * minutes))
            let (text, expiry) = try await farm.connect().createJoinToken(order)
            if common.json {
                try Output.json(Token(token: text, expires: expiry.milliseconds))
            } else {
                Output.line(text)
            }
        }
    }

    private struct Token: Encodable {
        let token: String
        let expires: Int64
    }
}

/// Joins a farm.
struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Join a farm with a token from its operator.",
        discussion: """
            Makes a key in the data folder and registers it; afterwards `reelmill worker`, or
            `submit`, `watch` and the rest, find the farm there.
            """)

    @Argument(help: "The token, one line.")
    var token: String

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Option(help: "The name to be known by, if the token gives none; by default the host's.")
    var name: String?

    func run() async throws {
        try await common.run {
            let invitation: JoinToken
            do throws(JoinTokenError) {
                invitation = try JoinToken(text: token)
            } catch {
                throw CommandFailure(.badInput, "bad_token", error.description)
            }
            let folder = farm.path
            try FileManager.default.createDirectory(
                atPath: folder + "/keys", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            let file =
                switch invitation.role {
                case .worker: DataFolder.workerKeyFile(in: folder)
                case .operator: DataFolder.operatorKeyFile(in: folder)
                case .client, .gateway, .joiner: DataFolder.clientKeyFile(in: folder)
                }
            let keys = try KeyPair.loadOrMake(at: file)
            let identity = try await FarmClient.join(
                invitation, as: keys, name: name ?? ProcessInfo.processInfo.hostName,
                in: Context())
            try invitation.address.save(to: DataFolder.addressFile(in: folder))
            if common.json {
                try Output.json(["name": identity.name, "role": identity.role.rawValue])
            } else {
                Output.line(
                    "joined \(invitation.host) as \(identity.role.rawValue) \(identity.name)")
            }
        }
    }
}
