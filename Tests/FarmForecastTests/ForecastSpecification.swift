import FarmForecast
import FarmModel
import Testing

@Suite struct `A day of a planned farm` {
    private func result(_ text: String) throws -> ForecastResult {
        var forecast = Forecast(
            try FarmPlan(yaml: text, file: "farm.yaml") { _ in
                Issue.record("no trace is named")
                return ""
            })
        return forecast.run()
    }

    private func farm(workers: String, accounts: String, more: String = "") -> String {
        "span: 4h\n\(more)\nworkers:\n\(workers)\naccounts:\n\(accounts)\n"
    }

    /// One slot; a film of two pieces of 50 s each, and a plan and a sound that take 1.2 s.
    @Test func `takes what its tasks take, one after the other`() throws {
        let result = try result(
            farm(
                workers: "  - { name: one }",
                accounts:
                    "  - { name: ada, jobs: [{ burst: 3, at: 1:00, film-seconds: 2, compute-per-second: 50 }] }"
            ))
        let all = result.groups[0]
        #expect(all.completed == 3)
        #expect(all.waits == [0, 101.2, 202.4])
        #expect(result.ended == .milliseconds(3_600_000 + 3 * 101_200 + 1000))
        let busy = result.workers[0].busy.reduce(0, +)
        #expect(abs(busy - 3 * 101.2) < 0.01)
        #expect(abs(result.workers[0].mean - 303.6 / 14_400) < 0.0001)
    }

    @Test func `is the same each time, and another for another seed`() throws {
        let text = farm(
            workers: "  - { name: some, count: 3, failures: 0.1, crashes-per-day: 20 }",
            accounts:
                "  - { name: ada, count: 5, jobs: [{ per-day: 100, compute-per-second: [1, 30] }] }"
        )
        let first = try result(text)
        let second = try result(text)
        let other = try result("seed: 9\n" + text)
        #expect(first.groups[0].waits == second.groups[0].waits)
        #expect(first.events == second.events)
        #expect(first.events != other.events)
        #expect(first.failedAttempts > 0 && first.crashes > 0)
        #expect(first.groups[0].completed > 50)
    }

    @Test func `waits less with more workers`() throws {
        func waits(_ count: Int) throws -> Double? {
            try result(
                farm(
                    workers: "  - { name: some, count: \(count) }",
                    accounts:
                        "  - { name: ada, count: 4, jobs: [{ burst: 10, at: 1:00, compute-per-second: 20 }] }"
                )
            ).groups[0].making(0.5)
        }
        let few = try #require(try waits(2))
        let many = try #require(try waits(8))
        #expect(many < few / 3)
    }

    @Test func `counts refusals by the quota that made them`() throws {
        let result = try result(
            farm(
                workers: "  - { name: one }",
                accounts: """
                      - name: ada
                        quota: { queued-jobs: 2 }
                        jobs: [{ burst: 5, at: 1:00, compute-per-second: 10 }]
                      - name: bob
                        quota: { daily-film: 12s }
                        jobs: [{ burst: 4, at: 1:00, film-seconds: 5, compute-per-second: 1 }]
                    """))
        let ada = try #require(result.groups.first { $0.name == "ada" })
        let bob = try #require(result.groups.first { $0.name == "bob" })
        #expect(ada.refusals.map(\.code) == ["queued_jobs"] && ada.refused == 3)
        #expect(bob.refusals.map(\.code) == ["daily_film"] && bob.refused == 2)
        #expect(result.groups[0].completed == 4)
    }

    /// Weights 3 and 1; both always have work, so their finished work is as 3 to 1.
    @Test func `is fair by weights`() throws {
        let result = try result(
            farm(
                workers: "  - { name: some, count: 4 }",
                accounts: """
                      - { name: ada, weight: 300, jobs: [{ burst: 300, at: 0:05, compute-per-second: 60 }] }
                      - { name: bob, jobs: [{ burst: 300, at: 0:05, compute-per-second: 60 }] }
                    """, more: "patience: 0s"))
        let fairness = try #require(result.fairness)
        #expect(fairness > 0.99)
        #expect(result.competing >= 4)
        #expect(result.groups[0].unfinished > 0)
    }

    @Test func `knows workers that come and go`() throws {
        let result = try result(
            farm(
                workers: "  - { name: night, hours: 2:00-3:00 }",
                accounts:
                    "  - { name: ada, jobs: [{ burst: 1, at: 1:00, compute-per-second: 10 }] }"))
        #expect(result.groups[0].waits == [3600])
        let there = result.workers[0].capacity.reduce(0, +)
        #expect(abs(there - 3600) < 1)
    }

    @Test func `says what nobody can run`() throws {
        let result = try result(
            farm(
                workers: "  - { name: one }",
                accounts:
                    "  - { name: ada, jobs: [{ burst: 2, at: 1:00, compute-per-second: 10, engine: diffusers }] }"
            ))
        #expect(result.groups[0].unfinished == 2)
        #expect(
            ForecastText([("a farm", result)]).lines.contains { $0.contains("2 jobs were left") })
    }

    @Test func `is drawn as one picture, whatever the names`() throws {
        let text = farm(
            workers: "  - { name: \"<fast> & loose\" }",
            accounts:
                "  - { name: ada, jobs: [{ burst: 3, at: 1:00, compute-per-second: 50 }] }")
        let day = try result(text)
        let svg = ForecastPicture([("one", day), ("two", day)]).svg
        #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
        #expect(svg.contains("&lt;fast> &amp; loose") && !svg.contains("<fast>"))
        #expect(!svg.contains("nan") && !svg.contains("inf\""))
        #expect(svg.split(separator: "<text").count > 60)
    }
}
