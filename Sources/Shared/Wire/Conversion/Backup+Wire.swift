internal import FarmModel
internal import SwiftProtobuf

extension BackupOrder {
    init(_ message: Reelmill_Client_BeginBackup) throws(WireError) {
        let folder = try Bound.name(
            message.folder, "begin_backup.folder", atMostBytes: Limits.pathBytes)
        guard folder.hasPrefix("/") else {
            throw WireError(
                .badField, field: "begin_backup.folder", value: Bound.quoted(folder),
                limit: "an absolute path")
        }
        self.init(folder: folder, extent: message.media ? .everything : .state)
    }

    var message: Reelmill_Client_BeginBackup {
        .with {
            $0.folder = folder
            $0.media = extent == .everything
        }
    }
}

extension BackupReport {
    init(_ message: Reelmill_Client_Backup) throws(WireError) {
        let word: PhaseWord = try Bound.word(message.phase, "backup.phase")
        let phase: Phase =
            switch word {
            case .queue: .queue
            case .files: .files
            case .done: .done
            case .failed: .failed(try Bound.text(message.reason, "backup.reason"))
            }
        self.init(
            folder: try Bound.name(message.folder, "backup.folder", atMostBytes: Limits.pathBytes),
            phase: phase, count: try Bound.count(message.count, "backup.count"),
            total: try Bound.count(message.total, "backup.total"),
            byteCount: try Bound.count(message.byteCount, "backup.byte_count"))
    }

    private enum PhaseWord: String, CaseIterable {
        case queue
        case files
        case done
        case failed
    }

    var message: Reelmill_Client_Backup {
        .with {
            $0.folder = folder
            let word: PhaseWord =
                switch phase {
                case .queue: .queue
                case .files: .files
                case .done: .done
                case .failed: .failed
                }
            $0.phase = word.rawValue
            $0.count = UInt64(clamping: count)
            $0.total = UInt64(clamping: total)
            $0.byteCount = UInt64(clamping: byteCount)
            if case .failed(let reason) = phase { $0.reason = reason.sendable }
        }
    }
}
