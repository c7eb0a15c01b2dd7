internal import Foundation
internal import GRDB
internal import GRDBSQLite

/// A copy of the queue that is made a few pages at a time, between commits.
///
/// What is committed meanwhile goes into the copy as well, so it is the queue of the moment when
/// ``step(pages:)`` returns the last page (SQLite, Online Backup API: changes over the connection
/// that is copied do not start the copy again). Nothing is synced; whoever keeps the copy does that.
/// Belongs to the loop's thread.
public final class QueueCopy {
    public struct Progress: Hashable, Sendable {
        public var copiedPages: Int
        public var totalPages: Int

        public var isComplete: Bool { copiedPages == totalPages }
    }

    private let source: QueueDatabase
    private let path: String
    private let handles: Handles

    private struct Handles {
        let target: OpaquePointer
        let backup: OpaquePointer
    }

    /// Begins a copy of `database` in a new file at `path`.
    public init(of database: QueueDatabase, at path: String) throws(StoreError) {
        source = database
        self.path = path
        guard !FileManager.default.fileExists(atPath: path) else {
            throw .failed(path: path, detail: "it is there already")
        }
        handles = try database.withConnection(path: path) { connection in
            try QueueCopy.begin(at: path, from: connection)
        }
    }

    deinit {
        // Safety: both handles were opened in `init` and are used nowhere after this.
        sqlite3_backup_finish(handles.backup)
        sqlite3_close_v2(handles.target)
    }

    /// Copies up to `count` pages more.
    public func step(pages count: Int) throws(StoreError) -> Progress {
        let handles = handles
        return try source.withConnection(path: path) { _ in
            // Safety: the handles are open as long as this object is, and used on the source's queue.
            let code = sqlite3_backup_step(handles.backup, Int32(clamping: count))
            guard code == SQLITE_OK || code == SQLITE_DONE else {
                throw QueueCopy.failure(code, handles.target)
            }
            let total = Int(sqlite3_backup_pagecount(handles.backup))
            let left = code == SQLITE_DONE ? 0 : Int(sqlite3_backup_remaining(handles.backup))
            // One page is always left until SQLite says that it is done.
            return Progress(
                copiedPages: total - (code == SQLITE_DONE ? 0 : max(1, left)), totalPages: total)
        }
    }

    private static func begin(
        at path: String, from connection: SQLiteConnection
    ) throws -> Handles {
        var opened: OpaquePointer?
        // Safety: the handle is closed below or in `deinit`; SQLite copies the path.
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard let target = opened, code == SQLITE_OK else {
            let failure = failure(code, opened)
            sqlite3_close_v2(opened)
            throw failure
        }
        // A copy that a crash leaves behind has no manifest and is worth nothing.
        sqlite3_exec(target, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", nil, nil, nil)
        guard let backup = sqlite3_backup_init(target, "main", connection, "main") else {
            let failure = failure(sqlite3_errcode(target), target)
            sqlite3_close_v2(target)
            throw failure
        }
        return Handles(target: target, backup: backup)
    }

    private static func failure(_ code: Int32, _ target: OpaquePointer?) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code & 0xFF),
            message: target.map { String(cString: sqlite3_errmsg($0)) })
    }
}

extension QueueDatabase {
    /// Runs `body` on the connection's own queue; failures are those of the file at `path`.
    fileprivate func withConnection<Result>(
        path: String, _ body: (SQLiteConnection) throws -> Result
    ) throws(StoreError) -> Result {
        do {
            return try queue.writeWithoutTransaction { database in
                guard let connection = database.sqliteConnection else {
                    preconditionFailure("a connection that is in use is open")
                }
                return try body(connection)
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
