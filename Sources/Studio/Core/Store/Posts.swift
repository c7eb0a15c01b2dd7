public import FarmModel
internal import GRDB

/// A film that its maker shows to others.
public struct Post: Hashable, Sendable {
    /// For the studio alone; people see ``id``.
    public var number: Int64
    public var id: String

    /// The film's own number and id; only its maker sees the id.
    public var video: Int64
    public var account: Int64
    public var creator: Creator
    public var title: String
    public var words: String
    public var tags: [String]
    public var visibility: Visibility
    public var created: Instant
    public var prompt: String
    public var size: PixelSize
    public var seconds: Double
    public var style: String?
    public var likes: Int
    public var comments: Int
    public var remixes: Int
    public var heat: Int64

    /// Whether the viewer likes it.
    public var isLiked: Bool

    /// What it was made from, where that is posted.
    public var parent: Parent?

    public enum Visibility: String, Codable, CaseIterable, Sendable {
        /// In feeds, search and profile.
        case `public`

        /// For whoever has the link.
        case unlisted
    }

    public struct Parent: Hashable, Sendable {
        public var id: String
        public var title: String
        public var handle: String
    }

    public static let wordsCharacters = 0...2000
    public static let tagLimit = 10
    public static let tagCharacters = 1...40
}

/// What a maker says about a film; nil leaves it as it is.
public struct PostChange: Hashable, Sendable {
    public var title: String?
    public var words: String?
    public var tags: [String]?
    public var visibility: Post.Visibility?

    public init(
        title: String? = nil, words: String? = nil, tags: [String]? = nil,
        visibility: Post.Visibility? = nil
    ) throws(Objection) {
        if let title { try FilmOrder.check(title: title) }
        if let words {
            guard Post.wordsCharacters ~= words.count, words.utf8.count <= 16_000 else {
                throw .field(
                    "words", "\(words.count) characters", limit: "2,000 characters",
                    "the words have \(words.count) characters, the limit is 2,000")
            }
        }
        if let tags {
            guard tags.count <= Post.tagLimit else {
                throw .field(
                    "tags", "\(tags.count) tags", limit: "10",
                    "there are \(tags.count) tags, the limit is 10")
            }
            for tag in tags {
                guard Post.tagCharacters ~= tag.count, tag.utf8.count <= 160,
                    tag.allSatisfy({ $0.isLetter || $0.isNumber || "_-".contains($0) })
                else {
                    throw .field(
                        "tags", tag, limit: "1 to 40 letters, digits, _ or -",
                        "the tag \"\(tag.prefix(60))\" is none: 1 to 40 letters, digits, _ or -")
                }
            }
        }
        self.title = title
        self.words = words
        self.tags = tags
        self.visibility = visibility
    }
}

