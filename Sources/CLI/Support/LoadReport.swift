import FarmLoad
import FarmModel
import Foundation

/// A load test's figures, for programs and for people.
struct LoadReport: Encodable {
    struct Group: Encodable {
        let name: String
        let submitted: Int
        let accepted: Int
        let refused: Int
        let refusals: [String: Int]
        let completed: Int
        let failedAttempts: Int
        let answerP50: Double
        let answerP99: Double
        let waitP50: Double
        let waitP95: Double
        let waitP99: Double
        let jobsPerSecond: Double
        let fairness: Double

        init(_ name: String, _ summary: LoadSummary) {
            self.name = name
            submitted = summary.submitted
            accepted = summary.accepted
            refused = summary.refused
            refusals = Dictionary(
                uniqueKeysWithValues: summary.refusals.map { ($0.reason.name, $0.count) })
            completed = summary.completed
            failedAttempts = summary.failedAttempts
            answerP50 = summary.latency(0.50)
            answerP99 = summary.latency(0.99)
            waitP50 = summary.wait(0.50)
            waitP95 = summary.wait(0.95)
            waitP99 = summary.wait(0.99)
            jobsPerSecond = summary.throughput
            fairness = summary.fairness
        }

        func cells(kinds: [String]) -> [String] {
            [name, "\(submitted)", "\(accepted)"] + kinds.map { "\(refusals[$0] ?? 0)" }
                + [
                    "\(completed)", milliseconds(waitP50), milliseconds(waitP95),
                    milliseconds(waitP99), milliseconds(answerP99),
                    String(format: "%.1f", jobsPerSecond), String(format: "%.3f", fairness),
                ]
        }

        private func milliseconds(_ seconds: Double) -> String {
            seconds < 10
                ? String(format: "%.1f ms", seconds * 1000) : String(format: "%.1f s", seconds)
        }
    }

    struct Limit: Encodable {
        let level: String
        let limit: String
        let allowed: Double
        let peak: Double
        let kept: Bool
    }

    struct Verdict: Encodable {
        let expected: String
        let found: Double
        let met: Bool
    }

    let scenario: String
    let seed: UInt64
    let sharing: String
    let seconds: Double
    let groups: [Group]
    let limits: [Limit]
    let workersDrained: Int
    let workersKilled: Int
    let ledgerFindings: [String]
    let verdicts: [Verdict]
    let passed: Bool

    init(_ result: LoadResult) {
        scenario = result.scenario.name
        seed = result.scenario.seed
        sharing = result.scenario.sharing.rawValue
        seconds = result.elapsed.inSeconds
        groups =
            result.scenario.accounts.enumerated().map { index, group in
                Group(group.name, result.summary(of: index))
            } + [Group("all", result.summary(of: nil))]
        limits = result.limitChecks.map { check in
            Limit(
                level: check.level.description, limit: check.kind.rawValue, allowed: check.limit,
                peak: check.peak, kept: check.isKept)
        }
        workersDrained = result.fates.count { $0.kind == .drain }
        workersKilled = result.fates.count { $0.kind == .kill }
        ledgerFindings = result.ledgerFindings
        verdicts = result.verdicts.map {
            Verdict(expected: $0.expectation.description, found: $0.value, met: $0.isMet)
        }
        passed = verdicts.allSatisfy(\.met) && ledgerFindings.isEmpty
    }

    /// For people: a table of the groups, then what was found.
    var lines: [String] {
        let kinds = Set(groups.flatMap(\.refusals.keys)).sorted()
        let heads =
            ["accounts", "submitted", "accepted"] + kinds.map { "refused: \($0)" }
            + ["completed", "wait p50", "p95", "p99", "answer p99", "jobs/s", "fairness"]
        var lines = LoadReport.aligned([heads] + groups.map { $0.cells(kinds: kinds) })
        if workersDrained + workersKilled > 0 {
            lines.append("workers: \(workersDrained) drained, \(workersKilled) killed")
        }
        if !limits.isEmpty {
            let broken = limits.filter { !$0.kept }
            lines.append("limits: \(limits.count) watched, \(broken.count) exceeded")
            lines += broken.map { "  \($0.level), \($0.limit): \($0.peak) of \($0.allowed)" }
        }
        lines.append(ledgerFindings.isEmpty ? "ledger: balanced" : "ledger: NOT BALANCED")
        lines += ledgerFindings.map { "  \($0)" }
        return lines
            + verdicts.map { verdict in
                "\(verdict.met ? "met    " : "NOT MET") \(verdict.expected): "
                    + "found \(String(format: "%.4g", verdict.found))"
            }
    }

    private static func aligned(_ rows: [[String]]) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        return rows.map { row in
            zip(row, widths).enumerated().map { column, cell in
                let space = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
                return column == 0 ? cell.0 + space : space + cell.0
            }.joined(separator: "  ")
        }
    }
}
