public import FarmModel

/// What a client wants changed about work that is here already.
public enum Steering: Equatable, Sendable {
    case pause(PauseSubject)
    case resume(PauseSubject)

    /// Takes up a failed or cancelled job again.
    case requeue(JobID)

    /// Puts a job before all others of its account.
    case moveToFront(JobID)
    case prioritize(JobID, Int)

    /// Changes what the workers of a name are used for; operators only.
    case machine(String, MachineOrder)
}
