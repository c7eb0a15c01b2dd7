internal import Crypto
internal import Director
internal import FarmMedia
internal import FarmModel
internal import FarmWire
internal import Foundation
internal import Soundtrack
internal import WorkerCore
internal import WorkerEngines

/// Runs one granted task from start to end on the thread it is called on.
struct TaskRunner {
    let tools: Tools
    let grant: Grant
    let threads: Int
    let cancellation: Cancellation
    let report: (SlotNews) -> Void

    /// What tasks are made with; shared by the slots.
    struct Tools: Sendable {
        let planner: Planner
        let engines: EngineRegistry

        /// Nil where no soundfont was found: such a worker does not announce the trade.
        let sound: FilmSound?
    }

    private var token: Lease.Token { grant.lease.token }

    func run() {
        let started = ContinuousClock.now
        say(
            "\(grant.task.step) with \(grant.task.requirement.engine) on \(threads) threads"
                + (grant.resumeAfter > 0 ? ", after \(grant.resumeAfter) chunks" : ""))
        do {
            var outcome = try perform()
            outcome.computeTime = started.duration(to: .now) * threads
            say("done in \(started.duration(to: .now).milliseconds) ms")
            report(.finished(token, .completed(outcome)))
        } catch {
            switch error {
            case .cancelled: report(.abandoned(token))
            case .early:
                say("stopped after a chunk, to make room")
                report(.stoppedEarly(token))
            case .failed(let failure):
                say(
                    "failed after \(started.duration(to: .now).milliseconds) ms: "
                        + "\(failure.code): \(failure.message)")
                report(.finished(token, .failed(failure)))
            }
        }
    }

    private func say(_ line: String) {
        report(.logged(token, line))
    }

    private func perform() throws(TaskStop) -> Job.Outcome {
        switch grant.task.requirement.engine {
        case .director: try plan()
        case .soundtrack: try compose()
        case let engine: try render(with: engine)
        }
    }

    private func plan() throws(TaskStop) -> Job.Outcome {
        let request = try payload { try FilmRequest(payload: grant.task.payload) }
        let plan: Plan
        do {
            plan = try tools.planner.plan(request)
        } catch {
            throw .failed(
                Job.Failure(code: error.code, message: error.message, retry: .pointless))
        }
        let renders = plan.renders.map { order in
            Job.Task(
                step: "render", requirement: Job.Requirement(engine: order.engine),
                cost: plan.cost(of: order), payload: order.payload, output: .video)
        }
        let sound = Job.Task(
            step: "sound", requirement: Job.Requirement(engine: .soundtrack),
            cost: plan.soundCost, payload: plan.sound.payload, output: .audio)
        say("\(plan.renders.count) renders of \(plan.storyboard.format.frameCount) frames")
        for note in plan.storyboard.notes { say("note: \(note)") }
        // The first second of picture comes before the sound, so that a watcher soon sees something.
        return Job.Outcome(
            followUps: Array(renders.prefix(1)) + [sound] + renders.dropFirst(),
            document: Array(StoryboardDocument.encode(plan.storyboard).utf8), chunkCount: 0,
            computeTime: .zero)
    }

