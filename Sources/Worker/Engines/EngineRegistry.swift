public import FarmModel

/// The engines of a worker: those that can run here, and why the others cannot.
public struct EngineRegistry: Sendable {
    private let engines: [any GenerationEngine]

    public init(engines: [any GenerationEngine] = [PrevizEngine()]) {
        self.engines = engines
    }

    /// Every engine with its availability, by name.
    public var report: [(id: EngineID, availability: EngineAvailability)] {
        engines.map { ($0.id, $0.availability) }.sorted { $0.0 < $1.0 }
    }

    /// Engines that can run now.
    public var available: [EngineID] {
        report.filter { $0.availability == .available }.map(\.id)
    }

    /// The engine called `id`; nil if this worker has none of that name.
    public func engine(_ id: EngineID) -> (any GenerationEngine)? {
        engines.first { $0.id == id }
    }
}
