public import FarmModel
internal import GRDB

/// Something that somebody should hear of.
public struct Notification: Hashable, Sendable {
    public var number: Int64
    public var kind: Kind
    public var created: Instant
    public var isRead: Bool

    /// Who did it.
    public var actor: Creator?

    /// The ids of what it is about.
    public var video: String?
    public var post: String?
    public var title: String?
    public var text: String?

    public enum Kind: String, CaseIterable, Sendable {
        case finished
        case failed
        case liked
        case commented
        case remixed
        case followed
        case inviteUsed = "invite_used"
        case system
    }

    /// Of one account; older ones are forgotten.
    static let limit = 1000
}

/// An account as it stands beside what it made.
public struct Creator: Hashable, Sendable {
    public var handle: String
    public var name: String
}

extension StudioDatabase {
    /// Newest first.
    public func notifications(
        of account: Int64, _ page: PageRequest
    ) async throws(StudioError) -> Page<Notification> {
        try await read { database in
            let rows = try Notification.fetch(
                database, "notification.account = ? AND notification.number < ?",
                [account, try page.number(from: .max)], limit: page.limit + 1)
            return Page(rows, limit: page.limit) { String($0.number) }
        }
    }

    /// Those after one, oldest first: what a page that is open has not heard yet.
    public func notifications(
        of account: Int64, after number: Int64
    ) async throws(StudioError) -> [Notification] {
        try await read { database in
            try Notification.fetch(
                database, "notification.account = ? AND notification.number > ?",
                [account, number], limit: 50
            ).reversed()
        }
    }

    /// Marks all up to one as read, or all; returns how many are left.
    public func readNotifications(
        of account: Int64, upTo number: Int64?
    ) async throws(StudioError) -> Int {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE notification SET read = 1
                    WHERE account = ? AND NOT read AND number <= ?
                    """, arguments: [account, number ?? .max])
            return try Int.fetchOne(
                database, sql: "SELECT unread FROM account WHERE number = ?",
                arguments: [account]) ?? 0
        }
    }

    /// Tells everybody something.
    public func announce(_ text: String, at now: Instant) async throws(StudioError) {
        try await write { database in
            let accounts = try Int64.fetchAll(
                database, sql: "SELECT number FROM account WHERE ended IS NULL")
            for account in accounts {
                try Notification.add(.system, to: account, text: text, at: now, database)
            }
        }
    }
}

extension Notification {
    /// Nobody is told of what they did themselves.
    static func add(
        _ kind: Kind, to account: Int64, actor: Int64? = nil, video: Int64? = nil,
        post: Int64? = nil, text: String? = nil, at now: Instant, _ database: Database
    ) throws {
        guard actor != account else { return }
        try database.execute(
            sql: """
                INSERT INTO notification (account, kind, actor, video, post, text, created)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                account, kind.rawValue, actor, video, post, text.map { String($0.prefix(500)) },
                now.milliseconds,
            ])
        try database.execute(
            sql: """
                DELETE FROM notification WHERE account = ?1 AND number <= (
                    SELECT number FROM notification WHERE account = ?1
                    ORDER BY number DESC LIMIT 1 OFFSET ?2)
                """, arguments: [account, limit])
    }

    fileprivate static func fetch(
        _ database: Database, _ condition: String, _ arguments: StatementArguments, limit: Int
    ) throws -> [Notification] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT notification.number, kind, notification.created, read, text, handle, name,
                    video.id AS video, post.id AS post, coalesce(post.title, video.title) AS title
                FROM notification LEFT JOIN account ON account.number = notification.actor
                    LEFT JOIN video ON video.number = notification.video
                    LEFT JOIN post ON post.number = notification.post
                WHERE \(condition) ORDER BY notification.number DESC LIMIT \(limit)
                """, arguments: arguments)
        return rows.map { row in
            Notification(
                number: row["number"], kind: Kind(rawValue: row["kind"]) ?? .system,
                created: Instant(milliseconds: row["created"]), isRead: row["read"],
                actor: (row["handle"] as String?).map {
                    Creator(handle: $0, name: row["name"])
                },
                video: row["video"], post: row["post"], title: row["title"], text: row["text"])
        }
    }
}