extension StudioDatabase {
    /// Shows a finished film to others; it can be shown once.
    public func post(
        _ video: Video, _ saying: PostChange, at now: Instant
    ) async throws(StudioError) -> Post {
        try await write { database in
            let current = try Video.find(video.number, database)
            guard current.state == .completed else {
                throw Objection(
                    .notNow, code: "not_now",
                    "only a finished film can be posted; this one is \(current.state.rawValue)")
            }
            guard current.post == nil else {
                throw Objection(
                    .conflict, code: "conflict",
                    "this film is posted already: change that post, or take it down first")
            }
            let heat = Heat.of(posted: now.milliseconds, likes: 0, comments: 0, remixes: 0)
            try database.execute(
                sql: """
                    INSERT INTO post (id, video, account, title, words, tags, visibility, created,
                        heat)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    Chance.name("post_"), video.number, video.account,
                    saying.title ?? current.order.title, saying.words ?? "",
                    (saying.tags ?? []).joined(separator: " "),
                    (saying.visibility ?? .public).rawValue, now.milliseconds, heat,
                ])
            let number = database.lastInsertedRowID
            try Post.index(number, database)
            if let parent = current.parent {
                try Post.tellRemixed(parent, by: current, with: number, at: now, database)
            }
            return try Post.find(number, viewer: video.account, database)
        }
    }

    /// A post for whoever has its link.
    public func post(_ id: String, viewer: Int64?) async throws(StudioError) -> Post {
        try await read { try Post.find(id: id, viewer: viewer, $0) }
    }

    /// Changes a post of an account.
    public func changePost(
        _ id: String, of account: Int64, _ change: PostChange
    ) async throws(StudioError) -> Post {
        try await write { database in
            let post = try Post.find(id: id, viewer: account, database)
            guard post.account == account else { throw Objection.unknown("post") }
            try database.execute(
                sql: """
                    UPDATE post SET title = coalesce(?, title), words = coalesce(?, words),
                        tags = coalesce(?, tags), visibility = coalesce(?, visibility)
                    WHERE number = ?
                    """,
                arguments: [
                    change.title, change.words, change.tags?.joined(separator: " "),
                    change.visibility?.rawValue, post.number,
                ])
            try Post.index(post.number, database)
            return try Post.find(post.number, viewer: account, database)
        }
    }

    /// Takes a post down; the film stays with its maker.
    public func deletePost(
        _ id: String, by account: Account
    ) async throws(StudioError) {
        try await write { database in
            let post = try Post.find(id: id, viewer: account.number, database)
            guard post.account == account.number || account.role == .operator else {
                throw Objection.forbidden("only its maker or an operator takes a post down")
            }
            try database.execute(
                sql: "DELETE FROM post WHERE number = ?", arguments: [post.number])
            if let parent = post.parent { try Post.refreshHeat(id: parent.id, database) }
        }
    }

    /// What a post came from, oldest first, and what came of it, newest first.
    public func lineage(
        of id: String, viewer: Int64?
    ) async throws(StudioError) -> (ancestors: [Post], remixes: [Post]) {
        try await read { database in
            let post = try Post.find(id: id, viewer: viewer, database)
            let ancestors = try Post.fetch(
                database, viewer: viewer,
                """
                WITH RECURSIVE ancestor (number, depth) AS (
                    SELECT parent, 1 FROM video WHERE number = ?
                    UNION ALL SELECT video.parent, depth + 1 FROM video
                        JOIN ancestor ON video.number = ancestor.number WHERE depth < 50)
                """,
                """
                JOIN ancestor ON ancestor.number = post.video
                WHERE post.visibility = 'public' ORDER BY depth DESC
                """, [post.video])
            let remixes = try Post.fetch(
                database, viewer: viewer, "",
                "WHERE video.parent = ? AND post.visibility = 'public' ORDER BY post.number DESC LIMIT 50",
                [post.video])
            return (ancestors, remixes)
        }
    }
}

extension Post {
    static func find(_ number: Int64, viewer: Int64?, _ database: Database) throws -> Post {
        guard
            let post = try fetch(database, viewer: viewer, "", "WHERE post.number = ?", [number])
                .first
        else { throw Objection.unknown("post") }
        return post
    }

    static func find(id: String, viewer: Int64?, _ database: Database) throws -> Post {
        guard let post = try fetch(database, viewer: viewer, "", "WHERE post.id = ?", [id]).first
        else { throw Objection.unknown("post") }
        return post
    }

    /// Posts as `viewer` sees them; `arguments` are those of `prefix`, then of `suffix`.
    static func fetch(
        _ database: Database, viewer: Int64?, _ prefix: String, _ suffix: String,
        _ arguments: StatementArguments
    ) throws -> [Post] {
        // The viewer is a number that the studio made itself, so it may stand in the text.
        let statement = try database.cachedStatement(
            sql: """
                \(prefix)
                SELECT post.*, video.prompt, video.width, video.height, video.seconds, video.style,
                    account.handle, account.name, liking.account IS NOT NULL AS liked,
                    parent_post.id AS parent_id, parent_post.title AS parent_title,
                    parent_owner.handle AS parent_handle
                FROM post JOIN video ON video.number = post.video
                    JOIN account ON account.number = post.account
                    LEFT JOIN liking ON liking.post = post.number
                        AND liking.account = \(viewer ?? 0)
                    LEFT JOIN post AS parent_post ON parent_post.video = video.parent
                        AND parent_post.visibility = 'public'
                    LEFT JOIN account AS parent_owner ON parent_owner.number = parent_post.account
                \(suffix)
                """)
        return try Row.fetchAll(statement, arguments: arguments).map(Post.init)
    }

    init(_ row: Row) {
        let tags: String = row["tags"]
        self.init(
            number: row["number"], id: row["id"], video: row["video"], account: row["account"],
            creator: Creator(handle: row["handle"], name: row["name"]), title: row["title"],
            words: row["words"], tags: tags.split(separator: " ").map(String.init),
            visibility: Visibility(rawValue: row["visibility"]) ?? .unlisted,
            created: Instant(milliseconds: row["created"]), prompt: row["prompt"],
            size: PixelSize(width: row["width"], height: row["height"]), seconds: row["seconds"],
            style: row["style"], likes: row["likes"], comments: row["comments"],
            remixes: row["remixes"], heat: row["heat"], isLiked: row["liked"],
            parent: (row["parent_id"] as String?).map {
                Parent(id: $0, title: row["parent_title"], handle: row["parent_handle"])
            })
    }

    /// Lets a post be found by its words, or, where it is not public, by nobody.
    static func index(_ number: Int64, _ database: Database) throws {
        let post = try find(number, viewer: nil, database)
        try database.execute(sql: "DELETE FROM post_search WHERE rowid = ?", arguments: [number])
        guard post.visibility == .public else { return }
        try database.execute(
            sql: """
                INSERT INTO post_search (rowid, title, prompt, words, creator, tags)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                number, SearchText.indexed(post.title),
                SearchText.indexed(String(post.prompt.prefix(4000))),
                SearchText.indexed(post.words),
                SearchText.indexed(post.creator.handle + " " + post.creator.name),
                SearchText.indexed(post.tags.joined(separator: " ")),
            ])
    }

    /// Moves a post to where what people did puts it.
    static func refreshHeat(id: String, _ database: Database) throws {
        let row = try Row.fetchOne(
            database, sql: "SELECT created, likes, comments, remixes FROM post WHERE id = ?",
            arguments: [id])
        guard let row else { return }
        let heat = Heat.of(
            posted: row["created"], likes: row["likes"], comments: row["comments"],
            remixes: row["remixes"])
        try database.execute(
            sql: "UPDATE post SET heat = ? WHERE id = ?", arguments: [heat, id])
    }

    fileprivate static func tellRemixed(
        _ parent: Video.Parent, by video: Video, with post: Int64, at now: Instant,
        _ database: Database
    ) throws {
        if let shown = parent.post { try refreshHeat(id: shown, database) }
        try Notification.add(
            .remixed, to: parent.account, actor: video.account, post: post, at: now, database)
    }
}
