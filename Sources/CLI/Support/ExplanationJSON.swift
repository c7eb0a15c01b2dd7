import FarmModel
import FarmWire

/// Why a job is where it is, as programs read it.
struct ExplanationJSON: Encodable {
    var job: UInt64
    var summary: String
    var tasks: [Task]

    struct Task: Encodable {
        var task: UInt64
        var step: String
        var state: String
        var reason: String
        var attempts: [Attempt]
    }

    struct Attempt: Encodable {
        var attempt: UInt32
        var worker: String
        var started: Int64
        var ended: Int64?
        var ending: String
        var code: String?
        var message: String?
    }

    init(_ explanation: Explanation) {
        job = explanation.job.rawValue
        summary = explanation.summary
        tasks = explanation.tasks.map { task in
            Task(
                task: task.task.rawValue, step: task.step, state: task.state.rawValue,
                reason: task.reason,
                attempts: task.attempts.map { attempt in
                    Attempt(
                        attempt: attempt.attempt, worker: attempt.worker,
                        started: attempt.started.milliseconds,
                        ended: attempt.ended?.milliseconds, ending: attempt.ending.rawValue,
                        code: attempt.failure?.code, message: attempt.failure?.message)
                })
        }
    }
}

extension Explanation.AttemptReport {
    /// Whether it says more than that the task is done or goes on.
    var isTelling: Bool {
        switch ending {
        case .running, .completed: false
        case .failed, .lost, .returned, .preempted, .moot: true
        }
    }

    /// For people.
    var sentence: String {
        let seconds = started.duration(to: ended ?? started).components.seconds
        let what = "attempt \(attempt) on \(worker), \(seconds) s: "
        return switch ending {
        case .running: what + "goes on"
        case .completed: what + "completed"
        case .failed: what + "failed: \(failure?.message ?? "")"
        case .lost: what + "lost, the worker fell silent"
        case .returned: what + "given back"
        case .preempted: what + "made room for a higher priority"
        case .moot: what + "its job ended first"
        }
    }
}
