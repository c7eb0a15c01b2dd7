public import FarmModel

/// Turns a storyboard into pictures.
///
/// An engine never touches the network or the encoder. It works on the thread that pulls from it, so
/// a slow encoder holds one frame in memory, not a shot; a slot owns a thread for just this, since
/// rendering blocks and would starve the cooperative pool.
public protocol GenerationEngine: Sendable {
    var id: EngineID { get }

    /// Whether the engine can run on this machine, and if not, why and what helps.
    var availability: EngineAvailability { get }

    /// The frames of `storyboard` whose indices lie in `order.frames`, in order, each exactly once.
    ///
    /// A frame depends on the storyboard and its index alone, so any worker may render any range.
    func frames(
        of storyboard: Storyboard, order: RenderOrder, threads: Int
    ) throws(EngineError) -> any FrameSource
}

/// Frames that are made when they are asked for.
public protocol FrameSource {
    /// The next frame, or nil after the last.
    mutating func next() throws(EngineError) -> Frame?
}

/// Whether an engine can run here.
public enum EngineAvailability: Equatable, Sendable {
    case available
    case unavailable(reason: String)
}

public enum EngineError: Error, Equatable {
    /// The machine lacks what the engine needs.
    case unavailable(reason: String)

    /// The engine cannot draw what the storyboard asks for.
    case unsupported(reason: String)
}

extension EngineError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unavailable(let reason), .unsupported(let reason): reason
        }
    }
}
