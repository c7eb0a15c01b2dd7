public import FarmModel
internal import GRDB

/// How a film ended.
public enum VideoEnding: Hashable, Sendable {
    case completed(Video.Files)
    case failed(Video.Failure)
    case cancelled
}

extension StudioDatabase {
    /// A film goes on: queued, running, assembling.
    ///
    /// One that has ended stays ended.
    public func advance(_ video: Int64, to state: Video.State) async throws(StudioError) {
        precondition(!state.isFinal, "a film ends by end(_:_:at:)")
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE video SET state = ? WHERE number = ? AND state <> ?1
                        AND state IN ('submitting', 'queued', 'running', 'assembling')
                    """, arguments: [state.rawValue, video])
        }
    }

    /// A film has ended; its maker hears of it once, however often this is said.
    ///
    /// Returns the film, and whether that was news.
    @discardableResult
    public func end(
        _ video: Int64, _ ending: VideoEnding, at now: Instant
    ) async throws(StudioError) -> (video: Video, isNews: Bool) {
        try await write { database in
            let before = try Video.find(video, database)
            guard !before.state.isFinal else { return (before, false) }
            let state: Video.State
            var failure: Video.Failure?
            var files: Video.Files?
            switch ending {
            case .completed(let made):
                state = .completed
                files = made
            case .failed(let reason):
                state = .failed
                failure = reason
            case .cancelled:
                state = .cancelled
                failure = Video.Failure(code: "cancelled", message: "the film was cancelled")
            }
            try database.execute(
                sql: """
                    UPDATE video SET state = ?, completed = ?, film = ?, poster = ?, sheet = ?,
                        byte_count = ?, failure_code = ?, failure_message = ? WHERE number = ?
                    """,
                arguments: [
                    state.rawValue, now.milliseconds, files?.film.description,
                    files?.poster?.description, files?.sheet?.description, files?.byteCount,
                    failure?.code, failure?.message, video,
                ])
            switch ending {
            case .completed:
                try Notification.add(
                    .finished, to: before.account, video: video, at: now, database)
            case .failed(let reason):
                try Notification.add(
                    .failed, to: before.account, video: video, text: reason.message, at: now,
                    database)
            case .cancelled: break
            }
            return (try Video.find(video, database), true)
        }
    }

    /// A film that had ended is made again: an operator queued its job anew.
    public func reopen(_ video: Int64) async throws(StudioError) {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE video SET state = 'queued', completed = NULL, failure_code = NULL,
                        failure_message = NULL
                    WHERE number = ? AND state IN ('failed', 'cancelled')
                    """, arguments: [video])
        }
    }
}
