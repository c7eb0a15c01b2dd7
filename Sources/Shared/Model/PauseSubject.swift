/// What can stand still.
public enum PauseSubject: Hashable, Sendable {
    case job(JobID)
    case account(String)
    case farm
}
