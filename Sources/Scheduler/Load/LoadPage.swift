internal import FarmModel
internal import Foundation

/// A load test's report as one HTML page that needs nothing else.
public struct LoadPage {
    private let result: LoadResult
    private static let colors = [
        "#2563eb", "#ea580c", "#16a34a", "#9333ea", "#dc2626", "#0891b2", "#ca8a04", "#4b5563",
    ]
    private static let size = (width: 860.0, height: 260.0, margin: 48.0)

    /// Points of a plot at most; more are thinned evenly.
    private static let pointLimit = 4000

    public init(_ result: LoadResult) {
        self.result = result
    }

    public var html: String {
        let scenario = result.scenario
        let failed = result.verdicts.count { !$0.isMet }
        let verdict = failed == 0 ? "as expected" : "\(failed) expectations not met"
        return """
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escaped(scenario.name))</title><style>
            body{font:15px/1.5 system-ui,sans-serif;max-width:900px;margin:2rem auto;padding:0 1rem;
            color:#1f2937;background:#fff}
            table{border-collapse:collapse;width:100%;margin:1rem 0}
            th,td{text-align:right;padding:.3rem .6rem;border-bottom:1px solid #e5e7eb}
            th:first-child,td:first-child{text-align:left}
            .bad{color:#b91c1c;font-weight:600}.good{color:#15803d;font-weight:600}
            svg{width:100%;height:auto}svg text{font:11px system-ui,sans-serif;fill:#6b7280}
            </style></head><body>
            <h1>\(escaped(scenario.name))</h1><p>\(escaped(scenario.about))</p>
            <p class="\(failed == 0 ? "good" : "bad")">\(verdict)</p>
            \(table)\(verdicts)
            <h2>Waiting time of each job</h2>\(waits)
            <h2>Completed jobs a second</h2>\(rates)
            </body></html>
            """
    }

    private var table: String {
        var rows = result.scenario.accounts.enumerated().map { index, group in
            row(mark(index) + escaped(group.name), result.summary(of: index))
        }
        rows.append(row("all", result.summary(of: nil)))
        return "<table><tr><th>accounts</th><th>submitted</th><th>accepted</th><th>refused</th>"
            + "<th>completed</th><th>wait p50</th><th>p95</th><th>p99</th><th>jobs/s</th></tr>"
            + rows.joined() + "</table>"
    }

    private func row(_ name: String, _ summary: LoadSummary) -> String {
        let refusals = summary.refusals.map { "\($0.code) \($0.count)" }.joined(separator: ", ")
        let cells = [
            name, "\(summary.submitted)", "\(summary.accepted)",
            "\(summary.refused)\(refusals.isEmpty ? "" : " (\(escaped(refusals)))")",
            "\(summary.completed)", seconds(summary.wait(0.50)), seconds(summary.wait(0.95)),
            seconds(summary.wait(0.99)), String(format: "%.1f", summary.throughput),
        ]
        return "<tr>" + cells.map { "<td>\($0)</td>" }.joined() + "</tr>"
    }

    private var verdicts: String {
        guard !result.verdicts.isEmpty else { return "" }
        let rows = result.verdicts.map { verdict in
            let expectation = verdict.expectation
            return "<tr><td>\(escaped(expectation.description))</td>"
                + "<td>\(String(format: "%.3f", verdict.value))</td>"
                + "<td class=\"\(verdict.isMet ? "good" : "bad")\">"
                + "\(verdict.isMet ? "met" : "not met")</td></tr>"
        }
        return "<table><tr><th>expected</th><th>found</th><th></th></tr>" + rows.joined()
            + "</table>"
    }

