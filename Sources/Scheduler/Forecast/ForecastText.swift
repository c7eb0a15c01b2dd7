import FarmModel
import Foundation

/// What days came to, as tables for people: a column for each.
public struct ForecastText {
    private let results: [(name: String, result: ForecastResult)]

    /// There is at least one.
    public init(_ results: [(name: String, result: ForecastResult)]) {
        self.results = results
    }

    public var lines: [String] {
        var lines: [String] = []
        for (name, result) in results {
            if !lines.isEmpty { lines.append("") }
            lines.append(name)
            lines += jobs(result) + [""] + workers(result) + [""] + summary(result)
        }
        if results.count > 1 { lines += [""] + comparison }
        return lines
    }

    private func jobs(_ result: ForecastResult) -> [String] {
        var table: [[String]] = [
            [
                "", "JOBS", "REFUSED", "COMPLETED", "FAILED", "LEFT", "WAIT P50", "P95", "P99",
                "FILM P50", "P95",
            ]
        ]
        for group in result.groups {
            table.append([
                ForecastText.title(group), "\(group.submitted)", "\(group.refused)",
                "\(group.completed)", "\(group.failed)", "\(group.unfinished)",
                ForecastText.time(group.wait(0.5)), ForecastText.time(group.wait(0.95)),
                ForecastText.time(group.wait(0.99)), ForecastText.time(group.making(0.5)),
                ForecastText.time(group.making(0.95)),
            ])
        }
        return ForecastText.table(table)
    }

    private func workers(_ result: ForecastResult) -> [String] {
        var table = [["WORKERS", "COUNT", "SLOTS", "BUSY", "BUSIEST HOUR"]]
        let hour = Int(3_600_000 / result.bucket.milliseconds)
        for (group, use) in zip(result.plan.workers, result.workers) {
            table.append([
                use.name, "\(group.count)", "\(group.count * group.slots)",
                ForecastText.percent(use.mean), ForecastText.percent(use.peak(overBuckets: hour)),
            ])
        }
        return ForecastText.table(table)
    }

    private func summary(_ result: ForecastResult) -> [String] {
        let all = result.groups[0]
        var lines: [String] = []
        if !all.refusals.isEmpty {
            lines.append(
                "refused: "
                    + all.refusals.map { "\($0.code) \($0.count)" }.joined(separator: ", "))
        }
        if let fairness = result.fairness {
            lines.append(
                String(format: "fairness among those who had to share: %.3f (1 is even)", fairness)
            )
        } else {
            lines.append("nobody had to share for as long as an hour")
        }
        lines.append(
            "failed attempts: \(result.failedAttempts); crashes of workers: \(result.crashes); "
                + "machines set aside: \(result.machinesSetAside)")
        let over = result.ended - result.plan.span
        if all.unfinished > 0 {
            lines.append(
                "\(all.unfinished) jobs were left when the farm's patience ended: it is too small, "
                    + "or no worker can run them")
        } else if over > .zero {
            lines.append(
                "the last job was done \(ForecastText.time(Double(over.milliseconds) / 1000)) "
                    + "after the day")
        }
        return lines
    }

    /// The same figures of each day, side by side.
    private var comparison: [String] {
        var table = [["COMPARED"] + results.map(\.name)]
        func row(_ title: String, _ figure: (ForecastResult) -> String) {
            table.append([title] + results.map { figure($0.result) })
        }
        row("completed") { "\($0.groups[0].completed)" }
        row("refused") { "\($0.groups[0].refused)" }
        row("left") { "\($0.groups[0].unfinished)" }
        row("wait p50") { ForecastText.time($0.groups[0].wait(0.5)) }
        row("wait p95") { ForecastText.time($0.groups[0].wait(0.95)) }
        row("wait p99") { ForecastText.time($0.groups[0].wait(0.99)) }
        row("film p95") { ForecastText.time($0.groups[0].making(0.95)) }
        row("slots busy") { result in
            let capacity = result.workers.flatMap(\.capacity).reduce(0, +)
            let busy = result.workers.flatMap(\.busy).reduce(0, +)
            return ForecastText.percent(capacity > 0 ? busy / capacity : 0)
        }
        row("fairness") { $0.fairness.map { String(format: "%.3f", $0) } ?? "-" }
        return ForecastText.table(table)
    }

    static func title(_ group: ForecastResult.Group) -> String {
        switch group.kind {
        case .all: "all"
        case .team: "team \(group.name)"
        case .accounts:
            group.accountCount > 1 ? "\(group.name) (\(group.accountCount))" : group.name
        }
    }

    /// `0.4 s`, `12 s`, `3.5 min`, `2.1 h`.
    static func time(_ seconds: Double?) -> String {
        guard let seconds else { return "-" }
        if seconds < 10 { return String(format: "%.1f s", seconds) }
        if seconds < 120 { return String(format: "%.0f s", seconds) }
        if seconds < 5400 { return String(format: "%.1f min", seconds / 60) }
        return String(format: "%.1f h", seconds / 3600)
    }

    private static func percent(_ part: Double) -> String { String(format: "%.0f %%", part * 100) }

    /// Columns as wide as they need; the first to the left, the others to the right.
    private static func table(_ rows: [[String]]) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let gap = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + gap : gap + cell
            }.joined(separator: "  ")
        }
    }
}
