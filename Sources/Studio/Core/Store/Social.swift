public import FarmModel
internal import GRDB

/// What somebody says about a post.
public struct Comment: Hashable, Sendable {
    public var number: Int64
    public var id: String
    public var account: Int64
    public var creator: Creator
    public var text: String
    public var created: Instant

    public static let characters = 1...2000
}

extension StudioDatabase {
    /// Whether something is so from now on, or not any more.
    public enum Wish: Sendable {
        case on
        case off
    }

    /// Likes a post, or does so no longer; asking twice changes nothing.
    public func like(
        _ id: String, _ wish: Wish, by account: Int64, at now: Instant
    ) async throws(StudioError) -> Post {
        try await write { database in
            let post = try Post.find(id: id, viewer: account, database)
            switch wish {
            case .on:
                try database.execute(
                    sql: """
                        INSERT INTO liking (post, account, created) VALUES (?, ?, ?)
                        ON CONFLICT DO NOTHING
                        """, arguments: [post.number, account, now.milliseconds])
                if database.changesCount == 1 {
                    try Notification.add(
                        .liked, to: post.account, actor: account, post: post.number, at: now,
                        database)
                }
            case .off:
                try database.execute(
                    sql: "DELETE FROM liking WHERE post = ? AND account = ?",
                    arguments: [post.number, account])
            }
            try Post.refreshHeat(id: id, database)
            return try Post.find(post.number, viewer: account, database)
        }
    }

    public func comment(
        on id: String, _ text: String, by account: Int64, at now: Instant
    ) async throws(StudioError) -> Comment {
        try await write { database in
            guard Comment.characters ~= text.count, text.utf8.count <= 16_000,
                text.contains(where: { !$0.isWhitespace })
            else {
                throw Objection.field(
                    "text", "\(text.count) characters", limit: "1 to 2,000 characters",
                    "a comment has 1 to 2,000 characters, this one \(text.count)")
            }
            let post = try Post.find(id: id, viewer: account, database)
            try database.execute(
                sql:
                    "INSERT INTO comment (id, post, account, text, created) VALUES (?, ?, ?, ?, ?)",
                arguments: [Chance.name("com_"), post.number, account, text, now.milliseconds])
            let number = database.lastInsertedRowID
            try Notification.add(
                .commented, to: post.account, actor: account, post: post.number, text: text,
                at: now, database)
            try Post.refreshHeat(id: id, database)
            guard let comment = try Comment.fetch(database, "comment.number = ?", [number]).first
            else { throw Objection.unknown("comment") }
            return comment
        }
    }

    /// Oldest first.
    public func comments(
        on id: String, _ page: PageRequest
    ) async throws(StudioError) -> Page<Comment> {
        try await read { database in
            let post = try Post.find(id: id, viewer: nil, database)
            let comments = try Comment.fetch(
                database, "post = ? AND comment.number > ? ORDER BY comment.number LIMIT ?",
                [post.number, try page.number(from: 0), page.limit + 1])
            return Page(comments, limit: page.limit) { String($0.number) }
        }
    }

    /// Removes a comment, for its author, the post's maker or an operator.
    public func deleteComment(_ id: String, by account: Account) async throws(StudioError) {
        try await write { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT comment.number, comment.account, post.account AS maker, post.id AS post
                    FROM comment JOIN post ON post.number = comment.post WHERE comment.id = ?
                    """, arguments: [id])
            guard let row else { throw Objection.unknown("comment") }
            let allowed: [Int64] = [row["account"], row["maker"]]
            guard allowed.contains(account.number) || account.role == .operator else {
                throw Objection.forbidden(
                    "only its author, the post's maker or an operator removes a comment")
            }
            try database.execute(
                sql: "DELETE FROM comment WHERE number = ?", arguments: [row["number"] as Int64])
            try Post.refreshHeat(id: row["post"], database)
        }
    }

    /// Follows somebody, or does so no longer; asking twice changes nothing.
    public func follow(
        _ handle: String, _ wish: Wish, by account: Int64, at now: Instant
    ) async throws(StudioError) -> Account {
        try await write { database in
            let followed = try Account.find(handle: handle, database)
            guard followed.number != account else {
                throw Objection(
                    .invalid, code: "bad_field", "nobody follows themselves", field: "handle",
                    value: handle)
            }
            switch wish {
            case .on:
                try database.execute(
                    sql: """
                        INSERT INTO following (follower, followed, created) VALUES (?, ?, ?)
                        ON CONFLICT DO NOTHING
                        """, arguments: [account, followed.number, now.milliseconds])
                if database.changesCount == 1 {
                    try Notification.add(
                        .followed, to: followed.number, actor: account, at: now, database)
                }
            case .off:
                try database.execute(
                    sql: "DELETE FROM following WHERE follower = ? AND followed = ?",
                    arguments: [account, followed.number])
            }
            return try Account.find(followed.number, database)
        }
    }

    public func follows(_ account: Int64, _ other: Int64) async throws(StudioError) -> Bool {
        try await read { database in
            let found = try Int.fetchOne(
                database, sql: "SELECT 1 FROM following WHERE follower = ? AND followed = ?",
                arguments: [account, other])
            return found != nil
        }
    }

    /// Which way a following is looked at.
    public enum Side: Sendable {
        /// Those who follow the account.
        case followers

        /// Those whom it follows.
        case following
    }

    public func accounts(
        _ side: Side, of account: Int64, _ page: PageRequest
    ) async throws(StudioError) -> Page<Account> {
        try await read { database in
            let (own, other) =
                switch side {
                case .followers: ("followed", "follower")
                case .following: ("follower", "followed")
                }
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT account.* FROM following
                        JOIN account ON account.number = following.\(other)
                    WHERE following.\(own) = ? AND following.\(other) < ?
                    ORDER BY following.\(other) DESC LIMIT ?
                    """, arguments: [account, try page.number(from: .max), page.limit + 1])
            return Page(rows.map(Account.init), limit: page.limit) { String($0.number) }
        }
    }
}

extension Comment {
    fileprivate static func fetch(
        _ database: Database, _ condition: String, _ arguments: StatementArguments
    ) throws -> [Comment] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT comment.*, handle, name FROM comment
                    JOIN account ON account.number = comment.account
                WHERE \(condition)
                """, arguments: arguments
        ).map { row in
            Comment(
                number: row["number"], id: row["id"], account: row["account"],
                creator: Creator(handle: row["handle"], name: row["name"]), text: row["text"],
                created: Instant(milliseconds: row["created"]))
        }
    }
}
