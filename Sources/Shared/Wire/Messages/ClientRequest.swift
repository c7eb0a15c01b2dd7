public import FarmModel

/// What a client asks of the scheduler.
public struct ClientRequest: Equatable, Sendable {
    /// Chosen by the client; comes back in every answer.
    public var correlation: UInt64
    public var body: Body

    public init(correlation: UInt64, _ body: Body) {
        self.correlation = correlation
        self.body = body
    }

    public enum Body: Equatable, Sendable {
        /// The client's program and version, for logs.
        case hello(client: String)
        indirect case submit(Submit)
        case show(JobID)
        case list(List)
        case cancel(JobID)
        case watch(Watch)

        /// Lets a watch push `more` events; there is no reply.
        case credit(watch: UInt64, more: Int)
        case unwatch(watch: UInt64)
        case storyboard(JobID)
        case explain(JobID)
        case logs(LogQuery)

        /// Asks for the right to read a file from the media port.
        case media(JobID, MediaPart)
        case workers
        case status
        case join(Join)
        case createJoinToken(JoinTokenOrder)

        /// Grants something else to a level; operators only.
        case entitle(EntitlementChange)
        case accounts(LevelList)
        case teams(LevelList)

        /// What a level may use and has used; nil for the sender's own account.
        case usage(Entitlement.Level?, UsageDetail)
        case steer(Steering)
        case beginBackup(BackupOrder)

        /// How the last backup goes.
        case showBackup

        /// Every key that the farm knows; operators only.
        case keys

        /// Ends the rights of a key, given as text, or of all keys of a name.
        case revokeKey(String)

        /// Gives the sender a further key of 32 bytes, with the same rights.
        case replaceKey([UInt8])

        /// What operators did; operators only.
        case audit(Audit)
    }

    /// Which accounts or teams to list, in the order of their creation.
    public struct LevelList: Equatable, Sendable {
        public var limit: Int

        /// Only those created after this one: the `next` of the page before.
        public var after: String?

        public init(limit: Int = 50, after: String? = nil) {
            self.limit = limit
            self.after = after
        }
    }

    /// A job to do.
    public struct Submit: Equatable, Sendable {
        /// The same key twice is the same job.
        public var clientKey: String

        /// Nil for the sender's own.
        public var account: String?

        /// Nil for the prompt's first words.
        public var title: String?
        public var priority: Int
        public var work: Work
        public var options: Job.Options

        /// So many jobs at once, each with the next seed; nil for one.
        public var arrayCount: Int?

        public init(
            clientKey: String, account: String? = nil, title: String? = nil, priority: Int = 0,
            _ work: Work, options: Job.Options = .usual, arrayCount: Int? = nil
        ) {
            self.clientKey = clientKey
            self.account = account
            self.title = title
            self.priority = priority
            self.work = work
            self.options = options
            self.arrayCount = arrayCount
        }
    }

    /// What a job is to do.
    public enum Work: Equatable, Sendable {
        case film(FilmRequest)
        case drill(Drill)
    }

    /// Which jobs to list, newest first.
    public struct List: Equatable, Sendable {
        /// Empty for every state; a job that is paused is in no other state.
        public var states: [JobStateName]

        /// Only jobs that have all of these.
        public var labels: [Job.Label]

        /// Nil for the sender's own.
        public var account: AccountFilter?
        public var limit: Int

        /// Only jobs older than this one: the `next` of the page before.
        public var after: JobID?

        public init(
            states: [JobStateName] = [], labels: [Job.Label] = [],
            account: AccountFilter? = nil, limit: Int = 50, after: JobID? = nil
        ) {
            self.states = states
            self.labels = labels
            self.account = account
            self.limit = limit
            self.after = after
        }
    }

    public enum AccountFilter: Equatable, Sendable {
        case all
        case named(String)
    }

    /// Which events to push, from where, and how many at first.
    public struct Watch: Equatable, Sendable {
        /// Nil for every job of the sender's account.
        public var job: JobID?

        /// With a job: the last event already seen; 0 tells its whole story again.
        public var afterSequence: UInt64
        public var credit: Int

        /// Without a job: which jobs.
        public var filter: Filter

        /// Without a job: that of the last event already seen.
        public var cursor: WatchCursor?

        public init(
            job: JobID?, afterSequence: UInt64 = 0, credit: Int, filter: Filter = Filter(),
            cursor: WatchCursor? = nil
        ) {
            self.job = job
            self.afterSequence = afterSequence
            self.credit = credit
            self.filter = filter
            self.cursor = cursor
        }

        /// Which jobs are watched.
        public struct Filter: Equatable, Sendable {
            /// Nil for all that the sender may see; `*` for every account.
            public var account: String?
            public var labels: [Job.Label]

            /// Empty for every state.
            public var states: [JobStateName]

            public init(
                account: String? = nil, labels: [Job.Label] = [], states: [JobStateName] = []
            ) {
                self.account = account
                self.labels = labels
                self.states = states
            }
        }
    }

    /// What an operator lets somebody join as.
    public struct JoinTokenOrder: Equatable, Sendable {
        public var role: Role

        /// Nil lets the joiner name itself.
        public var name: String?

        /// Nil for the joiner's name.
        public var account: String?

        /// How the joiner reaches the farm; nil for the host the scheduler knows itself by.
        public var host: String?
        public var lifetime: Duration

        public init(
            role: Role, name: String? = nil, account: String? = nil, host: String? = nil,
            lifetime: Duration = .seconds(3600)
        ) {
            self.role = role
            self.name = name
            self.account = account
            self.host = host
            self.lifetime = lifetime
        }
    }
}

/// How much of what was used is told.
public enum UsageDetail: Hashable, Sendable {
    case totals
    case history
}

/// One file of a job, as a client names it.
public enum MediaPart: Hashable, Sendable {
    case film
    case poster
    case contactSheet

    /// By position in the film's track, below the `playable` of the last ``ChunkNotice``.
    case chunk(Track, index: Int)
}

/// The picture or the sound of a film.
public enum Track: String, Hashable, Codable, CaseIterable, Sendable {
    case video
    case audio
}

/// Registers a lasting key in place of a one-time key.
public struct Join: Equatable, Sendable {
    /// The lasting CURVE public key, 32 bytes.
    public var publicKey: [UInt8]

    /// For people: the host or person that joins.
    public var name: String

    public init(publicKey: [UInt8], name: String) {
        self.publicKey = publicKey
        self.name = name
    }
}

/// A job's state without what comes with it, as people name it.
public enum JobStateName: String, Hashable, Codable, CaseIterable, Sendable {
    case queued
    case running

    /// Queued or running, but none of its tasks may begin.
    case paused
    case assembling
    case completed
    case failed
    case cancelled

    public init(_ state: Job.State) {
        switch state {
        case .queued: self = .queued
        case .running: self = .running
        case .assembling: self = .assembling
        case .completed: self = .completed
        case .failed: self = .failed
        case .cancelled: self = .cancelled
        }
    }

    public init(_ state: Job.State, paused subject: PauseSubject?) {
        self = JobStateName(state)
        guard subject != nil, self == .queued || self == .running else { return }
        self = .paused
    }
}
