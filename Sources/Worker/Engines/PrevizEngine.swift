public import FarmModel
internal import Picture
public import Previz

/// The built-in procedural engine: no model, no network, the same picture on every machine.
public struct PrevizEngine: GenerationEngine {
    public let id = EngineID.previz

    private let figures: FigureLibrary

    /// `figures` are the puppets that may be cast beside those that are built in.
    public init(figures: FigureLibrary = .embedded) {
        self.figures = figures
    }

    public var availability: EngineAvailability {
        Renderer.isSupportedHere
            ? .available
            : .unavailable(
                reason: "previz needs a CPU with AVX2 and FMA (x86-64-v3, Intel since 2013, AMD "
                    + "since 2015); this one lacks them")
    }

    public func frames(
        of storyboard: Storyboard, order: RenderOrder, threads: Int
    ) throws(EngineError) -> any FrameSource {
        if case .unavailable(let reason) = availability { throw .unavailable(reason: reason) }
        return PrevizFrames(
            staging: Staging(storyboard, figures: figures),
            renderer: Renderer(
                size: storyboard.format.size, quality: order.quality, threads: threads),
            pending: order.frames)
    }
}

/// Frames drawn one by one.
private struct PrevizFrames: FrameSource {
    let staging: Staging
    let renderer: Renderer
    var pending: Range<Int>

    mutating func next() throws(EngineError) -> Frame? {
        guard let index = pending.popFirst() else { return nil }
        return renderer.render(staging.scene(at: index), index: index)
    }
}
