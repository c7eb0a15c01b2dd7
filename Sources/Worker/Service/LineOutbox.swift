internal import FarmModel
internal import FarmWire

/// What tasks said and the scheduler has yet to hear.
///
/// Bounded: a task that says more than fits between two heartbeats loses the rest, and says so.
struct LineOutbox {
    /// Lines that wait, of all tasks.
    static let limit = 512

    private var waiting: [(token: Lease.Token, line: String)] = []
    private var dropped = 0

    mutating func add(_ line: String, of token: Lease.Token) {
        guard waiting.count < LineOutbox.limit else {
            dropped += 1
            return
        }
        if dropped > 0 {
            waiting.append((token, "(\(dropped) lines dropped)"))
            dropped = 0
        }
        waiting.append((token, LineOutbox.cut(line)))
    }

    /// What waits, in the order it was said, in messages as large as they may be.
    mutating func take() -> [(token: Lease.Token, lines: [String])] {
        var messages: [(token: Lease.Token, lines: [String])] = []
        for (token, line) in waiting {
            if let last = messages.last, last.token == token, last.lines.count < Limits.logLines {
                messages[messages.count - 1].lines.append(line)
            } else {
                messages.append((token, [line]))
            }
        }
        waiting = []
        return messages
    }

    private static func cut(_ line: String) -> String {
        guard line.utf8.count > Limits.logLineBytes else { return line }
        var text = ""
        for character in line {
            guard text.utf8.count + String(character).utf8.count <= Limits.logLineBytes - 3 else {
                break
            }
            text.append(character)
        }
        return text + "…"
    }
}
