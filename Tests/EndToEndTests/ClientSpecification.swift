import Foundation
import Testing

@Suite(.serialized) struct `A client` {
    /// Debian's interpreter, whose packages `scripts/setup` installs.
    static let python = URL(filePath: "/usr/bin/python3")

    static let example = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "clients/python/examples/submit.py")

    @Test func `in ten lines of Python submits a film and watches it`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try farm.startWorker("alone", threads: 2)
        let process = Process()
        process.executableURL = Self.python
        process.arguments = [Self.example.path(), farm.data.path(), "a kitten blinks"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(text.contains("\"completed\""))
        #expect(text.contains("\"chunk\""))
    }

    @Test func `gets the same job for the same key, also after the scheduler was killed`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let order = ["submit", "a cat", "--key", "k1", "--seed", "1", "--json"]
        let first = try farm.run(order)
        farm.killScheduler()
        try farm.startScheduler()
        let second = try farm.run(order)
        #expect(first.output.contains("\"job\":1") && first.output.contains("\"repeated\":false"))
        #expect(second.output.contains("\"job\":1") && second.output.contains("\"repeated\":true"))
    }

    @Test func `cancels a job, and its worker goes on to the next`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try farm.startWorker("alone")
        var long = FarmProcesses.Film()
        long.seconds = "60"
        let job = try farm.submit(long)
        try farm.watch(job) { $0.contains("\"chunk\"") }
        #expect(try farm.run(["cancel", String(job)]).status == 0)
        #expect(try farm.run(["show", String(job), "--json"]).output.contains("\"cancelled\""))
        let next = try farm.submit(.init())
        _ = try farm.film(of: next)
    }

    @Test func `joins with a token once, and may then submit but not invite`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler(["--port", "17520"])
        let token = try farm.run(["token", "--role", "client", "--name", "ada"]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let guest = try FarmProcesses()
        #expect(try guest.run(["join", token]).status == 0)
        #expect(try guest.run(["submit", "a cat", "--json"]).output.contains("\"job\":1"))
        #expect(try guest.run(["token", "--role", "worker"]).status == 77)
        let late = try FarmProcesses()
        #expect(try late.run(["join", token]).status == 77)
    }

    @Test func `finds out why a job waits`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let job = try farm.submit(.init())
        let explanation = try farm.run(["explain", String(job)])
        #expect(explanation.output.contains("no worker is connected"))
    }
}
