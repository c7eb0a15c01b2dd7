import ArgumentParser
import FarmTransport
import Foundation
import SchedulerService
import SchedulerStore
import StudioCore

/// An error that ends the command: what happened, and the exit code scripts see.
///
/// Codes are those of BSD's `sysexits.h`.
struct CommandFailure: Error {
    enum Kind: Int32 {
        case usage = 64
        case badInput = 65
        case noInput = 66
        case unavailable = 69
        case filmFailed = 70
        case cannotCreate = 73
        case inputOutput = 74
        case temporary = 75
        case noPermission = 77
        case configuration = 78
        case interrupted = 130
    }

    var kind: Kind

    /// Stable, for programs.
    var code: String

    /// For people: the value, the limit, the remedy.
    var message: String

    /// What a refusal says besides, for programs.
    var detail: Detail?

    /// Which field, its value, what is allowed, and when to ask again.
    struct Detail: Encodable {
        var field: String
        var value: String
        var limit: String
        var retryAfterSeconds: Double?
    }

    init(_ kind: Kind, _ code: String, _ message: String, detail: Detail? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.detail = detail
    }

    /// Any error, with what it says of itself.
    init(wrapping error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as ClientError: self.init(error)
        case let error as PrivateFileError:
            self.init(.configuration, "bad_file", error.description)
        case let error as BackupError:
            let kind: Kind =
                switch error {
                case .noBackup: .noInput
                case .newer, .damaged: .badInput
                case .notEmpty: .cannotCreate
                case .storage: .inputOutput
                }
            self.init(kind, "backup", error.description)
        case let error as StoreError:
            let kind: Kind =
                switch error {
                case .newer, .foreign: .configuration
                case .incomplete, .damaged: .badInput
                case .busy: .temporary
                case .full, .failed: .inputOutput
                }
            self.init(kind, "queue", error.description)
        case let error as StudioError:
            let kind: Kind =
                switch error {
                case .newer, .foreign, .exposed: .configuration
                case .damaged, .refused: .badInput
                case .busy: .temporary
                case .full, .failed: .inputOutput
                }
            self.init(kind, "studio", error.description)
        case let error as StorageError:
            let kind: Kind =
                switch error {
                case .denied: .noPermission
                case .inUse: .temporary
                case .pathTooLong: .configuration
                case .full, .missing, .failed: .inputOutput
                }
            self.init(kind, "storage", error.description)
        case let error as TransportError:
            self.init(.unavailable, "transport", error.description)
        default: self.init(.inputOutput, "failed", String(describing: error))
        }
    }
}

/// An error as JSON.
private struct ErrorJSON: Encodable {
    struct Body: Encodable {
        var code: String
        var message: String
        var detail: CommandFailure.Detail?
    }

    var error: Body

    init(_ failure: CommandFailure) {
        error = Body(code: failure.code, message: failure.message, detail: failure.detail)
    }
}

/// Options of every command.
struct CommonOptions: ParsableArguments {
    @Flag(help: "Print JSON on standard output, one value a line, for errors too.")
    var json = false

    /// Runs `body`; a failure is printed as asked for and ends the process with its code.
    func run(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let exit as ExitCode {
            throw exit
        } catch {
            try report(CommandFailure(wrapping: error))
        }
    }

    /// As ``run(_:)``, for work that blocks: it gets a thread of its own, not one of the pool's.
    func runBlocking(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await run { try await CommonOptions.blocking(body) }
    }

    /// Runs `body` on a thread of its own.
    static func blocking(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result(catching: body))
            }
        }
    }

    private func report(_ failure: CommandFailure) throws -> Never {
        if json {
            try Output.json(ErrorJSON(failure))
        } else {
            Terminal().say("reelmill: " + failure.message)
        }
        throw ExitCode(failure.kind.rawValue)
    }
}
