public import FarmModel
internal import GRDB

/// Somebody's browser that is signed in.
public struct Session: Hashable, Sendable {
    /// What people call it; the secret is the cookie.
    public var id: String
    public var created: Instant
    public var seen: Instant

    /// What the browser calls itself.
    public var agent: String
    public var address: String
    public var isCurrent: Bool

    /// An unused session ends after this long.
    public static let lifetime: Duration = .seconds(30 * 86400)

    /// Being seen is written down this often.
    static let seenGrain: Duration = .seconds(300)
}

extension StudioDatabase {
    /// Signs a browser in; only the digest of what its cookie holds is kept.
    public func beginSession(
        of account: Int64, agent: String, address: String, at now: Instant
    ) async throws(StudioError) -> Secret {
        let secret = Secret.make()
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO session (digest, id, account, created, seen, agent, address)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    secret.digest.blob, Chance.name("ses_"), account, now.milliseconds,
                    now.milliseconds, String(agent.prefix(200)), String(address.prefix(64)),
                ])
        }
        return secret
    }

    /// Whose session this is; nil if it ended or never was.
    public func account(of session: Secret, at now: Instant) async throws(StudioError) -> Account? {
        let digest = session.digest.blob
        let oldest = now.milliseconds - Session.lifetime.milliseconds
        let found: (account: Account, seen: Int64)? = try await read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT account.*, session.seen FROM session
                        JOIN account ON account.number = session.account
                    WHERE session.digest = ? AND session.seen > ? AND account.ended IS NULL
                    """, arguments: [digest, oldest])
            return row.map { (Account($0), $0["seen"]) }
        }
        guard let found else { return nil }
        if now.milliseconds - found.seen > Session.seenGrain.milliseconds {
            try await write { database in
                try database.execute(
                    sql: "UPDATE session SET seen = ? WHERE digest = ?",
                    arguments: [now.milliseconds, digest])
            }
        }
        return found.account
    }

    public func sessions(
        of account: Int64, current: Secret?, at now: Instant
    ) async throws(StudioError) -> [Session] {
        let digest = current?.digest.blob
        let oldest = now.milliseconds - Session.lifetime.milliseconds
        return try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, created, seen, agent, address, digest = ? AS current FROM session
                    WHERE account = ? AND seen > ? ORDER BY seen DESC
                    """, arguments: [digest, account, oldest]
            ).map { row in
                Session(
                    id: row["id"], created: Instant(milliseconds: row["created"]),
                    seen: Instant(milliseconds: row["seen"]), agent: row["agent"],
                    address: row["address"], isCurrent: row["current"] ?? false)
            }
        }
    }

    public func end(_ session: Secret) async throws(StudioError) {
        let digest = session.digest.blob
        try await write { database in
            try database.execute(sql: "DELETE FROM session WHERE digest = ?", arguments: [digest])
        }
    }

    /// Ends a session of an account by the name that ``sessions(of:current:at:)`` gave it.
    public func endSession(_ id: String, of account: Int64) async throws(StudioError) {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM session WHERE id = ? AND account = ?", arguments: [id, account])
            guard database.changesCount == 1 else { throw Objection.unknown("session") }
        }
    }

    /// Removes what nobody has used for longer than a session lasts.
    public func forgetOldSessions(at now: Instant) async throws(StudioError) {
        let oldest = now.milliseconds - Session.lifetime.milliseconds
        try await write { database in
            try database.execute(sql: "DELETE FROM session WHERE seen <= ?", arguments: [oldest])
        }
    }
}
