import FarmModel
import SchedulerCore

/// The farm that one seed describes: its people, its machines, and what goes wrong.
public struct Scenario: Sendable {
    var configuration: Scheduler.Configuration
    public var faults: Faults
    var machines: [MachinePlan]
    var jobs: [JobPlan]

    /// What operators grant, and when.
    var grants: [GrantPlan]

    /// How long things may go wrong.
    public var safetyPhase: Duration

    /// How long after that everything must be finished.
    public var livenessBound: Duration = .seconds(1800)

    /// What may go wrong; each is absent from about half of the runs.
    public struct Faults: Sendable {
        /// Probabilities for each message.
        public var loss = 0.0
        public var duplication = 0.0

        /// The longest delay of a message; different delays reorder messages.
        public var delay = usualDelay
        public static let usualDelay = Duration.milliseconds(2)

        /// Probability for each message that it comes much later, when its attempt may be over.
        public var straggling = 0.0

        /// Probability, each second and for each machine, that it is cut off for a while.
        public var partition = 0.0
        public var workerCrash = 0.0
        public var workerStop = 0.0

        /// Probability, each second and for each machine, that it is slow for a while.
        public var slowness = 0.0

        /// Probability that a worker's process ends between two of its steps.
        public var workerStepCrash = 0.0

        /// Probability for each word of a machine that lies.
        public var lies = 0.0

        /// Probability for each worker's process that it is of another version.
        public var versionSkew = 0.0

        /// Probability, each second and for each client, that it forgets all it has heard.
        public var clientCrash = 0.0

        /// Probabilities for each batch of the scheduler.
        public var schedulerCrash = 0.0

        /// The disk did not take the batch: the process dies.
        public var commitFailure = 0.0

        /// The disk took the batch and said that it had not: the process dies.
        public var unknownCommit = 0.0

        /// The disk of the queue is full for a while: the process starts anew from the rows.
        public var queueFull = 0.0

        /// Probability for each start of the scheduler that its machine's clock was set.
        public var clockJump = 0.0

        /// Probability, each second, that the depot's disk is full for a while.
        public var diskFull = 0.0
        public var assemblyFailure = 0.0

        /// Whether attempts of a task make different bytes, and some do not resume.
        public var isMediaFickle = false

        public init() {}
    }

    struct MachinePlan: Sendable {
        var announcement: Worker.Announcement

        /// What its clock is off by.
        var clockOffset: Duration

        /// Whether its workers say what is not so.
        var isLiar: Bool
    }

    /// How much of everything there is.
    public struct Size: Equatable, Sendable {
        public var machines: ClosedRange<Int>
        public var accounts: Int
        public var submissions: ClosedRange<Int>

        /// Ended jobs that are kept.
        public var endedJobs: ClosedRange<Int>

        public init(
            machines: ClosedRange<Int>, accounts: Int, submissions: ClosedRange<Int>,
            endedJobs: ClosedRange<Int>
        ) {
            self.machines = machines
            self.accounts = accounts
            self.submissions = submissions
            self.endedJobs = endedJobs
        }

        /// Few of each, so that they get in each other's way and a seed takes milliseconds.
        public static let small = Size(
            machines: 1...4, accounts: 3, submissions: 1...7, endedJobs: 1...7)

        fileprivate var isLarge: Bool { machines.upperBound > 16 }

        /// A farm of so many workers that have work for a while, with an account for each ten.
        public static func large(_ machines: Int) -> Size {
            Size(
                machines: machines...machines, accounts: max(3, machines / 10),
                submissions: (2 * machines)...(2 * machines), endedJobs: machines...(2 * machines))
        }
    }

    /// What somebody changes about work that is under way.
    struct CommandPlan: Sendable {
        enum Kind: CaseIterable, Sendable {
            case pauseJob
            case pauseAccount
            case pauseFarm
            case resumeJob
            case resumeAccount
            case resumeFarm
            case prioritize
            case moveToFront
            case requeue
            case drain
            case undrain
            case setAside
            case release
        }

        var kind: Kind
        var instant: Duration
    }

    struct GrantPlan: Sendable {
        var instant: Duration
        var change: EntitlementChange
    }

    struct JobPlan: Sendable {
        var account: String
        var key: String
        var filmSeed: UInt64
        var villain: Script.Behaviour
        var priority: Int
        var submitted: Duration

