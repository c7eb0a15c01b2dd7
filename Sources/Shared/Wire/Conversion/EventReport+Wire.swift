internal import FarmModel
internal import SwiftProtobuf

extension EventReport {
    init(_ message: Reelmill_Client_JobEvent) throws(WireError) {
        self.init(
            sequence: message.sequence, job: try Bound.identifier(message.job, "event.job"),
            instant: Instant(milliseconds: message.atMs),
            message.hasChanged
                ? try Happening(message.changed) : try Happening(message.happening),
            cursor: message.hasCursor ? WatchCursor(message.cursor) : nil,
            isSnapshot: message.snapshot)
    }

    var message: Reelmill_Client_JobEvent {
        .with {
            $0.sequence = sequence
            $0.job = job.rawValue
            $0.atMs = instant.milliseconds
            $0.happening = happening.message
            if case .changed(let priority, let paused) = happening {
                $0.changed = .with {
                    $0.priority = Int32(clamping: priority)
                    if let paused { $0.paused = paused.message }
                }
            }
            if let cursor { $0.cursor = cursor.message }
            $0.snapshot = isSnapshot
        }
    }
}

extension WatchCursor {
    init(_ message: Reelmill_Client_Cursor) {
        self.init(epoch: message.epoch, sequence: message.sequence)
    }

    var message: Reelmill_Client_Cursor {
        .with {
            $0.epoch = epoch
            $0.sequence = sequence
        }
    }
}

extension EventReport.Happening {
    fileprivate init(
        _ happening: Reelmill_Client_JobEvent.OneOf_Happening?
    ) throws(WireError) {
        switch try Bound.present(happening, "event.happening") {
        case .phase(let phase): self = .phase(try Bound.word(phase, "event.phase"))
        case .progress(let progress):
            self = .progress(try ProgressReport(progress, "event.progress"))
        case .chunk(let chunk): self = .chunk(try ChunkNotice(chunk))
        case .completed(let film):
            self = .completed(
                film == .init() ? nil : try Film(film, "event.completed"))
        case .failed(let failure): self = .failed(try Job.Failure(failure, "event.failed"))
        case .cancelled: self = .cancelled
        case .note(let note): self = .note(try Bound.text(note, "event.note"))
        case .attemptEnded(let notice): self = .attemptEnded(try AttemptNotice(notice))
        }
    }

    fileprivate init(_ message: Reelmill_Client_Changed) throws(WireError) {
        self = .changed(
            priority: Int(message.priority),
            paused: message.hasPaused
                ? try PauseSubject(message.paused, "event.changed.paused") : nil)
    }

    /// For clients that do not know what changed, it is a note.
    fileprivate var message: Reelmill_Client_JobEvent.OneOf_Happening {
        switch self {
        case .changed(let priority, let paused):
            .note("priority \(priority), " + (paused == nil ? "not paused" : "paused"))
        case .phase(let phase): .phase(phase.rawValue)
        case .progress(let progress): .progress(progress.message)
        case .chunk(let chunk): .chunk(chunk.message)
        case .completed(let film): .completed(film?.message ?? .init())
        case .failed(let failure): .failed(failure.wire)
        case .cancelled: .cancelled(.init())
        case .note(let note): .note(note.sendable)
        case .attemptEnded(let notice): .attemptEnded(notice.message)
        }
    }
}

extension ChunkNotice {
    fileprivate init(_ message: Reelmill_Client_ChunkNotice) throws(WireError) {
        self.init(
            track: try Bound.word(message.track, "event.chunk.track"),
            task: try Bound.identifier(message.task, "event.chunk.task"),
            index: try Bound.count(
                message.index, 0...(Limits.chunks - 1), "event.chunk.index"),
            frameCount: try Bound.count(
                message.frameCount, 0...Limits.filmFrames, "event.chunk.frame_count"),
            playable: try Bound.count(
                message.playable, 0...Limits.chunks, "event.chunk.playable"))
    }

    fileprivate var message: Reelmill_Client_ChunkNotice {
        .with {
            $0.track = track.rawValue
            $0.task = task.rawValue
            $0.index = UInt32(clamping: index)
            $0.frameCount = UInt32(clamping: frameCount)
            $0.playable = UInt32(clamping: playable)
        }
    }
}

extension AttemptNotice {
    fileprivate init(_ message: Reelmill_Client_AttemptEnded) throws(WireError) {
        let field = "event.attempt_ended"
        let ending: Ending
        switch try Bound.present(message.ending, "\(field).ending") {
        case .failed(let failure):
            ending = .failed(try Job.Failure(failure, "\(field).failed"))
        case .lost: ending = .lost
        case .returned: ending = .returned
        }
        self.init(
            step: try Bound.name(message.step, "\(field).step"),
            worker: try Bound.name(message.worker, "\(field).worker"), attempt: message.attempt,
            ending: ending)
    }

    fileprivate var message: Reelmill_Client_AttemptEnded {
        .with {
            $0.step = step
            $0.worker = worker
            $0.attempt = attempt
            switch ending {
            case .failed(let failure): $0.failed = failure.wire
            case .lost: $0.lost = .init()
            case .returned: $0.returned = .init()
            }
        }
    }
}
