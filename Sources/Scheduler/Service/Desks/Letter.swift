internal import FarmModel
internal import FarmWire

/// Whoever sent a message, as the socket and its key tell.
struct Sender: Hashable {
    /// The connection's routing id.
    var routing: [UInt8]
    var identity: Identity
}

/// A message that the loop has to deal with.
enum Letter {
    case request(ClientRequest, WireForm, from: Sender)
    case statement(WorkerStatement, from: Sender)

    /// A message of that port that could not be read.
    case illegible(WireError, Port, from: Sender)
    case news(News)

    enum Port {
        case client(WireForm)
        case control
    }
}

/// What the scheduler's other threads tell the loop.
enum News: Sendable {
    /// The bytes are verified and synced.
    case chunkStored(Chunk, under: Lease.Token)
    case assembled(JobID, Film)
    case assemblyFailed(JobID, Job.Failure)
    case stopRequested
}

/// An answer that leaves once the batch is committed.
enum Dispatch {
    case reply(ClientReply, WireForm, to: Sender)
    case order(WorkerOrder, to: Sender)
}