        /// When its owner cancels it, if ever.
        var cancelled: Duration?

        /// The job that it comes after, by its position, if any.
        var after: Int?

        /// What else is commanded about it, and when.
        var commands: [CommandPlan]

        /// What its owner believes that it takes.
        var estimate: Duration

        /// How many jobs it makes at once; nil for one by itself.
        var arrayCount: Int?
        var timeout: Duration?
        var maximumAttempts: Int?

        /// The seeds of its films, one for each job.
        var films: [UInt64] {
            (0..<UInt64(arrayCount ?? 1)).map { $0 == 0 ? filmSeed : SplitMix64.mix(filmSeed + $0) }
        }

        func scripts(ofFilm seed: UInt64) -> [Script] { Script.film(seed, villain: villain) }

        /// The key under which the scheduler keeps the job of a film.
        func key(of member: Int) -> String { member == 0 ? key : "\(key)\u{1F}\(member)" }
    }
}

extension Scenario {
    /// Draws a scenario.
    public init(seed: UInt64, size: Size = .small) {
        var random = SplitMix64(seed: seed)
        var configuration = Scheduler.Configuration()
        configuration.progressTimeout = .seconds(60)
        configuration.backoffLimit = .seconds(20)
        configuration.probation = .seconds(10)
        configuration.probationLimit = .seconds(40)
        configuration.retention = .seconds(random.pick(20...200))
        configuration.endedJobLimit = random.pick(size.endedJobs)
        configuration.preemptionLimit = [0, 1, 1, 3][random.pick(0...3)]
        configuration.agingStep = .seconds([5, 20, 900][random.pick(0...2)])
        self.configuration = configuration
        safetyPhase = .seconds(random.pick(15...45))
        faults = Faults(&random)
        machines = (0..<random.pick(size.machines)).map { MachinePlan(number: $0, &random) }
        let span = safetyPhase.milliseconds / 2
        jobs = (0..<random.pick(size.submissions)).map { number in
            JobPlan(number: number, accounts: size.accounts, span: span, &random)
        }
        for job in jobs.indices {
            guard let after = jobs[job].after, jobs[after].account != jobs[job].account else {
                continue
            }
            jobs[job].after = nil
        }
        let hasGrants = random.chance(size.isLarge ? 0 : 0.7)
        grants = (0..<(hasGrants ? random.pick(1...8) : 0)).map { number in
            GrantPlan(number: number, accounts: size.accounts, span: span, &random)
        }
        if size.isLarge { spread(over: machines.count) }
    }
}

extension Scenario {
    /// Lets a large farm be one farm with many troubles and not one that always stands still: what
    /// strikes all of it comes as often as in a small one.
    fileprivate mutating func spread(over count: Int) {
        let part = 4 / Double(count)
        faults.schedulerCrash *= part
        faults.commitFailure *= part
        faults.unknownCommit *= part
        faults.queueFull *= part
        for job in jobs.indices {
            jobs[job].commands.removeAll { $0.kind == .pauseFarm || $0.kind == .drain }
        }
    }
}

extension Scenario.Faults {
    init(_ random: inout SplitMix64) {
        if random.chance(0.5) { loss = random.unit() * 0.3 }
        if random.chance(0.5) { duplication = random.unit() * 0.5 }
        if random.chance(0.5) { delay = random.milliseconds(5...3000) }
        if random.chance(0.3) { straggling = random.unit() * 0.05 }
        if random.chance(0.4) { partition = random.unit() * 0.1 }
        if random.chance(0.5) { workerCrash = random.unit() * 0.1 }
        if random.chance(0.4) { workerStop = random.unit() * 0.1 }
        if random.chance(0.6) { schedulerCrash = random.unit() * 0.05 }
        if random.chance(0.3) { slowness = random.unit() * 0.05 }
        if random.chance(0.3) { workerStepCrash = random.unit() * 0.01 }
        if random.chance(0.3) { lies = random.unit() * 0.3 }
        if random.chance(0.3) { versionSkew = random.unit() * 0.3 }
        if random.chance(0.3) { clientCrash = random.unit() * 0.05 }
        if random.chance(0.3) { commitFailure = random.unit() * 0.02 }
        if random.chance(0.3) { unknownCommit = random.unit() * 0.02 }
        if random.chance(0.3) { queueFull = random.unit() * 0.02 }
        if random.chance(0.4) { clockJump = random.unit() }
        if random.chance(0.3) { diskFull = random.unit() * 0.05 }
        if random.chance(0.4) { assemblyFailure = random.unit() * 0.5 }
        isMediaFickle = random.chance(0.2)
    }
}

