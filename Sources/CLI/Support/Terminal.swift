import Foundation

/// Standard error as people see it: a terminal that can redraw a line, or a log that cannot.
struct Terminal {
    /// Whether standard error is a terminal that understands cursor movement.
    let isInteractive: Bool
    let width: Int

    init() {
        let name = ProcessInfo.processInfo.environment["TERM"] ?? "dumb"
        isInteractive = isatty(STDERR_FILENO) == 1 && name != "dumb"
        var size = winsize()
        let answered = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0
        width = answered && size.ws_col > 20 ? Int(size.ws_col) : 80
    }

    /// Writes one line.
    func say(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// Replaces the current line, on an interactive terminal only.
    func redraw(_ line: String) {
        guard isInteractive else { return }
        FileHandle.standardError.write(Data(("\r\u{1B}[2K" + line.prefix(width - 1)).utf8))
    }

    /// Removes the current line.
    func clearLine() {
        guard isInteractive else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[2K".utf8))
    }
}

/// Standard output for results: text for people, or one JSON value a line for programs.
enum Output {
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// Writes `value` as one line of JSON with sorted keys.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        FileHandle.standardOutput.write(try encoder.encode(value) + Data("\n".utf8))
    }
}
