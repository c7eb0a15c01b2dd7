internal import GRDB
internal import GRDBSQLite

/// A value that fills one or more columns of a row.
protocol ColumnValue {
    func bind(to parameters: inout Parameters)
}

/// The parameters of a statement while they are set, in order.
///
/// Rows are written by the hundred thousand a second: their values go to SQLite without a detour.
///
/// Safety: a statement's handle is valid as long as the statement (GRDB, `Statement.sqliteStatement`)
/// and used on the connection's own queue. SQLite copies texts and bytes before a call returns
/// (SQLITE_TRANSIENT, sqlite3_bind_blob(3)).
struct Parameters {
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private let statement: Statement
    private let handle: SQLiteStatement
    private var count: Int32 = 0
    private var code = SQLITE_OK

    init(of statement: Statement) {
        self.statement = statement
        handle = statement.sqliteStatement
    }

    mutating func append(_ number: Int64) {
        count += 1
        note(sqlite3_bind_int64(handle, count, number))
    }

    mutating func append(_ number: Double) {
        count += 1
        note(sqlite3_bind_double(handle, count, number))
    }

    mutating func append(_ text: String) {
        count += 1
        var text = text
        note(
            text.withUTF8 { bytes in
                bytes.isEmpty
                    ? sqlite3_bind_text(handle, count, "", 0, Parameters.copied)
                    : bytes.withMemoryRebound(to: CChar.self) { characters in
                        sqlite3_bind_text(
                            handle, count, characters.baseAddress, Int32(characters.count),
                            Parameters.copied)
                    }
            })
    }

    mutating func append(_ bytes: [UInt8]) {
        count += 1
        note(
            bytes.withUnsafeBytes { bytes in
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(handle, count, 0)
                    : sqlite3_bind_blob(
                        handle, count, bytes.baseAddress, Int32(bytes.count), Parameters.copied)
            })
    }

    /// Leaves the next columns empty.
    mutating func skip(_ columns: Int) {
        for _ in 0..<columns {
            count += 1
            note(sqlite3_bind_null(handle, count))
        }
    }

    private mutating func note(_ code: Int32) {
        if code != SQLITE_OK { self.code = code }
    }

    /// Checks that every parameter was set.
    func finish() throws {
        let wanted = sqlite3_bind_parameter_count(handle)
        precondition(count == wanted, "\(wanted) parameters, \(count) values: \(statement.sql)")
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), sql: statement.sql)
        }
    }
}

extension Int64: ColumnValue {
    func bind(to parameters: inout Parameters) { parameters.append(self) }
}

extension Int: ColumnValue {
    func bind(to parameters: inout Parameters) { parameters.append(Int64(self)) }
}

extension Double: ColumnValue {
    func bind(to parameters: inout Parameters) { parameters.append(self) }
}

extension String: ColumnValue {
    func bind(to parameters: inout Parameters) { parameters.append(self) }
}

extension [UInt8]: ColumnValue {
    func bind(to parameters: inout Parameters) { parameters.append(self) }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    func bind(to parameters: inout Parameters) {
        if let self { self.bind(to: &parameters) } else { parameters.skip(1) }
    }
}

extension Database {
    /// Runs a statement that gives no rows and is compiled once a connection.
    func run<each Value: ColumnValue>(_ sql: String, _ values: repeat each Value) throws {
        let statement = try cachedStatement(sql: sql)
        var parameters = Parameters(of: statement)
        repeat (each values).bind(to: &parameters)
        try parameters.finish()
        let code = sqlite3_step(statement.sqliteStatement)
        sqlite3_reset(statement.sqliteStatement)
        guard code == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: lastErrorMessage, sql: sql)
        }
    }
}
