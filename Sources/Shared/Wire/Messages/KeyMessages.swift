public import FarmModel

/// A key that the farm knows, and whose it is.
public struct KeyReport: Equatable, Sendable {
    /// 40 characters of Z85 (ZeroMQ RFC 32).
    public var key: String
    public var identity: Identity

    public init(key: String, identity: Identity) {
        self.key = key
        self.identity = identity
    }
}

/// Something an operator did, or that was done to the keys of the farm.
public struct AuditEntry: Equatable, Sendable {
    /// Grows with each entry; 0 before it is stored.
    public var id: UInt64
    public var instant: Instant

    /// Whose key it was.
    public var actor: String
    public var key: String

    /// A word such as `revoke_key`.
    public var action: String

    /// To whom or what.
    public var subject: String

    /// `done`, or the code of the refusal.
    public var outcome: String

    public init(
        id: UInt64 = 0, instant: Instant, actor: String, key: String, action: String,
        subject: String, outcome: String
    ) {
        self.id = id
        self.instant = instant
        self.actor = actor
        self.key = key
        self.action = action
        self.subject = subject
        self.outcome = outcome
    }
}

extension ClientRequest {
    /// Which entries of the audit log are asked for, oldest first.
    public struct Audit: Equatable, Sendable {
        /// Only what came after this entry.
        public var after: UInt64

        /// Only from this instant on.
        public var since: Instant
        public var limit: Int

        public init(
            after: UInt64 = 0, since: Instant = Instant(milliseconds: 0), limit: Int = 500
        ) {
            self.after = after
            self.since = since
            self.limit = limit
        }
    }
}
