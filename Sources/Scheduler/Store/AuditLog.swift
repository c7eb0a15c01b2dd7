public import FarmModel
internal import GRDB

/// A deed of somebody who steers the farm, as it is kept.
public struct AuditRow: Equatable, Sendable {
    /// 0 before it is stored.
    public var id: UInt64
    public var instant: Instant
    public var actor: String
    public var key: String
    public var action: String
    public var subject: String
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

extension QueueDatabase {
    /// Entries that are kept, the newest.
    public static let auditLimit = 100_000

    /// Entries after `id` and from `instant` on, oldest first.
    public func audit(
        after id: UInt64, since instant: Instant, limit: Int
    ) throws(StoreError) -> [AuditRow] {
        do {
            return try queue.read { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT * FROM audit WHERE id > ? AND instant >= ? ORDER BY id LIMIT ?
                        """,
                    arguments: [Int64(clamping: id), instant.milliseconds, limit]
                ).map(AuditRow.init)
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    static func write(_ rows: [AuditRow], to database: Database) throws {
        for row in rows {
            try database.execute(
                sql: """
                    INSERT INTO audit (instant, actor, key, action, subject, outcome)
                    VALUES (?,?,?,?,?,?)
                    """,
                arguments: [
                    row.instant.milliseconds, row.actor, row.key, row.action, row.subject,
                    row.outcome,
                ])
        }
        guard !rows.isEmpty else { return }
        try database.execute(
            sql: "DELETE FROM audit WHERE id <= ?",
            arguments: [database.lastInsertedRowID - Int64(auditLimit)])
    }
}

extension AuditRow {
    fileprivate init(_ row: Row) {
        self.init(
            id: UInt64(clamping: row["id"] as Int64),
            instant: Instant(milliseconds: row["instant"]), actor: row["actor"], key: row["key"],
            action: row["action"], subject: row["subject"], outcome: row["outcome"])
    }
}
