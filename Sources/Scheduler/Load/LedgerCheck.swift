internal import FarmModel
public import FarmWire

/// What a farm charged and reserved, beside what the workers reported of the same jobs.
public struct LedgerCheck: Sendable {
    /// Between what a worker measured and what the scheduler believes, for each attempt.
    static let tolerance: Duration = .milliseconds(5)

    /// By account; looked up, never walked.
    private let opening: [String: UsageReport]
    private let closing: [String: UsageReport]

    /// What accounts used before the first of the jobs, and after the last.
    public init(opening: [String: UsageReport], closing: [String: UsageReport]) {
        self.opening = opening
        self.closing = closing
    }

    /// What does not agree, one line an account; accounts with unfinished jobs are left out.
    public func findings(for jobs: [JobTrace]) -> [String] {
        var work: [String: [JobTrace]] = [:]
        for job in jobs where job.isAccepted { work[job.account, default: []].append(job) }
        return work.sorted { $0.key < $1.key }.compactMap { finding(of: $0.key, $0.value) }
    }

    private func finding(of account: String, _ jobs: [JobTrace]) -> String? {
        guard let use = closing[account] else { return "account \(account) is unknown to the farm" }
        guard jobs.allSatisfy({ $0.completed != nil }) else { return nil }
        let before = opening[account]
        guard use.unfinishedJobs == before?.unfinishedJobs ?? 0, use.runningTasks == 0,
            use.reserved == before?.reserved ?? .zero
        else {
            return "account \(account) has \(use.unfinishedJobs) unfinished jobs and "
                + "\(use.reserved.compute) ms reserved after its last job"
        }
        let charged = use.charged.compute - (before?.charged.compute ?? 0)
        let spans = jobs.compactMap(\.computeTime)
        guard spans.count == jobs.count else { return nil }
        let least = spans.reduce(Int64(0)) {
            $0 + max(.zero, $1.lowerBound - LedgerCheck.tolerance).milliseconds
        }
        let most = spans.reduce(Int64(0)) { $0 + $1.upperBound.milliseconds }
        return (least...most).contains(charged)
            ? nil
            : "account \(account) was charged \(charged) ms, its jobs took \(least) to \(most) ms"
    }
}
