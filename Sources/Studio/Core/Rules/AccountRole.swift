/// What an account may do; each may do what those before it may.
public enum AccountRole: String, Codable, CaseIterable, Comparable, Sendable {
    /// Watches, likes, comments, follows, reports.
    case viewer

    /// Makes films and shows them.
    case creator

    /// Sees and steers the farm, answers reports.
    case `operator`

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .creator: 1
        case .operator: 2
        }
    }

    public static func < (lesser: AccountRole, greater: AccountRole) -> Bool {
        lesser.rank < greater.rank
    }

    /// Throws unless this role reaches `needed`.
    public func require(_ needed: AccountRole) throws(Objection) {
        guard self >= needed else {
            throw .forbidden(
                "this takes the role \(needed.rawValue), yours is \(rawValue); ask an operator")
        }
    }
}
