import ArgumentParser
import FarmModel
import FarmTransport
import FarmWire
import Foundation

/// Follows a job, or many.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow a job to its end, or all jobs; with --output, watch the film being made.",
        discussion: """
            The stream can be cut anywhere and plays up to there:
              reelmill watch 7 --output - | ffplay -
            Ctrl-C ends the watch; the job goes on.

            Without a job it tells of every job of your account, or with --all of all accounts, until
            Ctrl-C. A lost connection is made again and nothing is missed; if the farm no longer knows
            what was, it tells how its unfinished jobs stand. With --json each event carries a cursor
            to go on from: --after CURSOR.
            """)

    @Argument(help: "The job's number; without it, all jobs are followed.")
    var job: UInt64?

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Option(
        name: .shortAndLong, help: "Where the growing film goes: a file, or - for standard output.")
    var output: String?

    @Option(help: "Without a job: only those of this account; operators and gateways only.")
    var account: String?

    @Flag(help: "Without a job: those of all accounts; operators only.")
    var all = false

    @Option(help: "Without a job: only those with this label, as key=value; may be repeated.")
    var label: [String] = []

    @Option(help: "Without a job: only those in this state; may be repeated.")
    var state: [String] = []

    @Option(help: "Without a job: go on after this cursor, as --json prints it.")
    var after: String?

    func run() async throws {
        try await common.run {
            guard let job else { return try await watchMany() }
            guard account == nil, !all, label.isEmpty, state.isEmpty, after == nil else {
                throw CommandFailure(
                    .usage, "one_job",
                    "--account, --all, --label, --state and --after are for watching many jobs: "
                        + "leave out the job, or leave out these")
            }
            var watch = JobWatch(
                client: try farm.connect(), job: JobID(job), json: common.json && output != "-",
                stream: try output.map { FilmStream(to: try Files.writing($0)) })
            _ = try await watch.run().film()
        }
    }

    private func watchMany() async throws {
        guard output == nil else {
            throw CommandFailure(.usage, "no_job", "--output needs the number of one job")
        }
        let filter = ClientRequest.Watch.Filter(
            account: all ? "*" : account, labels: try Labels.read(label),
            states: try state.map(JobStateName.init(option:)))
        let cursor = try after.map(WatchCursor.init(option:))
        for try await report in try farm.connect().watch(filter, after: cursor) {
            if common.json {
                try Output.json(EventJSON(report))
            } else if let line = report.line {
                Output.line(line)
            }
        }
        throw CommandFailure(.unavailable, "watch_ended", "the farm ended the watch: try again")
    }
}

extension WatchCursor {
    /// As it is printed: two numbers and a colon.
    var text: String { "\(epoch):\(sequence)" }

    fileprivate init(option text: String) throws {
        let parts = text.split(separator: ":").map { UInt64($0) }
        guard parts.count == 2, let epoch = parts[0], let sequence = parts[1] else {
            throw CommandFailure(
                .usage, "bad_cursor",
                "--after \(text) is no cursor: take one that --json printed, as 1700000000000:42")
        }
        self.init(epoch: epoch, sequence: sequence)
    }
}

extension JobStateName {
    /// Reads what follows `--state`.
    init(option text: String) throws {
        guard let state = JobStateName(rawValue: text) else {
            throw CommandFailure(
                .usage, "bad_state",
                "--state \(text) is unknown; choose one of "
                    + JobStateName.allCases.map(\.rawValue).joined(separator: ", "))
        }
        self = state
    }
}

extension EventReport {
    /// For people; nil for progress and pieces, of which there are many.
    fileprivate var line: String? {
        let what: String
        switch happening {
        case .progress, .chunk: return nil
        case .phase(let phase): what = phase.rawValue
        case .completed: what = "completed"
        case .failed(let failure): what = "failed: \(failure.message)"
        case .cancelled: what = "cancelled"
        case .note(let text): what = text
        case .attemptEnded(let notice): what = notice.sentence
        case .changed(let priority, let paused):
            what = "priority \(priority)" + (paused.map { ", paused (\($0.word))" } ?? "")
        }
        return "\(job)  \(isSnapshot ? "is " : "")\(what)"
    }
}
