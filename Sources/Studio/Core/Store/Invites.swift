public import FarmModel
internal import GRDB

/// The right of one person to sign up.
public struct Invite: Hashable, Sendable {
    public var code: String

    /// What the newcomer may do.
    public var role: AccountRole

    /// The handle of whoever gives it; nil for one of the studio's own.
    public var inviter: String?
    public var created: Instant

    /// The handle of whoever came by it.
    public var usedBy: String?
    public var used: Instant?
}

extension StudioDatabase {
    /// The codes of an account, unused ones first.
    public func invites(of account: Int64) async throws(StudioError) -> [Invite] {
        try await read { database in
            try Invite.fetch(
                database, "invite.owner = ? ORDER BY used IS NOT NULL, used DESC, code", [account])
        }
    }

    /// A code that can still be used.
    public func openInvite(_ code: String) async throws(StudioError) -> Invite {
        try await read { database in
            guard let invite = try Invite.fetch(database, "code = ? AND used IS NULL", [code]).first
            else { throw Objection.unknown("invite") }
            return invite
        }
    }

    /// Gives an operator more codes to hand out.
    public func makeInvites(
        _ count: Int, role: AccountRole, for account: Int64, at now: Instant
    ) async throws(StudioError) -> [Invite] {
        try await write { database in
            guard 1...100 ~= count else {
                throw Objection.field(
                    "count", String(count), limit: "1 to 100", "count is \(count); it is 1 to 100")
            }
            return try (0..<count).map { _ in
                let code = try Invite.make(owner: account, role: role, at: now, database)
                guard let invite = try Invite.fetch(database, "code = ?", [code]).first else {
                    throw Objection.unknown("invite")
                }
                return invite
            }
        }
    }

    /// The code by which the first operator comes; nil once there is one.
    public func firstInvite(at now: Instant) async throws(StudioError) -> String? {
        guard try await !hasOperator() else { return nil }
        return try await write { database in
            let open = try String.fetchOne(
                database,
                sql: "SELECT code FROM invite WHERE owner IS NULL AND used IS NULL LIMIT 1")
            return try open ?? Invite.make(owner: nil, role: .operator, at: now, database)
        }
    }
}

extension Invite {
    /// An invite that may be spent, or what stands for one where none is needed.
    struct Open {
        var code: String?
        var owner: Int64?
        var role: AccountRole

        /// From now on nobody else comes by it; the inviter hears of it.
        func spend(by newcomer: Int64, at now: Instant, _ database: Database) throws {
            guard let code else { return }
            try database.execute(
                sql: "UPDATE invite SET used_by = ?, used = ? WHERE code = ? AND used IS NULL",
                arguments: [newcomer, now.milliseconds, code])
            guard database.changesCount == 1 else { throw Invite.spent }
            guard let owner else { return }
            try Notification.add(
                .inviteUsed, to: owner, actor: newcomer, at: now, database)
        }
    }

    private static let spent = Objection(
        .invalid, code: "bad_field",
        "this invite does not exist or was used already; ask for another one", field: "invite")

    static func open(
        _ code: String?, _ admission: StudioDatabase.Admission, _ database: Database
    ) throws -> Open {
        guard let code, !code.isEmpty else {
            guard admission == .open else {
                throw Objection(
                    .invalid, code: "bad_field",
                    "this studio is for invited people: give the code that somebody gave you",
                    field: "invite")
            }
            return Open(code: nil, owner: nil, role: .creator)
        }
        let row = try Row.fetchOne(
            database, sql: "SELECT code, owner, role FROM invite WHERE code = ? AND used IS NULL",
            arguments: [code.uppercased()])
        guard let row else { throw spent }
        return Open(
            code: row["code"], owner: row["owner"],
            role: AccountRole(rawValue: row["role"]) ?? .creator)
    }

    @discardableResult
    static func make(
        owner: Int64?, role: AccountRole, at now: Instant, _ database: Database
    ) throws -> String {
        let code = Chance.inviteCode()
        try database.execute(
            sql: "INSERT INTO invite (code, owner, role, created) VALUES (?, ?, ?, ?)",
            arguments: [code, owner, role.rawValue, now.milliseconds])
        return code
    }

    static func fetch(
        _ database: Database, _ condition: String, _ arguments: StatementArguments
    ) throws -> [Invite] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT code, invite.role, invite.created, used, giver.handle AS inviter,
                    newcomer.handle AS newcomer
                FROM invite LEFT JOIN account AS giver ON giver.number = invite.owner
                    LEFT JOIN account AS newcomer ON newcomer.number = invite.used_by
                WHERE \(condition)
                """, arguments: arguments
        ).map { row in
            Invite(
                code: row["code"], role: AccountRole(rawValue: row["role"]) ?? .creator,
                inviter: row["inviter"], created: Instant(milliseconds: row["created"]),
                usedBy: row["newcomer"],
                used: (row["used"] as Int64?).map(Instant.init(milliseconds:)))
        }
    }
}
