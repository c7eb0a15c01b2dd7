import FarmModel
import FarmWire

/// A job as programs read it.
struct JobJSON: Encodable {
    var job: UInt64
    var account: String
    var title: String
    var state: String
    var priority: Int
    var seconds: Double
    var size: String
    var engine: String
    var progress: Double
    var framesPerSecond: Double
    var secondsLeft: Double?
    var playableChunks: Int
    var submitted: Int64
    var started: Int64?
    var finished: Int64?
    var failure: FailureJSON?

    /// With `paused`: `job`, `account` or `farm`.
    var pausedBy: String?
    var labels: [String: String]
    var maximumAttempts: Int?
    var timeout: Double?
    var requeues: Int
    var after: [UInt64]

    /// Its place in the array it was submitted with.
    var arrayIndex: Int?
    var arrayCount: Int?

    struct FailureJSON: Encodable {
        var code: String
        var message: String
    }

    init(_ report: JobReport) {
        job = report.id.rawValue
        account = report.account
        title = report.title
        state = report.stateName.rawValue
        priority = report.priority
        seconds = report.demand.filmSeconds
        size = report.demand.frame.description
        engine = report.demand.engine.name
        progress = report.progress.fraction
        framesPerSecond = report.progress.framesPerSecond
        secondsLeft = report.progress.remaining.map { Double($0.milliseconds) / 1000 }
        playableChunks = report.playableChunks
        submitted = report.submitted.milliseconds
        started = report.started?.milliseconds
        finished = report.finished?.milliseconds
        pausedBy = report.stateName == .paused ? report.paused?.word : nil
        labels = Dictionary(uniqueKeysWithValues: report.options.labels.map { ($0.key, $0.value) })
        maximumAttempts = report.options.maximumAttempts
        timeout = report.options.timeout.map { Double($0.milliseconds) / 1000 }
        requeues = report.requeues
        after = report.options.after.map(\.rawValue)
        arrayIndex = report.options.place?.index
        arrayCount = report.options.place?.count
        if case .failed(let failure) = report.state {
            self.failure = FailureJSON(code: failure.code, message: failure.message)
        }
    }
}

extension PauseSubject {
    /// What kind of thing stands still.
    var word: String {
        switch self {
        case .job: "job"
        case .account: "account"
        case .farm: "farm"
        }
    }
}

/// An event of a job as programs read it; `event` says which of the fields there are.
struct EventJSON: Encodable {
    var event: String
    var job: UInt64
    var sequence: UInt64
    var state: String?
    var progress: Double?
    var framesPerSecond: Double?
    var secondsLeft: Double?
    var track: String?
    var playable: Int?
    var bytes: Int?
    var code: String?
    var message: String?
    var priority: Int?
    var paused: String?

    /// Where a watch of many jobs can go on.
    var cursor: String?

    /// Present where it is not news, but how the job stands after a gap.
    var snapshot: Bool?

    init(_ report: EventReport) {
        cursor = report.cursor?.text
        if report.isSnapshot { snapshot = true }
        job = report.job.rawValue
        sequence = report.sequence
        switch report.happening {
        case .phase(let phase):
            event = "state"
            state = phase.rawValue
        case .progress(let progress):
            event = "progress"
            self.progress = progress.fraction
            framesPerSecond = progress.framesPerSecond
            secondsLeft = progress.remaining.map { Double($0.milliseconds) / 1000 }
        case .chunk(let notice):
            event = "chunk"
            track = notice.track.rawValue
            playable = notice.playable
        case .completed(let film):
            event = "completed"
            bytes = film?.byteCount
        case .failed(let failure):
            event = "failed"
            code = failure.code
            message = failure.message
        case .cancelled: event = "cancelled"
        case .changed(let priority, let paused):
            event = "changed"
            self.priority = priority
            self.paused = paused?.word
        case .note(let text):
            event = "note"
            message = text
        case .attemptEnded(let notice):
            event = "attempt-ended"
            message = notice.sentence
        }
    }
}

extension AttemptNotice {
    /// For people.
    var sentence: String {
        let what = "\(step), attempt \(attempt) on \(worker), "
        return switch ending {
        case .failed(let failure): what + "failed: \(failure.message)"
        case .lost: what + "was lost: the worker fell silent"
        case .returned: what + "was given back"
        }
    }
}
