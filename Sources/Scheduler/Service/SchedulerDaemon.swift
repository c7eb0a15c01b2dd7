internal import FarmModel
public import FarmTransport
internal import FarmWire
internal import Foundation
public import Logging
internal import SchedulerCore
internal import SchedulerStore

/// A running scheduler: sockets, store, depot and their threads, on one data folder.
public final class SchedulerDaemon: Sendable {
    public struct Configuration: Sendable {
        /// Everything the scheduler keeps is in here; made with mode 0700 where it is missing.
        public var dataFolder: String

        /// What was chosen, but for the folder.
        public var settings: SchedulerSettings

        /// Program version, for people.
        public var version: String

        /// Where the figures for operators go.
        public var board: MetricsBoard

        public init(
            dataFolder: String, settings: SchedulerSettings, version: String,
            board: MetricsBoard = MetricsBoard(dataFolder: nil)
        ) {
            self.dataFolder = dataFolder
            self.settings = settings
            self.version = version
            self.board = board
        }
    }

    /// Where peers may come from.
    public enum Listening: Hashable, Sendable {
        /// Socket files in the data folder: this machine only.
        case local

        /// Three ports in a row, from `port`, on the interface of address `interface` (or `*`);
        /// members are told to reach the farm as `host`.
        case tcp(interface: String, host: String, port: Int)
    }

    /// Replies that may wait for one client: as many requests may be under way, and not all read.
    static let repliesOfClient: Int32 = 8192

    /// A larger frame ends a client's connection; one above the limit of a request is dropped first.
    static let clientFrameBytes = Int64(2 * Limits.clientRequestBytes)

    /// Parts of media, of a megabyte each, that may wait of or for one peer.
    static let partsOfWorker: Int32 = 64
    static let mediaFrameBytes = Int64(2 * Limits.attachmentBytes)

    /// How to reach the farm.
    public let address: FarmAddress
    private let listening: FarmAddress
    private let mailbox: Mailbox<News>
    private let stops: Mailbox<Void>
    private let rates: RateBook
    private let folder: DataFolder
    private let parts: Parts
    private let configuration: Configuration

    /// What the loop's thread takes over.
    private struct Parts: Sendable {
        let context: Context
        let guardian: ZAPHandler
        let reception: Reception
        let depot: Depot
        let clock: FarmClock
        let board: MetricsBoard
        let log: Logger
    }

    /// Prepares the data folder, keys and depot; nothing listens before ``run()``.
    public init(_ configuration: Configuration, log: Logger) throws {
        folder = try DataFolder(configuration.dataFolder)
        let serverKeys = try folder.serverKeys()
        let keys = try folder.keyRing()
        (listening, address) = try folder.addresses(
            configuration.settings.listening, serverKey: serverKeys.public)
        mailbox = try Mailbox(capacity: 1 << 20)
        stops = try Mailbox(capacity: 16)
        rates = RateBook(configuration.settings.rates)
        let context = try Context()
        let clock = FarmClock()
        let depot = try Depot(folder: folder.path + "/depot")
        let reception = Reception(
            server: "reelmill \(configuration.version)", started: clock.now, address: address,
            keys: keys, secret: TicketSecret(), depot: depot, census: MessageCensus())
        parts = Parts(
            context: context, guardian: try ZAPHandler(for: keys, in: context),
            reception: reception, depot: depot, clock: clock, board: configuration.board, log: log)
        self.serverKeys = serverKeys
        self.configuration = configuration
    }

    private let serverKeys: KeyPair

