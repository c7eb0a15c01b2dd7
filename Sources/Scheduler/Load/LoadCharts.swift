internal import FarmModel
internal import Foundation

/// The plots of a load test's report.
struct LoadCharts {
    private let result: LoadResult
    private let seconds: Double

    /// Points of a plot at most; more are thinned evenly.
    private static let pointLimit = 3000

    init(_ result: LoadResult) {
        self.result = result
        seconds = max(result.elapsed.inSeconds, 0.1)
    }

    private var groups: Range<Int> { result.scenario.accounts.indices }

    private func jobs(of group: Int) -> [JobTrace] { result.jobs.filter { $0.group == group } }

    private var time: Axis { .linear(to: seconds, "seconds since the start") }

    /// Each job as a point: when it was submitted, how long it waited.
    var waits: Chart {
        var chart = Chart(time, waitAxis)
        let stride = max(1, result.jobs.count / LoadCharts.pointLimit)
        // The largest group lies at the bottom.
        for group in groups.sorted(by: { jobs(of: $0).count > jobs(of: $1).count }) {
            let points = waitPoints(of: group)
            chart.dots(
                points.indices.filter { $0 % stride == 0 }.map { points[$0] }, series: group)
        }
        mark(&chart)
        return chart
    }

    /// How many jobs of each group waited no longer than that.
    var waitShares: Chart {
        var chart = Chart(waitAxis, .linear(to: 1, "share", label: LoadCharts.percent))
        for group in groups {
            let waits = result.summary(of: group).waits
            guard !waits.isEmpty else { continue }
            let steps = min(200, waits.count)
            chart.line(
                (0...steps).map { step in
                    let part = Double(step) / Double(steps)
                    let place = Int((Double(waits.count - 1) * part).rounded())
                    return (waits[place], part)
                }, series: group)
        }
        return chart
    }

    /// Completed jobs of each group, second by second.
    var pace: Chart {
        let bins = groups.map { group in
            counts(jobs(of: group).compactMap { $0.completed?.inSeconds })
        }
        var chart = Chart(
            time, .linear(to: bins.flatMap { $0 }.max() ?? 1, "jobs a second"))
        for (group, bin) in bins.enumerated() {
            chart.line(
                bin.enumerated().map { (min(seconds, Double($0.offset) + 0.5), $0.element) },
                series: group)
        }
        mark(&chart)
        return chart
    }

    /// Jobs of each group that were accepted and had not ended.
    var open: Chart {
        let lines = groups.map { openCounts(of: $0) }
        let top = lines.flatMap { $0 }.map(\.y).max() ?? 1
        var chart = Chart(time, .linear(to: top, "jobs"))
        for (group, line) in lines.enumerated() { chart.line(line, series: group) }
        mark(&chart)
        return chart
    }

    func waitPoints(of group: Int) -> [(x: Double, y: Double)] {
        jobs(of: group).compactMap { job in
            job.started.map {
                (job.submitted.inSeconds, max(0.0001, ($0 - job.submitted).inSeconds))
            }
        }
    }

    private var waitAxis: Axis {
        let waits = groups.flatMap { waitPoints(of: $0).map(\.y) }
        return .times((waits.min() ?? 0.001)...(waits.max() ?? 1), "waiting time")
    }

    private func mark(_ chart: inout Chart) {
        for fate in result.fates where fate.kind == .kill {
            chart.rule(at: fate.moment.inSeconds, named: "a worker was killed")
        }
    }

    private func counts(_ moments: [Double]) -> [Double] {
        var counts = Array(repeating: 0.0, count: max(1, Int(seconds.rounded(.up))))
        for moment in moments { counts[min(counts.count - 1, max(0, Int(moment)))] += 1 }
        return counts
    }

    private func openCounts(of group: Int) -> [(x: Double, y: Double)] {
        var changes: [(moment: Double, step: Double)] = []
        for job in jobs(of: group) where job.isAccepted {
            if let answered = job.answered { changes.append((answered.inSeconds, 1)) }
            if let completed = job.completed { changes.append((completed.inSeconds, -1)) }
        }
        changes.sort { ($0.moment, -$0.step) < ($1.moment, -$1.step) }
        var count = 0.0
        var next = changes[...]
        return (0...300).map { step in
            let moment = seconds * Double(step) / 300
            while let change = next.first, change.moment <= moment {
                count += change.step
                next.removeFirst()
            }
            return (moment, max(0, count))
        }
    }

    static func percent(_ value: Double) -> String { String(format: "%.0f %%", value * 100) }
}
