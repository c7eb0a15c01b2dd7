import Foundation

/// How far a film is, as the farm tells it.
struct FilmProgress: Codable, Equatable {
    /// The job's state, or the step it is busy with.
    var stage: String

    /// 0 to 1.
    var fraction: Double
    var framesPerSecond: Double
    var secondsLeft: Double?

    /// Why it waits, where it waits.
    var reason: String?
}

/// Shows progress: a bar that moves on a terminal, a line every tenth of the way in a log.
struct ProgressDisplay {
    private let terminal: Terminal
    private var shown: (stage: String, tenth: Int)?

    init(terminal: Terminal) {
        self.terminal = terminal
    }

    mutating func update(_ progress: FilmProgress) {
        if terminal.isInteractive {
            terminal.redraw(bar(progress))
        } else {
            let tenth = Int(progress.fraction * 10)
            guard shown?.stage != progress.stage || shown?.tenth != tenth else { return }
            shown = (progress.stage, tenth)
            terminal.say(plain(progress))
        }
    }

    func finish() {
        terminal.clearLine()
    }

    private func bar(_ progress: FilmProgress) -> String {
        let width = max(10, min(32, terminal.width - 48))
        let filled = Int((progress.fraction * Double(width)).rounded(.down))
        let cells =
            String(repeating: "█", count: min(width, filled))
            + String(repeating: "░", count: max(0, width - filled))
        return progress.stage.padding(toLength: 11, withPad: " ", startingAt: 0) + cells + " "
            + details(progress)
    }

    private func plain(_ progress: FilmProgress) -> String {
        "\(progress.stage): \(details(progress))"
    }

    private func details(_ progress: FilmProgress) -> String {
        var parts = [String(format: "%3.0f %%", progress.fraction * 100)]
        if progress.framesPerSecond > 0 {
            parts.append(String(format: "%.1f frames/s", progress.framesPerSecond))
        }
        if let left = progress.secondsLeft, left.isFinite, progress.fraction < 1 {
            parts.append("ETA " + ProgressDisplay.span(left))
        }
        if let reason = progress.reason, !reason.isEmpty { parts.append(reason) }
        return parts.joined(separator: "  ")
    }

    /// `7 s`, `3 min 20 s`, `2 h 5 min`.
    static func span(_ seconds: Double) -> String {
        let whole = Int(max(0, seconds).rounded(.up))
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return "\(whole / 60) min \(whole % 60) s"
        default: return "\(whole / 3600) h \(whole % 3600 / 60) min"
        }
    }
}
