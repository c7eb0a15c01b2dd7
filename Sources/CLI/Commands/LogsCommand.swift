import ArgumentParser
import FarmModel
import FarmTransport
import FarmWire
import Foundation

/// Shows what the tasks of a job said.
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what the tasks of a job said while they ran.",
        discussion: """
            Of each attempt at a task the farm keeps the last 64 KiB, as long as it remembers the job.
            """)

    @OptionGroup var target: JobArgument
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    @Option(help: "Only what this task said, by the number that `explain` shows.")
    var task: UInt64?

    @Option(help: "Only this attempt.")
    var attempt: UInt32?

    @Flag(name: .shortAndLong, help: "Go on with what comes, until the job ends.")
    var follow = false

    func run() async throws {
        try await common.run {
            let client = try farm.connect()
            var query = LogQuery(
                job: target.id, task: task.map { TaskID($0) }, attempt: attempt)
            while true {
                let isOver =
                    follow ? try await client.show(target.id).state.isFinal : true
                for line in try await client.logs(query) {
                    try show(line)
                    query.after = max(query.after, line.number)
                }
                if isOver { return }
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func show(_ line: LogLine) throws {
        if common.json { return try Output.json(LineJSON(line)) }
        let time = Date(timeIntervalSince1970: Double(line.instant.milliseconds) / 1000)
        Output.line(
            "\(time.formatted(.iso8601))  \(line.step) \(line.task).\(line.attempt) on "
                + "\(line.worker)  \(line.text)")
    }

    private struct LineJSON: Encodable {
        let number: UInt64
        let at: Int64
        let task: UInt64
        let step: String
        let attempt: UInt32
        let worker: String
        let text: String

        init(_ line: LogLine) {
            number = line.number
            at = line.instant.milliseconds
            task = line.task.rawValue
            step = line.step
            attempt = line.attempt
            worker = line.worker
            text = line.text
        }
    }
}
