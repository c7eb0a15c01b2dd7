import ArgumentParser
import FarmModel
import FarmTransport
import FarmWire
import Foundation
import SchedulerService

/// Shows, revokes and replaces keys.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Show who has which key, revoke keys, change your own.",
        subcommands: [
            ListKeysCommand.self, RevokeKeyCommand.self, RotateKeyCommand.self,
        ], defaultSubcommand: ListKeysCommand.self)
}

struct ListKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show every key that the farm knows, and whose it is.")

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.run {
            for report in try await farm.connect().keys() {
                let identity = report.identity
                if common.json {
                    try Output.json(
                        [
                            "key": report.key, "name": identity.name,
                            "role": identity.role.rawValue, "account": identity.account,
                        ])
                } else {
                    Output.line(
                        "\(report.key)  \(identity.role.rawValue) \(identity.name), "
                            + "account \(identity.account)")
                }
            }
        }
    }
}

struct RevokeKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Take a key's rights away at once, on open connections too.",
        discussion: "Not with --data of the revoked: with yours, who must be an operator.")

    @Argument(help: "The key, 40 characters, or the name of whoever has it, for all of that name.")
    var key: String

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.run {
            try await farm.connect().revokeKey(key)
            if common.json { try Output.json(["revoked": key]) } else { Output.line("revoked") }
        }
    }
}

struct RotateKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Replace the key in this folder by a new one and revoke the old.",
        discussion: """
            Interrupted at any point, the command can be given again: the key that the folder holds
            is good at every moment. A worker must be started again to use its new key.
            """)

    @Flag(help: "The worker's key, not the operator's or client's.")
    var worker = false

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.run {
            let address = try farm.address()
            let file = try keyFile()
            let old = try KeyPair(file: file)
            let new = try KeyPair.loadOrMake(at: file + ".next")
            try await FarmClient(address, keys: old, in: Context()).replaceKey(with: new.public)
            try new.save(to: file)
            try await FarmClient(address, keys: new, in: Context()).revokeKey(old.public.text)
            try FileManager.default.removeItem(atPath: file + ".next")
            if common.json {
                try Output.json(["key": new.public.text, "revoked": old.public.text])
            } else {
                Output.line("\(file) holds the new key \(new.public.text)")
            }
        }
    }

    private func keyFile() throws -> String {
        let files =
            worker
            ? [DataFolder.workerKeyFile(in: farm.path)]
            : [
                DataFolder.operatorKeyFile(in: farm.path),
                DataFolder.clientKeyFile(in: farm.path),
            ]
        guard let file = files.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw CommandFailure(
                .noPermission, "no_key",
                "\(farm.path) holds no key of that kind: --worker is for a worker's")
        }
        return file
    }
}

/// Shows what operators did.
struct AuditLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit-log",
        abstract: "Show what operators did: who, what, to whom, when, and what came of it.")

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Option(help: "From this moment on: 2026-09-01T08:00:00Z, or so long ago: 90m, 12h, 7d.")
    var since: String?

    func run() async throws {
        try await common.run {
            var wish = ClientRequest.Audit()
            if let since { wish.since = try AuditLogCommand.instant(since) }
            let client = try farm.connect()
            while true {
                let entries = try await client.audit(wish)
                for entry in entries { try show(entry) }
                guard entries.count == wish.limit, let last = entries.last else { return }
                wish.after = last.id
            }
        }
    }

    private func show(_ entry: AuditEntry) throws {
        let date = Date(timeIntervalSince1970: Double(entry.instant.milliseconds) / 1000)
        let time = date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        if common.json {
            return try Output.json(
                [
                    "id": String(entry.id), "time": time, "actor": entry.actor, "key": entry.key,
                    "action": entry.action, "subject": entry.subject, "outcome": entry.outcome,
                ])
        }
        Output.line(
            "\(time)  \(entry.actor)  \(entry.action) \(entry.subject): \(entry.outcome)")
    }

    private static func instant(_ text: String) throws -> Instant {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        if let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()) {
            let now = Date().timeIntervalSince1970
            return Instant(milliseconds: Int64(max(0, now - number * unit) * 1000))
        }
        do {
            let date = try Date(text, strategy: .iso8601)
            return Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
        } catch {
            throw CommandFailure(
                .usage, "bad_since",
                "--since \(text) is no moment: give 2026-09-01T08:00:00Z, 90m, 12h or 7d")
        }
    }
}