    /// Serves until ``stop()``; `onReady` hears when peers may come.
    ///
    /// Blocks its thread.
    public func run(onReady: () throws -> Void) throws {
        let database = try QueueDatabase(path: folder.path + "/queue.sqlite")
        let (core, clock) = try restore(from: database)
        let cleaner = DepotCleaner(depot: parts.depot, log: parts.log)
        cleaner.removeOrphans(besides: core.referredBlobs, olderThan: parts.reception.started)
        let logs = TaskLogs(folder: folder.path + "/logs")
        try logs.removeAll { core.facts(of: $0) != nil }
        let options = SocketOptions(security: .server(serverKeys))
        var clientOptions = options
        clientOptions.sendHighWaterMessages = SchedulerDaemon.repliesOfClient
        clientOptions.maximumFrameBytes = SchedulerDaemon.clientFrameBytes
        let clients = try Socket(.router, in: parts.context, clientOptions)
        try clients.bind(listening.client)
        let control = try Socket(.router, in: parts.context, options)
        try control.bind(listening.worker)
        let media = try startMedia(options, clock)
        let reception = parts.reception
        let post = PostOffice(
            clients: clients, control: control, keys: reception.keys, census: reception.census,
            limits: self.configuration.settings.rates)
        let configuration = core.configuration
        let workers = WorkerDesk(
            welcome: WorkerOrder.Welcome(
                server: reception.server, leaseTerm: configuration.leaseDuration,
                heartbeatInterval: .seconds(1), mediaPort: reception.mediaPort))
        let mailbox = mailbox
        let backups = BackupDesk(
            store: database, work: BackupWork(data: folder.path, program: reception.server)
        ) { _ = mailbox.post(.backupAdvanced($0)) }
        var loop = SchedulerLoop(
            core: core, store: database, clock: clock,
            assembly: Assembly(depot: parts.depot), cleaner: cleaner, mailbox: mailbox,
            reception: reception, workers: workers, backups: backups, post: post,
            board: parts.board, logs: logs, log: parts.log)
        try folder.publish(address)
        try onReady()
        parts.board.enter(.serving)
        defer {
            parts.board.enter(.stopping)
            _ = stops.post(())
            media.wait()
            parts.guardian.stop()
        }
        try loop.run()
        try folder.withdraw()
    }

    /// Asks ``run()`` to return; safe from any thread.
    public func stop() {
        _ = mailbox.post(.stopRequested)
    }

    /// Takes over what can change while it runs; the rest waits for the next start.
    ///
    /// Safe from any thread.
    public func reload(_ settings: SchedulerSettings) {
        rates.current = settings.rates
        _ = mailbox.post(.reconfigured(settings))
    }

    /// The scheduler that the rows tell of, and a clock that shows no time before them.
    private func restore(
        from database: QueueDatabase
    ) throws -> (core: Scheduler, clock: FarmClock) {
        let restoration = try Scheduler.restoration(from: database, configuration.settings.core)
        var clock = parts.clock
        let lag = clock.advance(to: restoration.latest ?? clock.now)
        if lag > .seconds(1) {
            parts.log.warning(
                """
                the time of day is \(lag.components.seconds) s before what the queue tells of: \
                the farm's clock goes on from there; check the machine's clock
                """)
        }
        let core = restoration.scheduler(at: clock.now)
        parts.log.info("restored \(core.counts.unfinishedJobs) unfinished jobs")
        return (core, clock)
    }

    /// Binds the media socket and serves it on a thread of its own.
    private func startMedia(_ options: SocketOptions, _ clock: FarmClock) throws -> Ending {
        let ending = Ending()
        let bound = Ending()
        Thread.detachNewThread { [self] in
            defer { ending.signal() }
            do {
                var options = options
                options.receiveHighWaterMessages = SchedulerDaemon.partsOfWorker
                options.sendHighWaterMessages = SchedulerDaemon.partsOfWorker
                options.maximumFrameBytes = SchedulerDaemon.mediaFrameBytes
                let socket = try Socket(.router, in: parts.context, options)
                try socket.bind(listening.media)
                bound.signal()
                let reception = parts.reception
                var port = MediaPort(
                    socket: socket,
                    desk: MediaDesk(depot: parts.depot, secret: reception.secret),
                    keys: reception.keys, census: reception.census, clock: clock,
                    stops: stops, mailbox: mailbox, rates: rates)
                try port.run()
            } catch {
                parts.log.error("media port: \(error)")
                bound.fail(error)
                stop()
            }
        }
        try bound.get()
        return ending
    }
}
