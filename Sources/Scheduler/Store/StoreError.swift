internal import GRDB

/// Why the queue could not be opened, read or written.
public enum StoreError: Error, Equatable {
    /// Another process has the file open.
    case busy(path: String)

    /// The file was written by a later version of Reelmill.
    case newer(Int, supported: Int, path: String)

    /// The file is a SQLite database, but not one of ours.
    case foreign(path: String)

    /// The file's contents are damaged.
    case damaged(path: String, detail: String)

    /// The write-ahead log has lost commits that were acknowledged.
    case incomplete(path: String, frames: Int, whole: Int)

    /// The disk has no room for the commit.
    case full(path: String)
    case failed(path: String, detail: String)
}

extension StoreError {
    init(_ error: any Error, path: String) {
        switch error {
        case let error as OpeningError:
            self =
                switch error {
                case .newer(let version): .newer(version, supported: Schema.version, path: path)
                case .foreign: .foreign(path: path)
                case .damaged(let detail): .damaged(path: path, detail: detail)
                case .incomplete(let frames, let whole):
                    .incomplete(path: path, frames: frames, whole: whole)
                }
        case let error as DatabaseError:
            let detail = error.message ?? error.resultCode.description
            self =
                switch error.resultCode {
                case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(path: path)
                case .SQLITE_FULL: .full(path: path)
                case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged(path: path, detail: detail)
                default: .failed(path: path, detail: detail)
                }
        default: self = .failed(path: path, detail: String(describing: error))
        }
    }
}

/// What opening finds wrong with a file.
enum OpeningError: Error {
    case newer(Int)
    case foreign
    case damaged(String)
    case incomplete(frames: Int, whole: Int)
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .busy(let path):
            "\(path) is in use: another scheduler runs on this data folder; stop it first"
        case .newer(let version, let supported, let path):
            "\(path) has format \(version), this version of Reelmill reads up to \(supported): "
                + "upgrade Reelmill or use another data folder"
        case .foreign(let path):
            "\(path) is a database of another program: use another data folder"
        case .damaged(let path, let detail):
            "\(path) is damaged (\(detail)): restore a backup, or move it away to start anew"
        case .incomplete(let path, let frames, let whole):
            "\(path)-wal holds \(whole) of the \(frames) frames that were acknowledged: it was cut, "
                + "damaged or removed, and jobs would be forgotten; put the file back or restore a "
                + "backup, or remove \(path)-mark to go on with what is left"
        case .full(let path): "no space left on the disk of \(path)"
        case .failed(let path, let detail): "\(path): \(detail)"
        }
    }
}
