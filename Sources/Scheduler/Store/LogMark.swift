internal import Foundation
internal import GRDB
internal import GRDBSQLite

/// A file beside the queue that says how much of its write-ahead log was acknowledged.
///
/// SQLite takes a log that was cut short, damaged or removed for one that was never longer, and forgets
/// commits without a word: with the mark, opening notices. It is written after each commit but not
/// synced, so it may tell of less than there is, never of more. Before the log is folded into the
/// queue it is cleared and synced.
final class LogMark {
    private let path: String
    private let logPath: String

    /// Open once the mark was written or found; -1 before.
    private var file: Int32 = -1

    /// Of the log that is being written; nil until it is known.
    private var salts: UInt64?

    /// Frames in the log after the latest commit, as SQLite counts them.
    private var frameCount: Int32 = 0

    /// Bytes of the mark: the log's salts and the number of its frames.
    private static let byteCount = 16

    /// Finds out whether the log of the queue at `path` holds what its mark tells of.
    init(queue path: String) throws {
        self.path = path + "-mark"
        logPath = path + "-wal"
        file = open(self.path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return }
        var words: (UInt64, UInt64) = (0, 0)
        let count = pread(file, &words, LogMark.byteCount, 0)
        guard count == LogMark.byteCount, words.1 > 0 else { return }
        let log = try WriteAheadLog(path: logPath)
        // Another log was begun by a version that leaves no mark.
        if let log, log.salts != words.0 { return }
        let whole = UInt64(log?.wholeFrameCount ?? 0)
        guard whole < words.1 else { return }
        throw OpeningError.incomplete(frames: Int(clamping: words.1), whole: Int(whole))
    }

    deinit {
        if file >= 0 { close(file) }
    }

    /// Counts the frames of each commit from now on.
    ///
    /// Safety: SQLite calls the hook within a commit, on the connection's queue (sqlite3_wal_hook), and
    /// the store owns both for as long as the connection is open.
    func follow(_ database: Database) {
        sqlite3_wal_hook(
            database.sqliteConnection,
            { context, _, _, frames in
                guard let context else { return SQLITE_OK }
                Unmanaged<LogMark>.fromOpaque(context).takeUnretainedValue().frameCount = frames
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Notes that what was committed is about to be acknowledged.
    ///
    /// Where there is no room for the mark it tells of less, as it may.
    func note() {
        if file < 0 { file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
        if salts == nil { salts = LogMark.salts(of: logPath) }
        guard file >= 0, let salts else { return }
        var words = (salts, UInt64(frameCount))
        _ = pwrite(file, &words, LogMark.byteCount, 0)
    }

    /// Forgets the log, which is about to be folded.
    func clear() {
        salts = nil
        guard file >= 0 else { return }
        var words: (UInt64, UInt64) = (0, 0)
        let isCleared =
            pwrite(file, &words, LogMark.byteCount, 0) == LogMark.byteCount && fdatasync(file) == 0
        guard !isCleared else { return }
        // A mark that outlived its log would tell of more than there is: better none.
        unlink(path)
        close(file)
        file = -1
    }

    private static func salts(of path: String) -> UInt64? {
        let log = open(path, O_RDONLY | O_CLOEXEC)
        guard log >= 0 else { return nil }
        defer { close(log) }
        var salts: UInt64 = 0
        guard pread(log, &salts, 8, 16) == 8 else { return nil }
        return UInt64(bigEndian: salts)
    }
}
