internal import FarmModel
internal import WorkerCore

/// What a slot's thread tells the loop.
enum SlotNews: Sendable {
    case progressed(Worker.Progress)

    /// A finished piece with its bytes.
    case chunkProduced(Chunk, bytes: [UInt8], under: Lease.Token)
    case finished(Lease.Token, AttemptResult)

    /// The attempt was cancelled; nothing of it is reported.
    case abandoned(Lease.Token)
}

/// Why a task ends early, inside a slot.
enum TaskStop: Error {
    case cancelled
    case failed(Job.Failure)
}
