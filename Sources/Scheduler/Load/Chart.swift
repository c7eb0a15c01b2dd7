internal import Foundation

/// An axis: where a value lies on it, and which values are named.
struct Axis {
    enum Scale {
        case linear
        case logarithmic
    }

    let range: ClosedRange<Double>
    let scale: Scale
    let name: String

    /// How a value is named beside the axis.
    let label: (Double) -> String

    /// From 0 to `top`, in steps of 1, 2 or 5.
    static func linear(
        to top: Double, _ name: String, label: @escaping (Double) -> String = Axis.plain
    ) -> Axis {
        Axis(range: 0...max(top, 1e-6), scale: .linear, name: name, label: label)
    }

    /// Times in seconds, in decades.
    static func times(_ range: ClosedRange<Double>, _ name: String) -> Axis {
        let low = pow(10, floor(log10(max(range.lowerBound, 1e-4))))
        let high = pow(10, ceil(log10(max(range.upperBound, low * 10))))
        return Axis(range: low...high, scale: .logarithmic, name: name, label: Axis.time)
    }

    /// 0 to 1.
    func place(_ value: Double) -> Double {
        let bounded = min(max(value, range.lowerBound), range.upperBound)
        switch scale {
        case .linear:
            return (bounded - range.lowerBound) / (range.upperBound - range.lowerBound)
        case .logarithmic:
            let (low, high) = (log10(range.lowerBound), log10(range.upperBound))
            return (log10(bounded) - low) / (high - low)
        }
    }

    var ticks: [Double] {
        switch scale {
        case .linear:
            let rough = range.upperBound / 4
            let decade = pow(10, floor(log10(rough)))
            let step = [1, 2, 5, 10].map { $0 * decade }.first { $0 >= rough } ?? rough
            return Array(stride(from: 0, through: range.upperBound * 1.0001, by: step))
        case .logarithmic:
            var ticks = [range.lowerBound]
            while let last = ticks.last, last * 10 <= range.upperBound * 1.0001 {
                ticks.append(last * 10)
            }
            return ticks
        }
    }

    static func plain(_ value: Double) -> String {
        if value >= 10_000 { return String(format: "%.0fk", value / 1000) }
        return value == value.rounded()
            ? String(format: "%.0f", value) : String(format: "%g", value)
    }

    static func time(_ seconds: Double) -> String {
        switch seconds {
        case ..<0.001: String(format: "%.1f ms", seconds * 1000)
        case ..<1: String(format: "%.0f ms", seconds * 1000)
        default: String(format: "%g s", seconds)
        }
    }
}

/// A plot with two axes, as SVG; colours come from the style sheet around it.
struct Chart {
    let across: Axis
    let upward: Axis
    let width: Double
    let height: Double
    private static let left = 58.0
    private static let right = 16.0
    private static let top = 12.0
    private static let bottom = 40.0
    private var marks = ""

    init(_ across: Axis, _ upward: Axis, width: Double = 620, height: Double = 280) {
        self.across = across
        self.upward = upward
        self.width = width
        self.height = height
    }

    mutating func dots(_ points: [(x: Double, y: Double)], series: Int, radius: Double = 2) {
        marks += "<g class=\"dots s\(series % Palette.count)\">"
        for point in points {
            let (x, y) = place(point)
            marks += "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(radius)\"/>"
        }
        marks += "</g>"
    }

    mutating func line(_ points: [(x: Double, y: Double)], series: Int, _ dash: Dash = .solid) {
        guard !points.isEmpty else { return }
        let path = points.map { place($0) }.map { "\($0.x),\($0.y)" }.joined(separator: " ")
        marks +=
            "<polyline class=\"line s\(series % Palette.count)\(dash.name)\" points=\"\(path)\"/>"
    }

    enum Dash {
        case solid
        case dashed

        fileprivate var name: String { self == .solid ? "" : " dash" }
    }

