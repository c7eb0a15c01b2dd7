internal import Director
internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import Logging
internal import StudioCore

/// Follows the studio's films on the farm and writes down how they go.
///
/// Whatever the farm or the connection does, it goes on: after every gap each film under way is asked
/// for, so nothing is missed for longer than the farm is away.
struct FilmWatch: Sendable {
    let desk: FilmDesk
    let log: Logger

    private var database: StudioDatabase { desk.database }
    private var board: FilmBoard { desk.board }
    private var farm: any FilmFarm { desk.farm }

    /// Between looks at whether the farm is there.
    static let pulse: Duration = .seconds(2)

    /// Runs until its task is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await follow() }
            group.addTask { await keepPulse() }
            await group.waitForAll()
        }
    }

    /// Hears every event, and begins anew where the stream ends.
    private func follow() async {
        while !Task.isCancelled {
            do {
                for try await event in farm.events(labelled: desk.label) {
                    try await take(event)
                }
            } catch {
                log.warning("the farm is not heard", metadata: ["error": "\(error)"])
            }
            await pause(.seconds(1))
        }
    }

    private func keepPulse() async {
        var beats = 0
        while !Task.isCancelled {
            do throws(ClientError) {
                let status = try await farm.status()
                if board.set(.reachable, status) || beats.isMultiple(of: 15) {
                    log.debug("asking for every film under way")
                    await catchUp()
                    let engines = Set(try await farm.engines() + [.previz])
                    board.engines = engines.sorted().map(\.name)
                }
                await explainWaiting()
            } catch {
                if board.set(.unreachable, nil) {
                    log.warning("the farm is away", metadata: ["error": "\(error)"])
                }
            }
            board.tick()
            beats += 1
            await pause(FilmWatch.pulse)
        }
    }

    private func pause(_ duration: Duration) async {
        // A cancellation ends the pause, and the caller looks for it.
        _ = await Result(catching: { try await Task.sleep(for: duration) })
    }
}

// What happens to films.
extension FilmWatch {
    func take(_ event: EventReport) async throws {
        guard let video = try await database.video(job: event.job) else { return }
        switch event.happening {
        case .phase(let phase):
            try await advance(video, to: Video.State(phase))
        case .progress(let progress):
            board.note(video.number, of: video.account) {
                $0.fraction = progress.fraction
                $0.framesPerSecond = progress.framesPerSecond
                $0.remaining = progress.remaining
                $0.waiting = nil
            }
            if video.state == .queued { try await advance(video, to: .running) }
        case .chunk(let chunk):
            board.note(video.number, of: video.account) {
                switch chunk.track {
                case .video: $0.playable = max($0.playable, chunk.playable)
                case .audio: $0.hasSound = true
                }
            }
            if video.notes.isEmpty { try await keepStoryboard(of: video) }
        case .completed(let film): try await end(video, film)
        case .failed(let failure):
            try await end(
                video, .failed(Video.Failure(code: failure.code, message: failure.message)))
        case .cancelled: try await end(video, .cancelled)
        case .changed(_, let paused):
            board.note(video.number, of: video.account) {
                $0.waiting = paused.map { "paused: \($0)" }
            }
        case .note, .attemptEnded: return
        }
    }

    private func advance(_ video: Video, to state: Video.State) async throws {
        if video.state.isFinal {
            // Old news of a film that has ended since; or an operator queued it anew.
            guard let job = video.job, try await !farm.report(job).state.isFinal else { return }
            try await database.reopen(video.number)
        }
        try await database.advance(video.number, to: state)
        board.announce(video.number, of: video.account)
    }

    private func end(_ video: Video, _ film: Film?) async throws {
        guard let film else { return }
        try await keepStoryboard(of: video)
        try await end(
            video,
            .completed(
                Video.Files(
                    film: film.video, poster: film.poster, sheet: film.contactSheet,
                    byteCount: film.byteCount)))
    }

