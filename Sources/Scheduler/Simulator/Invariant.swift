/// What must hold in every run; `docs/INVARIANTS.md` states each in full.
public enum Invariant: String, CaseIterable, Sendable {
    case durableAcknowledgement
    case idempotentSubmission
    case countersAgree
    case workConservation
    case singleOwner
    case grantsAreRecorded
    case fencing
    case completedOnce
    case chunksStay
    case doneMeansStored
    case filmIsWhole
    case deadWorkersLoseLeases
    case liveLeasesLast
    case plannedStopsAreBlameless
    case attemptsAreBounded
    case finalStatesStay
    case cancelHolds
    case pauseHolds
    case requeueHolds
    case drainHolds
    case dependenciesHold
    case prerequisitesHold
    case slotsHold
    case endedJobsLeave
    case releasedIsUnused
    case restartEquivalence
    case unknownStaysUnknown
    case eventsAreOrdered
    case resultsAreRepeated
    case everythingFinishes
    case quotaAtSubmit
    case quotaAtDispatch
    case usageComesBack
    case ledgerBalances
    case fairOrder
    case arraysAreWhole
    case timeoutsHold
    case standstillEnds
    case backoffHolds
    case badMachinesAreAvoided
    case badMachinesAreSetAside
    case strayWorkStops
    case endedJobsStay
    case preemptionIsBounded
}

/// An invariant that did not hold.
public struct Violation: Error, Equatable, Sendable {
    public var invariant: Invariant
    public var message: String

    /// Milliseconds of virtual time since the run began.
    public var milliseconds: Int64
}

/// A sabotage that the simulator must notice; each is aimed at one invariant.
public enum Mutant: String, CaseIterable, Sendable {
    /// Answers and grants leave before they are safe, and the process dies in between.
    case sendsBeforeCommit

    /// A client's key is not looked at.
    case ignoresKeys

    /// A slot is not given back when its attempt ends.
    case leaksSlots

    /// Work is left lying while a worker that fits is idle.
    case idlesWorkers

    /// The end of an attempt that failed is not written.
    case forgetsEndings

    /// A grant is sent to a second worker as well.
    case grantsTwice

    /// A late message counts as if it belonged to the current attempt.
    case ignoresTokens

    /// A result that comes again is committed again.
    case commitsTwice

    /// A chunk of a later attempt replaces the one that was stored.
    case replacesChunks

    /// The depot speaks of a chunk before it is synced, and a crash takes it away.
    case skipsSync

    /// Two pieces of a film change places.
    case shufflesFilm

    /// Time-outs are never looked at.
    case ignoresTime

    /// Leases end too early.
    case shortensLeases

    /// A planned stop counts as a failure.
    case blamesStops

    /// A task may crash workers without end.
    case ignoresCrashes

    /// A late result brings an ended job back.
    case revivesJobs

    /// A cancelled job is reported as such and goes on.
    case ignoresCancels

    /// A pause is reported and nothing stands still.
    case ignoresPauses

    /// A machine is reported drained or set aside and stays in service.
    case ignoresDrains

    /// A requeued job is reported as such and stays as it was.
    case ignoresRequeues

    /// Tasks do not wait for each other.
    case ignoresDependencies

    /// Jobs do not wait for each other.
    case ignoresPrerequisites

    /// Workers get one task more than they have slots.
    case overbooksWorkers

    /// Ended jobs are kept for ever.
    case hoardsJobs

    /// A blob is given up that a job still refers to.
    case releasesTooMuch

    /// The store loses some chunks.
    case losesRows

    /// An unknown job reads as cancelled.
    case inventsJobs

    /// Sequence numbers start again with each process.
    case resetsSequences

    /// A worker sends its result once only.
    case neverRepeats

    /// A restarted scheduler does not take assemblies up again.
    case forgetsAssemblies

    /// What a quota allows of queued jobs, budgets and bytes is not looked at.
    case opensTheDoor

    /// What a quota allows of running tasks is not looked at.
    case ignoresRunningLimits

    /// A task that ended goes on counting for its account.
    case leaksUsage

    /// A millisecond is missing in the books.
    case cooksBooks

    /// Every account and team has the usual weight.
    case ignoresWeights

    /// The last job of an array is lost.
    case tearsArrays

    /// An attempt may take any time.
    case ignoresTimeouts

    /// An attempt may stand still for any time.
    case ignoresStandstill

    /// A failed task is tried again at once.
    case neverBacksOff

    /// Nobody knows on which machine a task went badly.
    case forgetsBadMachines

    /// A machine that fails everything stays in service.
    case trustsBadMachines

    /// A worker is never told that its attempt is over.
    case neverRevokes

    /// An ended job is forgotten at once.
    case forgetsEarly

    /// A step of the machine's clock moves the scheduler's.
    case followsTheWallClock

    /// A restarted scheduler does not look whether its clock was set back.
    case forgetsTheTime

    /// A job may have to make room again and again, also where none should.
    case ignoresPreemptionLimit

    /// What should notice it.
    public var target: Invariant {
        switch self {
        case .sendsBeforeCommit: .durableAcknowledgement
        case .ignoresKeys: .idempotentSubmission
        case .leaksSlots: .countersAgree
        case .idlesWorkers: .workConservation
        case .forgetsEndings: .singleOwner
        case .grantsTwice: .grantsAreRecorded
        case .ignoresTokens: .fencing
        case .commitsTwice: .completedOnce
        case .replacesChunks: .chunksStay
        case .skipsSync: .doneMeansStored
        case .shufflesFilm: .filmIsWhole
        case .ignoresTime: .deadWorkersLoseLeases
        case .shortensLeases: .liveLeasesLast
        case .blamesStops: .plannedStopsAreBlameless
        case .ignoresCrashes: .attemptsAreBounded
        case .revivesJobs: .finalStatesStay
        case .ignoresCancels: .cancelHolds
        case .ignoresPauses: .pauseHolds
        case .ignoresDrains: .drainHolds
        case .ignoresRequeues: .requeueHolds
        case .ignoresDependencies: .dependenciesHold
        case .ignoresPrerequisites: .prerequisitesHold
        case .overbooksWorkers: .slotsHold
        case .hoardsJobs: .endedJobsLeave
        case .releasesTooMuch: .releasedIsUnused
        case .losesRows: .restartEquivalence
        case .inventsJobs: .unknownStaysUnknown
        case .resetsSequences: .eventsAreOrdered
        case .neverRepeats: .resultsAreRepeated
        case .forgetsAssemblies: .everythingFinishes
        case .opensTheDoor: .quotaAtSubmit
        case .ignoresRunningLimits: .quotaAtDispatch
        case .leaksUsage: .usageComesBack
        case .cooksBooks: .ledgerBalances
        case .ignoresWeights: .fairOrder
        case .tearsArrays: .arraysAreWhole
        case .ignoresTimeouts: .timeoutsHold
        case .ignoresStandstill: .standstillEnds
        case .neverBacksOff: .backoffHolds
        case .forgetsBadMachines: .badMachinesAreAvoided
        case .trustsBadMachines: .badMachinesAreSetAside
        case .neverRevokes: .strayWorkStops
        case .forgetsEarly: .endedJobsStay
        case .followsTheWallClock: .liveLeasesLast
        case .forgetsTheTime: .everythingFinishes
        case .ignoresPreemptionLimit: .preemptionIsBounded
        }
    }
}
