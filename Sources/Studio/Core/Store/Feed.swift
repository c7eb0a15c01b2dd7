internal import GRDB

extension StudioDatabase {
    /// For You: by heat, with those whom the viewer follows moved up.
    ///
    /// Two lists that are each read from an index are merged, so the cost is that of one page.
    public func feed(
        for viewer: Int64, _ page: PageRequest
    ) async throws(StudioError) -> Page<Post> {
        try await read { database in
            let place = try page.ranked()
            let bonus = Heat.followedMilliseconds
            let followed = try Int64.fetchAll(
                database, sql: "SELECT followed FROM following WHERE follower = ?",
                arguments: [viewer])
            let all = try Post.fetch(
                database, viewer: viewer, "",
                """
                WHERE post.visibility = 'public' AND (post.heat, post.number) < (?, ?)
                    AND post.account NOT IN (SELECT followed FROM following WHERE follower = ?)
                ORDER BY post.heat DESC, post.number DESC LIMIT ?
                """, [place.rank, place.number, viewer, page.limit + 1])
            guard !followed.isEmpty else {
                return Page(all, limit: page.limit) { "\($0.heat):\($0.number)" }
            }
            let friendRank = place.rank == .max ? place.rank : place.rank - bonus
            let friends = try Post.fetch(
                database, viewer: viewer,
                """
                WITH near (number) AS (
                    SELECT post.number FROM post WHERE visibility = 'public'
                        AND account IN (SELECT followed FROM following WHERE follower = ?)
                        AND (heat, number) < (?, ?)
                    ORDER BY heat DESC, number DESC LIMIT ?)
                """, "WHERE post.number IN (SELECT number FROM near)",
                [viewer, friendRank, place.number, page.limit + 1])
            let friendNumbers = Set(friends.map(\.number))
            func rank(_ post: Post) -> Int64 {
                post.heat + (friendNumbers.contains(post.number) ? bonus : 0)
            }
            let merged = (all + friends).sorted {
                (rank($1), $1.number) < (rank($0), $0.number)
            }
            return Page(Array(merged.prefix(page.limit + 1)), limit: page.limit) {
                "\(rank($0)):\($0.number)"
            }
        }
    }

    /// Posts of those whom the viewer follows, newest first.
    public func followedPosts(
        for viewer: Int64, _ page: PageRequest
    ) async throws(StudioError) -> Page<Post> {
        try await read { database in
            let posts = try Post.fetch(
                database, viewer: viewer, "",
                """
                WHERE post.visibility = 'public' AND post.number < ?
                    AND post.account IN (SELECT followed FROM following WHERE follower = ?)
                ORDER BY post.number DESC LIMIT ?
                """, [try page.number(from: .max), viewer, page.limit + 1])
            return Page(posts, limit: page.limit) { String($0.number) }
        }
    }

    /// Posts of one account, newest first; its own unlisted ones only for itself.
    public func posts(
        of account: Int64, viewer: Int64, _ page: PageRequest
    ) async throws(StudioError) -> Page<Post> {
        try await read { database in
            let posts = try Post.fetch(
                database, viewer: viewer, "",
                """
                WHERE post.account = ? AND post.number < ?
                    AND (post.visibility = 'public' OR post.account = ?)
                ORDER BY post.number DESC LIMIT ?
                """, [account, try page.number(from: .max), viewer, page.limit + 1])
            return Page(posts, limit: page.limit) { String($0.number) }
        }
    }

    /// Of the posts that match, this many newest ones are ranked.
    static let searchDepth = 2000

    /// Public posts with all words of `text`, by heat.
    public func search(
        _ text: String, viewer: Int64, _ page: PageRequest
    ) async throws(StudioError) -> Page<Post> {
        guard let query = SearchText.query(text) else { return Page(items: [], next: nil) }
        return try await read { database in
            let place = try page.ranked()
            let posts = try Post.fetch(
                database, viewer: viewer,
                """
                WITH found (number) AS MATERIALIZED (
                    SELECT rowid FROM post_search WHERE post_search MATCH ?
                    ORDER BY rowid DESC LIMIT \(StudioDatabase.searchDepth)),
                near (number) AS MATERIALIZED (
                    SELECT post.number FROM found CROSS JOIN post ON post.number = found.number
                    WHERE post.visibility = 'public' AND (heat, post.number) < (?, ?)
                    ORDER BY heat DESC, post.number DESC LIMIT ?)
                """,
                """
                WHERE post.number IN (SELECT number FROM near)
                ORDER BY post.heat DESC, post.number DESC
                """, [query, place.rank, place.number, page.limit + 1])
            return Page(posts, limit: page.limit) { "\($0.heat):\($0.number)" }
        }
    }

    /// Accounts whose handle or name has all words of `text`, those with most followers first.
    public func searchAccounts(
        _ text: String, _ page: PageRequest
    ) async throws(StudioError) -> Page<Account> {
        guard let query = SearchText.query(text) else { return Page(items: [], next: nil) }
        return try await read { database in
            let place = try page.ranked()
            let rows = try Row.fetchAll(
                database,
                sql: """
                    WITH found (number) AS MATERIALIZED (
                        SELECT rowid FROM account_search WHERE account_search MATCH ?
                        LIMIT \(StudioDatabase.searchDepth))
                    SELECT account.* FROM found CROSS JOIN account ON account.number = found.number
                    WHERE ended IS NULL AND (followers, account.number) < (?, ?)
                    ORDER BY followers DESC, account.number DESC LIMIT ?
                    """, arguments: [query, place.rank, place.number, page.limit + 1])
            return Page(rows.map(Account.init), limit: page.limit) {
                "\($0.followers):\($0.number)"
            }
        }
    }
}
