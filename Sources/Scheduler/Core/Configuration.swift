public import FarmModel

extension Scheduler {
    /// Every number the scheduler goes by.
    public struct Configuration: Equatable, Sendable {
        /// How long a silent worker keeps its tasks.
        public var leaseDuration: Duration = .seconds(15)

        /// How long an attempt may go on without advancing by ``minimumProgress`` or storing a chunk.
        public var progressTimeout: Duration = .seconds(600)

        /// The fraction of a task that counts as progress.
        public var minimumProgress = 0.001

        /// Failed attempts after which a task, and with it its job, fails.
        ///
        /// They must come from two machines if another that could run the task is connected.
        public var maximumAttempts = 4

        /// How often a task may fail beyond that while only one of several machines has tried it.
        ///
        /// The others may be out of service each time that it is due.
        public var furtherAttempts = 4

        /// Lost attempts after which a task is held to crash its workers, and fails.
        public var crashLimit = 4

        /// The pause after a task's first failed attempt; doubles with each further one.
        public var backoffBase: Duration = .seconds(1)
        public var backoffLimit: Duration = .seconds(120)

        /// Different tasks that a machine may fail in a row before it is set aside.
        public var setAsideAfter = 3

        /// How long a machine is set aside; doubles each time until it completes a task.
        public var probation: Duration = .seconds(60)
        public var probationLimit: Duration = .seconds(3600)

        /// How often a job may have to make room for a higher priority of its account; 0 for never.
        public var preemptionLimit = 0

        /// How often a task may be passed over for one whose model the worker has in memory.
        public var bypassLimit = 24

        /// Failed assemblies after which a job fails.
        public var maximumAssemblies = 4

        /// How long a worker that is in touch may not speak of a grant before it is sent again.
        public var grantPatience: Duration = .seconds(3)

        /// The least time between two progress events of a job.
        public var progressInterval: Duration = .milliseconds(500)

        /// Unfinished tasks that the farm holds; a submission or a plan beyond is refused.
        public var taskLimit = 2_000_000

        /// Tasks that one outcome may add to its job.
        public var followUpLimit = 10_000

        /// Chunks of one task.
        public var chunkLimit = 10_000

        public var payloadByteLimit = 1 << 20
        public var documentByteLimit = 4 << 20

        /// Bytes of an account's name or a client key, in UTF-8.
        public var keyByteLimit = 128

        /// Bytes of a title, in UTF-8.
        public var titleByteLimit = 512

        /// Who is served next.
        public var sharing = Sharing.fair

        /// How much compute time an account or team can be owed in the fair share, at the usual weight.
        public var shareMemory: Duration = .seconds(600)

        /// When to ask again after a refusal that ends when somebody's jobs do.
        public var quotaPatience: Duration = .seconds(30)

        /// Estimated compute time that a task may have.
        public var costLimit: Duration = .seconds(30 * 86_400)

        /// Teams and accounts that operators may create.
        public var entitlementLimit = 1_000_000

        public var priorities: ClosedRange<Int> = -1000...1000

        /// How long a job must have waited to come before a newer one of one priority more.
        ///
        /// At least a second. So a job of priority p waits at most for what its account submits within
        /// this time its distance to the highest priority: nothing newer comes before it.
        public var agingStep: Duration = .seconds(900)

        /// Jobs that one submission may make.
        public var arrayLimit = 10_000

        /// Jobs that one may come after.
        public var prerequisiteLimit = 64

        /// How long a job is remembered after its end, with its media.
        public var retention: Duration = .seconds(30 * 86400)

        /// Ended jobs that are remembered; of more, those that ended first are forgotten.
        public var endedJobLimit = 100_000

        /// Labels of a job.
        public var labelLimit = 16

        /// What a job may ask for in place of ``maximumAttempts``.
        public var attemptLimits: ClosedRange<Int> = 1...100

        /// What a job may allow an attempt.
        public var timeoutLimits: ClosedRange<Duration> = .seconds(1)...(.seconds(30 * 86400))

        public init() {}
    }
}
