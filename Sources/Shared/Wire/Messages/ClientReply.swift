public import FarmModel

/// What the scheduler tells a client: an answer, or an event of a watch.
public struct ClientReply: Equatable, Sendable {
    /// Of the request this answers; for an event, of its watch.
    public var correlation: UInt64
    public var body: Body

    public init(correlation: UInt64, _ body: Body) {
        self.correlation = correlation
        self.body = body
    }

    public enum Body: Equatable, Sendable {
        case welcome(Welcome)
        case submitted(JobID, Submission)

        /// Of an array: as many jobs, numbered from the first on.
        case submittedArray(JobID, count: Int, Submission)
        case job(JobReport)

        /// `next` is the `after` of the next page; nil on the last.
        case jobs([JobReport], next: JobID?)

        /// The cancellation is durable; the job is or will be cancelled unless it was final.
        case cancelling(JobID)

        /// The job's last event so far; 0 when all jobs are watched.
        case watching(lastSequence: UInt64, WatchStart = .unknown)
        case unwatched
        case storyboard(JobID, json: String)
        case explanation(Explanation)
        case media(MediaGrant)
        case workers([WorkerReport], absent: [AbsentWorker] = [])
        case logs([LogLine])
        case status(FarmStatus)
        case joined(Identity)
        case joinToken(String, expiry: Instant)
        case entitled(Entitlement)

        /// `next` is the `after` of the next page; nil on the last.
        case usages([UsageReport], next: String?)
        case refused(Refusal)
        case event(EventReport)

        /// What was asked for is done and durable.
        case carriedOut
        case backup(BackupReport)
        case keys([KeyReport])

        /// Oldest first.
        case audit([AuditEntry])
    }

    /// Whether a submission made a job or found the one it had made before.
    public enum Submission: Hashable, Sendable {
        case new
        case repeated
    }

    /// The scheduler's greeting.
    public struct Welcome: Equatable, Sendable {
        /// Program version, for people.
        public var server: String

        /// Whom the scheduler takes the client for.
        public var identity: Identity

        /// The TCP port of media; 0 over other transports.
        public var mediaPort: Int

        public init(server: String, identity: Identity, mediaPort: Int) {
            self.server = server
            self.identity = identity
            self.mediaPort = mediaPort
        }
    }
}

/// Where a watch of all jobs begins.
public struct WatchStart: Hashable, Sendable {
    /// Nil from a scheduler that tells none.
    public var cursor: WatchCursor?

    /// Whether events were missed, so that a snapshot comes first.
    public var hasGap: Bool

    public init(cursor: WatchCursor?, hasGap: Bool) {
        self.cursor = cursor
        self.hasGap = hasGap
    }

    public static let unknown = WatchStart(cursor: nil, hasGap: false)
}

/// The right to read one file from the media port.
public struct MediaGrant: Equatable, Sendable {
    /// Opaque to the client.
    public var ticket: [UInt8]
    public var blob: BlobID
    public var byteCount: Int

    public init(ticket: [UInt8], blob: BlobID, byteCount: Int) {
        self.ticket = ticket
        self.blob = blob
        self.byteCount = byteCount
    }
}
