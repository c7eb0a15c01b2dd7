public import FarmModel
public import FarmTransport
public import FarmWire

/// The farm behind a studio: one connection as a gateway, which acts for every account, and where the
/// studio has the key one as an operator.
public struct FarmGateway: FilmFarm {
    private let client: FarmClient
    public let steering: (any FarmSteering)?

    public init(_ client: FarmClient, operating operation: FarmClient?) {
        self.client = client
        steering = operation.map(FarmOperation.init)
    }

    public func submit(_ form: FilmOrderForm) async throws(ClientError) -> JobID {
        let order = ClientRequest.Submit(
            clientKey: form.key, account: form.account, title: form.title, .film(form.film),
            options: Job.Options(labels: form.labels))
        return try await client.submit(order).job
    }

    public func cancel(_ job: JobID) async throws(ClientError) {
        try await client.cancel(job)
    }

    public func report(_ job: JobID) async throws(ClientError) -> JobReport {
        try await client.show(job)
    }

    public func job(
        labelled label: Job.Label, of account: String
    ) async throws(ClientError) -> JobID? {
        let list = ClientRequest.List(labels: [label], account: .named(account), limit: 1)
        return try await client.list(list).jobs.first?.id
    }

    public func storyboard(of job: JobID) async throws(ClientError) -> String {
        try await client.storyboard(of: job)
    }

    public func explanation(of job: JobID) async throws(ClientError) -> Explanation {
        try await client.explain(job)
    }

    public func usage(of account: String) async throws(ClientError) -> UsageReport {
        try await client.usage(of: .account(account))
    }

    public func grant(_ part: MediaPart, of job: JobID) async throws(ClientError) -> MediaGrant {
        try await client.ticket(for: part, of: job)
    }

    public func read(
        _ range: Range<Int>, of part: MediaPart, of job: JobID, _ grant: MediaGrant,
        into sink: ([UInt8]) async throws(ClientError) -> Void
    ) async throws(ClientError) {
        try await client.fetch(range, of: part, of: job, grant, into: sink)
    }

    public func status() async throws(ClientError) -> FarmStatus {
        guard case .status(let status) = try await client.ask(.status, within: .seconds(3)) else {
            throw .unexpected("no status")
        }
        return status
    }

    public func engines() async throws(ClientError) -> [EngineID] {
        let trades: [EngineID] = [.director, .soundtrack, .drill]
        return try await client.workers().flatMap(\.announcement.engines)
            .filter { !trades.contains($0) }
    }

    public func events(
        labelled label: Job.Label
    ) -> any AsyncSequence<EventReport, ClientError> {
        client.watch(ClientRequest.Watch.Filter(account: "*", labels: [label]))
    }
}

private struct FarmOperation: FarmSteering {
    let client: FarmClient

    func fleet() async throws(ClientError) -> (
        present: [WorkerReport], absent: [AbsentWorker]
    ) {
        try await client.fleet()
    }

    func jobs(
        _ list: ClientRequest.List
    ) async throws(ClientError) -> (jobs: [JobReport], next: JobID?) {
        try await client.list(list)
    }

    func accounts() async throws(ClientError) -> [UsageReport] {
        try await client.accounts()
    }

    func steer(_ steering: Steering) async throws(ClientError) {
        try await client.steer(steering)
    }

    func cancel(_ job: JobID) async throws(ClientError) {
        try await client.cancel(job)
    }
}
