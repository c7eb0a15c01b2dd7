public import FarmModel
internal import Foundation
internal import GRDB

extension StudioDatabase {
    /// What came of asking for a film.
    public struct Creation: Sendable {
        public var video: Video

        /// The same was asked before, and this is what came of it then.
        public var isRepeated: Bool
    }

    /// Writes down a film that the farm is about to be asked for.
    public func createVideo(
        _ order: FilmOrder, for account: Int64, lineage: Lineage? = nil, storyboard: String? = nil,
        idempotency: Idempotency? = nil, at now: Instant
    ) async throws(StudioError) -> Creation {
        try await write { database in
            if let idempotency,
                let earlier = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT number, idempotency_digest FROM video
                        WHERE account = ? AND idempotency_key = ?
                        """, arguments: [account, idempotency.key])
            {
                guard (earlier["idempotency_digest"] as Data?) == idempotency.digest.blob else {
                    throw Objection(
                        .conflict, code: "conflict",
                        "this Idempotency-Key was used with another request: take a new one",
                        field: "Idempotency-Key", value: idempotency.key)
                }
                return Creation(
                    video: try Video.find(earlier["number"], database), isRepeated: true)
            }
            try database.execute(
                sql: """
                    INSERT INTO video (id, account, state, title, prompt, model, width, height,
                        seconds, style, engine, quality, music, seed, created, relation, parent,
                        extensions, idempotency_key, idempotency_digest)
                    VALUES (?, ?, 'submitting', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    Chance.name("video_"), account, order.title, order.prompt, order.model,
                    order.size.width, order.size.height, order.seconds, order.style,
                    order.engine.name, order.quality.rawValue, order.music.rawValue,
                    Int64(bitPattern: order.seed), now.milliseconds, lineage?.relation.rawValue,
                    lineage?.parent, lineage?.extensions ?? 0, idempotency?.key,
                    idempotency?.digest.blob,
                ])
            let number = database.lastInsertedRowID
            if let storyboard { try Video.keep(storyboard, of: number, database) }
            return Creation(video: try Video.find(number, database), isRepeated: false)
        }
    }

    /// The farm has taken a film.
    public func accept(_ video: Int64, as job: JobID) async throws(StudioError) -> Video {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE video SET job = ?,
                        state = CASE state WHEN 'submitting' THEN 'queued' ELSE state END
                    WHERE number = ?
                    """,
                arguments: [job.column, video])
            return try Video.find(video, database)
        }
    }

    /// The farm did not take a film: it is as if nobody had asked.
    public func discard(_ video: Int64) async throws(StudioError) {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM video WHERE number = ? AND job IS NULL", arguments: [video])
        }
    }

    /// Whether the farm took a film is not known, and whoever asked has been told no.
    public func withdraw(_ video: Int64) async throws(StudioError) {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE video SET state = 'withdrawn', idempotency_key = NULL
                    WHERE number = ? AND job IS NULL
                    """, arguments: [video])
        }
    }

    /// Films whose orders were withdrawn while the farm was silent: each with its id and account.
    public func withdrawn() async throws(StudioError) -> [(
        number: Int64, id: String, handle: String
    )] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT video.number, video.id, handle FROM video
                        JOIN account ON account.number = video.account
                    WHERE video.state = 'withdrawn'
                    """
            ).map { ($0["number"], $0["id"], $0["handle"]) }
        }
    }

    /// A film of an account by its id: others' films do not exist for it.
    public func video(_ id: String, of account: Int64) async throws(StudioError) -> Video {
        try await read { database in
            guard let video = try Video.fetch(database, "video.id = ?", [id]).first,
                video.account == account
            else { throw Objection.unknown("video") }
            return video
        }
    }

    public func video(number: Int64) async throws(StudioError) -> Video {
        try await read { try Video.find(number, $0) }
    }

    /// The film that a job of the farm makes; nil if it is not of this studio.
    public func video(job: JobID) async throws(StudioError) -> Video? {
        try await read { database in
            try Video.fetch(database, "video.job = ?", [job.column]).first
        }
    }

    /// Every film that is under way or still to be submitted, oldest first.
    public func unfinishedVideos() async throws(StudioError) -> [Video] {
        try await read { database in
            try Video.fetch(
                database,
                """
                video.state IN ('submitting', 'queued', 'running', 'assembling')
                ORDER BY video.number
                """, [])
        }
    }

    /// Which films of an account to list.
    public enum VideoFilter: String, CaseIterable, Sendable {
        case all
        case running
        case completed
        case failed
    }

    /// Films of an account, newest first.
    public func videos(
        of account: Int64, _ filter: VideoFilter = .all, _ page: PageRequest
    ) async throws(StudioError) -> Page<Video> {
        let condition =
            switch filter {
            case .all: "video.state <> 'withdrawn'"
            case .running: "video.state IN ('submitting', 'queued', 'running', 'assembling')"
            case .completed: "video.state = 'completed'"
            case .failed: "video.state IN ('failed', 'cancelled')"
            }
        return try await read { database in
            let videos = try Video.fetch(
                database,
                """
                video.account = ? AND \(condition) AND video.number < ?
                ORDER BY video.number DESC LIMIT ?
                """, [account, try page.number(from: .max), page.limit + 1])
            return Page(videos, limit: page.limit) { String($0.number) }
        }
    }

    /// In which order the contract's list goes.
    public enum Order: String, Sendable, CaseIterable {
        case ascending = "asc"
        case descending = "desc"
    }

    /// Films of an account after one of them, as the OpenAI contract pages.
    public func videos(
        of account: Int64, after id: String?, _ order: Order, limit: Int
    ) async throws(StudioError) -> (videos: [Video], hasMore: Bool) {
        try await read { database in
            var place: Int64 = order == .ascending ? 0 : .max
            if let id {
                let found = try Int64.fetchOne(
                    database, sql: "SELECT number FROM video WHERE id = ? AND account = ?",
                    arguments: [id, account])
                guard let found else { throw Objection.unknown("video") }
                place = found
            }
            let (sign, direction) = order == .ascending ? (">", "ASC") : ("<", "DESC")
            let videos = try Video.fetch(
                database,
                """
                video.account = ? AND video.state <> 'withdrawn' AND video.number \(sign) ?
                ORDER BY video.number \(direction) LIMIT ?
                """, [account, place, limit + 1])
            return (Array(videos.prefix(limit)), videos.count > limit)
        }
    }

    /// Gives a film another title.
    public func rename(
        _ video: Int64, _ title: String
    ) async throws(StudioError) -> Video {
        try await write { database in
            try FilmOrder.check(title: title)
            try database.execute(
                sql: "UPDATE video SET title = ? WHERE number = ?", arguments: [title, video])
            return try Video.find(video, database)
        }
    }

    /// Removes a film that has ended, and its post.
    public func deleteVideo(_ video: Int64) async throws(StudioError) {
        try await write { database in
            let found = try Video.find(video, database)
            guard found.state.isFinal else {
                throw Objection(
                    .notNow, code: "not_now",
                    "this film is still \(found.state.rawValue): cancel it first, or wait")
            }
            try database.execute(sql: "DELETE FROM video WHERE number = ?", arguments: [video])
        }
    }

    /// The storyboard that a film was made of, or shall be; nil while only the prompt is known.
    public func storyboard(of video: Int64) async throws(StudioError) -> String? {
        try await read { database in
            try String.fetchOne(
                database, sql: "SELECT json FROM storyboard WHERE video = ?", arguments: [video])
        }
    }

    /// Keeps what the farm planned, and what it says to the maker.
    public func keep(
        storyboard: String, notes: [String], of video: Int64
    ) async throws(StudioError) {
        let json = try coded(notes)
        try await write { database in
            try Video.keep(storyboard, of: video, database)
            try database.execute(
                sql: "UPDATE video SET notes = ? WHERE number = ?", arguments: [json, video])
        }
    }

    private func coded(_ notes: [String]) throws(StudioError) -> String {
        do {
            return String(decoding: try JSONEncoder().encode(notes), as: UTF8.self)
        } catch {
            throw StudioError(error, path: path)
        }
    }
}

extension Video {
    static func find(_ number: Int64, _ database: Database) throws -> Video {
        guard let video = try fetch(database, "video.number = ?", [number]).first else {
            throw Objection.unknown("video")
        }
        return video
    }

    static func fetch(
        _ database: Database, _ condition: String, _ arguments: StatementArguments
    ) throws -> [Video] {
        let statement = try database.cachedStatement(
            sql: "\(selection) WHERE \(condition)")
        return try Row.fetchAll(statement, arguments: arguments).map(Video.init)
    }

    static func keep(_ storyboard: String, of video: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO storyboard (video, json) VALUES (?, ?)
                ON CONFLICT (video) DO UPDATE SET json = excluded.json
                """, arguments: [video, storyboard])
    }
}