    /// A thin upright line at a moment.
    mutating func rule(at x: Double, named name: String) {
        let foot = place((x, upward.range.lowerBound))
        marks +=
            "<line class=\"rule\" x1=\"\(foot.x)\" x2=\"\(foot.x)\" y1=\"\(Chart.top)\" "
            + "y2=\"\(foot.y)\"><title>\(SVG.escaped(name))</title></line>"
    }

    /// Which side of its point a text stands on.
    enum Side: Int {
        case above = -6
        case below = 16
    }

    mutating func text(
        _ text: String, at point: (x: Double, y: Double), series: Int, _ side: Side
    ) {
        let (x, y) = place(point)
        marks +=
            "<text class=\"note s\(series % Palette.count)\" x=\"\(x)\" y=\"\(y)\" "
            + "dy=\"\(side.rawValue)\" "
            + "text-anchor=\"end\">\(SVG.escaped(text))</text>"
    }

    /// The whole as an element; `title` is for those who cannot see it.
    func svg(_ title: String) -> String {
        "<svg class=\"chart\" viewBox=\"0 0 \(Int(width)) \(Int(height))\" role=\"img\">"
            + "<title>\(SVG.escaped(title))</title>" + body + "</svg>"
    }

    /// Axes and marks, to be put into a picture.
    var body: String {
        var grid = ""
        for tick in upward.ticks {
            let from = place((across.range.lowerBound, tick))
            let to = place((across.range.upperBound, tick))
            grid +=
                "<line class=\"grid\" x1=\"\(from.x)\" x2=\"\(to.x)\" y1=\"\(from.y)\" "
                + "y2=\"\(to.y)\"/><text class=\"tick\" x=\"\(Chart.left - 8)\" y=\"\(from.y)\" "
                + "dy=\"4\" text-anchor=\"end\">\(upward.label(tick))</text>"
        }
        for tick in across.ticks {
            let foot = place((tick, upward.range.lowerBound))
            grid +=
                "<text class=\"tick\" x=\"\(foot.x)\" y=\"\(height - Chart.bottom + 16)\" "
                + "text-anchor=\"middle\">\(across.label(tick))</text>"
        }
        let middle = Chart.left + (width - Chart.left - Chart.right) / 2
        grid +=
            "<text class=\"name\" x=\"\(middle)\" y=\"\(height - 6)\" text-anchor=\"middle\">"
            + SVG.escaped(across.name) + "</text>"
        return grid + marks
    }

    private func place(_ point: (x: Double, y: Double)) -> (x: String, y: String) {
        let x = Chart.left + across.place(point.x) * (width - Chart.left - Chart.right)
        let y =
            height - Chart.bottom - upward.place(point.y) * (height - Chart.top - Chart.bottom)
        return (String(format: "%.1f", x), String(format: "%.1f", y))
    }
}

/// Colours of series, told apart by people with any kind of colour vision.
///
/// Okabe and Ito, *Color universal design* (2008), a little deepened on white.
enum Palette {
    static let light = [
        "#0b6fb8", "#d9540b", "#0a8f68", "#a4447f", "#b87900", "#3aa3dd", "#7a6a00", "#555b66",
        "#7c4ddb", "#c0265f",
    ]
    static let dark = [
        "#56b4f5", "#ff8a4c", "#2fd3a0", "#e58cc4", "#f2b632", "#8fd3ff", "#d8cc4e", "#a9b1bd",
        "#b69cff", "#ff7fa8",
    ]
    static let count = light.count

    /// Style rules of every series.
    static func rules(_ colors: [String]) -> String {
        colors.enumerated().map { index, color in
            ".dots.s\(index),.bar.s\(index),.note.s\(index){fill:\(color)}"
                + ".line.s\(index){stroke:\(color)}.key.s\(index){background:\(color)}"
        }.joined()
    }

    static let shapes =
        ".line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}"
        + ".line.dash{stroke-dasharray:5 4}.dots{fill-opacity:.55}.rule{stroke-width:1}"
        + "text{font-family:Inter,'Segoe UI','Helvetica Neue',Arial,sans-serif;font-size:11px}"
        + ".name{font-size:11px}.note{font-size:12px;font-weight:600}"
}

enum SVG {
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing("\"", with: "&quot;")
    }
}
