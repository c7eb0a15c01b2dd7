internal import Dispatch
internal import FarmMedia
internal import FarmModel
internal import Foundation
internal import SchedulerCore

/// Joins the chunks of finished jobs into films, one at a time, off the loop.
final class Assembly: Sendable {
    private let depot: Depot
    private let queue = DispatchQueue(label: "assembly")

    init(depot: Depot) {
        self.depot = depot
    }

    /// Makes the film of `order`; `report` hears how it went, on another thread.
    func begin(_ order: AssemblyOrder, report: @escaping @Sendable (News) -> Void) {
        queue.async { [depot] in
            do {
                report(.assembled(order.job, try Assembly.film(of: order, in: depot)))
            } catch {
                report(
                    .assemblyFailed(
                        order.job,
                        Job.Failure(
                            code: "assembly_failed", message: String(describing: error),
                            retry: .worthwhile)))
            }
        }
    }

    private static func film(of order: AssemblyOrder, in depot: Depot) throws -> Film {
        let chunks = order.video.map { MediaSource.file(depot.path(of: $0.blob)) }
        guard let first = chunks.first, let picture = try MediaProbe(first).picture else {
            throw Job.Failure.noPicture
        }
        let rate = Int(picture.framesPerSecond.rounded())
        let frameCount = order.video.reduce(0) { $0 + $1.frameCount }
        let format = FilmFormat(
            width: picture.size.width, height: picture.size.height, framesPerSecond: rate,
            seconds: Double(frameCount) / Double(rate))
        let path = depot.scratch("film-\(order.job).mp4")
        try depot.discard(path)
        let sound = order.audio.first.map { MediaSource.file(depot.path(of: $0.blob)) }
        let labels = FilmLabels(title: order.title, identifier: String(describing: order.job))
        try FilmAssembler(format: format, labels: labels).assemble(
            chunks: chunks, sound: sound, to: path)
        let starts = try openings(of: order, atMost: 12, in: depot)
        guard !starts.isEmpty else { throw Job.Failure.noPicture }
        let poster = starts[starts.count * 2 / 3]
        let sheet = try ContactSheet(columns: min(4, starts.count)).picture(of: starts)
        let stored = try depot.adopt(file: path)
        return Film(
            video: stored.blob, byteCount: stored.byteCount, frameCount: frameCount,
            poster: try depot.store(poster.jpeg()), contactSheet: try depot.store(sheet.jpeg()))
    }

    /// The first frames of chunks spread evenly over the film: these decode without any others.
    private static func openings(
        of order: AssemblyOrder, atMost count: Int, in depot: Depot
    ) throws -> [Frame] {
        try ContactSheet.indices(count: count, of: order.video.count).compactMap { index in
            var decoder = try FrameDecoder(.file(depot.path(of: order.video[index].blob)))
            return try decoder.next()
        }
    }
}

extension Job.Failure {
    fileprivate static let noPicture = Job.Failure(
        code: "no_picture", message: "the job has no picture to put together", retry: .pointless)
}
