import ArgumentParser
import Foundation

/// An error that ends the command: what happened, and the exit code scripts see.
///
/// Codes are those of BSD's `sysexits.h`.
struct CommandFailure: Error, Codable {
    enum Kind: Int32, Codable {
        case usage = 64
        case badInput = 65
        case noInput = 66
        case unavailable = 69
        case internalError = 70
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

    init(_ kind: Kind, _ code: String, _ message: String) {
        self.kind = kind
        self.code = code
        self.message = message
    }
}

/// Options of every command.
struct CommonOptions: ParsableArguments {
    @Flag(help: "Print one JSON value a line on standard output, also for errors.")
    var json = false

    /// Runs `body`; a failure is printed as asked for and ends the process with its code.
    func run(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let failure as CommandFailure {
            try report(failure)
        }
    }

    /// Prints `failure` and leaves with its exit code.
    func report(_ failure: CommandFailure) throws -> Never {
        if json {
            try Output.json(["error": ["code": failure.code, "message": failure.message]])
        } else {
            Terminal().say("reelmill: " + failure.message)
        }
        throw ExitCode(failure.kind.rawValue)
    }
}
