internal import Foundation
internal import GRDB

/// The studio's memory: who there is, what they make and what they show; `studio.sqlite`.
///
/// One pool of connections, which no second process may open; one writer, many readers. Reading and
/// writing happen on threads of the pool's own.
public final class StudioDatabase: Sendable {
    let pool: DatabasePool
    let path: String
    private let lock: Int32

    /// Opens `path`, making the tables in a new file of mode 0600.
    public init(path: String) throws(StudioError) {
        self.path = path
        lock = try StudioDatabase.lock(path)
        try StudioDatabase.keepPrivate(path)
        var configuration = Configuration()
        configuration.label = "studio"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA synchronous = FULL;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA cache_size = -16000;
                    """)
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { try StudioDatabase.prepare($0, path: path) }
        } catch {
            _ = close(lock)
            throw StudioError(error, path: path)
        }
    }

    deinit {
        _ = close(lock)
    }

    /// Reads what one instant shows, beside whoever writes.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StudioError) -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw StudioError(error, path: path)
        }
    }

    /// Changes all that `body` does or, when it throws, nothing; durable once it returns.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StudioError) -> Value {
        do {
            return try await pool.write(body)
        } catch {
            throw StudioError(error, path: path)
        }
    }

    private static func prepare(_ database: Database, path: String) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= StudioSchema.version else {
            throw StudioError.newer(version, supported: StudioSchema.version, path: path)
        }
        let mark = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard mark == StudioSchema.applicationID || (version == 0 && tables == 0) else {
            throw StudioError.foreign(path: path)
        }
        if version < StudioSchema.version {
            try database.inTransaction(.immediate) {
                for migration in StudioSchema.migrations[version...] {
                    try database.execute(sql: migration)
                }
                try database.execute(sql: "PRAGMA application_id = \(StudioSchema.applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(StudioSchema.version)")
                return .commit
            }
        }
        let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
        guard verdict == "ok" else { throw StudioError.damaged(path: path, detail: verdict) }
    }

    /// Keeps a second studio out of the same file until this one ends.
    private static func lock(_ path: String) throws(StudioError) -> Int32 {
        let file = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw .failed(path: path, detail: String(cString: strerror(errno)))
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            _ = close(file)
            throw .busy(path: path)
        }
        return file
    }

    /// Makes the file for its owner alone; SQLite gives the files beside it the same mode.
    private static func keepPrivate(_ path: String) throws(StudioError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw .failed(path: path, detail: String(cString: strerror(errno)))
        }
        defer { _ = close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else {
            throw .failed(path: path, detail: String(cString: strerror(errno)))
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .exposed(path: path, mode: status.st_mode & 0o777)
        }
    }
}

/// A page of something, and where the next one begins; nil on the last.
public struct Page<Item: Sendable>: Sendable {
    public var items: [Item]
    public var next: String?

    public init(items: [Item], next: String?) {
        self.items = items
        self.next = next
    }

    /// The first `limit` of `items`, which are one more than that if there is a next page.
    init(_ items: [Item], limit: Int, cursor: (Item) -> String) {
        let page = items.prefix(limit)
        self.init(
            items: Array(page), next: items.count > limit ? page.last.map(cursor) : nil)
    }
}

/// Which page of a list: so many items after a place that an earlier page named.
public struct PageRequest: Hashable, Sendable {
    public static let limits = 1...100

    public var limit: Int
    public var after: String?

    public init(limit: Int = 20, after: String? = nil) throws(Objection) {
        guard PageRequest.limits ~= limit else {
            throw .field(
                "limit", String(limit), limit: "1 to 100", "limit is \(limit); it is 1 to 100")
        }
        self.limit = limit
        self.after = after
    }

    /// `after` as a number, `start` where there is none.
    func number(from start: Int64) throws(Objection) -> Int64 {
        guard let after else { return start }
        guard let number = Int64(after) else { throw badCursor(after) }
        return number
    }

    /// `after` as two numbers with a colon between them, for lists with a rank.
    func ranked() throws(Objection) -> (rank: Int64, number: Int64) {
        guard let after else { return (.max, .max) }
        let parts = after.split(separator: ":").map { Int64($0) }
        guard parts.count == 2, let rank = parts[0], let number = parts[1] else {
            throw badCursor(after)
        }
        return (rank, number)
    }

    private func badCursor(_ after: String) -> Objection {
        .field(
            "after", after, limit: "the `next` of the page before",
            "after is no place in this list: hand back the `next` of the page before")
    }
}
