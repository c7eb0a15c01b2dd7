/// What a task needs from a worker: a generation engine, or one of the farm's own trades.
public struct EngineID: Hashable, Codable, Sendable {
    public let name: String

    public init(_ name: String) {
        self.name = name
    }

    /// Turns a request into a storyboard and the tasks that follow.
    public static let director = EngineID("director")

    /// The built-in procedural film engine.
    public static let previz = EngineID("previz")

    /// Music, ambience and effects.
    public static let soundtrack = EngineID("soundtrack")

    /// Waits, and makes nothing: what the workers of a load test do.
    public static let drill = EngineID("drill")
}

extension EngineID: Comparable, CustomStringConvertible {
    public static func < (lesser: EngineID, greater: EngineID) -> Bool {
        lesser.name < greater.name
    }

    public var description: String { name }
}
