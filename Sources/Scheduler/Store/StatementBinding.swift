internal import Foundation
internal import GRDB
internal import GRDBSQLite

/// Rows are written by the hundred thousand a second: their values go to SQLite without a detour.
///
/// Safety: a statement's handle is valid as long as the statement (GRDB, `Statement.sqliteStatement`)
/// and used on the connection's own queue. SQLite copies texts and bytes before a call returns
/// (SQLITE_TRANSIENT, sqlite3_bind_blob(3)).
extension Statement {
    /// Sets every parameter, in order.
    func bind(_ values: [(any DatabaseValueConvertible)?]) throws {
        let count = Int(sqlite3_bind_parameter_count(sqliteStatement))
        precondition(count == values.count, "\(count) parameters, \(values.count) values: \(sql)")
        for (index, value) in values.enumerated() {
            let code = bind(value?.databaseValue ?? .null, at: Int32(index + 1))
            guard code == SQLITE_OK else {
                throw DatabaseError(resultCode: ResultCode(rawValue: code))
            }
        }
    }

    private func bind(_ value: DatabaseValue, at index: Int32) -> Int32 {
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value.storage {
        case .null: return sqlite3_bind_null(sqliteStatement, index)
        case .int64(let number): return sqlite3_bind_int64(sqliteStatement, index, number)
        case .double(let number): return sqlite3_bind_double(sqliteStatement, index, number)
        case .string(let text):
            return sqlite3_bind_text(sqliteStatement, index, text, -1, copied)
        case .blob(let data):
            return data.withUnsafeBytes { bytes in
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(sqliteStatement, index, 0)
                    : sqlite3_bind_blob(
                        sqliteStatement, index, bytes.baseAddress, Int32(bytes.count), copied)
            }
        }
    }

    /// Runs a statement that gives no rows.
    func step(on database: Database) throws {
        let code = sqlite3_step(sqliteStatement)
        sqlite3_reset(sqliteStatement)
        guard code == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage,
                sql: sql)
        }
    }
}
