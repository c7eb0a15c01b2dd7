internal import FarmModel
internal import Foundation

/// One scenario played twice, with fair share and in the order of arrival.
public struct Comparison: Sendable {
    public var fair: LoadResult
    public var arrival: LoadResult

    public init(fair: LoadResult, arrival: LoadResult) {
        self.fair = fair
        self.arrival = arrival
    }

    private static let panel = (width: 560.0, height: 340.0)

    /// Points of a panel at most for each group; more are thinned evenly.
    private static let pointLimit = 700

    /// Waiting times side by side on the same axes, as a picture that needs nothing else.
    public var svg: String {
        let (width, height) = (Comparison.panel.width * 2 + 24, Comparison.panel.height + 132)
        let scenario = fair.scenario
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" \
            width="\(Int(width))" height="\(Int(height))" role="img"><style>\(Comparison.style)</style>
            <rect width="100%" height="100%" fill="#ffffff"/>
            <text class="head" x="24" y="36">\(SVG.escaped(headline))</text>
            <text class="sub" x="24" y="58">\(SVG.escaped(scenario.about)) Each dot is a job.</text>
            \(legend)
            \(panel("Fair share", fair, x: 0))
            \(panel("In the order of arrival", arrival, x: Comparison.panel.width + 24))
            </svg>
            """
    }

    private var headline: String {
        guard let group = calmest else { return fair.scenario.name }
        let name = fair.scenario.accounts[group].name
        let waits = [fair, arrival].map { LoadPage.seconds($0.summary(of: group).wait(0.95)) }
        return "p95 of \(name): \(waits[0]) with fair share, \(waits[1]) without"
    }

    /// The group whose waits differ most.
    private var calmest: Int? {
        fair.scenario.accounts.indices.max { one, other in
            gain(of: one) < gain(of: other)
        }
    }

    private func gain(of group: Int) -> Double {
        arrival.summary(of: group).wait(0.95) / max(1e-4, fair.summary(of: group).wait(0.95))
    }

    private var legend: String {
        var x = 24.0
        return fair.scenario.accounts.enumerated().map { index, group in
            defer { x += 34 + 7.2 * Double(name(of: group).count) }
            return "<circle class=\"bar s\(index % Palette.count)\" cx=\"\(x + 5)\" cy=\"80\" "
                + "r=\"5\"/><text class=\"sub\" x=\"\(x + 16)\" y=\"84\">"
                + "\(SVG.escaped(name(of: group)))</text>"
        }.joined()
    }

    private func name(of group: Scenario.AccountGroup) -> String {
        group.count > 1 ? "\(group.name) (\(group.count) accounts)" : group.name
    }

    private func panel(_ title: String, _ result: LoadResult, x: Double) -> String {
        let both = [LoadCharts(fair), LoadCharts(arrival)]
        let groups = fair.scenario.accounts.indices
        let points = both.flatMap { charts in groups.flatMap { charts.waitPoints(of: $0) } }
        let waits = points.map(\.y)
        let end = fair.scenario.seconds
        var chart = Chart(
            .linear(to: max(end, points.map(\.x).max() ?? end), "seconds since the start"),
            .times((waits.min() ?? 0.001)...(waits.max() ?? 1), "waiting time"),
            width: Comparison.panel.width, height: Comparison.panel.height)
        let charts = LoadCharts(result)
        for group in groups.sorted(by: {
            charts.waitPoints(of: $0).count > charts.waitPoints(of: $1).count
        }) {
            let dots = charts.waitPoints(of: group)
            let stride = max(1, dots.count / Comparison.pointLimit)
            chart.dots(
                dots.indices.filter { $0 % stride == 0 }.map { dots[$0] }, series: group,
                radius: 2.4)
        }
        let levels = groups.map { (group: $0, wait: result.summary(of: $0).wait(0.95)) }
            .sorted { $0.wait > $1.wait }
        var above = Double.infinity
        for (group, wait) in levels {
            let reach = chart.across.range.upperBound
            chart.line([(0, wait), (reach, wait)], series: group, .dashed)
            chart.text(
                "\(fair.scenario.accounts[group].name) p95 \(LoadPage.seconds(wait))",
                at: (reach, wait), series: group,
                above - chart.upward.place(wait) < 0.08 ? .below : .above)
            above = chart.upward.place(wait)
        }
        return "<g transform=\"translate(\(x) 124)\"><text class=\"panel\" x=\"58\" y=\"-6\">"
            + "\(title)</text>\(chart.body)</g>"
    }

    private static let style =
        Palette.rules(Palette.light) + Palette.shapes
        + "text{fill:#1b1f27}.tick,.name,.sub{fill:#646d7c}.sub{font-size:13px}.grid{stroke:#e2e5ea}"
        + ".head{font-size:20px;font-weight:700}.panel{font-size:14px;font-weight:600}"
        + Palette.light.enumerated().map { "text.note.s\($0.offset){fill:\($0.element)}" }.joined()
}
