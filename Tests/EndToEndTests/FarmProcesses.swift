import Foundation
import Testing

/// A scheduler and workers as real processes on a data folder of their own.
///
/// Everything goes through the `reelmill` binary that was built beside the tests, as a user would.
final class FarmProcesses {
    let data: URL
    private var scheduler: Process?
    private var workers: [String: Process] = [:]

    init() throws {
        data = FileManager.default.temporaryDirectory
            .appending(path: "reelmill-test-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    }

    /// The first of three ports that nobody listens on, as far as chance allows.
    static func freePort() -> Int { Int.random(in: 2048..<10_000) * 3 }

    /// On a folder that is there already; it is removed in the end.
    init(restored folder: URL) {
        data = folder
    }

    deinit {
        for worker in workers.values { kill(worker.processIdentifier, SIGKILL) }
        if let scheduler { kill(scheduler.processIdentifier, SIGKILL) }
        do {
            try FileManager.default.removeItem(at: data)
        } catch {
            print("left behind: \(data.path())")
        }
    }

    /// Starts the scheduler and waits until it says that it is ready.
    func startScheduler(_ listening: [String] = ["--local"]) throws {
        let process = Binary.process(
            ["scheduler", "--data", data.path(), "--json"] + listening)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        scheduler = process
        let line = try output.read { _ in true }
        try #require(line?.contains("ready") ?? false)
    }

    func startWorker(_ name: String, threads: Int = 1, log: Pipe? = nil) throws {
        let process = Binary.process([
            "worker", "--data", data.path(), "--name", name, "--threads", String(threads),
        ])
        process.standardOutput = FileHandle.nullDevice
        process.standardError = log ?? FileHandle.nullDevice
        try process.run()
        workers[name] = process
    }

    /// Files and connections that the scheduler holds open.
    func schedulerDescriptors() throws -> Int {
        let process = try #require(scheduler)
        return try FileManager.default
            .contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd").count
    }

    /// As a power cut would: no warning, no farewell.
    func killScheduler() {
        guard let process = scheduler else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        scheduler = nil
    }

    /// Asks the scheduler to stop, and waits until it has.
    func stopScheduler() {
        scheduler?.terminate()
        scheduler?.waitUntilExit()
        scheduler = nil
    }

    func killWorker(_ name: String) {
        guard let process = workers.removeValue(forKey: name) else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Waits until a worker has ended by itself and returns its exit status.
    func awaitEnd(of name: String) -> Int32 {
        guard let process = workers.removeValue(forKey: name) else { return -1 }
        let watchdog = Binary.watchdog(of: process)
        process.waitUntilExit()
        watchdog.cancel()
        return process.terminationStatus
    }

    /// Asks the worker to stop and returns its exit status.
    func stopWorker(_ name: String) -> Int32 {
        guard let process = workers.removeValue(forKey: name) else { return -1 }
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    @discardableResult
    func run(_ arguments: [String], input: Data? = nil) throws -> Binary.Result {
        try Binary.run(arguments + ["--data", data.path()], input: input)
    }

    /// Submits a film and returns its job.
    func submit(_ film: Film) throws -> Int {
        let result = try run(["submit", "--json"] + film.arguments)
        try #require(result.status == 0, "\(result.error)")
        let answer = try JSONDecoder().decode(Submitted.self, from: Data(result.output.utf8))
        return answer.job
    }

    /// Waits until the job ends and returns the bytes of its film.
    func film(of job: Int) throws -> URL {
        let watched = try run(["watch", String(job), "--json"])
        try #require(watched.status == 0, "\(watched.output)\n\(watched.error)")
        let file = data.appending(path: "film-\(job).mp4")
        let result = try run(["download", String(job), "--output", file.path()])
        try #require(result.status == 0, "\(result.error)")
        return file
    }

    /// Follows the job's events until `condition` holds for one of them.
    func watch(_ job: Int, until condition: (String) -> Bool) throws {
        let process = Binary.process(["watch", String(job), "--json", "--data", data.path()])
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        try output.read(until: condition)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    struct Submitted: Decodable {
        var job: Int
    }

    /// A small film that takes a few seconds to make.
    struct Film {
        var prompt = "一只橙色猫在阳光下的海浪上冲浪，镜头从远处慢慢推进"
        var size = "160x90"
        var seconds = "4"

        var arguments: [String] {
            [prompt, "--size", size, "--seconds", seconds, "--seed", "7", "--quality", "final"]
        }
    }
}

extension Pipe {
    /// Reads lines until one meets `condition`, and returns it; nil where the writer ends first.
    @discardableResult
    func read(until condition: (String) -> Bool) throws -> String? {
        var line = Data()
        while let byte = try fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
            guard byte.first == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            let text = String(decoding: line, as: UTF8.self)
            if condition(text) { return text }
            line = Data()
        }
        return nil
    }
}

/// The program under test.
enum Binary {
    struct Result {
        var status: Int32
        var output: String
        var outputBytes: Data
        var error: String
    }

    /// Beside the test bundle, where the build put it.
    static var url: URL {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "reelmill")
    }

    static func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = url
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Kills a process that hangs, so that a test fails and does not wait for ever.
    static func watchdog(of process: Process) -> DispatchWorkItem {
        let identifier = process.processIdentifier
        let watchdog = DispatchWorkItem { kill(identifier, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + 240, execute: watchdog)
        return watchdog
    }

    /// Runs to the end; output is read while it runs, so that a full pipe blocks nobody.
    static func run(_ arguments: [String], input: Data? = nil) throws -> Result {
        let process = process(arguments)
        let folder = FileManager.default.temporaryDirectory
        let files = (0..<3).map { _ in folder.appending(path: UUID().uuidString) }
        for file in files { try (input ?? Data()).write(to: file) }
        defer {
            for file in files {
                do { try FileManager.default.removeItem(at: file) } catch { print(error) }
            }
        }
        if input != nil { process.standardInput = try FileHandle(forReadingFrom: files[2]) }
        for file in files[0...1] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try process.run()
        let watchdog = watchdog(of: process)
        process.waitUntilExit()
        watchdog.cancel()
        let output = try Data(contentsOf: files[0])
        return Result(
            status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
            outputBytes: output,
            error: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self))
    }
}
