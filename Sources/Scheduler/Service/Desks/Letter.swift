internal import FarmModel
internal import FarmTransport
internal import FarmWire

/// Whoever sent a message, as the socket and its key tell.
struct Sender: Hashable {
    var address: PeerAddress
    var identity: Identity

    /// The key as the key ring knows it.
    var userID: String
}

/// A message that the loop has to deal with; boxed, as it is moved about more often than it is made.
indirect enum Letter {
    case request(ClientRequest, WireForm, from: Sender)
    case statement(WorkerStatement, WireForm, from: Sender)

    /// A message that could not be read, and what to answer.
    case illegible(Dispatch)
}

/// What the scheduler's other threads tell the loop.
enum News: Sendable {
    /// The bytes are verified and synced.
    case chunkStored(Chunk, under: Lease.Token)
    case assembled(JobID, Film)
    case assemblyFailed(JobID, Job.Failure)
    case stopRequested
    indirect case reconfigured(SchedulerSettings)
    case backupAdvanced(BackupReport)
}

/// An answer that leaves once the batch is committed.
indirect enum Dispatch {
    case reply(ClientReply, WireForm, to: Sender)
    case order(WorkerOrder, WireForm, to: Sender)
}
