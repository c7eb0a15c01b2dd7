import FarmMedia
import FarmModel
import FarmTransport
import FarmWire
import Foundation

/// Follows a job to its end: shows how it goes and, if asked, passes the film on while it is made.
struct JobWatch {
    let client: FarmClient
    let job: JobID
    let json: Bool

    /// Where the bytes of the film go as they come; nil for nowhere.
    var stream: FilmStream?

    /// How the job ended.
    enum End: Equatable {
        case completed(Film?)
        case failed(Job.Failure)
        case cancelled
    }

    /// Returns when nothing more will happen to the job.
    mutating func run() async throws -> End {
        let terminal = Terminal()
        var display = ProgressDisplay(terminal: terminal)
        defer { display.finish() }
        var phase = "queued"
        for try await report in client.watch(job) {
            if json { try Output.json(EventJSON(report)) }
            switch report.happening {
            case .phase(let next):
                phase = next.rawValue
                if !json {
                    display.update(
                        FilmProgress(
                            stage: phase, fraction: 0, framesPerSecond: 0,
                            reason: try await reason(phase)))
                }
            case .progress(let progress):
                guard !json else { continue }
                display.update(
                    FilmProgress(
                        stage: phase, fraction: progress.fraction,
                        framesPerSecond: progress.framesPerSecond,
                        secondsLeft: progress.remaining.map { Double($0.milliseconds) / 1000 }))
            case .chunk(let notice):
                try await stream?.take(notice, of: job, from: client)
            case .changed(let priority, let paused):
                if !json {
                    terminal.say(
                        "priority \(priority)" + (paused.map { ", paused (\($0.word))" } ?? ""))
                }
            case .note(let text): if !json { terminal.say("note: \(text)") }
            case .attemptEnded(let notice): if !json { terminal.say(notice.sentence) }
            case .completed(let film):
                try await stream?.finish(job, from: client)
                return .completed(film)
            case .failed(let failure): return .failed(failure)
            case .cancelled: return .cancelled
            }
        }
        throw CommandFailure(.unavailable, "watch_ended", "the farm ended the watch: try again")
    }

    /// Why a job that waits is waiting.
    private func reason(_ phase: String) async throws -> String? {
        phase == "queued" ? try await client.explain(job).summary : nil
    }
}

extension JobWatch.End {
    /// Throws unless the film is complete.
    func film() throws -> Film {
        switch self {
        case .completed(let film?): return film
        case .completed(nil):
            throw CommandFailure(.badInput, "no_film", "the job is a drill and makes no film")
        case .failed(let failure):
            throw CommandFailure(.filmFailed, failure.code, failure.message)
        case .cancelled:
            throw CommandFailure(.filmFailed, "cancelled", "the job was cancelled")
        }
    }
}

/// Passes a film on while it is made, as one growing fragmented MP4.
struct FilmStream {
    let output: FileHandle
    private var muxer: LiveMuxer?
    private var sent = 0
    private var isSoundKnown = false

    init(to output: FileHandle) {
        self.output = output
    }

    /// Sends what has become playable.
    mutating func take(
        _ notice: ChunkNotice, of job: JobID, from client: FarmClient
    ) async throws {
        switch notice.track {
        case .audio: try await begin(job, from: client)
        case .video: try await send(upTo: notice.playable, of: job, from: client)
        }
    }

    /// Sends the rest of a film that is complete.
    mutating func finish(_ job: JobID, from client: FarmClient) async throws {
        try await begin(job, from: client)
        while true {
            do {
                try await send(upTo: sent + 1, of: job, from: client)
            } catch ClientError.refused(let refusal) where refusal.code == .notNow {
                return
            }
        }
    }

    /// The stream begins with the sound, as its first bytes say which tracks there are.
    private mutating func begin(_ job: JobID, from client: FarmClient) async throws {
        guard muxer == nil else { return }
        let json = try await client.storyboard(of: job)
        let format = try JSONDecoder().decode(Storyboard.self, from: Data(json.utf8)).format
        var muxer = try LiveMuxer(format: format, tracks: .pictureAndSound)
        try muxer.add(sound: try await bytes(.chunk(.audio, index: 0), of: job, from: client))
        self.muxer = muxer
        try await send(upTo: waiting, of: job, from: client)
    }

    /// Pieces of the picture that were playable before the sound was there.
    private var waiting = 0

    private mutating func send(
        upTo playable: Int, of job: JobID, from client: FarmClient
    ) async throws {
        waiting = max(waiting, playable)
        guard var muxer else { return }
        while sent < waiting {
            let chunk = try await bytes(.chunk(.video, index: sent), of: job, from: client)
            try output.write(contentsOf: Data(try muxer.append(chunk: chunk)))
            sent += 1
            self.muxer = muxer
        }
    }

    private func bytes(
        _ part: MediaPart, of job: JobID, from client: FarmClient
    ) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await client.fetch(part, of: job) { bytes += $0 }
        return bytes
    }
}
