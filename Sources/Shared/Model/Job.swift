/// A film for one account.
///
/// The scheduler never looks inside a payload: it moves tasks, and all film knowledge is in workers.
public enum Job {
    /// What one worker runs.
    public struct Task: Equatable, Sendable {
        /// The step it belongs to, for people: `plan`, `render`, `sound` and so on.
        public var step: String
        public var requirement: Requirement

        /// Estimated compute time on a worker of speed 1.
        public var cost: Duration

        /// What the worker needs to know, in a form that only workers read.
        public var payload: [UInt8]

        /// Positions, in the list this task arrives in, of tasks that must be completed before it.
        public var dependencies: [Int]
        public var output: Output

        public init(
            step: String, requirement: Requirement, cost: Duration, payload: [UInt8],
            dependencies: [Int] = [], output: Output
        ) {
            self.step = step
            self.requirement = requirement
            self.cost = cost
            self.payload = payload
            self.dependencies = dependencies
            self.output = output
        }
    }

    /// What the chunks of a task become when the film is assembled.
    public enum Output: String, Hashable, Codable, Sendable {
        case none

        /// Pieces of the picture, joined in the order of tasks, then of chunks.
        case video

        /// The sound of the whole film.
        case audio
    }

    /// What a worker must have to run a task.
    public struct Requirement: Hashable, Sendable {
        public var engine: EngineID

        /// The model's name; nil for engines without models.
        public var model: String?

        /// Bytes; 0 for tasks that need no GPU.
        public var gpuMemory: UInt64

        /// Labels that a worker must carry, all of them.
        public var tags: [String]

        public init(
            engine: EngineID, model: String? = nil, gpuMemory: UInt64 = 0, tags: [String] = []
        ) {
            self.engine = engine
            self.model = model
            self.gpuMemory = gpuMemory
            self.tags = tags
        }
    }

    /// What is asked of the farm.
    public struct Submission: Equatable, Sendable {
        /// Chosen by the client, unique within the account: the same key twice is the same job.
        public var clientKey: String
        public var account: String

        /// For people; the prompt's first words unless the client says otherwise.
        public var title: String

        /// Higher runs earlier among the tasks of one account; 0 is usual.
        public var priority: Int

        /// What quotas count.
        public var demand: Demand

        /// The job's first task: it plans the others.
        public var plan: Task
        public var options: Options

        public init(
            clientKey: String, account: String, title: String, priority: Int = 0, demand: Demand,
            plan: Task, options: Options = .usual
        ) {
            self.clientKey = clientKey
            self.account = account
            self.title = title
            self.priority = priority
            self.demand = demand
            self.plan = plan
            self.options = options
        }
    }

    /// What a job will take, as far as its request tells.
    public struct Demand: Hashable, Sendable {
        public var filmSeconds: Double
        public var frame: PixelSize
        public var engine: EngineID

        /// Estimated compute time of the whole job: reserved until its plan knows better.
        public var compute: Duration

        /// What a job asks for that makes no film.
        public static func drill(_ engine: EngineID) -> Demand {
            Demand(filmSeconds: 0, frame: PixelSize(width: 0, height: 0), engine: engine)
        }

        /// Whether the job is to end with a film.
        public var isFilm: Bool { filmSeconds > 0 }

        public init(
            filmSeconds: Double, frame: PixelSize, engine: EngineID, compute: Duration = .zero
        ) {
            self.filmSeconds = filmSeconds
            self.frame = frame
            self.engine = engine
            self.compute = compute
        }
    }

    public enum State: Equatable, Sendable {
        case queued
        case running
        case assembling

        /// With its film; nil for a drill, which makes none.
        case completed(Film?)
        case failed(Failure)
        case cancelled

        public var isFinal: Bool {
            switch self {
            case .queued, .running, .assembling: false
            case .completed, .failed, .cancelled: true
            }
        }
    }

    /// Why a task or job did not succeed.
    public struct Failure: Error, Hashable, Sendable {
        public enum Retry: String, Hashable, Sendable {
            /// Another try may succeed: a crash, a full disk, a lost connection.
            case worthwhile

            /// Every worker would fail alike: a bad request.
            case pointless
        }

        /// Stable, for programs: `prompt_empty`, `engine_failed`, `lease_expired` and so on.
        public var code: String

        /// For people: what happened, the value, the limit, the remedy.
        public var message: String
        public var retry: Retry

        public init(code: String, message: String, retry: Retry) {
            self.code = code
            self.message = message
            self.retry = retry
        }
    }

    /// What a worker hands back when a task succeeded.
    public struct Outcome: Equatable, Sendable {
        /// Tasks to add to the job; dependencies count within this list.
        public var followUps: [Task]

        /// The storyboard as JSON, kept with the job and sent with each of its later tasks.
        public var document: [UInt8]?

        /// How many chunks the task has; all must be stored before it counts as done.
        public var chunkCount: Int

        /// Compute time used.
        public var computeTime: Duration

        public init(
            followUps: [Task] = [], document: [UInt8]? = nil, chunkCount: Int,
            computeTime: Duration
        ) {
            self.followUps = followUps
            self.document = document
            self.chunkCount = chunkCount
            self.computeTime = computeTime
        }
    }
}
