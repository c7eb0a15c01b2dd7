import Foundation

/// A plot with two axes, drawn as SVG: a light ground, thin lines, words of one size.
struct Chart {
    var title: String

    /// What the numbers at the left are, for people.
    var unit: String
    var left: Double
    var top: Double
    var width = 760.0
    var height = 230.0

    /// The greatest values of the axes.
    var spanX: Double
    var spanY: Double

    /// Where words and lines stand at the bottom axis.
    var ticksX: [(value: Double, label: String)]
    var legend: [(name: String, color: String)] = []

    /// Whether the axis at the left counts in percent.
    var isPercent = false

    static let colors = [
        "#2563eb", "#ea580c", "#16a34a", "#9333ea", "#dc2626", "#0891b2", "#ca8a04", "#4b5563",
    ]
    private static let inset = (left: 64.0, right: 16.0, top: 46.0, bottom: 30.0)

    func x(_ value: Double) -> Double {
        let inner = width - Chart.inset.left - Chart.inset.right
        return left + Chart.inset.left + value / spanX * inner
    }

    func y(_ value: Double) -> Double {
        let inner = height - Chart.inset.top - Chart.inset.bottom
        return top + height - Chart.inset.bottom - min(value, spanY) / spanY * inner
    }

    /// The frame, the axes and `content` over them.
    func svg(_ content: String) -> String {
        var svg = ""
        for tick in Chart.ticks(to: spanY) {
            let place = y(tick)
            svg +=
                "<line x1=\"\(brief(x(0)))\" y1=\"\(brief(place))\" x2=\"\(brief(x(spanX)))\" "
                + "y2=\"\(brief(place))\" stroke=\"\(tick == 0 ? "#9ca3af" : "#e5e7eb")\"/>"
                + text(label(tick), x(0) - 8, place + 4, anchor: "end")
        }
        for tick in ticksX {
            svg += text(tick.label, x(tick.value), y(0) + 18, anchor: "middle")
        }
        svg +=
            "<text x=\"\(brief(left + 8))\" y=\"\(brief(top + 16))\" font-size=\"14\" "
            + "font-weight=\"600\" fill=\"#1f2937\">\(Chart.escaped(title))</text>"
        svg += text(unit, left + 8, top + 34, anchor: "start")
        return svg + legendMarks + content
    }

    /// At the right of the title, the last name first.
    private var legendMarks: String {
        var right = left + width - Chart.inset.right
        var marks = ""
        for entry in legend.reversed() {
            let start = right - Double(entry.name.count) * 7.2 - 15
            marks += text(entry.name, start + 15, top + 16, anchor: "start")
            marks +=
                "<rect x=\"\(brief(start))\" y=\"\(brief(top + 7))\" width=\"10\" "
                + "height=\"10\" rx=\"2\" fill=\"\(entry.color)\"/>"
            right = start - 14
        }
        return marks
    }

    /// A line through points, in the order of their x.
    func line(_ points: [(x: Double, y: Double)], _ color: String, dashed: Bool = false) -> String {
        guard !points.isEmpty else { return "" }
        let places = points.map { "\(brief(x($0.x))),\(brief(y($0.y)))" }
        return "<polyline fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.8\" "
            + "stroke-linejoin=\"round\""
            + (dashed ? " stroke-dasharray=\"2 4\" stroke-linecap=\"round\"" : "")
            + " points=\"\(places.joined(separator: " "))\"/>"
    }

    /// The ground below such a line.
    func area(_ points: [(x: Double, y: Double)], _ color: String) -> String {
        guard let first = points.first, let last = points.last else { return "" }
        let places =
            ["\(brief(x(first.x))),\(brief(y(0)))"]
            + points.map { "\(brief(x($0.x))),\(brief(y($0.y)))" }
            + ["\(brief(x(last.x))),\(brief(y(0)))"]
        return "<polygon fill=\"\(color)\" fill-opacity=\".14\" "
            + "points=\"\(places.joined(separator: " "))\"/>"
    }

    /// A bar from one height to another.
    func bar(
        from start: Double, to end: Double, _ low: Double, _ high: Double, _ color: String
    )
        -> String
    {
        guard high > low else { return "" }
        let inset = (x(end) - x(start)) * 0.12
        return "<rect x=\"\(brief(x(start) + inset))\" y=\"\(brief(y(high)))\" "
            + "width=\"\(brief(x(end) - x(start) - 2 * inset))\" "
            + "height=\"\(brief(y(low) - y(high)))\" fill=\"\(color)\"/>"
    }

    private func text(_ words: String, _ x: Double, _ y: Double, anchor: String) -> String {
        "<text x=\"\(brief(x))\" y=\"\(brief(y))\" font-size=\"12\" fill=\"#4b5563\" "
            + "text-anchor=\"\(anchor)\">\(Chart.escaped(words))</text>"
    }

    private func label(_ value: Double) -> String {
        if isPercent { return String(format: "%.0f %%", value * 100) }
        return value == value.rounded()
            ? String(format: "%.0f", value) : String(format: "%g", value)
    }

    private func brief(_ value: Double) -> String { String(format: "%.1f", value) }

    /// Round numbers from 0 to `limit`, three to six of them.
    static func ticks(to limit: Double) -> [Double] {
        guard limit > 0, limit.isFinite else { return [0] }
        let scale = pow(10, floor(log10(limit / 4)))
        let step = [1, 2, 2.5, 5, 10].map { $0 * scale }.first { limit / $0 <= 5 } ?? 10 * scale
        return (0...Int(limit / step + 1e-9)).map { Double($0) * step }
    }

    /// A round number not below `value`.
    static func roof(over value: Double) -> Double {
        guard value > 0, value.isFinite else { return 1 }
        let scale = pow(10, floor(log10(value)))
        return ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].map { $0 * scale }.first { $0 >= value }) ?? value
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing("\"", with: "&quot;")
    }
}
