internal import FarmModel
internal import SchedulerCore

/// How the farm is at one moment.
struct Gauges: Equatable, Sendable {
    /// Accounts that are shown by name: those with the most live tasks.
    static let accountLimit = 50

    var unfinishedJobs = 0
    var waitingTasks = 0
    var runningTasks = 0
    var workers = 0
    var workersSetAside = 0
    var workersDraining = 0

    /// By the name of the engine, sorted; a worker with two engines counts in both.
    var engines: [EngineShare] = []
    var accounts: [AccountLoad] = []
    var logBytes = 0
    var malformedMessages = 0
    var throttledMessages = 0

    struct EngineShare: Equatable, Sendable {
        var name: String
        var workers: Int
        var slots: Int
        var busy: Int
    }

    init() {}

    /// Linear in the connected workers and in the accounts that ever submitted.
    init(
        _ core: Scheduler, logBytes: Int, malformedMessages: Int, throttledMessages: Int
    ) {
        let counts = core.counts
        unfinishedJobs = counts.unfinishedJobs
        waitingTasks = counts.waitingTasks
        runningTasks = counts.leasedTasks
        self.logBytes = logBytes
        self.malformedMessages = malformedMessages
        self.throttledMessages = throttledMessages
        var shares: [String: EngineShare] = [:]
        for worker in core.workers {
            workers += 1
            switch worker.service {
            case .active: break
            case .draining, .drained: workersDraining += 1
            case .setAside: workersSetAside += 1
            }
            for engine in worker.announcement.engines {
                var share =
                    shares[engine.name]
                    ?? EngineShare(name: engine.name, workers: 0, slots: 0, busy: 0)
                share.workers += 1
                share.slots += worker.announcement.slots
                share.busy += worker.running.count
                shares[engine.name] = share
            }
        }
        engines = shares.values.sorted { $0.name < $1.name }
        accounts = core.busiestAccounts(atMost: Gauges.accountLimit)
    }
}
