/// Every bound on what a peer may say: checked before a value is used, named in the refusal.
public enum Limits {
    /// Bytes of a request on the client port, checked before it is decoded.
    public static let clientRequestBytes = 1 << 20

    /// Bytes of a worker's report, checked before it is decoded: a plan of a long film is large.
    public static let workerReportBytes = 4 << 20

    /// Bytes of what a scheduler says on any port, checked before it is decoded.
    public static let schedulerMessageBytes = 8 << 20

    /// Messages of one bundle.
    public static let bundleMessages = 256

    /// Bytes of a request on the media port, checked before it is decoded; attachments not counted.
    public static let mediaRequestBytes = 4096

    /// Bytes of one attachment frame on the media port.
    public static let attachmentBytes = 1 << 20

    /// Fields of a report's body, counted before it is decoded: small fields make large messages.
    public static let reportFields = 20_000

    /// How deep messages nest in each other.
    public static let messageDepth = 16

    /// Unicode scalars of a prompt.
    public static let promptScalars = 32_000

    /// Bytes of a storyboard document.
    public static let documentBytes = 512 << 10

    /// UTF-8 bytes of a name: an account, worker, engine, style or client key.
    public static let nameBytes = 128

    /// UTF-8 bytes of a path (Linux, limits.h: PATH_MAX less the zero).
    public static let pathBytes = 4095

    /// UTF-8 bytes of a title.
    public static let titleBytes = 512

    /// Unicode scalars of a message for people.
    public static let messageScalars = 4000

    /// Width and height of a frame, both even.
    public static let frameSide = 64...3840

    public static let framesPerSecond = 1...120
    public static let filmSeconds = 0.5...600.0

    /// Frames of the longest film.
    public static let filmFrames = 72_000

    public static let priority = -100...100

    /// Keys that a farm knows.
    public static let keys = 20_000

    /// Jobs a page of a list.
    public static let listLength = 1...500

    /// Anything that a quota counts.
    public static let quotaCount = 0...1_000_000_000

    /// Bytes that a quota counts.
    public static let quotaBytes = 0...(1 << 60)

    /// Time that a quota counts, and the period of a rate.
    public static let quotaTime: Duration = .seconds(1_000_000 * 86400)
    public static let ratePeriod: ClosedRange<Duration> = .milliseconds(1)...(.seconds(30 * 86400))

    /// Stretches of a history.
    public static let history = 1000

    /// Events that a client may let the scheduler push at once.
    public static let watchCredit = 1...10_000

    public static let joinTokenLifetime: ClosedRange<Duration> =
        .seconds(1)...(.seconds(30 * 86400))

    /// Tasks that a worker runs, and tokens in one message.
    public static let slots = 1...1024

    /// CPU threads of one slot.
    public static let threads = 1...1024

    /// Names in one list: engines, tags.
    public static let names = 64

    /// Lines in one report of what a task says, and UTF-8 bytes of one.
    public static let logLines = 64
    public static let logLineBytes = 1000

    /// Lines in one answer.
    public static let logPage = 1000

    /// Models of one worker.
    public static let models = 256

    /// Models that a worker keeps in memory at a time.
    public static let residentModels = 1...256

    /// Labels of one job.
    public static let labels = 16

    /// Jobs of one array.
    public static let array = 1...10_000

    /// Jobs that one may come after.
    public static let prerequisites = 64

    /// Failed attempts that a job may ask for.
    public static let attempts = 1...100

    /// What a job may allow an attempt.
    public static let timeout: ClosedRange<Duration> = .seconds(1)...(.seconds(30 * 86400))

    /// Times the reference machine's speed.
    public static let speed = 0.001...1000.0

    /// Tasks that one plan may add.
    public static let followUps = 4096

    /// Bytes of a task's payload.
    public static let payloadBytes = 768 << 10

    /// Chunks of one task, and of one film's track.
    public static let chunks = 10_000

    /// Bytes of one chunk.
    public static let chunkBytes = 256 << 20

    /// Bytes of a film.
    public static let filmBytes = 1 << 40

    /// Longest time that a message may speak of.
    public static let duration: Duration = .seconds(366 * 86400)

    /// Bytes of a media ticket.
    public static let ticketBytes = 128

    /// Bytes that a worker may have sent and the scheduler not yet written, for each upload.
    public static let uploadWindowBytes = 4 << 20
}
