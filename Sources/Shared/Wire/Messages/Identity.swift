/// What the owner of a key may do.
public enum Role: String, Codable, CaseIterable, Sendable {
    /// Submits jobs and sees those of its own account.
    case client

    /// Runs tasks.
    case worker

    /// Submits and sees on behalf of any account: the studio.
    case gateway

    /// Sees and steers everything.
    case `operator`

    /// Holds a one-time key that is good for joining, and for nothing else.
    case joiner
}

/// Who a key belongs to.
public struct Identity: Hashable, Codable, Sendable {
    public var name: String
    public var role: Role

    /// Whose jobs its submissions are; for a joiner, the account it will have.
    public var account: String

    public init(name: String, role: Role, account: String) {
        self.name = name
        self.role = role
        self.account = account
    }

    /// The account a request is for: the sender's own unless it may name another.
    public func account(asking name: String?) throws(Refusal) -> String {
        guard let name, name != account else { return account }
        switch role {
        case .gateway, .operator:
            return name
        case .client, .worker, .joiner:
            throw Refusal(
                .forbidden,
                "\(role.rawValue) \(self.name) may not act for account \(name); leave the account out",
                field: "account", value: name, limit: account)
        }
    }

    /// Whether it may see and steer the jobs of `account`.
    public func maySee(account: String) -> Bool {
        switch role {
        case .gateway, .operator: true
        case .client: account == self.account
        case .worker, .joiner: false
        }
    }
}
