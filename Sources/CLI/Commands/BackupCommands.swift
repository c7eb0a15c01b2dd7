import ArgumentParser
import FarmModel
import FarmTransport
import FarmWire
import Foundation
import SchedulerService

/// Copies everything a farm keeps, while it works.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the queue and keys of a farm that is running, and its films if asked to.",
        discussion: """
            The scheduler writes the copy itself, a little at a time between its work, so the folder
            is one on its machine. With --media, films share their bytes with the farm where both lie
            on one disk: copy the backup to another disk for protection against the loss of one. The
            backup holds the farm's secret keys: keep it as safe as the farm. Afterwards:
            reelmill verify FOLDER.
            """)

    @Argument(help: "An empty folder, or one that is not there yet.")
    var target: String

    @Flag(help: "Copy films and their pieces too.")
    var media = false

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.run {
            let client = try farm.connect()
            let path = URL(filePath: target).standardizedFileURL.path(percentEncoded: false)
            var report = try await client.beginBackup(
                BackupOrder(folder: path, extent: media ? .everything : .state))
            let terminal = Terminal()
            while !report.phase.isFinal {
                terminal.redraw("\(report.phase): \(report.count) of \(report.total)")
                try await Task.sleep(for: .milliseconds(200))
                report = try await client.backup()
            }
            terminal.clearLine()
            if case .failed(let reason) = report.phase {
                throw CommandFailure(.inputOutput, "backup_failed", "no backup was made: " + reason)
            }
            if common.json {
                try Output.json(Made(report))
            } else {
                Output.line(
                    "backed up \(report.total) files, \(report.byteCount) bytes, to \(report.folder)"
                )
            }
        }
    }

    private struct Made: Encodable {
        let folder: String
        let files: Int
        let bytes: Int

        init(_ report: BackupReport) {
            folder = report.folder
            files = report.total
            bytes = report.byteCount
        }
    }
}

/// Proves that a backup can be restored.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read all of a backup and prove that a farm starts from it.",
        discussion: """
            Compares each file with the manifest, has SQLite check the queue, starts a scheduler's core
            from it, and looks for every film. Needs no farm and changes nothing.
            """)

    @Argument(help: "The folder of the backup.")
    var folder: String

    @Flag(help: ArgumentHelp("Verify in this process.", visibility: .hidden))
    var here = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let (folder, common, here) = (folder, common, here)
        try await common.runBlocking {
            guard here else { return try verifyApart() }
            try common.show(try Backup(folder: folder).verified(), "is whole", folder)
        }
    }

    /// Verifies in another process: rows that contradict each other end the core that is built from them.
    private func verifyApart() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["verify", folder, "--here"] + (common.json ? ["--json"] : [])
        process.environment = ProcessInfo.processInfo.environment
            .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        try process.run()
        process.waitUntilExit()
        guard process.terminationReason == .exit else {
            throw CommandFailure(
                .badInput, "contradiction",
                "the rows of \(folder)/queue.sqlite contradict each other: no scheduler can start "
                    + "from them; use an older backup")
        }
        guard process.terminationStatus == 0 else { throw ExitCode(process.terminationStatus) }
    }
}

/// Makes a data folder from a backup.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a data folder from a backup, which is verified first.",
        discussion: """
            The data folder must be empty or not there yet. Start the farm on it as before: workers and
            clients find it with the keys they have, as its own keys are restored too.
            """)

    @Argument(help: "The folder of the backup.")
    var backup: String

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let (backup, target, common) = (backup, farm.path, common)
        try await common.runBlocking {
            let contents = try Backup(folder: backup).restore(to: target)
            try common.show(contents, "is restored to \(target)", backup)
        }
    }
}

extension CommonOptions {
    fileprivate func show(
        _ contents: Backup.Contents, _ verdict: String, _ folder: String
    ) throws {
        if json { return try Output.json(ContentsJSON(contents)) }
        Output.line(
            "\(folder) \(verdict): \(contents.fileCount) files, \(contents.byteCount) bytes, "
                + "\(contents.jobCount) jobs (\(contents.unfinishedJobCount) unfinished), "
                + "\(contents.filmCount) films"
                + (contents.holdsMedia ? "" : ", whose files are not in it"))
    }

    private struct ContentsJSON: Encodable {
        let files: Int
        let bytes: Int
        let jobs: Int
        let unfinishedJobs: Int
        let films: Int
        let media: Bool
        let made: Int64

        init(_ contents: Backup.Contents) {
            files = contents.fileCount
            bytes = contents.byteCount
            jobs = contents.jobCount
            unfinishedJobs = contents.unfinishedJobCount
            films = contents.filmCount
            media = contents.holdsMedia
            made = contents.made.milliseconds
        }
    }
}
