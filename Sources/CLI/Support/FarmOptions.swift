import ArgumentParser
import FarmModel
import FarmTransport
import FarmWire
import Foundation
import SchedulerService

/// Which farm a command speaks to.
struct FarmOptions: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "The data folder of a farm on this machine, or of one that was joined.",
            discussion: "Default: $REELMILL_DATA, or ~/.local/share/reelmill.",
            valueName: "folder"))
    var folder: String?

    init() {}

    /// As if `--data` named `folder`.
    init(at folder: String?) {
        self.folder = folder
    }

    /// The folder as an absolute path.
    var path: String { FarmOptions.path(choosing: folder) }

    /// `folder`, or where none was chosen the usual one, as an absolute path.
    static func path(choosing folder: String?) -> String {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? "."
        let shared = environment["XDG_DATA_HOME"] ?? home + "/.local/share"
        let chosen = folder ?? environment["REELMILL_DATA"] ?? shared + "/reelmill"
        return URL(filePath: chosen).standardizedFileURL.path(percentEncoded: false)
    }

    /// The address of the farm, if one runs here or was joined from here.
    func address() throws -> FarmAddress {
        let file = DataFolder.addressFile(in: path)
        do {
            return try FarmAddress(file: file)
        } catch .missing {
            throw CommandFailure(
                .unavailable, "no_farm",
                "no farm runs in \(path): start one with `reelmill up`, join one with "
                    + "`reelmill join TOKEN`, or name its folder with --data")
        } catch {
            throw CommandFailure(.configuration, "bad_address", error.description)
        }
    }

    /// A connection to the farm with the key that this folder holds.
    func connect() throws -> FarmClient {
        let address = try address()
        do {
            return try FarmClient(address, keys: try keys(), in: Context())
        } catch let error as TransportError {
            throw CommandFailure(.unavailable, "no_connection", error.description)
        }
    }

    private func keys() throws -> KeyPair {
        let candidates = [
            DataFolder.operatorKeyFile(in: path), DataFolder.clientKeyFile(in: path),
        ]
        for file in candidates {
            do {
                return try KeyPair(file: file)
            } catch .missing {
                continue
            } catch {
                throw CommandFailure(.noPermission, "bad_key", error.description)
            }
        }
        throw CommandFailure(
            .noPermission, "no_key",
            "\(path) holds no key of yours: ask the farm's operator for a join token")
    }
}

extension CommandFailure {
    /// A client's error with the exit code it deserves.
    init(_ error: ClientError) {
        switch error {
        case .refused(let refusal):
            let kind: Kind =
                switch refusal.code {
                case .malformed, .badField, .tooLarge: .badInput
                case .forbidden, .badTicket: .noPermission
                case .unknown: .noInput
                case .notNow, .overLimit, .unavailable: .temporary
                default: .unavailable
                }
            self.init(
                kind, refusal.code.rawValue, refusal.message,
                detail: Detail(
                    field: refusal.field, value: refusal.value, limit: refusal.limit,
                    retryAfterSeconds: refusal.retryAfter.map { Double($0.milliseconds) / 1000 }))
        case .invalid(let wire): self.init(.badInput, "bad_field", wire.description)
        case .keyRefused, .handshakeFailed:
            self.init(.noPermission, "key_refused", error.description)
        case .unreachable, .silent, .transport:
            self.init(.unavailable, "no_connection", error.description)
        case .unexpected: self.init(.unavailable, "unexpected_answer", error.description)
        case .damaged: self.init(.inputOutput, "damaged", error.description)
        case .fileUnwritable: self.init(.cannotCreate, "unwritable", error.description)
        case .cancelled: self.init(.interrupted, "interrupted", "interrupted")
        }
    }
}
