public import FarmModel

/// A question that waits for a ``Reply``.
public enum Request {}

/// Numbered by the loop, which knows which client asks; never stored.
public typealias RequestID = Identifier<Request>

/// On whose behalf something is asked.
public enum Requester: Hashable, Sendable {
    case account(String)

    /// May act on every account's jobs.
    case `operator`
}

extension Scheduler {
    /// What happened in the world.
    public enum Event: Equatable, Sendable {
        /// The first event of a process: gives out again what a crash may have swallowed.
        case started

        case submitted(Job.Submission, RequestID)

        /// Asks for a job of each payload; the submission's own is not used.
        case arraySubmitted(Job.Submission, payloads: [[UInt8]], RequestID)
        case cancelled(JobID, by: Requester, RequestID)
        case commanded(Command, by: Requester, RequestID)

        /// An operator grants something else to a level.
        case entitled(EntitlementChange, RequestID)

        /// A worker said hello: for the first time, after a lost connection, or after a restart.
        ///
        /// `holding` are the attempts it is running, and those whose result it has yet to hand over.
        case workerJoined(WorkerID, Worker.Announcement, holding: [Lease.Token])

        /// A worker takes no more tasks; what it runs goes on.
        case workerDraining(WorkerID)

        /// A worker said goodbye, or its process is known to have ended.
        ///
        /// A lost connection is not that: the lease decides how long a silent worker is waited for.
        case workerLeft(WorkerID)

        /// A sign of life, with every attempt the worker holds.
        case heartbeat(WorkerID, [Worker.Progress])

        /// The depot has verified and synced a chunk.
        case chunkStored(Chunk, under: Lease.Token)

        case taskCompleted(Lease.Token, Job.Outcome)
        case taskFailed(Lease.Token, Job.Failure)

        /// The worker gives the task back unfinished, as planned: at a stop, or for want of a slot.
        case taskReturned(Lease.Token)

        case assembled(JobID, Film)
        case assemblyFailed(JobID, Job.Failure)

        /// An operator changed the numbers that the scheduler goes by; they hold from here on.
        ///
        /// Leases, timers and standings that exist keep their instants until they are next renewed. How far
        /// back the fair share remembers stays as it was at the start.
        indirect case reconfigured(Configuration)

        /// Time has passed; see ``Scheduler/deadline``.
        case clockAdvanced
    }
}