    private func end(_ video: Video, _ ending: VideoEnding) async throws {
        let (ended, isNews) = try await database.end(video.number, ending, at: desk.now())
        guard isNews else { return }
        board.forget(video.number)
        board.announce(ended.number, of: ended.account)
        board.announceNotifications(of: ended.account)
    }

    /// Keeps what the farm planned: remixes need it after the farm has forgotten the job.
    private func keepStoryboard(of video: Video) async throws {
        guard let job = video.job else { return }
        do {
            let json = try await farm.storyboard(of: job)
            let notes = try StoryboardDocument.decode(json).notes
            try await database.keep(storyboard: json, notes: notes, of: video.number)
        } catch ClientError.refused(let refusal) where refusal.code == .notNow {
            return
        }
    }
}

// What was missed.
extension FilmWatch {
    /// Asks for every film under way, and submits what the farm has not taken yet.
    func catchUp() async {
        do {
            for video in try await database.unfinishedVideos() { try await catchUp(video) }
            for order in try await database.withdrawn() {
                let label = Job.Label(key: FilmDesk.videoLabel, value: order.id)
                if let job = try await farm.job(labelled: label, of: order.handle) {
                    try await cancel(job)
                }
                try await database.discard(order.number)
            }
        } catch {
            log.warning("films could not be asked for", metadata: ["error": "\(error)"])
        }
    }

    private func catchUp(_ video: Video) async throws {
        guard let job = video.job else {
            // Too young to be one that a crash left behind.
            guard video.created.duration(to: desk.now()) > .seconds(60) else { return }
            let account = try await database.account(video.account)
            let storyboard = try await database.storyboard(of: video.number)
            let job = try await desk.submit(video, storyboard, handle: account.handle)
            _ = try await database.accept(video.number, as: job)
            return
        }
        do {
            try await take(try await farm.report(job), of: video)
        } catch ClientError.refused(let refusal) where refusal.code == .unknown {
            try await end(
                video,
                .failed(
                    Video.Failure(
                        code: "forgotten", message: "the farm does not know this film any more")))
        }
    }

    private func take(_ report: JobReport, of video: Video) async throws {
        switch report.state {
        case .queued: try await take(report, video, .queued)
        case .running: try await take(report, video, .running)
        case .assembling: try await take(report, video, .assembling)
        case .completed(let film): try await end(video, film)
        case .failed(let failure):
            try await end(
                video, .failed(Video.Failure(code: failure.code, message: failure.message)))
        case .cancelled: try await end(video, .cancelled)
        }
    }

    private func take(_ report: JobReport, _ video: Video, _ state: Video.State) async throws {
        board.note(video.number, of: video.account) {
            $0.fraction = max($0.fraction, report.progress.fraction)
            $0.framesPerSecond = report.progress.framesPerSecond
            $0.remaining = report.progress.remaining
            $0.playable = max($0.playable, report.playableChunks)
        }
        if video.state != state { try await advance(video, to: state) }
    }

    private func cancel(_ job: JobID) async throws {
        do {
            try await farm.cancel(job)
        } catch ClientError.refused {
            // It has ended already.
            return
        }
    }

    /// Asks why films wait that somebody looks at.
    private func explainWaiting() async {
        do {
            for video in try await database.unfinishedVideos().prefix(200) {
                guard video.state == .queued, let job = video.job,
                    board.isWatched(video.number, of: video.account)
                else { continue }
                let explanation = try await farm.explanation(of: job)
                let reason = explanation.tasks.first {
                    $0.state == .queued || $0.state == .waiting
                }?
                .reason
                board.note(video.number, of: video.account) { $0.waiting = reason }
            }
        } catch {
            log.debug("why films wait could not be asked", metadata: ["error": "\(error)"])
        }
    }
}

extension Video.State {
    fileprivate init(_ phase: EventReport.Phase) {
        switch phase {
        case .queued: self = .queued
        case .running: self = .running
        case .assembling: self = .assembling
        }
    }
}
