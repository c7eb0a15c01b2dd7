public import FarmModel
public import FarmWire

extension FarmClient {
    /// Whom the farm takes this client for.
    public func hello(_ program: String) async throws(ClientError) -> ClientReply.Welcome {
        guard case .welcome(let welcome) = try await ask(.hello(client: program)) else {
            throw .unexpected("no welcome")
        }
        return welcome
    }

    /// Asks for a film; with the same client key again, for the same film.
    public func submit(
        _ order: ClientRequest.Submit
    ) async throws(ClientError) -> (job: JobID, submission: ClientReply.Submission) {
        guard case .submitted(let job, let submission) = try await ask(.submit(order)) else {
            throw .unexpected("no job")
        }
        return (job, submission)
    }

    /// Asks for as many jobs as `order` says; they are numbered from the first on.
    public func submitArray(
        _ order: ClientRequest.Submit
    ) async throws(ClientError) -> (first: JobID, count: Int, submission: ClientReply.Submission) {
        guard
            case .submittedArray(let first, let count, let submission) =
                try await ask(.submit(order))
        else { throw .unexpected("no jobs") }
        return (first, count, submission)
    }

    public func show(_ job: JobID) async throws(ClientError) -> JobReport {
        guard case .job(let report) = try await ask(.show(job)) else {
            throw .unexpected("no report")
        }
        return report
    }

    public func list(
        _ list: ClientRequest.List
    ) async throws(ClientError) -> (jobs: [JobReport], next: JobID?) {
        guard case .jobs(let jobs, let next) = try await ask(.list(list)) else {
            throw .unexpected("no list")
        }
        return (jobs, next)
    }

    /// Returns once the cancellation is durable.
    public func cancel(_ job: JobID) async throws(ClientError) {
        guard case .cancelling = try await ask(.cancel(job)) else {
            throw .unexpected("no cancellation")
        }
    }

    /// Returns once the change is durable.
    public func steer(_ steering: Steering) async throws(ClientError) {
        guard case .carriedOut = try await ask(.steer(steering)) else {
            throw .unexpected("not carried out")
        }
    }

    /// Has everything copied that the farm keeps; asked again, tells how far it is.
    public func beginBackup(_ order: BackupOrder) async throws(ClientError) -> BackupReport {
        guard case .backup(let report) = try await ask(.beginBackup(order)) else {
            throw .unexpected("no backup")
        }
        return report
    }

    /// How the last backup goes.
    public func backup() async throws(ClientError) -> BackupReport {
        guard case .backup(let report) = try await ask(.showBackup) else {
            throw .unexpected("no backup")
        }
        return report
    }

    /// The storyboard as JSON.
    public func storyboard(of job: JobID) async throws(ClientError) -> String {
        guard case .storyboard(_, let json) = try await ask(.storyboard(job)) else {
            throw .unexpected("no storyboard")
        }
        return json
    }

    public func explain(_ job: JobID) async throws(ClientError) -> Explanation {
        guard case .explanation(let explanation) = try await ask(.explain(job)) else {
            throw .unexpected("no explanation")
        }
        return explanation
    }

    public func workers() async throws(ClientError) -> [WorkerReport] {
        try await fleet().present
    }

    /// The connected workers, and those that are out of service and not here.
    public func fleet() async throws(ClientError) -> (
        present: [WorkerReport], absent: [AbsentWorker]
    ) {
        guard case .workers(let present, let absent) = try await ask(.workers) else {
            throw .unexpected("no workers")
        }
        return (present, absent)
    }

    /// The latest lines that the tasks of a job said, in the order they were heard.
    public func logs(_ query: LogQuery) async throws(ClientError) -> [LogLine] {
        guard case .logs(let lines) = try await ask(.logs(query)) else {
            throw .unexpected("no lines")
        }
        return lines
    }

    public func status() async throws(ClientError) -> FarmStatus {
        guard case .status(let status) = try await ask(.status) else {
            throw .unexpected("no status")
        }
        return status
    }

