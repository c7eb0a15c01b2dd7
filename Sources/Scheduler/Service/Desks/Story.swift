internal import FarmModel
internal import FarmWire
internal import SchedulerCore

extension EventReport {
    /// An event of the core for those who watch; nil for what nobody needs to hear.
    init?(_ event: JobEvent, in core: Scheduler, at now: Instant) {
        let happening: Happening?
        switch event.kind {
        case .state(let state): happening = Happening(state)
        case .progress(let progress): happening = .progress(ProgressReport(progress))
        case .chunk(let chunk):
            happening = core.chunks(of: event.job).flatMap { ChunkNotice(chunk, among: $0) }
                .map(Happening.chunk)
        case .attemptEnded(let step, let machine, let attempt, let ending):
            happening = AttemptNotice.Ending(ending).map {
                .attemptEnded(
                    AttemptNotice(step: step, worker: machine, attempt: attempt, ending: $0))
            }
        case .changed:
            happening = core.facts(of: event.job).map {
                .changed(priority: $0.priority, paused: $0.paused)
            }
        }
        guard let happening else { return nil }
        self.init(sequence: event.sequence, job: event.job, instant: now, happening)
    }
}

extension ChunkNotice {
    /// Nil for a chunk of neither track.
    init?(_ chunk: FilmChunk, among chunks: FilmChunks) {
        let (track, playable): (Track, Int)
        switch chunk.output {
        case .none: return nil
        case .video: (track, playable) = (.video, chunks.playableCount)
        case .audio: (track, playable) = (.audio, chunks.audio.count)
        }
        self.init(
            track: track, task: chunk.task, index: chunk.chunk.index,
            frameCount: chunk.chunk.frameCount, playable: playable)
    }
}

extension Explanation {
    init(_ summary: JobSummary, tasks: [TaskSummary], at now: Instant) {
        let status = summary.status
        let sentence: String =
            switch status.state {
            case .queued, .running:
                if let reason = summary.waiting {
                    "\(summary.runningTaskCount) tasks run; the next waits: "
                        + reason.sentence(at: now)
                } else {
                    "all remaining tasks run"
                }
            case .assembling: "all tasks are done, the film is being put together"
            case .completed: "the film is complete"
            case .failed(let failure): "failed: \(failure.message)"
            case .cancelled: "cancelled"
            }
        self.init(
            job: summary.admission.id, summary: sentence,
            tasks: tasks.map { Explanation.TaskExplanation($0, at: now) })
    }
}
