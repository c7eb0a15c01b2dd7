internal import FarmModel
internal import SwiftProtobuf

extension LogQuery {
    init(_ message: Reelmill_Client_LogQuery) throws(WireError) {
        self.init(
            job: try Bound.identifier(message.job, "logs.job"),
            task: message.hasTask ? try Bound.identifier(message.task, "logs.task") : nil,
            attempt: message.hasAttempt ? message.attempt : nil, after: message.after)
    }

    var message: Reelmill_Client_LogQuery {
        .with {
            $0.job = job.rawValue
            if let task { $0.task = task.rawValue }
            if let attempt { $0.attempt = attempt }
            $0.after = after
        }
    }
}

extension LogLine {
    static func list(_ message: Reelmill_Client_LogPage) throws(WireError) -> [LogLine] {
        var lines: [LogLine] = []
        let entries = try Bound.list(message.lines, atMost: Limits.logPage, "logs.lines")
        for (index, entry) in entries.enumerated() {
            let field = "logs.lines[\(index)]"
            lines.append(
                LogLine(
                    number: entry.number, instant: Instant(milliseconds: entry.atMs),
                    task: try Bound.identifier(entry.task, "\(field).task"),
                    step: try Bound.name(entry.step, "\(field).step"), attempt: entry.attempt,
                    worker: try Bound.name(entry.worker, "\(field).worker"),
                    text: try Bound.text(entry.text, "\(field).text")))
        }
        return lines
    }

    var message: Reelmill_Client_LogLine {
        .with {
            $0.number = number
            $0.atMs = instant.milliseconds
            $0.task = task.rawValue
            $0.step = step
            $0.attempt = attempt
            $0.worker = worker
            $0.text = text.sendable
        }
    }
}