    /// Each job as a point: when it was submitted, how long it waited.
    private var waits: String {
        let points = result.jobs.compactMap { job -> (group: Int, x: Double, y: Double)? in
            job.started.map { started in
                (job.group, job.submitted.inSeconds, (started - job.submitted).inSeconds)
            }
        }
        let stride = max(1, points.count / LoadPage.pointLimit)
        let shown = points.indices.filter { $0 % stride == 0 }.map { points[$0] }
        let plot = Plot(
            width: max(shown.map(\.x).max() ?? 0, 0.001),
            height: max(shown.map(\.y).max() ?? 0, 0.001), unit: "s")
        let dots = shown.map { point in
            let place = plot.place(point.x, point.y)
            return "<circle cx=\"\(place.x)\" cy=\"\(place.y)\" r=\"2\" opacity=\".6\" "
                + "fill=\"\(color(point.group))\"/>"
        }
        return plot.svg(dots.joined())
    }

    /// Completed jobs of each group, second by second.
    private var rates: String {
        let length = max(1, Int(result.elapsed.inSeconds.rounded(.up)))
        var counts = Array(
            repeating: Array(repeating: 0.0, count: length), count: result.scenario.accounts.count)
        for job in result.jobs {
            guard let completed = job.completed else { continue }
            counts[job.group][min(length - 1, max(0, Int(completed.inSeconds)))] += 1
        }
        let plot = Plot(
            width: Double(length), height: max(counts.flatMap { $0 }.max() ?? 0, 1), unit: "")
        let lines = counts.enumerated().map { group, values in
            let points = values.enumerated().map { second, value in
                let place = plot.place(Double(second) + 0.5, value)
                return "\(place.x),\(place.y)"
            }
            return "<polyline fill=\"none\" stroke=\"\(color(group))\" stroke-width=\"2\" "
                + "points=\"\(points.joined(separator: " "))\"/>"
        }
        return plot.svg(lines.joined())
    }

    private func color(_ group: Int) -> String { LoadPage.colors[group % LoadPage.colors.count] }

    private func mark(_ group: Int) -> String {
        "<span style=\"color:\(color(group))\">●</span> "
    }

    private func seconds(_ value: Double) -> String {
        value < 1 ? String(format: "%.1f ms", value * 1000) : String(format: "%.2f s", value)
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing("\"", with: "&quot;")
    }

    /// Axes from 0 to `width` seconds and 0 to `height`.
    private struct Plot {
        let width: Double
        let height: Double
        let unit: String

        func place(_ x: Double, _ y: Double) -> (x: String, y: String) {
            let size = LoadPage.size
            let left = size.margin + x / width * (size.width - 2 * size.margin)
            let top = size.height - size.margin - y / height * (size.height - 2 * size.margin)
            return (String(format: "%.1f", left), String(format: "%.1f", top))
        }

        func svg(_ content: String) -> String {
            let size = LoadPage.size
            var axes = ""
            for tick in 0...4 {
                let part = Double(tick) / 4
                let left = place(0, height * part)
                let right = place(width, height * part)
                let below = place(width * part, 0)
                axes +=
                    "<line x1=\"\(left.x)\" y1=\"\(left.y)\" x2=\"\(right.x)\" "
                    + "y2=\"\(right.y)\" stroke=\"#e5e7eb\"/>"
                axes += "<text x=\"4\" y=\"\(left.y)\">\(label(height * part))\(unit)</text>"
                axes +=
                    "<text x=\"\(below.x)\" y=\"\(size.height - 24)\">"
                    + "\(label(width * part)) s</text>"
            }
            return "<svg viewBox=\"0 0 \(size.width) \(size.height)\" role=\"img\">"
                + axes + content + "</svg>"
        }

        private func label(_ value: Double) -> String {
            String(format: value >= 10 || value == 0 ? "%.0f" : "%.2g", value)
        }
    }
}

extension Scenario.Expectation: CustomStringConvertible {
    public var description: String {
        let subject = group.map { "\(figure.rawValue) of \($0)" } ?? figure.rawValue
        switch bound {
        case .atLeast(let value): return "\(subject) at least \(value)"
        case .atMost(let value): return "\(subject) at most \(value)"
        }
    }
}
