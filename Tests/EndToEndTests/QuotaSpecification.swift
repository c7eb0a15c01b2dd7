import Foundation
import Testing

@Suite(.serialized) struct `A quota on a running farm` {
    private struct Refused: Decodable {
        struct Body: Decodable {
            struct Detail: Decodable {
                var field: String
                var value: String
                var limit: String
                var retryAfterSeconds: Double?
            }

            var code: String
            var detail: Detail
        }

        var error: Body
    }

    private struct Usage: Decodable {
        struct Amount: Decodable {
            var computeSeconds: Double
            var filmSeconds: Double
        }

        var queuedJobs: Int
        var runningTasks: Int
        var storedBytes: Int
        var reserved: Amount
        var charged: Amount
    }

    private func set(_ arguments: [String], on farm: FarmProcesses) throws {
        let result = try farm.run(["quota", "set"] + arguments)
        try #require(result.status == 0, "\(result.error)")
    }

    private func usage(on farm: FarmProcesses) throws -> Usage {
        let result = try farm.run(["quota", "usage", "--json"])
        return try JSONDecoder().decode(Usage.self, from: Data(result.output.utf8))
    }

    @Test func `is set live, refuses with limit and use, and lets in when it is raised`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try set(["--everyone", "--queued-jobs", "1"], on: farm)
        _ = try farm.submit(FarmProcesses.Film())
        let result = try farm.run(["submit", "--json"] + FarmProcesses.Film().arguments)
        #expect(result.status == 75)
        let refused = try JSONDecoder().decode(Refused.self, from: Data(result.output.utf8)).error
        #expect(refused.code == "over_limit")
        #expect(refused.detail.field == "quota.queued_jobs")
        #expect(refused.detail.value == "1 used, 1 asked")
        #expect(refused.detail.limit == "1 for the farm")
        #expect(refused.detail.retryAfterSeconds ?? 0 > 0)
        try set(["--everyone", "--queued-jobs", "2"], on: farm)
        #expect(try farm.submit(FarmProcesses.Film()) == 2)
    }

    @Test func `survives a crash, and settles what was reserved when the film is made`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try set(["--everyone", "--queued-jobs", "1", "--running-tasks", "1"], on: farm)
        let job = try farm.submit(FarmProcesses.Film(seconds: "2"))
        #expect(try usage(on: farm).reserved.filmSeconds == 2)
        farm.killScheduler()
        try farm.startScheduler()
        #expect(try farm.run(["submit"] + FarmProcesses.Film().arguments).status == 75)
        try farm.startWorker("alone")
        _ = try farm.film(of: job)
        let after = try usage(on: farm)
        #expect(after.queuedJobs == 0 && after.runningTasks == 0)
        #expect(after.reserved.computeSeconds == 0 && after.reserved.filmSeconds == 0)
        #expect(after.charged.filmSeconds == 2)
        #expect(after.charged.computeSeconds > 0)
        #expect(after.storedBytes > 0)
    }
}