    private func render(with id: EngineID) throws(TaskStop) -> Job.Outcome {
        let order = try payload { try RenderOrder(payload: grant.task.payload) }
        let storyboard = try storyboard()
        guard let engine = tools.engines.engine(id) else {
            throw .failed(
                Job.Failure(
                    code: "engine_missing", message: "this worker has no engine \(id)",
                    retry: .worthwhile))
        }
        let first = order.frames(ofChunk: grant.resumeAfter).lowerBound
        var remaining = order
        remaining.frames = first..<order.frames.upperBound
        do {
            var source = try engine.frames(of: storyboard, order: remaining, threads: threads)
            var meter = Meter(order: order, done: first - order.frames.lowerBound)
            for index in grant.resumeAfter..<order.chunkCount {
                let frames = order.frames(ofChunk: index)
                var encoder = try ChunkEncoder(
                    format: storyboard.format, firstFrame: frames.lowerBound,
                    frameCount: frames.count)
                while encoder.appended < frames.count, let frame = try source.next() {
                    guard !cancellation.isRaised else { throw TaskStop.cancelled }
                    try encoder.append(frame)
                    report(.progressed(meter.advance(token)))
                }
                produce(try encoder.finish(), index: index, frameCount: frames.count)
                if cancellation.isPreempted, index + 1 < order.chunkCount { throw TaskStop.early }
            }
        } catch let stop as TaskStop {
            throw stop
        } catch let error as EngineError {
            let retry: Job.Failure.Retry =
                switch error {
                case .unavailable: .worthwhile
                case .unsupported: .pointless
                }
            throw .failed(
                Job.Failure(code: "engine_failed", message: error.description, retry: retry))
        } catch {
            throw .failed(
                Job.Failure(
                    code: "encoding_failed", message: String(describing: error),
                    retry: .worthwhile))
        }
        return Job.Outcome(chunkCount: order.chunkCount, computeTime: .zero)
    }

    private func compose() throws(TaskStop) -> Job.Outcome {
        let storyboard = try storyboard()
        guard let sound = tools.sound else {
            throw .failed(
                Job.Failure(
                    code: "soundfont_missing",
                    message: "this worker has no soundfont: install "
                        + SoundfontLocation.debianPackage, retry: .worthwhile))
        }
        guard grant.resumeAfter == 0 else {
            return Job.Outcome(chunkCount: 1, computeTime: .zero)
        }
        do {
            let samples = try sound.samples(for: storyboard) { fraction in
                report(
                    .progressed(
                        Worker.Progress(token: token, fraction: fraction, framesPerSecond: 0)))
                return !cancellation.isRaised
            }
            guard !cancellation.isRaised else { throw TaskStop.cancelled }
            var encoder = try SoundEncoder()
            try encoder.append(samples.interleaved)
            produce(try encoder.finish(), index: 0, frameCount: 0)
        } catch let stop as TaskStop {
            throw stop
        } catch {
            guard !cancellation.isRaised else { throw .cancelled }
            throw .failed(
                Job.Failure(
                    code: "sound_failed", message: String(describing: error), retry: .worthwhile))
        }
        return Job.Outcome(chunkCount: 1, computeTime: .zero)
    }

    private func produce(_ bytes: [UInt8], index: Int, frameCount: Int) {
        guard let blob = BlobID(digest: Array(SHA256.hash(data: bytes))) else {
            preconditionFailure("SHA-256 has 32 bytes")
        }
        say("chunk \(index): \(bytes.count) bytes")
        report(
            .chunkProduced(
                Chunk(index: index, blob: blob, byteCount: bytes.count, frameCount: frameCount),
                bytes: bytes, under: token))
    }

    private func storyboard() throws(TaskStop) -> Storyboard {
        try payload {
            guard let document = grant.document else {
                throw WireError(
                    .badField, field: "document", value: "missing", limit: "a storyboard")
            }
            return try StoryboardDocument.decode(document)
        }
    }

    /// A payload that cannot be read cannot be read by anyone.
    private func payload<Order>(_ read: () throws -> Order) throws(TaskStop) -> Order {
        do {
            return try read()
        } catch {
            throw .failed(
                Job.Failure(
                    code: "payload_broken", message: String(describing: error),
                    retry: .pointless))
        }
    }
}

/// Measures how fast frames come.
private struct Meter {
    let order: RenderOrder
    var done: Int
    private let started = ContinuousClock.now
    private var made = 0

    init(order: RenderOrder, done: Int) {
        self.order = order
        self.done = done
    }

    mutating func advance(_ token: Lease.Token) -> Worker.Progress {
        done += 1
        made += 1
        let seconds = started.duration(to: .now) / .seconds(1)
        return Worker.Progress(
            token: token, fraction: Double(done) / Double(order.frames.count),
            framesPerSecond: seconds > 0 ? Double(made) / seconds : 0)
    }
}
