internal import FarmTransport
internal import FarmWire
internal import Foundation

/// The folder that holds all of a scheduler's state, used by one scheduler at a time.
///
/// `queue.sqlite`, `depot/`, `logs/`, `keys/` (mode 0700), `sockets/` and, while the farm runs, `farm.json`.
public final class DataFolder: Sendable {
    public let path: String
    private let lock: Int32

    /// Opens `path`, making it where it is missing, and locks it against a second scheduler.
    public init(_ path: String) throws(StorageError) {
        self.path = URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
            .trimmingSuffix("/")
        for folder in ["", "/keys", "/sockets"] {
            try DataFolder.makeFolder(self.path + folder)
        }
        lock = open(self.path + "/scheduler.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw StorageError(errno, path: self.path) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            _ = close(lock)
            throw .inUse(path: self.path)
        }
    }

    deinit {
        _ = close(lock)
    }

    /// The address that a running farm publishes in a data folder.
    public static func addressFile(in folder: String) -> String { folder + "/farm.json" }

    /// The key that may steer the farm of a data folder.
    public static func operatorKeyFile(in folder: String) -> String {
        folder + "/keys/operator.key"
    }

    /// The key of someone who joined the farm from this folder as a client.
    public static func clientKeyFile(in folder: String) -> String { folder + "/keys/client.key" }

    /// The key of the workers that run beside the scheduler.
    public static func workerKeyFile(in folder: String) -> String { folder + "/keys/worker.key" }

    /// The key of the studio that runs beside the scheduler: a gateway.
    public static func studioKeyFile(in folder: String) -> String { folder + "/keys/studio.key" }

    /// Where verified media lies in a data folder.
    public static func depotFolder(in folder: String) -> String { folder + "/depot" }

    func serverKeys() throws(PrivateFileError) -> KeyPair {
        try KeyPair.loadOrMake(at: path + "/keys/server.key")
    }

    /// The key ring, on which the operator, the local workers and the studio are from the start.
    func keyRing() throws(PrivateFileError) -> KeyRing {
        let ring = try KeyRing(file: path + "/keys/identities.json")
        for (file, role) in [
            (DataFolder.operatorKeyFile(in: path), Role.operator),
            (DataFolder.workerKeyFile(in: path), Role.worker),
            (DataFolder.studioKeyFile(in: path), Role.gateway),
        ] {
            let key = try KeyPair.loadOrMake(at: file).public
            guard ring.identity(of: key) == nil, !ring.isRevoked(key) else { continue }
            try ring.register(
                key, as: Identity(name: role.rawValue, role: role, account: role.rawValue))
        }
        return ring
    }

    /// Where to listen, and how peers reach that.
    func addresses(
        _ listening: SchedulerDaemon.Listening, serverKey: PublicKey
    ) throws(StorageError) -> (listening: FarmAddress, reached: FarmAddress) {
        switch listening {
        case .tcp(let interface, let host, let port):
            return (
                FarmAddress(host: interface, port: port, serverKey: serverKey),
                FarmAddress(host: host, port: port, serverKey: serverKey)
            )
        case .local:
            let sockets = path + "/sockets/"
            // sockaddr_un holds 108 bytes, the last of them zero (unix(7)).
            guard sockets.utf8.count + 8 <= 107 else { throw .pathTooLong(path: path, limit: 90) }
            let address = FarmAddress(
                client: .ipc(path: sockets + "client"), worker: .ipc(path: sockets + "worker"),
                media: .ipc(path: sockets + "media"), serverKey: serverKey)
            return (address, address)
        }
    }

    func publish(_ address: FarmAddress) throws(PrivateFileError) {
        try address.save(to: DataFolder.addressFile(in: path))
    }

    func withdraw() throws(StorageError) {
        let file = DataFolder.addressFile(in: path)
        if unlink(file) != 0, errno != ENOENT { throw StorageError(errno, path: file) }
    }

    private static func makeFolder(_ folder: String) throws(StorageError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .denied(path: folder)
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) && count > suffix.count ? String(dropLast(suffix.count)) : self
    }
}

extension FarmAddress {
    /// Three ports in a row: clients, workers, media.
    fileprivate init(host: String, port: Int, serverKey: PublicKey) {
        self.init(
            client: .tcp(host: host, port: port), worker: .tcp(host: host, port: port + 1),
            media: .tcp(host: host, port: port + 2), serverKey: serverKey)
    }
}
