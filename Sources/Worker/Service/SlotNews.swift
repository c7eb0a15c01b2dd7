internal import FarmModel
internal import WorkerCore

/// What other threads tell the loop.
enum SlotNews: Sendable {
    case progressed(Worker.Progress)

    /// A finished piece with its bytes.
    case chunkProduced(Chunk, bytes: [UInt8], under: Lease.Token)
    case finished(Lease.Token, AttemptResult)

    /// A line about the task, for whoever wonders how it went.
    case logged(Lease.Token, String)

    /// The attempt ended after a chunk, as it was asked to.
    case stoppedEarly(Lease.Token)

    /// The attempt was cancelled; nothing of it is reported.
    case abandoned(Lease.Token)

    /// The process is to end.
    case stopRequested(grace: Duration)

    /// Whether the next of its kind makes up for a lost one.
    var mayBeLost: Bool {
        switch self {
        case .progressed, .logged: true
        case .chunkProduced, .finished, .stoppedEarly, .abandoned, .stopRequested: false
        }
    }
}

/// Why a task ends early, inside a slot.
enum TaskStop: Error {
    case cancelled

    /// After a chunk, to make room.
    case early
    case failed(Job.Failure)
}
