public import FarmModel
internal import Foundation
internal import GRDB
public import SchedulerCore

/// The queue on disk: every record of the core, durable before anyone hears of it.
///
/// Owns the only connection that ever opens the file (SQLite's exclusive locking mode refuses a
/// second), as SQLite before 3.51.3 can lose commits when two connections share a write-ahead log.
/// Belongs to the loop's thread.
public final class QueueDatabase {
    let queue: DatabaseQueue
    let path: String
    private let mark: LogMark

    /// The write-ahead log is folded into the file when it is longer than this, even under load.
    public let logByteLimit = 64 << 20

    /// Opens `path`, making the tables in a new file, and checks it.
    public init(path: String) throws(StoreError) {
        self.path = path
        var configuration = Configuration()
        configuration.label = "queue"
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA locking_mode = EXCLUSIVE;
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = FULL;
                    PRAGMA wal_autocheckpoint = 0;
                    """)
        }
        do {
            mark = try LogMark(queue: path)
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { [mark] database in
                mark.follow(database)
                try QueueDatabase.prepare(database)
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    deinit {
        // SQLite folds the log when its only connection ends, which is next.
        mark.clear()
    }

    /// Writes `records` and `deeds` in one transaction, or none of them.
    ///
    /// A full disk leaves none of them written. Any other failure leaves that open: the process must
    /// end and start again.
    public func commit(
        _ records: [SchedulerCore.Record], deeds: [AuditRow] = []
    ) throws(StoreError) {
        guard !records.isEmpty || !deeds.isEmpty else { return }
        do {
            try queue.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    var standings = LatestStandings()
                    var rest = records[...]
                    while let record = rest.first {
                        if standings.take(record) {
                            rest.removeFirst()
                        } else {
                            rest = try SchedulerCore.Record.writeNext(of: rest, to: database)
                        }
                    }
                    try standings.write(to: database)
                    try QueueDatabase.write(deeds, to: database)
                    return .commit
                }
            }
            mark.note()
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Every record, in an order from which the core can be rebuilt.
    public func records() throws(StoreError) -> [SchedulerCore.Record] {
        do {
            return try queue.read { try SchedulerCore.Record.readAll(from: $0) }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// The storyboard of a job; nil if it was never planned.
    public func document(of job: JobID) throws(StoreError) -> [UInt8]? {
        do {
            let json = try queue.read { database in
                try Data.fetchOne(
                    database, sql: "SELECT json FROM document WHERE job = ?",
                    arguments: [job.column])
            }
            return json.map { [UInt8]($0) }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// What tasks of a job were given, in the order of `tasks`, as far as they are stored.
    public func payloads(of tasks: [TaskID], in job: JobID) throws(StoreError) -> [[UInt8]] {
        do {
            return try queue.read { database in
                let query = try database.cachedStatement(
                    sql: """
                        SELECT payload FROM task WHERE id = ?1 UNION ALL
                        SELECT plan_payload FROM job WHERE id = ?2 AND plan = ?1
                        """)
                return try tasks.compactMap { task in
                    try Data.fetchOne(query, arguments: [task.column, job.column])
                        .map { [UInt8]($0) }
                }
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// What SQLite finds wrong with the file, reading all of it; empty for a sound one.
    public func damages() throws(StoreError) -> [String] {
        do {
            let lines = try queue.read {
                try String.fetchAll($0, sql: "PRAGMA integrity_check(20)")
            }
            return lines == ["ok"] ? [] : lines
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Folds the write-ahead log into the file; meant for idle moments.
    public func checkpoint() throws(StoreError) {
        do {
            mark.clear()
            _ = try queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Whether the disk takes a commit, found out by writing the least there is.
    ///
    /// Room for one page is not room for a batch: some megabytes must be free as well.
    public func hasRoom() throws(StoreError) -> Bool {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else {
            throw .failed(path: path, detail: String(cString: strerror(errno)))
        }
        let free = Int(clamping: status.f_bavail) * Int(clamping: status.f_frsize)
        guard free >= QueueDatabase.roomByteCount else { return false }
        do {
            try queue.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
                    return .commit
                }
            }
            return true
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            return false
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Bytes that must be free before a full disk counts as having room again.
    static let roomByteCount = 4 << 20

    /// Bytes of the write-ahead log; 0 where there is none.
    public var logByteCount: Int {
        var status = stat()
        return stat(path + "-wal", &status) == 0 ? Int(status.st_size) : 0
    }

    private static func prepare(_ database: Database) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= Schema.version else { throw OpeningError.newer(version) }
        if version == 0 {
            guard try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0 else {
                throw OpeningError.foreign
            }
        }
        if version < Schema.version {
            try database.inTransaction(.immediate) {
                for migration in Schema.migrations[version...] {
                    try database.execute(sql: migration)
                }
                try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
                return .commit
            }
        }
        let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
        guard verdict == "ok" else { throw OpeningError.damaged(verdict) }
    }
}
