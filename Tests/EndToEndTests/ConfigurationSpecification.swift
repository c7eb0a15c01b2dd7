import Foundation
import Testing

@Suite(.serialized) struct `A scheduler's configuration` {
    @Test func `is read from a file, shown with its origins and checked`() throws {
        let farm = try FarmProcesses()
        let file = farm.data.appending(path: "mill.yaml")
        try Data("lease: 30s\nkeep-jobs: 5\n".utf8).write(to: file)
        let shown = try farm.run([
            "scheduler", "--config", file.path(), "--keep-jobs", "7", "--print-config",
        ])
        #expect(shown.status == 0)
        #expect(shown.output.contains(#/lease: 30s +# .*mill.yaml:1\n/#))
        #expect(shown.output.contains(#/keep-jobs: 7 +# --keep-jobs\n/#))
        #expect(shown.output.contains(#/port: 7420 +# default\n/#))
        try Data("lease: 30s\nkeep-job: 5\n".utf8).write(to: file)
        let bad = try farm.run(["scheduler", "--config", file.path(), "--check-config"])
        #expect(bad.status == 78)
        #expect(
            bad.error.contains("mill.yaml:2: unknown key `keep-job`; did you mean `keep-jobs`?"))
        let missing = try farm.run(["scheduler", "--config", "/nonexistent.yaml"])
        #expect(missing.status == 78 && missing.error.contains("/nonexistent.yaml"))
        #expect(try farm.run(["scheduler", "--port", "70000"]).status == 64)
    }

    @Test func `is read again on SIGHUP, and kept where the file is bad`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { print(error) }
        }
        let file = folder.appending(path: "mill.yaml")
        try Data("keep-jobs: 5\n".utf8).write(to: file)
        let farm = try LoggedScheduler(["--local", "--config", file.path()])
        for _ in 1...3 { #expect(try farm.run(["submit", "a cat"]).status == 0) }
        for job in 1...3 { #expect(try farm.run(["cancel", "\(job)"]).status == 0) }
        #expect(try farm.run(["show", "1"]).status == 0)

        try Data("keep-jobs: 1\nport: 9000\n".utf8).write(to: file)
        farm.hangUp()
        try farm.waitForLog("keep-jobs: 1, was 5")
        try farm.waitForLog("port: 9000 takes effect at the next start; 7420 holds")
        #expect(try farm.run(["show", "2"]).status == 66)
        #expect(try farm.run(["show", "3"]).status == 0)

        try Data("keep-jobs: -1\n".utf8).write(to: file)
        farm.hangUp()
        try farm.waitForLog("the configuration stays as it was")
        try farm.waitForLog("mill.yaml:1: `keep-jobs` is -1, but must be 0 to 10000000")

        try Data("keep-jobs: 1\nlog-level: error\n".utf8).write(to: file)
        farm.hangUp()
        for _ in 0..<2 { #expect(try farm.run(["submit", "a cat"]).status == 0) }
        #expect(try farm.run(["status"]).status == 0)
        #expect(farm.stop() == 0)
        #expect(try !farm.text().contains("log-level: error, was info"))
    }
}
