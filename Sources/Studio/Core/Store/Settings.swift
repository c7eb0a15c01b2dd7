public import FarmModel
internal import GRDB

extension StudioDatabase {
    /// What this studio calls itself towards the farm: its jobs carry it as a label.
    public func identity() async throws(StudioError) -> String {
        try await write { database in
            let known = try String.fetchOne(
                database, sql: "SELECT value FROM setting WHERE name = 'identity'")
            if let known { return known }
            let made = Chance.letters(12)
            try database.execute(
                sql: "INSERT INTO setting (name, value) VALUES ('identity', ?)", arguments: [made])
            return made
        }
    }

    /// All that is kept of an account, for itself.
    public func export(of account: Int64) async throws(StudioError) -> AccountExport {
        try await read { database in
            let own = try Account.find(account, database)
            let videos = try Video.fetch(
                database,
                "video.account = ? AND video.state <> 'withdrawn' ORDER BY video.number", [account])
            let posts = try Post.fetch(
                database, viewer: account, "", "WHERE post.account = ? ORDER BY post.number",
                [account])
            let comments = try Row.fetchAll(
                database,
                sql: """
                    SELECT comment.id, text, comment.created, post.id AS post FROM comment
                        JOIN post ON post.number = comment.post
                    WHERE comment.account = ? ORDER BY comment.number
                    """, arguments: [account])
            let likes = try String.fetchAll(
                database,
                sql: """
                    SELECT post.id FROM liking JOIN post ON post.number = liking.post
                    WHERE liking.account = ? ORDER BY liking.created
                    """, arguments: [account])
            let following = try String.fetchAll(
                database,
                sql: """
                    SELECT handle FROM following JOIN account ON account.number = followed
                    WHERE follower = ? ORDER BY following.created
                    """, arguments: [account])
            let storyboards = try Row.fetchAll(
                database,
                sql: """
                    SELECT video.id, json FROM storyboard
                        JOIN video ON video.number = storyboard.video WHERE video.account = ?
                    """, arguments: [account])
            return AccountExport(
                account: own, videos: videos, posts: posts,
                comments: comments.map {
                    AccountExport.Comment(
                        id: $0["id"], post: $0["post"], text: $0["text"],
                        created: Instant(milliseconds: $0["created"]))
                },
                likes: likes, following: following,
                storyboards: Dictionary(
                    uniqueKeysWithValues: storyboards.map { ($0["id"], $0["json"]) }))
        }
    }
}

/// All that is kept of an account.
public struct AccountExport: Sendable {
    public var account: Account
    public var videos: [Video]
    public var posts: [Post]
    public var comments: [Comment]

    /// Ids of posts.
    public var likes: [String]

    /// Handles.
    public var following: [String]

    /// JSON by the id of the video.
    public var storyboards: [String: String]

    public struct Comment: Sendable {
        public var id: String
        public var post: String
        public var text: String
        public var created: Instant
    }
}
