import ArgumentParser
import Foundation
import SchedulerService

/// Recounts a queue that no scheduler uses.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Recount the queue of a stopped farm: tasks, leases, quotas and the ledger.",
        discussion: """
            Has SQLite check the file, starts a scheduler's core from it, recounts everything that it
            counts, adds up the ledger and looks for tasks that were completed twice. The scheduler must
            not run; of one that does, make a backup and `reelmill verify` it.

            Exit code 0 if all agrees, 70 if not.
            """)

    @Argument(help: "The data folder, or a folder with a copy of queue.sqlite.")
    var folder: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.runBlocking { try audit() }
    }

    private func audit() throws {
        guard FileManager.default.fileExists(atPath: folder + "/queue.sqlite") else {
            throw CommandFailure(
                .noInput, "no_queue", "\(folder) holds no queue.sqlite: name a data folder")
        }
        let contents = try StoppedFarm(folder: folder).audited()
        if common.json {
            try Output.json(ContentsJSON(contents))
        } else {
            for finding in contents.findings { Output.line(finding) }
            Output.line(
                "\(contents.jobCount) jobs (\(contents.unfinishedJobCount) unfinished), "
                    + "\(contents.attemptCount) attempts (\(contents.lostAttemptCount) lost): "
                    + (contents.findings.isEmpty
                        ? "all agrees" : "\(contents.findings.count) findings"))
        }
        guard contents.findings.isEmpty else {
            throw ExitCode(CommandFailure.Kind.filmFailed.rawValue)
        }
    }

    private struct ContentsJSON: Encodable {
        let jobs: Int
        let unfinishedJobs: Int
        let attempts: Int
        let lostAttempts: Int
        let findings: [String]

        init(_ contents: StoppedFarm.Contents) {
            jobs = contents.jobCount
            unfinishedJobs = contents.unfinishedJobCount
            attempts = contents.attemptCount
            lostAttempts = contents.lostAttemptCount
            findings = contents.findings
        }
    }
}
