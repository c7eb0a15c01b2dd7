import ArgumentParser
import FarmModel
import FarmTransport
import FarmWire
import Foundation

/// Hands a film to a running farm.
struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Ask a running farm for a film, and return at once.",
        discussion: """
            Prints the job's number. Follow it with `reelmill watch JOB`, fetch the film with
            `reelmill download JOB`. With --key, the same submission twice is the same job.
            Labels are for finding it again: `reelmill list --label show=pilot`.
            """)

    @OptionGroup var film: FilmOptions
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Option(help: "A key of your choosing: the same key twice is the same job.")
    var key: String?

    @Option(help: "The account to submit for; operators and gateways only.")
    var account: String?

    @Option(help: "The title; by default the prompt's first words.")
    var title: String?

    @Option(help: "Higher runs earlier among the jobs of one account.")
    var priority = 0

    @Option(help: "A label to find the job by, as key=value; may be repeated.")
    var label: [String] = []

    @Option(help: "How often a failed task is tried again, 0 to 99; by default the farm's number.")
    var retries: Int?

    @Option(help: "Seconds that one attempt at a task may take at most; by default any time.")
    var timeout: Double?

    @Option(help: "Begin when this job is completed, and fail if it fails; may be repeated.")
    var after: [UInt64] = []

    @Option(
        help: ArgumentHelp(
            "Make this many jobs at once, up to 10000, each with the next seed; prints FIRST-LAST.",
            valueName: "count"))
    var array: Int?

    func run() async throws {
        try await common.run {
            let client = try farm.connect()
            let order = ClientRequest.Submit(
                clientKey: key ?? UUID().uuidString, account: account, title: title,
                priority: priority, .film(try film.request()),
                options: Job.Options(
                    labels: try Labels.read(label), maximumAttempts: try attempts(),
                    timeout: timeout.map { .seconds($0) }, after: after.map { JobID($0) }),
                arrayCount: array)
            if array != nil { return try await submitArray(order, to: client) }
            let (job, submission) = try await client.submit(order)
            if common.json {
                try Output.json(Submitted(job: job.rawValue, repeated: submission == .repeated))
            } else {
                Output.line("\(job)")
            }
        }
    }

    private func submitArray(
        _ order: ClientRequest.Submit, to client: FarmClient
    ) async throws {
        let (first, count, submission) = try await client.submitArray(order)
        let last = first.rawValue + UInt64(count - 1)
        if common.json {
            try Output.json(
                SubmittedArray(
                    first: first.rawValue, last: last, count: count,
                    repeated: submission == .repeated))
        } else {
            Output.line("\(first)-\(last)")
        }
    }

    private struct SubmittedArray: Encodable {
        let first: UInt64
        let last: UInt64
        let count: Int
        let repeated: Bool
    }

    private func attempts() throws -> Int? {
        guard let retries else { return nil }
        guard (0...99).contains(retries) else {
            throw CommandFailure(
                .usage, "bad_retries", "--retries \(retries) is outside the limits: 0 to 99")
        }
        return retries + 1
    }

    private struct Submitted: Encodable {
        let job: UInt64
        let repeated: Bool
    }
}
