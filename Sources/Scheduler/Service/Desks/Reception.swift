internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import SchedulerCore

/// Knows who may enter, hands out keys and tickets, and tells how the farm is.
struct Reception {
    /// How long a ticket to a file is good: long enough for a slow download of a long film.
    static let ticketLifetime: Duration = .seconds(3600)

    let server: String
    let started: Instant
    let address: FarmAddress
    let keys: KeyRing
    let secret: TicketSecret
    let depot: Depot
    let census: MessageCensus

    func welcome(_ identity: Identity) -> ClientReply.Welcome {
        ClientReply.Welcome(server: server, identity: identity, mediaPort: mediaPort)
    }

    var mediaPort: Int {
        if case .tcp(_, let port) = address.media { port } else { 0 }
    }

    /// Registers the lasting key of someone who holds a one-time key.
    func admit(_ join: Join, for sender: Sender, at now: Instant) throws(Refusal) -> Identity {
        guard let oneTimeKey = PublicKey(text: sender.userID) else {
            throw Refusal(.badTicket, "a join needs the one-time key of a join token")
        }
        do {
            return try keys.join(join, with: oneTimeKey, at: now)
        } catch {
            throw Refusal(wrapping: error)
        }
    }

    /// Makes a join token; only operators may.
    func invite(
        _ order: ClientRequest.JoinTokenOrder, asked identity: Identity, at now: Instant
    ) throws(Refusal) -> (token: String, expiry: Instant) {
        guard identity.role == .operator else {
            throw Refusal(.forbidden, "only operators let others join; ask one for a token")
        }
        do {
            let token = try keys.invite(order, to: address, host: host, at: now)
            return (token.text, token.expiry)
        } catch {
            throw Refusal(wrapping: error)
        }
    }

    var keyReports: [KeyReport] {
        keys.members.prefix(Limits.keys).map { KeyReport(key: $0.key.text, identity: $0.identity) }
    }

    /// Ends the rights of a key or of all keys of a name.
    func revoke(_ words: String, asked identity: Identity) throws(Refusal) {
        do {
            _ = try keys.revoke(words, for: identity)
        } catch {
            throw Refusal(wrapping: error)
        }
    }

    /// Gives the asker a further key.
    func replace(_ key: [UInt8], asked identity: Identity) throws(Refusal) {
        do {
            try keys.add(key, for: identity)
        } catch {
            throw Refusal(wrapping: error)
        }
    }

    /// The right to read one file of a job.
    func grant(
        _ part: MediaPart, of job: JobSummary, chunks: FilmChunks?, at now: Instant
    ) throws(Refusal) -> MediaGrant {
        let blob = try blob(part, of: job, chunks: chunks)
        let byteCount: Int
        do {
            byteCount = try depot.byteCount(of: blob)
        } catch {
            throw Refusal(error)
        }
        let ticket = MediaTicket(
            blob: blob, byteCount: byteCount,
            expiry: now.advanced(by: Reception.ticketLifetime))
        return MediaGrant(ticket: ticket.sealed(with: secret), blob: blob, byteCount: byteCount)
    }

    func status(of core: Scheduler, at now: Instant) -> FarmStatus {
        let counts = core.counts
        let workers = core.workers
        let running = core.runningJobs(at: now)
        return FarmStatus(
            server: server, started: started,
            queuedJobs: counts.unfinishedJobs - running, runningJobs: running,
            finishedJobs: Int(core.newestJob.rawValue) - counts.unfinishedJobs,
            waitingTasks: counts.waitingTasks, runningTasks: counts.leasedTasks,
            workers: workers.count, slots: workers.reduce(0) { $0 + $1.announcement.slots },
            depotBytes: counts.storedBytes, malformedMessages: census.malformedCount)
    }

    private var host: String {
        if case .tcp(let host, _) = address.client { host } else { "localhost" }
    }

    private func blob(
        _ part: MediaPart, of job: JobSummary, chunks: FilmChunks?
    ) throws(Refusal) -> BlobID {
        let id = job.admission.id
        switch part {
        case .film, .poster, .contactSheet:
            guard job.admission.demand.isFilm else {
                throw Refusal(
                    .unknown, "job \(id) is a drill and makes no film", field: "job",
                    value: id.description)
            }
            guard case .completed(let film?) = job.status.state else {
                throw Refusal(
                    .notNow,
                    "job \(id) is \(JobStateName(job.status.state).rawValue), not completed",
                    field: "job", value: id.description)
            }
            let blob: BlobID? =
                switch part {
                case .film: film.video
                case .poster: film.poster
                case .contactSheet, .chunk: film.contactSheet
                }
            guard let blob else { throw Refusal(.unknown, "job \(id) has no such picture") }
            return blob
        case .chunk(let track, let index):
            let pieces =
                switch track {
                case .video: chunks.map { $0.video.prefix($0.playableCount) } ?? []
                case .audio: (chunks?.audio ?? [])[...]
                }
            guard pieces.indices.contains(index) else {
                throw Refusal(
                    .notNow,
                    "piece \(index) of the \(track.rawValue) of job \(id) is not there yet",
                    value: String(index), limit: String(pieces.count))
            }
            return pieces[index].chunk.blob
        }
    }
}

extension Refusal {
    /// A refusal as it is, anything else as the farm's own trouble.
    init(wrapping error: any Error) {
        self = error as? Refusal ?? Refusal(.unavailable, String(describing: error))
    }
}
