import ArgumentParser
import FarmModel
import FarmTransport
import FarmWire
import Foundation

/// Names a job on the command line.
struct JobArgument: ParsableArguments {
    @Argument(help: "The job's number, as `submit` and `list` print it.")
    var job: UInt64

    var id: JobID { JobID(job) }
}

/// Lists jobs, newest first.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List your jobs, newest first.")

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Option(help: "Only jobs in this state; may be repeated.")
    var state: [String] = []

    @Option(help: "Only jobs with this label, as key=value; may be repeated.")
    var label: [String] = []

    @Option(help: "Only jobs of this account; operators and gateways only.")
    var account: String?

    @Flag(help: "The jobs of all accounts; operators only.")
    var all = false

    @Option(help: "At most this many.")
    var limit = 50

    func run() async throws {
        try await common.run {
            guard Limits.listLength ~= limit else {
                throw CommandFailure(
                    .usage, "bad_limit",
                    "--limit \(limit) is outside the limits: \(Limits.listLength.lowerBound) to "
                        + "\(Limits.listLength.upperBound)")
            }
            var filter = ClientRequest.List(
                states: try state.map(JobStateName.init(option:)), labels: try Labels.read(label),
                account: all ? .all : account.map { .named($0) }, limit: limit)
            let client = try farm.connect()
            var left = limit
            repeat {
                filter.limit = left
                let page = try await client.list(filter)
                for job in page.jobs {
                    if common.json {
                        try Output.json(JobJSON(job))
                    } else {
                        Output.line(JobLine(job).text)
                    }
                }
                left -= page.jobs.count
                filter.after = page.next
            } while filter.after != nil && left > 0
        }
    }
}

/// Shows one job.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one job, with its storyboard's notes.")

    @OptionGroup var target: JobArgument
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Flag(help: "Print the storyboard (JSON) instead.")
    var storyboard = false

    func run() async throws {
        try await common.run {
            let client = try farm.connect()
            if storyboard {
                Output.line(try await client.storyboard(of: target.id))
                return
            }
            let report = try await client.show(target.id)
            if common.json {
                try Output.json(JobJSON(report))
                return
            }
            Output.line(JobLine(report).text)
            Output.line(
                "account \(report.account), \(report.demand.frame), "
                    + "\(report.demand.filmSeconds.formatted) s, engine \(report.demand.engine), "
                    + "\(report.completedTasks) of \(report.totalTasks) tasks done, "
                    + "\(report.playableChunks) pieces playable")
            if case .failed(let failure) = report.state {
                Output.line("failed: \(failure.code): \(failure.message)")
            }
        }
    }
}

/// Says why a job is where it is.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why a job is where it is, task by task.")

    @OptionGroup var target: JobArgument
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.run {
            let explanation = try await farm.connect().explain(target.id)
            if common.json { return try Output.json(ExplanationJSON(explanation)) }
            Output.line(explanation.summary)
            for task in explanation.tasks {
                Output.line("  \(task.step) \(task.task): \(task.reason)")
                for attempt in task.attempts where attempt.isTelling {
                    Output.line("    \(attempt.sentence)")
                    for line in attempt.lastLines { Output.line("      | \(line)") }
                }
            }
        }
    }
}

/// Cancels a job.
struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancel a job: workers stop within a frame.")

    @OptionGroup var target: JobArgument
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.run {
            try await farm.connect().cancel(target.id)
            if common.json {
                try Output.json(["cancelled": target.job])
            } else {
                Output.line("job \(target.job) is cancelled")
            }
        }
    }
}

/// Fetches a finished film.
struct DownloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "download",
        abstract: "Fetch a finished film, its poster or its contact sheet.",
        discussion: "An interrupted download goes on where it stopped; the bytes are verified.")

    @OptionGroup var target: JobArgument
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Option(name: .shortAndLong, help: "The file to write; by default film-JOB.mp4.")
    var output: String?

    @Flag(help: "The poster (JPEG) instead of the film.")
    var poster = false

    @Flag(help: "The contact sheet (JPEG) instead of the film.")
    var contactSheet = false

    func run() async throws {
        try await common.run {
            let part: MediaPart = poster ? .poster : contactSheet ? .contactSheet : .film
            let ending = part == .film ? "mp4" : "jpg"
            let path = output ?? "film-\(target.job).\(ending)"
            try Files.checkReplaceable(path)
            let grant = try await farm.connect().download(part, of: target.id, to: path)
            if common.json {
                try Output.json(Downloaded(file: path, bytes: grant.byteCount))
            } else {
                Output.line(path)
            }
        }
    }

    private struct Downloaded: Encodable {
        let file: String
        let bytes: Int
    }
}

/// Files that commands write.
enum Files {
    /// Refuses a path that cannot be written, or that is no file: a download takes its place.
    static func checkReplaceable(_ path: String) throws {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw CommandFailure(
                .cannotCreate, "no_file",
                "\(path) is not a file: choose another place with --output")
        }
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        guard access(folder, W_OK) == 0 else {
            throw CommandFailure(
                .cannotCreate, "unwritable",
                "cannot write \(path): \(String(cString: strerror(errno))); choose another place "
                    + "with --output")
        }
    }

    /// Opens `path` for writing, emptied; `-` is standard output.
    static func writing(_ path: String) throws -> FileHandle {
        guard path != "-" else { return .standardOutput }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .cannotCreate, "unwritable",
                "cannot write \(path): \(String(cString: strerror(errno)))")
        }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}

/// A job as one line for people.
struct JobLine {
    let text: String

    init(_ report: JobReport) {
        let percent = Int((report.progress.fraction * 100).rounded())
        let state = report.stateName.rawValue
        text = "\(report.id)  \(state) \(percent) %  \(report.title)"
    }
}
