/// Who is served next when more is asked for than the workers can do.
public enum Sharing: String, Hashable, CaseIterable, Sendable {
    /// Teams and accounts in proportion to their weights, whatever the length of their queues.
    case fair

    /// By priority, then by age, whoever asked: for comparison.
    case arrival
}
