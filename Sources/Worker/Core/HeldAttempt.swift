import FarmModel

/// An attempt between its grant and the acknowledgement of its result.
struct HeldAttempt: Sendable {
    let token: Lease.Token
    var progress: Worker.Progress

    /// Chunks that are not known to be in the depot.
    var unstored: [UnstoredChunk] = []
    var result: AttemptResult?

    /// Whether it is given back once its chunks are safe.
    var isStopped = false

    /// When the result is delivered again; nil while it has not been.
    var resend: Resend?

    init(_ token: Lease.Token) {
        self.token = token
        progress = Worker.Progress(token: token, fraction: 0, framesPerSecond: 0)
    }

    var isRunning: Bool { result == nil }

    /// A success speaks of chunks, so it waits until they are safe; a failure does not.
    var isDeliverable: Bool {
        switch result {
        case .completed: unstored.isEmpty
        case .failed: true
        case nil: false
        }
    }

    var isReturnable: Bool { isStopped && unstored.isEmpty }

    var nextResend: Instant? {
        let uploads = unstored.map(\.resend.due).min()
        guard let resend, isDeliverable else { return uploads }
        return min(uploads ?? resend.due, resend.due)
    }
}

/// A chunk on its way.
struct UnstoredChunk: Sendable {
    let chunk: Chunk
    var resend: Resend
}

/// When something is sent again, with pauses that double.
struct Resend: Sendable {
    private var pause: Duration
    private(set) var due: Instant

    init(_ pause: Duration, at now: Instant) {
        self.pause = pause
        due = now.advanced(by: pause)
    }

    func again(limit: Duration, at now: Instant) -> Resend {
        Resend(min(limit, pause * 2), at: now)
    }

    mutating func restart(at now: Instant) {
        due = now
    }
}
