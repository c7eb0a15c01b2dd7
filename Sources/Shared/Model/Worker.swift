/// A process that runs tasks.
public enum Worker {
    /// What a worker says of itself when it arrives.
    public struct Announcement: Equatable, Sendable {
        /// For people; stable across restarts.
        public var name: String

        /// Engines it can run now.
        public var engines: [EngineID]

        /// Tasks it can run at the same time.
        public var slots: Int

        /// CPU threads for each slot.
        public var threads: Int
        public var tags: [String]

        /// Bytes of GPU memory; 0 without a GPU.
        public var gpuMemory: UInt64

        /// Speed of a slot relative to the reference machine that task costs are estimated for.
        public var speed: Double

        /// Where an engine's speed is another; no engine twice.
        public var engineSpeeds: [EngineSpeed]

        /// Models it can use; no model twice.
        public var models: [Model]

        /// How many models it keeps in memory at a time.
        public var residentModels: Int

        public init(
            name: String, engines: [EngineID], slots: Int = 1, threads: Int = 1,
            tags: [String] = [], gpuMemory: UInt64 = 0, speed: Double = 1,
            engineSpeeds: [EngineSpeed] = [], models: [Model] = [], residentModels: Int = 1
        ) {
            self.name = name
            self.engines = engines
            self.slots = slots
            self.threads = threads
            self.tags = tags
            self.gpuMemory = gpuMemory
            self.speed = speed
            self.engineSpeeds = engineSpeeds
            self.models = models
            self.residentModels = residentModels
        }
    }

    /// How fast a slot is with one engine, relative to the reference machine.
    public struct EngineSpeed: Hashable, Sendable {
        public var engine: EngineID
        public var speed: Double

        public init(_ engine: EngineID, _ speed: Double) {
            self.engine = engine
            self.speed = speed
        }
    }

    /// A model that is on a worker's disk.
    public struct Model: Hashable, Sendable {
        public var name: String

        /// Whether it is in memory as well, so that a task begins without loading it.
        public var isLoaded: Bool

        public init(_ name: String, isLoaded: Bool = false) {
            self.name = name
            self.isLoaded = isLoaded
        }
    }

    /// How far a running attempt is.
    public struct Progress: Hashable, Sendable {
        public var token: Lease.Token

        /// 0 to 1.
        public var fraction: Double

        /// 0 where it does not apply.
        public var framesPerSecond: Double

        public init(token: Lease.Token, fraction: Double, framesPerSecond: Double) {
            self.token = token
            self.fraction = fraction
            self.framesPerSecond = framesPerSecond
        }
    }
}
