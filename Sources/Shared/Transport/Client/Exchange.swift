internal import FarmModel
internal import FarmWire
internal import Foundation

/// A question and the caller who waits for its answer.
struct Exchange: Sendable {
    /// Which socket it goes over.
    enum Way: Hashable, Sendable {
        case control
        case media
    }

    /// Whether it is sent again when no answer comes.
    enum Repetition: Hashable, Sendable {
        /// Asking twice is the same as asking once.
        case always
        case never
    }

    enum Answer: Sendable {
        case control(ClientReply.Body)
        case media(MediaReply.Body, [UInt8])
    }

    let id: UInt64
    let way: Way
    let frames: [[UInt8]]
    let repetition: Repetition
    let timeout: Duration
    let deadline: ContinuousClock.Instant

    /// Called once.
    let finish: @Sendable (Result<Answer, ClientError>) -> Void

    var nextSending: ContinuousClock.Instant
    var pause: Duration = .seconds(1)

    init(
        id: UInt64, _ way: Way, _ frames: [[UInt8]], repetition: Repetition, timeout: Duration,
        finish: @escaping @Sendable (Result<Answer, ClientError>) -> Void
    ) {
        self.id = id
        self.way = way
        self.frames = frames
        self.repetition = repetition
        self.timeout = timeout
        self.finish = finish
        nextSending = ContinuousClock.now
        deadline = nextSending.advanced(by: timeout)
    }
}

/// A watch as the client's thread knows it: enough to take it up again after a lost connection.
struct WatchState: Sendable {
    enum Outcome: Hashable, Sendable {
        case going
        case over
    }

    let id: UInt64
    let job: JobID?
    let filter: ClientRequest.Watch.Filter
    private(set) var lastSequence: UInt64

    /// Of all jobs: where to go on after a lost connection.
    private(set) var cursor: WatchCursor?

    /// Events that the scheduler may still push.
    var credit: Int

    /// The connection it was made on is gone.
    var isStale = false
    private let sink: AsyncStream<Result<EventReport, ClientError>>.Continuation

    init(
        id: UInt64, job: JobID?, afterSequence: UInt64, credit: Int,
        filter: ClientRequest.Watch.Filter = .init(), cursor: WatchCursor? = nil,
        sink: AsyncStream<Result<EventReport, ClientError>>.Continuation
    ) {
        self.id = id
        self.job = job
        lastSequence = afterSequence
        self.credit = credit
        self.filter = filter
        self.cursor = cursor
        self.sink = sink
    }

    /// Takes note of where the stream is that begins.
    mutating func begin(at start: WatchStart) {
        if job == nil, cursor == nil || start.hasGap { cursor = start.cursor }
    }

    /// Asks for the events after the last one seen.
    var request: ClientRequest {
        ClientRequest(
            correlation: id,
            .watch(
                .init(
                    job: job, afterSequence: job == nil ? 0 : lastSequence,
                    credit: max(1, credit), filter: filter, cursor: cursor)))
    }

    /// Hands an event on, once.
    mutating func take(_ event: EventReport) -> Outcome {
        credit -= 1
        if job != nil {
            switch event.happening {
            case .progress, .changed: break  // They carry the number of the event before them.
            case .phase, .chunk, .completed, .failed, .cancelled, .note, .attemptEnded:
                guard event.sequence > lastSequence else { return .going }
            }
            lastSequence = max(lastSequence, event.sequence)
        }
        if let cursor = event.cursor, job == nil { self.cursor = cursor }
        sink.yield(.success(event))
        guard job != nil, event.happening.isFinal else { return .going }
        sink.finish()
        return .over
    }

    func finish(_ error: ClientError) {
        sink.yield(.failure(error))
        sink.finish()
    }
}
