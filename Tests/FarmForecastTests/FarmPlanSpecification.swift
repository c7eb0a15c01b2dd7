import FarmForecast
import FarmModel
import Testing

@Suite struct `A farm description` {
    static let text = """
        name: small
        span: 6h
        workers:
          - name: big
            count: 2
            slots: 3
            gpu-gib: 24
            hours: 8:00-20:30
        teams:
          - name: film
            weight: 300
            quota: { running-tasks: 4, submit-rate: 10/60s, daily-compute: 2h }
        accounts:
          - name: ada
            count: 2
            team: film
            jobs:
              - per-day: 24
                profile: office
                compute-per-second: [1, 3]
              - burst: 5
                at: 9:30
                film-seconds: 4
                compute-per-second: 2
        """

    private func plan(
        _ text: String = text, _ changes: [(path: String, value: String)] = []
    ) throws -> FarmPlan {
        try FarmPlan(yaml: text, file: "farm.yaml", changes: changes) { _ in
            "at,account,film_seconds,compute_seconds\n9:00,eve,5,10\n60,ada-1,2.5,7\n"
        }
    }

    @Test func `tells of workers, teams and work`() throws {
        let plan = try plan()
        #expect(plan.span == .seconds(21_600))
        #expect(plan.workers[0].slots == 3)
        #expect(plan.workers[0].hours == .seconds(28_800)..<(.seconds(73_800)))
        #expect(plan.workers[0].gpuMemory == 24 << 30)
        #expect(plan.teams[0].quota.submitRate == Quota.Rate(count: 10, per: .seconds(60)))
        #expect(plan.teams[0].quota.dailyCompute == .seconds(7200))
        #expect(plan.accounts[0].accounts == ["ada-1", "ada-2"])
        #expect(plan.accounts[0].jobs[0].film.computePerSecond == 1...3)
        #expect(plan.accounts[0].jobs[1].arrivals == .burst(count: 5, at: .seconds(34_200)))
    }

    @Test func `takes changes by names and places`() throws {
        let plan = try plan(
            Self.text,
            [("workers.big.count", "8"), ("teams.film.quota.running-tasks", "9"), ("seed", "4")])
        #expect(plan.workers[0].count == 8)
        #expect(plan.teams[0].quota.runningTasks == 9)
        #expect(plan.teams[0].weight == 300)
        #expect(plan.seed == 4)
    }

    @Test func `may name a trace`() throws {
        let plan = try plan(Self.text + "\ntrace: day.csv\n")
        #expect(plan.trace.map(\.account) == ["eve", "ada-1"])
        #expect(plan.trace.map(\.at) == [.seconds(32_400), .seconds(60)])
        #expect(plan.trace[1].compute == 7)
    }

    @Test(arguments: [
        ("count: 2\n    slots", "cuont: 2\n    slots", "farm.yaml:5: unknown key `cuont`"),
        ("slots: 3", "slots: many", "farm.yaml:6: `workers.big.slots` is many"),
        ("weight: 300", "weight: 3000", "from 1 to 1000"),
        ("team: film", "team: flim", "the team flim"),
        ("profile: office", "profile: night", "flat, office, evening"),
        ("burst: 5", "burst: 5\n        per-day: 3", "needs one of `per-day`"),
        ("10/60s", "10", "must be COUNT/TIME"),
        ("8:00-20:30", "20:30-8:00", "two times of day"),
        ("span: 6h", "span: 6 weeks", "a time such as 90s, 15m"),
        ("compute-per-second: 2\n", "", "lacks `compute-per-second`"),
        ("name: small", "name: [", "not YAML"),
    ])
    func `names file, line, key and remedy of a mistake`(
        old: String, new: String, message: String
    ) throws {
        try #require(Self.text.contains(old) || old.hasSuffix("\n"))
        let text = (Self.text + "\n").replacing(old, with: new)
        let error = #expect(throws: FarmPlanError.self) { try plan(text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("workers.huge.count", "there is no `huge`"), ("workers.big.cuont", "unknown key `cuont`"),
        ("span.hours", "goes below a plain value"),
    ])
    func `refuses a change to what it does not have`(path: String, message: String) throws {
        let error = #expect(throws: FarmPlanError.self) { try plan(Self.text, [(path, "1")]) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("", "has no job"), ("a,b\n1,2\n", "the columns are a,b"),
        ("at,account,film_seconds,compute_seconds\nnoon,ada,5,1\n", "day.csv:2: at is `noon`"),
        ("at,account,film_seconds,compute_seconds\n1,ada,5\n", "3 cells for 4 columns"),
        ("at,account,film_seconds,compute_seconds\n1,ada,0,5\n", "film_seconds is `0`"),
    ])
    func `names the line of a trace that is wrong`(trace: String, message: String) throws {
        let error = #expect(throws: FarmPlanError.self) {
            try FarmPlan(yaml: Self.text + "\ntrace: day.csv\n", file: "farm.yaml") { _ in trace }
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}
