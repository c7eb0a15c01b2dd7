internal import FarmModel
internal import SchedulerCore

/// What the loop has counted since the process began.
struct Tally: Equatable, Sendable {
    /// Jobs that were made; a submission that is repeated makes none.
    private(set) var submissions = 0

    /// By code, in the order in which codes first came up; bounded, as codes are.
    private(set) var refusals: [Labelled] = []
    private(set) var jobsEnded = Labelled.list(["completed", "failed", "cancelled"])
    private(set) var attemptsEnded = Labelled.list([
        "completed", "failed", "lost", "returned", "moot",
    ])
    private(set) var grants = 0
    private(set) var revocations = 0
    private(set) var chunks = 0
    private(set) var chunkBytes = 0
    private(set) var assemblyFailures = 0
    private(set) var commits = Histogram.durations
    private(set) var recordsOfCommits = Histogram.sizes
    private(set) var rounds = Histogram.durations

    /// The longest round since the tally was last published.
    private(set) var longestRound = Duration.zero

    struct Labelled: Equatable, Sendable {
        var label: String
        var count: Int

        static func list(_ labels: [String]) -> [Labelled] {
            labels.map { Labelled(label: $0, count: 0) }
        }
    }

    /// Different refusal codes that are told apart; the rest are `other`.
    static let refusalCodes = 32

    mutating func count(refusal code: String) {
        let isKnown = refusals.contains { $0.label == code }
        let label = isKnown || refusals.count < Tally.refusalCodes ? code : "other"
        Tally.add(1, to: label, in: &refusals)
    }

    /// Counts an order to a worker.
    mutating func count(_ effect: Scheduler.Effect) {
        switch effect {
        case .grant: grants += 1
        case .revoke: revocations += 1
        case .record, .reply, .welcome, .askForHello, .preempt, .acknowledgeChunk,
            .acknowledgeResult,
            .assemble, .announce, .releaseBlobs:
            break
        }
    }

    /// Counts what the core refused.
    mutating func count(_ reply: Reply) {
        switch reply {
        case .refused(let failure): count(refusal: failure.code)
        case .overQuota: count(refusal: "over_limit")
        case .accepted, .acceptedArray, .entitled, .cancelled, .carriedOut, .ended, .unknownJob:
            break
        }
    }

    mutating func countFailedAssembly() {
        assemblyFailures += 1
    }

    /// Counts what the store now holds.
    mutating func count(commitOf records: [Record], taking duration: Duration) {
        commits.add(duration)
        recordsOfCommits.add(Double(records.count))
        for record in records { count(record) }
    }

    mutating func count(roundTaking duration: Duration) {
        rounds.add(duration)
        longestRound = max(longestRound, duration)
    }

    mutating func beginInterval() {
        longestRound = .zero
    }

    private mutating func count(_ record: Record) {
        if case .job = record {
            submissions += 1
        } else if case .jobStatus(_, let status) = record {
            switch status.state {
            case .queued, .running, .assembling: break
            case .completed: Tally.add(1, to: "completed", in: &jobsEnded)
            case .failed: Tally.add(1, to: "failed", in: &jobsEnded)
            case .cancelled: Tally.add(1, to: "cancelled", in: &jobsEnded)
            }
        } else if case .attempt(let attempt) = record, let ending = attempt.ending {
            let label =
                switch ending.kind {
                case .completed: "completed"
                case .failed: "failed"
                case .lost: "lost"
                case .returned: "returned"
                case .preempted: "preempted"
                case .moot: "moot"
                }
            Tally.add(1, to: label, in: &attemptsEnded)
        } else if case .chunk(let stored) = record {
            chunks += 1
            chunkBytes += stored.chunk.byteCount
        }
    }

    private static func add(_ count: Int, to label: String, in list: inout [Labelled]) {
        if let index = list.firstIndex(where: { $0.label == label }) {
            list[index].count += count
        } else {
            list.append(Labelled(label: label, count: count))
        }
    }
}
