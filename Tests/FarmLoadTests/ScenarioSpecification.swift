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

    @Test func `grants quotas, weights and teams, and lets workers come and go`() throws {
        let scenario = try Scenario(
            yaml: """
                name: rich
                seconds: 10
                sharing: arrival
                connections: 4
                everyone: {queued-jobs: 9}
                teams:
                  - {name: red, weight: 300, quota: {running-tasks: 2}}
                workers:
                  - {count: 3, joins-at: 1, drains-per-second: 2, kills-per-second: 1, away: 3}
                  - {count: 2, real: true}
                accounts:
                  - {name: ada, team: red, weight: 200, open: 1, film: {prompt: a kitten},
                     quota: {submit-rate: 10/60s, daily-compute: 2m}, priority: 3}
                expect:
                  - {of: ada, figure: refused, by: submit-rate, at-least: 2}
                """)
        #expect(scenario.sharing == .arrival)
        #expect(scenario.connections == 4)
        #expect(scenario.everyone.queuedJobs == 9)
        #expect(scenario.teams.first?.quota.runningTasks == 2)
        let account = try #require(scenario.accounts.first)
        #expect(account.entitlement.team == "red")
        #expect(account.entitlement.quota.submitRate == Quota.Rate(count: 10, per: .seconds(60)))
        #expect(account.entitlement.quota.dailyCompute == .seconds(120))
        #expect(scenario.expectations.first?.kind == .submitRate)
        #expect(scenario.workers.last?.kind == .real)
        let churn = Churn(
            joinsAt: .seconds(1), drainsPerSecond: 2, killsPerSecond: 1, away: .seconds(3))
        #expect(scenario.workers.first?.kind == .synthetic(.init(), churn))
    }

    @Test func `lets workers leave and die at the rates it says, the same for the same seed`() {
        let churn = Churn(
            joinsAt: .seconds(10), drainsPerSecond: 2, killsPerSecond: 1, away: .seconds(3))
        let fates = churn.fates(of: 5, within: 1010, seed: 3)
        #expect((1800...2200).contains(fates.count { $0.kind == .drain }))
        #expect((850...1150).contains(fates.count { $0.kind == .kill }))
        #expect(fates.allSatisfy { (0..<5).contains($0.worker) && $0.moment >= .seconds(10) })
        #expect(zip(fates, fates.dropFirst()).allSatisfy { $0.moment <= $1.moment })
        #expect(fates.last == churn.fates(of: 5, within: 1010, seed: 3).last)
        #expect(fates.first != churn.fates(of: 5, within: 1010, seed: 4).first)
        #expect(Churn.none.fates(of: 5, within: 1010, seed: 3).isEmpty)
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
        #expect(steady.allSatisfy { $0.cost >= .milliseconds(10) })
        #expect(steady.allSatisfy { $0.cost <= .milliseconds(20) })
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
        ("name: test", "name: test\nsharing: random", "arrival"),
        ("name: test", "name: test\neveryone: {submit-rate: often}", "10/60s"),
        ("name: test", "name: test\neveryone: {queue: 3}", "queued-jobs"),
        ("name: test", "name: test\nconnections: 0", "connections"),
        ("burst: 7, at: 3,", "burst: 7, at: 3, team: red,", "red"),
        ("burst: 7, at: 3,", "burst: 7, at: 3, weight: 0,", "weight"),
        ("milliseconds: [5]", "film: {prompt: a kitten}", "real"),
        ("milliseconds: [5]", "priority: 1", "film"),
        ("speed: 2, failures: 0.1", "real: true, kills-per-second: 1", "synthetic"),
        ("at-most: 0.5", "by: queued-jobs, at-most: 0.5", "refused"),
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
        _ account: String, wait: Duration? = nil, group: Int = 0, refusal: JobTrace.Refusal? = nil
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
            + [job("a"), job("a", refusal: .quota(.queuedJobs)), job("b", group: 1)]
        let result = LoadResult(scenario: try scenario(), jobs: jobs, elapsed: .seconds(10))
        let summary = result.summary(of: 0)
        #expect(summary.submitted == 102)
        #expect(summary.accepted == 101)
        #expect(summary.completed == 100)
        #expect(summary.refusals.map(\.reason) == [.quota(.queuedJobs)])
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

    @Test func `sees a limit exceeded, and no other`() throws {
        let text = """
            name: test
            seconds: 10
            workers:
              - {count: 1}
            accounts:
              - {name: a, open: 1, milliseconds: [1000],
                 quota: {queued-jobs: 2, running-tasks: 2, daily-compute: 3s, submit-rate: 2/10s}}
            expect:
              - {figure: excess, at-most: 0}
            """
        func result(_ jobs: [JobTrace]) throws -> LoadResult {
            LoadResult(scenario: try Scenario(yaml: text), jobs: jobs, elapsed: .seconds(5))
        }
        func traced(_ answered: Double, _ started: Double, _ completed: Double) -> JobTrace {
            var job = JobTrace(group: 0, account: "a", cost: .seconds(1), submitted: .zero)
            job.answered = .seconds(answered)
            job.started = .seconds(started)
            job.lastStarted = .seconds(started)
            job.completed = .seconds(completed)
            return job
        }
        let kept = try result([traced(0, 0, 1), traced(0, 1, 2), traced(1, 1, 2)])
        #expect(kept.limitChecks.map(\.peak) == [2, 2, 3, 3])
        #expect(kept.verdicts.map(\.isMet) == [true])
        let crowded = try result([traced(0, 0, 1), traced(0, 1, 2), traced(0.9, 1, 2)])
        #expect(crowded.limitChecks.filter { !$0.isKept }.map(\.kind) == [.queuedJobs])
        #expect(crowded.verdicts.map(\.isMet) == [false])
        let busy = try result([traced(0, 0, 1), traced(0, 0.5, 2), traced(1, 0.9, 2)])
        #expect(busy.limitChecks.filter { !$0.isKept }.map(\.kind) == [.runningTasks])
        let greedy = try result((0..<4).map { traced(Double($0), Double($0), Double($0) + 1) })
        #expect(
            greedy.limitChecks.filter { !$0.isKept }.map(\.kind) == [.dailyCompute, .submitRate])
    }

    @Test func `is drawn beside the same scenario without fair share`() throws {
        let fair = LoadResult(
            scenario: try scenario(), jobs: [job("rush", wait: .milliseconds(4), group: 1)],
            elapsed: .seconds(10))
        let arrival = LoadResult(
            scenario: try scenario(), jobs: [job("rush", wait: .seconds(3), group: 1)],
            elapsed: .seconds(10))
        let picture = Comparison(fair: fair, arrival: arrival).svg
        #expect(picture.contains("p95 of rush: 4.0 ms with fair share, 3.00 s without"))
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
