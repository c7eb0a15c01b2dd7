import Foundation
import Testing

/// A scheduler whose log is read, line by line.
final class LoggedScheduler {
    let data: URL
    private let process: Process
    private let log: URL

    init(_ arguments: [String]) throws {
        data = FileManager.default.temporaryDirectory
            .appending(path: "reelmill-test-\(UUID().uuidString.prefix(8))")
        log = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).log")
        try Data().write(to: log)
        process = Binary.process(
            ["scheduler", "--json", "--data", data.path()] + arguments)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        try #require(try output.read { _ in true }?.contains("ready") ?? false)
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        for url in [data, log] {
            do { try FileManager.default.removeItem(at: url) } catch { print(error) }
        }
    }

    func stop() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    func text() throws -> String { try String(contentsOf: log, encoding: .utf8) }

    /// Asks it to read its configuration again.
    func hangUp() {
        kill(process.processIdentifier, SIGHUP)
    }

    /// Waits until the log holds `words`.
    func waitForLog(_ words: String) throws {
        for _ in 0..<400 {
            if try text().contains(words) { return }
            Thread.sleep(forTimeInterval: 0.05)
        }
        Issue.record("the log never said: \(words)")
    }

    func run(_ arguments: [String]) throws -> Binary.Result {
        try Binary.run(arguments + ["--data", data.path()])
    }

    /// The address in the line that tells where the figures are.
    func metrics() throws -> String {
        let line = try text().split(separator: "\n").first { $0.contains("/metrics") }
        let address = try #require(line?.split(separator: " ").last)
        return address.replacingOccurrences(of: "/metrics", with: "")
    }

    /// The status and body that `path` is answered with.
    func fetch(_ path: String) throws -> (status: Int, body: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            """
            import sys, urllib.request, urllib.error
            try:
                answer = urllib.request.urlopen(sys.argv[1], timeout=20)
            except urllib.error.HTTPError as error:
                answer = error
            print(answer.status); print(answer.read().decode())
            """, try metrics() + path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        let lines = text.split(separator: "\n", maxSplits: 1)
        return (Int(lines.first ?? "") ?? 0, lines.count > 1 ? String(lines[1]) : "")
    }
}
