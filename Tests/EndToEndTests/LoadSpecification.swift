import Foundation
import Testing

/// Load tests and audits, with real processes.
@Suite(.serialized) struct `A load test` {
    private func play(_ expectation: String, _ options: [String] = []) throws -> Binary.Result {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "\(UUID().uuidString).yaml")
        let scenario = """
            name: small
            seconds: 1
            everyone: {queued-jobs: 5}
            workers:
              - {count: 2, slots: 2}
            accounts:
              - {name: rush, burst: 20, at: 0.2, milliseconds: [20]}
            expect:
              - \(expectation)
            """
        try Data(scenario.utf8).write(to: file)
        defer { do { try FileManager.default.removeItem(at: file) } catch { print(error) } }
        return try Binary.run(["loadtest", file.path(), "--json"] + options)
    }

    @Test func `sets quotas, counts refusals by their kind and passes`() throws {
        let result = try play("{figure: refused, by: queued-jobs, at-least: 1}")
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output.contains("\"queued_jobs\""))
        #expect(result.output.contains("\"ledgerFindings\":[]"))
    }

    @Test func `says so where an expectation is not met`() throws {
        let result = try play("{figure: refused, at-most: 0}")
        #expect(result.status == 70)
        #expect(result.output.contains("\"passed\":false"))
    }

    @Test func `leaves out of an audit nothing that a stopped farm holds`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        _ = try farm.run(["bench-farm", "--count", "20"])
        farm.stopScheduler()
        let result = try Binary.run(["audit", farm.data.path(), "--json"])
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("\"unfinishedJobs\":20"))
        let nothing = try Binary.run(["audit", farm.data.path() + "/depot"])
        #expect(nothing.status == 66)
    }
}