    /// Grants something else to a level; returns what it has then.
    ///
    /// For operators.
    public func entitle(_ change: EntitlementChange) async throws(ClientError) -> Entitlement {
        guard case .entitled(let entitlement) = try await ask(.entitle(change)) else {
            throw .unexpected("nothing granted")
        }
        return entitlement
    }

    /// What a level may use and has used; nil for the client's own account.
    public func usage(
        of level: Entitlement.Level? = nil, _ detail: UsageDetail = .totals
    ) async throws(ClientError) -> UsageReport {
        guard case .usages(let reports, _) = try await ask(.usage(level, detail)),
            let report = reports.first
        else { throw .unexpected("no usage") }
        return report
    }

    /// Every account with what it uses, in the order of their creation.
    ///
    /// For operators.
    public func accounts() async throws(ClientError) -> [UsageReport] {
        try await pages { .accounts($0) }
    }

    /// Every team with what it uses, in the order of their creation.
    ///
    /// For operators.
    public func teams() async throws(ClientError) -> [UsageReport] {
        try await pages { .teams($0) }
    }

    private func pages(
        _ body: (ClientRequest.LevelList) -> ClientRequest.Body
    ) async throws(ClientError) -> [UsageReport] {
        var all: [UsageReport] = []
        var list = ClientRequest.LevelList(limit: Limits.listLength.upperBound)
        while true {
            guard case .usages(let reports, let next) = try await ask(body(list)) else {
                throw .unexpected("no usage")
            }
            all += reports
            guard let next else { return all }
            list.after = next
        }
    }

    /// The text of a new join token.
    public func createJoinToken(
        _ order: ClientRequest.JoinTokenOrder
    ) async throws(ClientError) -> (text: String, expiry: Instant) {
        guard case .joinToken(let text, let expiry) = try await ask(.createJoinToken(order))
        else { throw .unexpected("no token") }
        return (text, expiry)
    }

    /// Every key that the farm knows.
    public func keys() async throws(ClientError) -> [KeyReport] {
        guard case .keys(let keys) = try await ask(.keys) else { throw .unexpected("no keys") }
        return keys
    }

    /// Ends the rights of a key, given as text, or of all keys of a name.
    public func revokeKey(_ words: String) async throws(ClientError) {
        guard case .carriedOut = try await ask(.revokeKey(words)) else {
            throw .unexpected("not revoked")
        }
    }

    /// Gives the asker a further key with the same rights.
    public func replaceKey(with key: PublicKey) async throws(ClientError) {
        guard case .carriedOut = try await ask(.replaceKey(key.bytes)) else {
            throw .unexpected("not replaced")
        }
    }

    /// What operators did, oldest first.
    public func audit(_ audit: ClientRequest.Audit) async throws(ClientError) -> [AuditEntry] {
        guard case .audit(let entries) = try await ask(.audit(audit)) else {
            throw .unexpected("no audit log")
        }
        return entries
    }

    /// The right to read a file of `job`.
    public func ticket(
        for part: MediaPart, of job: JobID
    ) async throws(ClientError) -> MediaGrant {
        guard case .media(let grant) = try await ask(.media(job, part)) else {
            throw .unexpected("no ticket")
        }
        return grant
    }

    /// Spends `token`: from then on the farm knows `keys`.
    public static func join(
        _ token: JoinToken, as keys: KeyPair, name: String, in context: Context
    ) async throws(ClientError) -> Identity {
        let client: FarmClient
        do throws(TransportError) {
            client = try FarmClient(token.address, keys: try token.keys(), in: context)
        } catch {
            throw .transport(error)
        }
        defer { client.close() }
        let body = ClientRequest.Body.join(Join(publicKey: keys.public.bytes, name: name))
        guard case .joined(let identity) = try await client.ask(body) else {
            throw .unexpected("not joined")
        }
        return identity
    }
}
