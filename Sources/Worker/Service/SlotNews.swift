internal import FarmModel
internal import WorkerCore

/// What other threads tell the loop.
enum SlotNews: Sendable {
    case progressed(Worker.Progress)

    /// A finished piece with its bytes.
    case chunkProduced(Chunk, bytes: [UInt8], under: Lease.Token)
    case finished(Lease.Token, AttemptResult)

    /// The attempt was cancelled; nothing of it is reported.
    case abandoned(Lease.Token)

    /// The process is to end.
    case stopRequested(grace: Duration)

    /// Whether the next of its kind makes up for a lost one.
    var mayBeLost: Bool {
        if case .progressed = self { true } else { false }
    }
}

/// Why a task ends early, inside a slot.
enum TaskStop: Error {
    case cancelled
    case failed(Job.Failure)
}
