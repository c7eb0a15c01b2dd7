import FarmTransport
import Foundation
import SchedulerService

/// A scheduler, workers and if wanted a studio as child processes of this one, on one data folder.
///
/// They end with their owner, however it ends.
final class LocalFarm {
    let folder: String
    private var scheduler: Process?
    private var workers: [Process] = []
    private var studio: Process?
    private let logs: URL

    /// `folder` is made where it is missing; what the processes say goes to `logs/` in it.
    init(folder: String) throws {
        self.folder = folder
        logs = URL(filePath: folder).appending(path: "logs")
        try FileManager.default.createDirectory(
            at: logs, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Starts the scheduler and returns once peers may come.
    func startScheduler(_ arguments: [String]) throws {
        let output = Pipe()
        let process = try start(
            ["scheduler", "--data", folder, "--owned", "--json"] + arguments, "scheduler",
            output: output)
        scheduler = process
        try expectReady(process, output, "scheduler")
    }

    /// Starts the studio and returns the line of JSON by which it says where it is.
    func startStudio(_ arguments: [String]) throws -> Data {
        let output = Pipe()
        let process = try start(
            ["studio", "--data", folder, "--owned", "--json"] + arguments, "studio", output: output)
        studio = process
        return try expectReady(process, output, "studio")
    }

    /// The first line of a process, which must say that peers may come.
    @discardableResult
    private func expectReady(
        _ process: Process, _ output: Pipe, _ name: String
    ) throws -> Data {
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
            if byte.first == UInt8(ascii: "\n") { break }
            line.append(byte)
        }
        guard String(decoding: line, as: UTF8.self).contains("\"ready\"") else {
            process.waitUntilExit()
            throw CommandFailure(
                .unavailable, "\(name)_failed",
                try explanation(line, name) ?? "the \(name) did not start: see \(logs.path())")
        }
        return line
    }

    /// Starts a worker that uses `threads` threads.
    func startWorker(_ name: String, threads: Int) throws {
        workers.append(
            try start(
                [
                    "worker", "--data", folder, "--owned", "--name", name, "--threads",
                    String(threads),
                ], name, output: nil))
    }

    /// Whether all processes are alive.
    var isWhole: Bool {
        scheduler?.isRunning == true && workers.allSatisfy(\.isRunning)
    }

    /// Why a process ended, if one did.
    func trouble() throws -> String? {
        if let scheduler, !scheduler.isRunning { return try lastLine(of: "scheduler") }
        if let studio, !studio.isRunning { return try lastLine(of: "studio") }
        guard workers.allSatisfy({ !$0.isRunning }), !workers.isEmpty else { return nil }
        return try lastLine(of: "worker-1")
    }

    /// Ends studio, workers and scheduler, politely and then for good.
    func stop() {
        studio?.terminate()
        for worker in workers { worker.terminate() }
        end(workers + (studio.map { [$0] } ?? []))
        studio = nil
        scheduler?.terminate()
        end(scheduler.map { [$0] } ?? [])
        workers = []
        scheduler = nil
    }

    private func end(_ processes: [Process]) {
        let deadline = SuspendingClock.now.advanced(by: .seconds(5))
        for process in processes {
            while process.isRunning, SuspendingClock.now < deadline {
                Thread.sleep(forTimeInterval: 0.02)
            }
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
        }
    }

    private func start(_ arguments: [String], _ name: String, output: Pipe?) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output ?? FileHandle.nullDevice
        process.standardError = try Files.writing(logs.appending(path: "\(name).log").path())
        try process.run()
        return process
    }

    /// The message in the JSON error that a process printed.
    private func explanation(_ line: Data, _ name: String) throws -> String? {
        struct Refusal: Decodable {
            struct Body: Decodable { let message: String }
            let error: Body
        }
        guard line.first == UInt8(ascii: "{") else { return try lastLine(of: name) }
        return try JSONDecoder().decode(Refusal.self, from: line).error.message
    }

    private func lastLine(of name: String) throws -> String? {
        let file = logs.appending(path: "\(name).log")
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.split(separator: "\n").last.map { "the \(name) ended: \($0)" }
    }
}
