internal import GRDB

/// Why the studio's file did not give or take something.
public enum StudioError: Error, Hashable, Sendable {
    /// A rule says no; nothing was changed.
    case refused(Objection)

    /// Another studio has the file open.
    case busy(path: String)

    /// The file was written by a later version of Reelmill.
    case newer(Int, supported: Int, path: String)

    /// The file is a SQLite database, but not one of ours.
    case foreign(path: String)

    /// Others on this machine may read or write it.
    case exposed(path: String, mode: UInt32)
    case damaged(path: String, detail: String)
    case full(path: String)
    case failed(path: String, detail: String)

    init(_ error: any Error, path: String) {
        switch error {
        case let error as StudioError: self = error
        case let error as Objection: self = .refused(error)
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

extension StudioError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refused(let objection): objection.message
        case .busy(let path):
            "\(path) is in use: another studio runs on this data folder; stop it first"
        case .newer(let version, let supported, let path):
            "\(path) has format \(version), this version of Reelmill reads up to \(supported): "
                + "upgrade Reelmill or use another data folder"
        case .foreign(let path):
            "\(path) is a database of another program: use another data folder"
        case .exposed(let path, let mode):
            "\(path) is open to others (mode \(String(mode, radix: 8))): run chmod 600 \(path)"
        case .damaged(let path, let detail):
            "\(path) is damaged (\(detail)): restore a backup, or move it away to start anew"
        case .full(let path): "no space left on the disk of \(path)"
        case .failed(let path, let detail): "\(path): \(detail)"
        }
    }
}
