import Foundation
import Testing

@Suite(.serialized) struct `A job under way` {
    private func show(_ job: Int, in farm: FarmProcesses) throws -> Shown {
        let result = try farm.run(["show", String(job), "--json"])
        try #require(result.status == 0, "\(result.error)")
        return try JSONDecoder().decode(Shown.self, from: Data(result.output.utf8))
    }

    private struct Shown: Decodable {
        var state: String
        var priority: Int
        var pausedBy: String?
        var requeues: Int
        var labels: [String: String]
    }

    @Test func `that is paused begins nothing, also after the scheduler was killed`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let job = try farm.submit(.init())
        #expect(try farm.run(["pause", String(job)]).status == 0)
        farm.killScheduler()
        try farm.startScheduler()
        #expect(try show(job, in: farm).state == "paused")
        #expect(try show(job, in: farm).pausedBy == "job")
        #expect(try farm.run(["explain", String(job)]).output.contains("reelmill resume \(job)"))

        try farm.startWorker("alone", threads: 2)
        let next = try farm.submit(.init())
        _ = try farm.film(of: next)
        #expect(try show(job, in: farm).state == "paused")
        #expect(try farm.run(["resume", String(job)]).status == 0)
        _ = try farm.film(of: job)
    }

    @Test func `waits while the farm is paused`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        #expect(try farm.run(["pause", "--farm"]).status == 0)
        try farm.startWorker("alone", threads: 2)
        let job = try farm.submit(.init())
        #expect(try show(job, in: farm).pausedBy == "farm")
        #expect(try farm.run(["list", "--state", "paused", "--json"]).output.contains("\"farm\""))
        #expect(try farm.run(["resume", "--farm", "--json"]).output.contains("\"resumed\""))
        _ = try farm.film(of: job)
    }

    @Test func `that was cancelled is requeued and keeps what it had finished`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try farm.startWorker("alone")
        var film = FarmProcesses.Film()
        film.seconds = "8"
        let job = try farm.submit(film)
        try farm.watch(job) { $0.contains("\"chunk\"") }
        #expect(try farm.run(["cancel", String(job)]).status == 0)
        #expect(try farm.run(["requeue", String(job)]).status == 0)
        #expect(try show(job, in: farm).requeues == 1)
        _ = try farm.film(of: job)
        #expect(try farm.run(["requeue", String(job)]).status == 75)
    }

    @Test func `waits while the only worker is drained or set aside`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try farm.startWorker("mill", threads: 2)
        try waitForWorker(of: farm)
        #expect(try farm.run(["workers", "drain", "mill"]).status == 0)
        #expect(try farm.run(["workers", "aside", "mill", "--reason", "fan"]).status == 0)
        #expect(farm.stopWorker("mill") == 0)
        farm.killScheduler()
        try farm.startScheduler()
        try farm.startWorker("mill", threads: 2)
        try waitForWorker(of: farm)
        #expect(try farm.run(["workers", "--json"]).output.contains("\"reason\":\"fan\""))
        let job = try farm.submit(.init())
        #expect(try farm.run(["explain", String(job)]).output.contains("draining or set aside"))
        #expect(try farm.run(["workers", "release", "mill"]).status == 0)
        #expect(try farm.run(["workers"]).output.contains("drained by an operator"))
        #expect(try farm.run(["workers", "undrain", "mill"]).status == 0)
        _ = try farm.film(of: job)
        #expect(try farm.run(["workers", "drain", "mil"]).status == 66)
    }

    /// Returns once a worker is connected.
    private func waitForWorker(of farm: FarmProcesses) throws {
        for _ in 0..<200 {
            if try !farm.run(["workers"]).output.isEmpty { return }
            Thread.sleep(forTimeInterval: 0.05)
        }
        Issue.record("no worker came")
    }

    @Test func `is forgotten after its time, with its media and its key`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler(["--local", "--keep-jobs", "1"])
        try farm.startWorker("alone", threads: 2)
        let job = try farm.submit(.init())
        _ = try farm.film(of: job)
        let blobs = try depotFiles(of: farm)
        #expect(!blobs.isEmpty)
        var other = FarmProcesses.Film()
        other.prompt = "a kitten blinks"
        let next = try farm.submit(other)
        _ = try farm.film(of: next)
        #expect(try farm.run(["show", String(job)]).status == 66)
        #expect(try farm.run(["show", String(next)]).status == 0)
        farm.killScheduler()
        try farm.startScheduler(["--local", "--keep-jobs", "1"])
        #expect(try farm.run(["show", String(job)]).status == 66)
        for _ in 0..<100 {
            guard Set(blobs).isSubset(of: try depotFiles(of: farm)) else { break }
            Thread.sleep(forTimeInterval: 0.05)
        }
        #expect(try !Set(blobs).isSubset(of: depotFiles(of: farm)))
        let last = try farm.submit(.init())
        #expect(last == 3)
        _ = try farm.film(of: last)
    }

    private func depotFiles(of farm: FarmProcesses) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(
            atPath: farm.data.appending(path: "depot").path()
        ).filter { $0.count > 60 }
    }

    @Test func `comes after another, ten at once`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let first = try farm.submit(.init())
        let order = ["--after", String(first), "--array", "10", "--key", "k", "--json"]
        let array = try farm.run(["submit"] + FarmProcesses.Film().arguments + order)
        #expect(array.output.contains("\"first\":2") && array.output.contains("\"last\":11"))
        farm.killScheduler()
        try farm.startScheduler()
        let again = try farm.run(["submit"] + FarmProcesses.Film().arguments + order)
        #expect(again.output.contains("\"last\":11") && again.output.contains("true"))
        #expect(try farm.run(["explain", "11"]).output.contains("comes after job 1"))
        for job in 4...11 { #expect(try farm.run(["cancel", String(job)]).status == 0) }
        try farm.startWorker("alone", threads: 2)
        _ = try farm.film(of: 2)
        _ = try farm.film(of: 3)
        #expect(try farm.run(["cancel", "1"]).status == 75)
        #expect(try farm.run(["submit", "late", "--after", "4"]).status != 0)
    }

    @Test func `is found by its label and takes a new priority`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let labelled = try farm.run(
            ["submit", "a cat", "--label", "show=pilot", "--label", "act=2", "--json"])
        #expect(labelled.status == 0)
        #expect(try farm.run(["submit", "a dog"]).status == 0)
        let found = try farm.run(["list", "--label", "show=pilot", "--json"]).output
        #expect(found.contains("\"job\":1") && !found.contains("\"job\":2"))
        #expect(try farm.run(["priority", "1", "7"]).status == 0)
        #expect(try farm.run(["front", "2"]).status == 0)
        #expect(try show(1, in: farm).priority == 7)
        #expect(try show(1, in: farm).labels == ["show": "pilot", "act": "2"])
        #expect(try farm.run(["priority", "1", "101"]).status == 65)
        #expect(try farm.run(["pause", "9"]).status == 66)
    }
}
