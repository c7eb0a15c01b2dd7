internal import Director
public import FarmModel
internal import Previz

/// The first step of a film: from a request to a storyboard and the work that follows.
public struct Planner: Sendable {
    private let director: FilmDirector

    public init() throws(PlanError) {
        do {
            director = try FilmDirector()
        } catch {
            throw PlanError(code: "vocabulary_broken", message: String(describing: error))
        }
    }

    public func plan(_ request: FilmRequest) throws(PlanError) -> Plan {
        do {
            return Plan(try director.storyboard(for: request), request: request)
        } catch {
            throw PlanError(code: error.code, message: error.description)
        }
    }
}

/// Why a request cannot become a film, for the one who asked.
public struct PlanError: Error, Equatable {
    public var code: String
    public var message: String
}

/// A storyboard and how its work is cut into pieces.
public struct Plan: Equatable, Sendable {
    public var storyboard: Storyboard

    /// In film order, one a chunk: the grid is the same on every farm, so that the film is too.
    public var renders: [RenderOrder]
    public var sound: SoundOrder

    init(_ storyboard: Storyboard, request: FilmRequest) {
        self.storyboard = storyboard
        if request.engine == .previz {
            self.storyboard.notes += Staging(storyboard).notes
        }
        let format = storyboard.format
        let chunk = format.framesPerSecond
        renders = stride(from: 0, to: format.frameCount, by: chunk).map { first in
            RenderOrder(
                frames: first..<min(first + chunk, format.frameCount), chunkFrames: chunk,
                quality: request.quality, engine: request.engine)
        }
        sound = SoundOrder(
            frameCount: format.frameCount, framesPerSecond: format.framesPerSecond)
    }

    /// Estimated compute time of `order` on the reference machine (picture.md, 2.3).
    public func cost(of order: RenderOrder) -> Duration {
        storyboard.format.renderCost(of: order.frames.count, order.quality) + .milliseconds(20)
    }

    /// Estimated compute time of the soundtrack.
    public var soundCost: Duration { storyboard.format.soundCost }
}
