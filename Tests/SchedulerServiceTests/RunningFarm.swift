import FarmModel
import FarmTransport
import FarmWire
import Foundation
import Logging
import SchedulerService
import Testing

/// A real scheduler on a data folder of its own, reached over real sockets.
final class RunningFarm: Sendable {
    let daemon: SchedulerDaemon
    let folder: String
    private let ended = DispatchSemaphore(value: 0)

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/rm-\(UUID().uuidString.prefix(8))"
        var settings = SchedulerSettings()
        settings.local = true
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        daemon = try SchedulerDaemon(
            SchedulerDaemon.Configuration(
                dataFolder: folder, settings: settings, version: "test"),
            log: log)
        let ready = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [daemon, ended] in
            do {
                try daemon.run { ready.signal() }
            } catch {
                Issue.record(error)
                ready.signal()
            }
            ended.signal()
        }
        ready.wait()
    }

    /// Ends the process's part in the farm, and its folder.
    func stop() {
        daemon.stop()
        ended.wait()
        // A folder left behind does no harm.
        _ = Result { try FileManager.default.removeItem(atPath: folder) }
    }

    func client() throws -> FarmClient {
        try FarmClient(
            daemon.address, keys: try KeyPair(file: DataFolder.operatorKeyFile(in: folder)),
            in: try Context())
    }

    func worker(_ id: WorkerID, name: String) throws -> SpeakingWorker {
        try SpeakingWorker(
            id, name: name, farm: daemon.address,
            keys: try KeyPair(file: DataFolder.workerKeyFile(in: folder)))
    }
}

/// A worker of drills that says what a test wants it to say.
struct SpeakingWorker: ~Copyable {
    static let patience: Duration = .seconds(30)

    let id: WorkerID
    private let name: String
    private let context: Context
    private let socket: Socket

    init(_ id: WorkerID, name: String, farm: FarmAddress, keys: KeyPair) throws {
        guard let serverKey = farm.serverKey else { throw WorkerTrouble.farmWithoutKey }
        let context = try Context()
        let socket = try Socket(
            .dealer, in: context, SocketOptions(security: .client(keys, server: serverKey)))
        try socket.connect(farm.worker)
        self.id = id
        self.name = name
        self.context = context
        self.socket = socket
    }

    func say(_ body: WorkerStatement.Body) throws {
        try send(WorkerStatement(worker: id, body).frame)
    }

    func send(_ frame: [UInt8]) throws {
        _ = try socket.send([frame])
    }

    func greet() throws {
        try say(.hello(Worker.Announcement(name: name, engines: [.drill]), holding: []))
        _ = try next { if case .welcome = $0 { true } else { nil } }
    }

    /// Waits until the farm has heard everything that was said so far.
    func settle(holding: [Lease.Token] = []) throws {
        try say(.hello(Worker.Announcement(name: name, engines: [.drill]), holding: holding))
        _ = try next { if case .welcome = $0 { true } else { nil } }
    }

    /// The first order from now on of which `read` makes something.
    func next<Value>(_ read: (WorkerOrder.Body) -> Value?) throws -> Value {
        var poller = Poller()
        _ = poller.add(socket)
        let deadline = ContinuousClock.now.advanced(by: SpeakingWorker.patience)
        while ContinuousClock.now < deadline {
            switch try socket.receive() {
            case .parcel(let parcel):
                for frame in parcel.frames {
                    if let value = read(try WorkerOrder(frame: frame).body) { return value }
                }
            case .oversized: continue
            case .nothing: try poller.wait(atMost: ContinuousClock.now.duration(to: deadline))
            }
        }
        throw WorkerTrouble.silence
    }
}

enum WorkerTrouble: Error {
    case farmWithoutKey
    case silence
}
