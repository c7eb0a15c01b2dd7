public import FarmModel

/// What a worker hands over for an attempt.
public enum AttemptResult: Equatable, Sendable {
    case completed(Job.Outcome)
    case failed(Job.Failure)
}

extension WorkerSession {
    /// What happened in the world.
    public enum Event: Equatable, Sendable {
        /// The way to the scheduler is open: for the first time or again.
        case connected

        /// The way to the scheduler is closed; work goes on.
        case disconnected

        /// The scheduler accepted the hello.
        case welcomed

        /// The scheduler does not know this worker.
        case helloRequested

        case granted(Grant)
        case revoked(Lease.Token, Revocation)

        /// The scheduler wants the task back at the end of the chunk that is being made.
        case preempted(Lease.Token)

        case progressed(Worker.Progress)

        /// The engine finished a piece; the service keeps its bytes until it is acknowledged.
        case chunkProduced(Chunk, under: Lease.Token)
        case chunkAcknowledged(Lease.Token, index: Int)

        case taskFinished(Lease.Token, AttemptResult)

        /// The engine stopped after a chunk, as it was asked to.
        case stoppedEarly(Lease.Token)
        case resultAcknowledged(Lease.Token)

        /// The worker is to end: finish what runs, but not for longer than `grace`.
        case stopRequested(grace: Duration)

        /// Time has passed; see ``WorkerSession/deadline``.
        case clockAdvanced
    }

    /// What the worker does next, in order.
    public enum Effect: Equatable, Sendable {
        case sendHello(Worker.Announcement, holding: [Lease.Token])
        case sendHeartbeat([Worker.Progress])

        /// Tells the scheduler that this worker takes no more tasks.
        case sendDraining

        /// Tells the scheduler that this worker ends.
        case sendGoodbye

        /// Runs a task.
        case start(Grant)

        /// Lets the attempt stop at the end of the chunk it is making.
        case preempt(Lease.Token)

        /// Stops the attempt within a frame and forgets its bytes; nothing more of it is to be reported.
        case cancel(Lease.Token)

        /// Sends the bytes of a chunk to the depot; may come again for the same chunk.
        case upload(Chunk, under: Lease.Token)

        /// Sends a result; comes again until it is acknowledged.
        case deliver(AttemptResult, under: Lease.Token)

        /// Gives a task back unfinished.
        case returnTask(Lease.Token)

        /// The process may exit.
        case finish
    }
}
