import ArgumentParser
import FarmMedia
import FarmModel
import Foundation
import WorkerEngines

/// Measures what a film costs without a farm around it: the yardstick of `scripts/bench-film`.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Render and encode frames in this process, and print what they cost.",
        shouldDisplay: false)

    @OptionGroup var film: FilmOptions

    @Option(help: "The first frame.")
    var first = 0

    @Option(help: "How many frames.")
    var count = 24

    @Option(help: "Threads that render.")
    var threads = 1

    @Option(help: "A file for the last frame, as PNG.")
    var picture: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.runBlocking {
            let request = try film.request()
            let storyboard = try Planner().plan(request).storyboard
            guard let engine = EngineRegistry().engine(request.engine) else {
                throw CommandFailure(
                    .badInput, "engine_missing", "no engine \(request.engine) here")
            }
            let frames = first..<min(first + count, storyboard.format.frameCount)
            let order = RenderOrder(
                frames: frames, chunkFrames: storyboard.format.framesPerSecond,
                quality: request.quality, engine: request.engine)
            var source = try engine.frames(of: storyboard, order: order, threads: threads)
            var rendering = 0.0
            var encoding = 0.0
            var last: Frame?
            for index in 0..<order.chunkCount {
                let range = order.frames(ofChunk: index)
                var mark = cpuSeconds
                var encoder = try ChunkEncoder(
                    format: storyboard.format, firstFrame: range.lowerBound,
                    frameCount: range.count)
                encoding += cpuSeconds - mark
                for _ in range {
                    mark = cpuSeconds
                    guard let frame = try source.next() else { break }
                    rendering += cpuSeconds - mark
                    mark = cpuSeconds
                    try encoder.append(frame)
                    encoding += cpuSeconds - mark
                    last = frame
                }
                mark = cpuSeconds
                _ = try encoder.finish()
                encoding += cpuSeconds - mark
            }
            if let picture, let last {
                try Files.writing(picture).write(contentsOf: Data(try last.png()))
            }
            try Output.json(
                Cost(
                    frames: frames.count, renderSeconds: rendering, encodeSeconds: encoding,
                    renderMillisecondsOfFrame: rendering * 1000 / Double(frames.count),
                    encodeMillisecondsOfFrame: encoding * 1000 / Double(frames.count)))
        }
    }

    private struct Cost: Encodable {
        let frames: Int
        let renderSeconds: Double
        let encodeSeconds: Double
        let renderMillisecondsOfFrame: Double
        let encodeMillisecondsOfFrame: Double
    }

    /// CPU time of all threads so far.
    private var cpuSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