extension Scenario.MachinePlan {
    /// The first machine can run everything, so that no task waits for ever.
    init(number: Int, _ random: inout SplitMix64) {
        let engines: [EngineID] = [
            .director, .previz, .soundtrack, EngineID("diffusers"),
        ]
        let isComplete = number == 0 || random.chance(0.5)
        announcement = Worker.Announcement(
            name: "machine-\(number)",
            engines: isComplete ? engines : engines.filter { _ in random.chance(0.5) },
            slots: random.pick(1...3), gpuMemory: isComplete ? 16 : 0,
            speed: [0.25, 1, 1, 2][random.pick(0...3)])
        clockOffset = random.milliseconds(-7_200_000...7_200_000)
        isLiar = number > 0 && random.chance(0.3)
    }
}

extension Scenario.JobPlan {
    init(number: Int, accounts: Int, span: Int64, _ random: inout SplitMix64) {
        account = "account-\(random.pick(0...(accounts - 1)))"
        key = "key-\(number)"
        filmSeed = random.next()
        let villains = Script.Behaviour.allCases
        villain = random.chance(0.6) ? .benign : villains[random.pick(0...(villains.count - 1))]
        priority = random.pick(-1...1)
        submitted = random.milliseconds(0...span)
        cancelled =
            random.chance(0.2)
            ? submitted + random.milliseconds(0...20_000) : nil
        let kinds = Scenario.CommandPlan.Kind.allCases
        after = number > 0 && random.chance(0.3) ? random.pick(0...(number - 1)) : nil
        let start = submitted
        commands = (0..<(random.chance(0.5) ? random.pick(1...6) : 0)).map { _ in
            Scenario.CommandPlan(
                kind: kinds[random.pick(0...(kinds.count - 1))],
                instant: start + random.milliseconds(0...25_000))
        }
        estimate = random.chance(0.5) ? random.milliseconds(0...10_000) : .zero
        arrayCount = random.chance(0.15) ? random.pick(1...5) : nil
        timeout = random.chance(0.15) ? random.milliseconds(2000...30_000) : nil
        maximumAttempts = random.chance(0.15) ? random.pick(1...6) : nil
    }
}

extension Scenario.GrantPlan {
    /// The first ones make a team and put an account into it, before anything is submitted.
    init(number: Int, accounts: Int, span: Int64, _ random: inout SplitMix64) {
        instant = number < 2 ? .milliseconds(number) : random.milliseconds(0...span)
        let account = Entitlement.Level.account("account-\(random.pick(0...(accounts - 1)))")
        let levels: [Entitlement.Level] = [.farm, .team("team"), account, account]
        let level =
            number == 0 ? .team("team") : number == 1 ? account : levels[random.pick(0...3)]
        change = EntitlementChange(level)
        if level != .farm, random.chance(0.6) {
            change.weight = [1, 20, 100, 300, 1000][random.pick(0...4)]
        }
        if level == account, random.chance(0.5) {
            change.team = random.chance(0.7) ? "team" : Entitlement.commonTeam
        }
        if random.chance(0.3) { change.quota.runningTasks = random.pick(1...3) }
        if random.chance(0.3) { change.quota.queuedJobs = random.pick(1...3) }
        if random.chance(0.3) {
            change.quota.submitRate = Quota.Rate(
                count: random.pick(1...3), per: random.milliseconds(1000...20_000))
        }
        if random.chance(0.2) { change.quota.dailyCompute = random.milliseconds(5000...40_000) }
        if random.chance(0.2) { change.quota.dailyFilm = .seconds(random.pick(4...30)) }
        if random.chance(0.2) { change.quota.storedBytes = random.pick(2000...20_000) }
        if random.chance(0.1) { change.quota.priorityCeiling = 0 }
        if random.chance(0.2) { change.lifted = [Quota.Kind.allCases[random.pick(0...11)]] }
    }
}
