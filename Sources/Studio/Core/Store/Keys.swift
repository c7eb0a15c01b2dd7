public import FarmModel
internal import GRDB

/// A program's right to act for an account.
public struct APIKey: Hashable, Sendable {
    public var id: String
    public var name: String

    /// The last letters of the key, to tell it from others.
    public var hint: String
    public var created: Instant
    public var lastUsed: Instant?

    /// Of one account.
    public static let limit = 50

    /// Being used is written down this often.
    static let useGrain: Duration = .seconds(60)
}

extension StudioDatabase {
    /// Makes a key; only its digest is kept, so the secret is shown this once.
    public func makeKey(
        named name: String, of account: Int64, at now: Instant
    ) async throws(StudioError) -> (key: APIKey, secret: Secret) {
        let secret = Secret.make(prefix: "rm_")
        return try await write { database in
            guard 1...60 ~= name.count, !name.contains(where: \.isNewline) else {
                throw Objection.field(
                    "name", name, limit: "1 to 60 characters on one line",
                    "the name of a key has 1 to 60 characters and stands on one line")
            }
            let count = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM api_key WHERE account = ?",
                arguments: [account])
            guard count ?? 0 < APIKey.limit else {
                throw Objection(
                    .overLimit(retryAfterMilliseconds: nil), code: "over_limit",
                    "an account has at most \(APIKey.limit) keys: revoke one that is not used",
                    limit: String(APIKey.limit))
            }
            let key = APIKey(
                id: Chance.name("key_"), name: name, hint: secret.hint, created: now, lastUsed: nil)
            try database.execute(
                sql: """
                    INSERT INTO api_key (id, account, name, digest, hint, created)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key.id, account, name, secret.digest.blob, key.hint, now.milliseconds,
                ])
            return (key, secret)
        }
    }

    /// Whose key this is, and the key's id; nil if it was revoked or never was.
    public func account(
        ofKey secret: Secret, at now: Instant
    ) async throws(StudioError) -> (account: Account, key: String)? {
        let digest = secret.digest.blob
        let found: (account: Account, key: String, used: Int64?)? = try await read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT account.*, api_key.id AS key, api_key.used FROM api_key
                        JOIN account ON account.number = api_key.account
                    WHERE api_key.digest = ? AND account.ended IS NULL
                    """, arguments: [digest])
            return row.map { (Account($0), $0["key"], $0["used"]) }
        }
        guard let found else { return nil }
        if now.milliseconds - (found.used ?? 0) > APIKey.useGrain.milliseconds {
            try await write { database in
                try database.execute(
                    sql: "UPDATE api_key SET used = ? WHERE digest = ?",
                    arguments: [now.milliseconds, digest])
            }
        }
        return (found.account, found.key)
    }

    /// Newest first.
    public func keys(of account: Int64) async throws(StudioError) -> [APIKey] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, name, hint, created, used FROM api_key WHERE account = ?
                    ORDER BY created DESC, id
                    """, arguments: [account]
            ).map { row in
                APIKey(
                    id: row["id"], name: row["name"], hint: row["hint"],
                    created: Instant(milliseconds: row["created"]),
                    lastUsed: (row["used"] as Int64?).map(Instant.init(milliseconds:)))
            }
        }
    }

    /// From now on the key opens nothing.
    public func revokeKey(_ id: String, of account: Int64) async throws(StudioError) {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM api_key WHERE id = ? AND account = ?", arguments: [id, account])
            guard database.changesCount == 1 else { throw Objection.unknown("key") }
        }
    }
}
