import ArgumentParser
import FarmLoad
import FarmModel
import FarmTransport
import FarmWire
import Foundation
import SchedulerService

/// Measures how many drills a running farm takes in and works off: the yardstick of `scripts/bench-farm`.
struct BenchFarmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-farm",
        abstract: "Submit drills as fast as the farm answers, and print rates and latencies.",
        shouldDisplay: false)

    @OptionGroup var farm: FarmOptions

    @Option(help: "Drills to submit.")
    var count = 10_000

    @Option(help: "Submissions that may wait for their answer at the same time.")
    var window = 1024

    @Option(help: "Synthetic workers; 0 measures submission alone.")
    var workers = 0

    @Option(help: "Slots of each worker.")
    var slots = 8

    @Option(help: "Accounts that the drills are submitted for, in turn.")
    var accounts = 1

    @Option(help: "Jobs in each submission.")
    var array = 1

    @Option(help: "Connections that the workers are spread over.")
    var connections = 1

    @Flag(help: "One drill at a time, each 2 ms after the one before was answered.")
    var paced = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.runBlocking { try measure() }
    }

    private func measure() throws {
        let target = LoadTarget(
            farm: try farm.address(),
            operatorKeys: try KeyPair(file: DataFolder.operatorKeyFile(in: farm.path)),
            workerKeys: try KeyPair(file: DataFolder.workerKeyFile(in: farm.path)))
        let watch = Stopwatch()
        let fleet = SyntheticFleet(
            SyntheticFleet.Plan(workers: workers, slots: slots, connections: connections),
            target: target, watch: watch)
        let end = ThreadEnd()
        if workers > 0 {
            Thread.detachNewThread { end.finish { try fleet.run() } }
            try wait(for: end) { fleet.welcomedCount == workers }
        }
        let begin = watch.elapsed
        let answers = try submit(to: target, watch)
        let submitted = watch.elapsed
        if workers > 0 {
            try wait(for: end) { fleet.endedCount >= count }
            fleet.stop()
        }
        let finish = fleet.records.last?.ended ?? submitted
        try Output.json(
            Figures(
                submitsPerSecond: Double(count) / (submitted - begin).inSeconds,
                tasksPerSecond: workers > 0 ? Double(count) / (finish - begin).inSeconds : nil,
                acknowledgement: Percentiles(answers.map { ($0.answered - $0.sent).inSeconds }),
                start: workers > 0 ? Percentiles(starts(answers, fleet.records)) : nil))
    }

    /// Submits every drill and waits for its answer.
    private func submit(
        to target: LoadTarget, _ watch: Stopwatch
    ) throws -> [LoadClient.Record] {
        var client = try LoadClient(target, watch: watch)
        var records: [LoadClient.Record] = []
        let submissions = (count + array - 1) / array
        records.reserveCapacity(submissions)
        var sent = 0
        var lastNews = watch.elapsed
        while records.count < submissions {
            while sent < submissions, client.openCount < (paced ? 1 : window) {
                let order = LoadClient.Order(
                    account: "bench-\(sent % accounts)", .drill(Drill(duration: .zero)),
                    arrayCount: array > 1 ? min(array, count - sent * array) : nil)
                guard try client.submit(order) else { break }
                sent += 1
            }
            let news = try client.answers(within: .seconds(1))
            if paced, !news.isEmpty { Thread.sleep(forTimeInterval: 0.002) }
            if !news.isEmpty { lastNews = watch.elapsed }
            guard watch.elapsed - lastNews < LoadClient.patience else {
                throw LoadError.silent(LoadClient.patience)
            }
            for case .refused(let refusal) in news.map(\.answer) {
                throw CommandFailure(.badInput, "refused", refusal.message)
            }
            records += news
        }
        return records
    }

    /// Seconds from each submission to the start of its task.
    private func starts(
        _ answers: [LoadClient.Record], _ records: [SyntheticWorker.Ended]
    ) -> [Double] {
        var sent: [JobID: Duration] = [:]
        for answer in answers {
            if case .accepted(let job) = answer.answer { sent[job] = answer.sent }
        }
        return records.compactMap { record in
            sent[record.job].map { (record.started - $0).inSeconds }
        }
    }

    /// Waits until `condition` holds; throws what the fleet's thread threw.
    private func wait(for end: ThreadEnd, until condition: () -> Bool) throws {
        while !condition() {
            try end.check()
            Thread.sleep(forTimeInterval: 0.001)
        }
    }

    private struct Figures: Encodable {
        let submitsPerSecond: Double
        let tasksPerSecond: Double?
        let acknowledgement: Percentiles
        let start: Percentiles?
    }

    /// Milliseconds.
    private struct Percentiles: Encodable {
        let p50: Double
        let p99: Double

        init(_ seconds: [Double]) {
            let sorted = seconds.sorted()
            func rank(_ part: Double) -> Double {
                sorted.isEmpty ? 0 : sorted[Int(Double(sorted.count - 1) * part)] * 1000
            }
            p50 = rank(0.50)
            p99 = rank(0.99)
        }
    }
}
