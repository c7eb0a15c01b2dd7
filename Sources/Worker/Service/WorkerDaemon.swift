internal import FarmModel
public import FarmTransport
internal import Foundation
public import Logging
internal import Soundtrack
internal import WorkerCore
internal import WorkerEngines

/// A running worker: joins a farm, runs what it is granted, and hands back films in pieces.
public final class WorkerDaemon: Sendable {
    public struct Configuration: Sendable {
        /// For people; the farm judges reliability by it, so it should survive a restart.
        public var name: String
        public var farm: FarmAddress
        public var keys: KeyPair

        /// Tasks to run at the same time.
        public var slots: Int

        /// CPU threads of one slot.
        public var threads: Int
        public var tags: [String]

        /// A soundfont to prefer to those installed on the system.
        public var soundfont: String?

        public init(
            name: String, farm: FarmAddress, keys: KeyPair, slots: Int, threads: Int,
            tags: [String] = [], soundfont: String? = nil
        ) {
            self.name = name
            self.farm = farm
            self.keys = keys
            self.slots = slots
            self.threads = threads
            self.tags = tags
            self.soundfont = soundfont
        }
    }

    private let configuration: Configuration
    private let tools: TaskRunner.Tools
    private let mailbox: Mailbox<SlotNews>
    private let log: Logger

    /// Finds out what can run here; fails if that is nothing.
    public init(_ configuration: Configuration, log: Logger) throws {
        self.configuration = configuration
        self.log = log
        mailbox = try Mailbox(capacity: 1 << 16)
        tools = TaskRunner.Tools(
            planner: try Planner(), engines: EngineRegistry(),
            sound: WorkerDaemon.sound(preferring: configuration.soundfont, log: log))
    }

    /// Works until ``stop(within:)`` or until the farm turns it away; blocks its thread.
    public func run() throws {
        let announcement = Worker.Announcement(
            name: configuration.name, engines: engines, slots: configuration.slots,
            threads: configuration.threads, tags: configuration.tags)
        let session = WorkerSession(
            worker: WorkerID(UInt64.random(in: 1...UInt64(Int64.max))),
            announcement: announcement)
        var loop = try WorkerLoop(
            session: session, configuration: configuration, tools: tools, mailbox: mailbox,
            log: log)
        try loop.run()
    }

    /// Asks the worker to finish what it runs and leave, within `grace`; safe from any thread.
    public func stop(within grace: Duration) {
        _ = mailbox.post(.stopRequested(grace: grace))
    }

    private var engines: [EngineID] {
        tools.engines.available + [.director] + (tools.sound == nil ? [] : [.soundtrack])
    }

    private static func sound(preferring path: String?, log: Logger) -> FilmSound? {
        do {
            return try FilmSound(soundfont: SoundfontLocation.search(preferring: path))
        } catch {
            log.warning("this worker makes no sound: \(error)")
            return nil
        }
    }
}
