import FarmLoad
import FarmModel
import Foundation
import Testing

@Suite struct `A load scenario` {
    static let text = """
        name: test
        seconds: 100
        seed: 5
        workers:
          - {count: 2, slots: 3, speed: 2, failures: 0.1}
        accounts:
          - {name: steady, count: 2, per-second: 10, milliseconds: [10, 20]}
          - {name: rush, burst: 7, at: 3, milliseconds: [5]}
          - {name: loop, open: 4, milliseconds: [1]}
        expect:
          - {of: rush, figure: wait-p95, at-most: 0.5}
        """

    @Test func `is read as it is written`() throws {
        let scenario = try Scenario(yaml: Self.text)
        #expect(scenario.workers.first?.slots == 3)
        #expect(scenario.accounts[0].accounts == ["steady-1", "steady-2"])
        #expect(scenario.accounts[1].arrivals == .burst(count: 7, at: .seconds(3)))
        #expect(scenario.accounts[2].arrivals == .closed(open: 4))
        #expect(scenario.expectations.first?.bound == .atMost(0.5))
        #expect(scenario.drainSeconds == 60)
    }

    @Test func `gives the same arrivals for the same seed`() throws {
        var scenario = try Scenario(yaml: Self.text)
        let arrivals = scenario.arrivals
        #expect(arrivals.count == scenario.arrivals.count)
        #expect(arrivals.last == scenario.arrivals.last)
        scenario.seed = 6
        #expect(arrivals.first != scenario.arrivals.first)
    }

    @Test func `lets jobs arrive at the rate it says, in order, within bounds`() throws {
        let scenario = try Scenario(yaml: Self.text)
        let arrivals = scenario.arrivals
        let steady = arrivals.filter { $0.group == 0 }
        #expect((1800...2200).contains(steady.count))
        #expect(arrivals.count == steady.count + 7)
        #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0.moment <= $1.moment })
        #expect(steady.allSatisfy { $0.drill.duration >= .milliseconds(10) })
        #expect(steady.allSatisfy { $0.drill.duration <= .milliseconds(20) })
    }

    @Test(arguments: [
        ("seconds: 100", "secnds: 100", "secnds"),
        ("seconds: 100", "seconds: 0", "more than 0"),
        ("count: 2, slots: 3", "count: 0, slots: 3", "1 to 10000"),
        ("failures: 0.1", "failures: 2", "failures"),
        ("burst: 7, at: 3,", "burst: 7, open: 2,", "one of"),
        ("milliseconds: [5]", "milliseconds: [-5]", "milliseconds"),
        ("figure: wait-p95", "figure: speed", "wait-p50"),
        ("of: rush", "of: nobody", "rush"),
        ("at-most: 0.5", "at-most: 0.5, at-least: 1", "one of them"),
        ("name: test", "nom: test", "nom"),
    ])
    func `refuses what it cannot mean, by name`(right: String, wrong: String, word: String) throws {
        let text = Self.text.replacing(right, with: wrong)
        let error = try #require(throws: ScenarioError.self) { try Scenario(yaml: text) }
        #expect(error.description.contains(word), "\(error)")
    }

    @Test func `in the repository can be read`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "deploy/loadtest")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
        #expect(names.count >= 5)
        for name in names {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            let scenario = try Scenario(yaml: text)
            #expect(name == scenario.name + ".yaml")
            #expect(!scenario.expectations.isEmpty)
        }
    }
}

@Suite struct `A load test's result` {
    private func scenario() throws -> Scenario {
        try Scenario(yaml: `A load scenario`.text)
    }

    private func job(
        _ account: String, wait: Duration? = nil, group: Int = 0, refusal: String? = nil
    ) -> JobTrace {
        var job = JobTrace(
            group: group, account: account, cost: .seconds(1), submitted: .seconds(1))
        job.answered = .seconds(1)
        job.refusal = refusal
        job.started = wait.map { .seconds(1) + $0 }
        job.completed = wait.map { .seconds(2) + $0 }
        return job
    }

    @Test func `counts jobs and measures their waits`() throws {
        let jobs =
            (1...100).map { job("a", wait: .milliseconds($0)) }
            + [job("a"), job("a", refusal: "over_limit"), job("b", group: 1)]
        let result = LoadResult(scenario: try scenario(), jobs: jobs, elapsed: .seconds(10))
        let summary = result.summary(of: 0)
        #expect(summary.submitted == 102)
        #expect(summary.accepted == 101)
        #expect(summary.completed == 100)
        #expect(summary.refusals.map(\.code) == ["over_limit"])
        #expect(abs(summary.wait(0.95) - 0.095) < 1e-9)
        #expect(summary.throughput == 10)
        #expect(result.summary(of: nil).submitted == 103)
    }

    @Test func `knows equal shares from unequal ones`() throws {
        let even = LoadResult(
            scenario: try scenario(),
            jobs: (0..<40).map { job("account-\($0 % 4)", wait: .zero) }, elapsed: .seconds(10))
        #expect(abs(even.summary(of: nil).fairness - 1) < 1e-9)
        let uneven = LoadResult(
            scenario: try scenario(),
            jobs: (0..<40).map { _ in job("greedy", wait: .zero) } + [job("poor")],
            elapsed: .seconds(10))
        #expect(abs(uneven.summary(of: nil).fairness - 0.5) < 1e-9)
    }

    @Test func `judges each expectation`() throws {
        let fast = LoadResult(
            scenario: try scenario(), jobs: [job("rush", wait: .milliseconds(400), group: 1)],
            elapsed: .seconds(10))
        #expect(fast.verdicts.map(\.isMet) == [true])
        let slow = LoadResult(
            scenario: try scenario(), jobs: [job("rush", wait: .milliseconds(600), group: 1)],
            elapsed: .seconds(10))
        #expect(slow.verdicts.map(\.isMet) == [false])
        #expect(LoadPage(slow).html.contains("not met"))
        #expect(LoadPage(slow).html.contains("<svg"))
    }
}
