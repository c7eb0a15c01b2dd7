public import FarmModel

/// A worker as the farm sees it.
public struct WorkerReport: Equatable, Sendable {
    public var id: WorkerID
    public var announcement: Worker.Announcement
    public var state: State
    public var runningTasks: Int

    /// Why it is suspended or who drained it; empty otherwise.
    public var reason: String

    /// When a suspended one is tried again; nil where only an operator's word releases it.
    public var until: Instant?

    /// What it has shown, by engine; nothing where too little is known.
    public var measuredSpeeds: [Worker.EngineSpeed]

    public init(
        id: WorkerID, announcement: Worker.Announcement, state: State, runningTasks: Int,
        reason: String = "", until: Instant? = nil, measuredSpeeds: [Worker.EngineSpeed] = []
    ) {
        self.id = id
        self.announcement = announcement
        self.state = state
        self.runningTasks = runningTasks
        self.reason = reason
        self.until = until
        self.measuredSpeeds = measuredSpeeds
    }

    public enum State: String, Hashable, Codable, CaseIterable, Sendable {
        case working

        /// Finishes what it runs and takes no more.
        case draining

        /// Set aside because too much failed on it, or by an operator.
        case suspended
    }
}

/// A worker that is out of service and not here.
public struct AbsentWorker: Equatable, Sendable {
    public var name: String
    public var state: WorkerReport.State
    public var reason: String

    /// When a suspended one is tried again; nil where only an operator's word releases it.
    public var until: Instant?

    public init(name: String, state: WorkerReport.State, reason: String, until: Instant?) {
        self.name = name
        self.state = state
        self.reason = reason
        self.until = until
    }
}

/// The farm in a few figures.
public struct FarmStatus: Equatable, Sendable {
    /// Program version, for people.
    public var server: String
    public var started: Instant
    public var queuedJobs: Int
    public var runningJobs: Int
    public var finishedJobs: Int
    public var waitingTasks: Int
    public var runningTasks: Int
    public var workers: Int
    public var slots: Int

    /// Of media that jobs keep: chunks and films.
    public var depotBytes: Int

    /// Messages refused because they could not be read.
    public var malformedMessages: Int

    public init(
        server: String, started: Instant, queuedJobs: Int, runningJobs: Int, finishedJobs: Int,
        waitingTasks: Int, runningTasks: Int, workers: Int, slots: Int, depotBytes: Int,
        malformedMessages: Int
    ) {
        self.server = server
        self.started = started
        self.queuedJobs = queuedJobs
        self.runningJobs = runningJobs
        self.finishedJobs = finishedJobs
        self.waitingTasks = waitingTasks
        self.runningTasks = runningTasks
        self.workers = workers
        self.slots = slots
        self.depotBytes = depotBytes
        self.malformedMessages = malformedMessages
    }
}
