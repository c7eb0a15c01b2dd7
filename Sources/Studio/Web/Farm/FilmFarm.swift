public import FarmModel
public import FarmTransport
public import FarmWire

/// What a studio needs of a farm; the real one is ``FarmGateway``.
public protocol FilmFarm: Sendable {
    /// Asks for a film; with the same key again, for the same one.
    func submit(_ film: FilmOrderForm) async throws(ClientError) -> JobID
    func cancel(_ job: JobID) async throws(ClientError)
    func report(_ job: JobID) async throws(ClientError) -> JobReport

    /// The job that carries a label, if there is one.
    func job(labelled label: Job.Label, of account: String) async throws(ClientError) -> JobID?

    /// JSON; refused with `not_now` before the film is planned.
    func storyboard(of job: JobID) async throws(ClientError) -> String
    func explanation(of job: JobID) async throws(ClientError) -> Explanation
    func usage(of account: String) async throws(ClientError) -> UsageReport
    func grant(_ part: MediaPart, of job: JobID) async throws(ClientError) -> MediaGrant
    func read(
        _ range: Range<Int>, of part: MediaPart, of job: JobID, _ grant: MediaGrant,
        into sink: ([UInt8]) async throws(ClientError) -> Void
    ) async throws(ClientError)

    func status() async throws(ClientError) -> FarmStatus

    /// Those that its workers have, the farm's own trades left out.
    func engines() async throws(ClientError) -> [EngineID]

    /// What happens to the jobs that carry a label, from now on.
    func events(labelled label: Job.Label) -> any AsyncSequence<EventReport, ClientError>

    /// What only operators of the farm may do; nil where this studio has no such right.
    var steering: (any FarmSteering)? { get }
}

/// A film as the farm is asked for it.
public struct FilmOrderForm: Sendable {
    /// Chosen by the studio: the film's own id.
    public var key: String
    public var account: String
    public var title: String
    public var film: FilmRequest
    public var labels: [Job.Label]
}

/// What operators see and do.
public protocol FarmSteering: Sendable {
    func fleet() async throws(ClientError) -> (present: [WorkerReport], absent: [AbsentWorker])
    func jobs(
        _ list: ClientRequest.List
    ) async throws(ClientError) -> (jobs: [JobReport], next: JobID?)
    func accounts() async throws(ClientError) -> [UsageReport]
    func steer(_ steering: Steering) async throws(ClientError)
    func cancel(_ job: JobID) async throws(ClientError)
}
