import FarmModel
import Foundation

/// What days came to, as one picture: a column for each, drawn to the same scales.
public struct ForecastPicture {
    private let results: [(name: String, result: ForecastResult)]
    private static let width = 792.0
    private static let head = 64.0
    private static let step = 246.0

    /// `results` are of plans with the same span; there is at least one.
    public init(_ results: [(name: String, result: ForecastResult)]) {
        self.results = results
    }

    /// An SVG file.
    public var svg: String {
        let width = ForecastPicture.width * Double(results.count) + 8
        let height = ForecastPicture.head + ForecastPicture.step * 4 + 12
        var body = ""
        for (column, entry) in results.enumerated() {
            let left = Double(column) * ForecastPicture.width + 16
            body += heading(entry.name, entry.result, at: left)
            body += utilisation(entry.result, left, 0)
            body += queue(entry.result, left, 1)
            body += waits(entry.result, left, 2)
            body += arrivals(entry.result, left, 3)
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Int(width))\" "
            + "height=\"\(Int(height))\" viewBox=\"0 0 \(Int(width)) \(Int(height))\" "
            + "font-family=\"Inter, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif\">"
            + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>" + body + "</svg>\n"
    }

    private func heading(_ name: String, _ result: ForecastResult, at left: Double) -> String {
        let all = result.groups[0]
        let words =
            "\(all.accepted) of \(all.submitted) jobs let in, \(all.completed) completed; waits "
            + "p50 \(ForecastText.time(all.wait(0.5))), p95 \(ForecastText.time(all.wait(0.95)))"
            + (result.fairness.map { String(format: "; fairness %.3f", $0) } ?? "")
        return "<text x=\"\(Int(left) + 8)\" y=\"28\" font-size=\"18\" font-weight=\"600\" "
            + "fill=\"#111827\">\(Chart.escaped(name))</text>"
            + "<text x=\"\(Int(left) + 8)\" y=\"48\" font-size=\"12\" fill=\"#4b5563\">"
            + "\(Chart.escaped(words))</text>"
    }

    private func chart(
        _ title: String, _ unit: String, _ left: Double, _ row: Int, spanY: Double,
        of result: ForecastResult
    ) -> Chart {
        let hours = Double(result.plan.span.milliseconds) / 3_600_000
        let step = hours > 48 ? 24.0 : hours > 26 ? 6 : hours > 12 ? 3 : hours > 3 ? 1 : 0.5
        let ticks = stride(from: 0, through: hours, by: step).map { hour in
            let minutes = Int((hour * 60).rounded())
            return (hour, String(format: "%d:%02d", minutes / 60 % 24, minutes % 60))
        }
        return Chart(
            title: title, unit: unit, left: left,
            top: ForecastPicture.head + Double(row) * ForecastPicture.step, spanX: hours,
            spanY: spanY, ticksX: ticks)
    }

    private func hours(_ buckets: Int, _ result: ForecastResult) -> Double {
        Double(buckets) * Double(result.bucket.milliseconds) / 3_600_000
    }

    /// Buckets taken together so that a line is calm: a quarter of an hour.
    private func utilisation(_ result: ForecastResult, _ left: Double, _ row: Int) -> String {
        var chart = chart(
            "Slots that are busy", "part of those that are there", left, row, spanY: 1, of: result)
        chart.isPercent = true
        var content = ""
        for (index, use) in result.workers.prefix(Chart.colors.count).enumerated() {
            let color = Chart.colors[index]
            chart.legend.append((use.name, color))
            for points in parts(of: use, result) {
                content += chart.area(points, color) + chart.line(points, color)
            }
        }
        return chart.svg(content)
    }

    /// A line for each time in which workers of a group are there.
    private func parts(
        of use: ForecastResult.WorkerUse, _ result: ForecastResult
    ) -> [[(x: Double, y: Double)]] {
        var parts: [[(x: Double, y: Double)]] = [[]]
        for start in stride(from: 0, to: use.capacity.count, by: 3) {
            let buckets = start..<min(use.capacity.count, start + 3)
            let capacity = buckets.reduce(0) { $0 + use.capacity[$1] }
            let busy = buckets.reduce(0) { $0 + use.busy[$1] }
            let middle = hours(start, result) + hours(buckets.count, result) / 2
            if capacity > 0 {
                parts[parts.count - 1].append((middle, min(1, busy / capacity)))
            } else if parts.last?.isEmpty == false {
                parts.append([])
            }
        }
        return parts
    }

    private func queue(_ result: ForecastResult, _ left: Double, _ row: Int) -> String {
        let highest = results.flatMap(\.result.waiting).max() ?? 0
        let chart = chart(
            "Tasks that wait", "tasks", left, row,
            spanY: Chart.roof(over: max(4, Double(highest))), of: result)
        let points = result.waiting.enumerated().map {
            (x: hours($0.offset, result), y: Double($0.element))
        }
        return chart.svg(chart.area(points, "#2563eb") + chart.line(points, "#2563eb"))
    }

    /// By the hour in which a job was submitted, for the teams, or where there are none the groups.
    private func waits(_ result: ForecastResult, _ left: Double, _ row: Int) -> String {
        let highest =
            results.flatMap { shown($0.result) }.flatMap(\.waitsByHour)
            .compactMap { ForecastResult.quantile(0.95, of: $0) }.max() ?? 0
        let unit =
            highest >= 7200 ? (3600.0, "hours") : highest >= 120 ? (60, "minutes") : (1, "seconds")
        var chart = chart(
            "Waiting time of jobs, by the hour they came in",
            "\(unit.1): half wait less (line), 95 % wait less (dots)", left, row,
            spanY: Chart.roof(over: max(1, highest / unit.0)), of: result)
        var content = ""
        for (index, group) in shown(result).enumerated() {
            let color = Chart.colors[index % Chart.colors.count]
            chart.legend.append((group.name, color))
            for (part, isDashed) in [(0.5, false), (0.95, true)] {
                let points = group.waitsByHour.enumerated().compactMap {
                    hour, waits -> (x: Double, y: Double)? in
                    ForecastResult.quantile(part, of: waits).map {
                        (Double(hour) + 0.5, $0 / unit.0)
                    }
                }
                content += chart.line(points, color, dashed: isDashed)
            }
        }
        return chart.svg(content)
    }

    private func shown(_ result: ForecastResult) -> [ForecastResult.Group] {
        let teams = result.groups.filter { $0.kind == .team }
        let groups = result.groups.filter { $0.kind == .accounts }
        return Array((teams.isEmpty ? groups : teams).prefix(6))
    }

    private func arrivals(_ result: ForecastResult, _ left: Double, _ row: Int) -> String {
        let highest =
            results.flatMap { entry in
                let all = entry.result.groups[0]
                return zip(all.acceptedByHour, all.refusedByHour).map(+)
            }.max() ?? 0
        var chart = chart(
            "Jobs that come in, by the hour", "jobs", left, row,
            spanY: Chart.roof(over: max(4, Double(highest))), of: result)
        chart.legend = [("let in", "#16a34a"), ("refused", "#dc2626")]
        let all = result.groups[0]
        var content = ""
        for hour in all.acceptedByHour.indices {
            let accepted = Double(all.acceptedByHour[hour])
            let refused = Double(all.refusedByHour[hour])
            content += chart.bar(
                from: Double(hour), to: Double(hour + 1), 0, accepted, "#16a34a")
            content += chart.bar(
                from: Double(hour), to: Double(hour + 1), accepted, accepted + refused, "#dc2626")
        }
        return chart.svg(content)
    }
}
