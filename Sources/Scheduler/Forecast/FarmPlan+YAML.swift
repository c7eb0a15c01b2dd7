import FarmModel

extension FarmPlan {
    /// Bounds of what one machine can play.
    static let workerLimit = 20_000
    static let accountLimit = 20_000
    static let jobLimit = 2_000_000

    /// Reads a description; `changes` replace values in it, `read` gives the text of a trace it names.
    public init(
        yaml text: String, file: String, changes: [(path: String, value: String)] = [],
        read: (String) throws -> String
    ) throws {
        var root = try PlanNode(yaml: text, file: file)
        for (path, value) in changes { root = try root.setting(path, to: value) }
        try root.allow([
            "name", "about", "seed", "span", "patience", "settings", "workers", "farm", "teams",
            "accounts", "trace",
        ])
        name = try root.child("name")?.word() ?? "a farm"
        about = try root.child("about")?.word() ?? ""
        seed = UInt64(try root.integer("seed", in: 0...Int.max, otherwise: 1))
        span = try root.time(
            "span", in: .seconds(60)...(.seconds(7 * 86_400)), otherwise: .seconds(86_400))
        patience = try root.time(
            "patience", in: .zero...(.seconds(30 * 86_400)), otherwise: .seconds(86_400))
        settings = try Settings(root.child("settings"))
        workers = try root.needed("workers").elements().map { try WorkerGroup($0) }
        farmQuota = try root.child("farm").map { try Quota(level: $0) } ?? Quota()
        teams = try root.child("teams")?.elements().map { try Team($0) } ?? []
        accounts = try root.child("accounts")?.elements().map { try AccountGroup($0) } ?? []
        trace = []
        if let place = try root.child("trace") {
            let text = try read(try place.word())
            trace = try TraceText(text, file: try place.word()).jobs
        }
        try check(root)
    }

    private func check(_ root: PlanNode) throws(FarmPlanError) {
        let workerCount = workers.reduce(0) { $0 + $1.count }
        guard (1...FarmPlan.workerLimit).contains(workerCount) else {
            throw root.wrong(
                "has \(workerCount) workers; there must be 1 to \(FarmPlan.workerLimit)")
        }
        let accountCount = accounts.reduce(0) { $0 + $1.count }
        guard accountCount <= FarmPlan.accountLimit else {
            throw root.wrong(
                "has \(accountCount) accounts; there may be \(FarmPlan.accountLimit)")
        }
        guard !accounts.isEmpty || !trace.isEmpty else {
            throw root.wrong("has no work: add `accounts` with `jobs`, or a `trace`")
        }
        let known = teams.map(\.name) + [Entitlement.commonTeam]
        for group in accounts where !known.contains(group.team) {
            throw root.wrong(
                "puts \(group.name) into the team \(group.team), which it does not have; it has: "
                    + known.joined(separator: ", "))
        }
        let names = workers.map(\.name)
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw root.wrong("has two groups of workers named \(name)")
        }
    }
}

extension FarmPlan.Settings {
    fileprivate init(_ place: PlanNode?) throws(FarmPlanError) {
        guard let place else { return }
        try place.allow([
            "lease", "maximum-attempts", "retry-pause", "set-aside-after", "restart",
        ])
        lease = try place.time("lease", in: .seconds(5)...(.seconds(3600)), otherwise: lease)
        maximumAttempts = try place.integer(
            "maximum-attempts", in: 1...100, otherwise: maximumAttempts)
        retryPause = try place.time(
            "retry-pause", in: .milliseconds(100)...(.seconds(3600)), otherwise: retryPause)
        setAsideAfter = try place.integer(
            "set-aside-after", in: 1...1000, otherwise: setAsideAfter)
        restart = try place.time("restart", in: .zero...(.seconds(86_400)), otherwise: restart)
    }
}

extension FarmPlan.WorkerGroup {
    fileprivate init(_ place: PlanNode) throws(FarmPlanError) {
        try place.allow([
            "name", "count", "slots", "engines", "tags", "gpu-gib", "speed", "failures",
            "crashes-per-day", "hours",
        ])
        name = try place.needed("name").word()
        count = try place.integer("count", in: 1...FarmPlan.workerLimit, otherwise: 1)
        slots = try place.integer("slots", in: 1...1024, otherwise: 1)
        let names = try place.child("engines")?.words() ?? ["director", "previz", "soundtrack"]
        engines = names.map { EngineID($0) }
        tags = try place.child("tags")?.words() ?? []
        gpuMemory = UInt64(
            try place.number("gpu-gib", in: 0...4096, otherwise: 0) * 1_073_741_824)
        speed = try place.number("speed", in: 0.01...1000, otherwise: 1)
        failureRate = try place.number("failures", in: 0...0.99, otherwise: 0)
        crashesPerDay = try place.number("crashes-per-day", in: 0...1000, otherwise: 0)
        guard let hours = try place.child("hours") else {
            self.hours = nil
            return
        }
        let text = try hours.word()
        let bounds = text.split(separator: "-").map { PlanNode.timeOfDay($0) }
        guard bounds.count == 2, let begin = bounds[0], let end = bounds[1], begin < end else {
            throw hours.wrong("is \(text); it must be two times of day such as 8:00-20:00")
        }
        self.hours = begin..<end
    }
}

extension FarmPlan.Team {
    fileprivate init(_ place: PlanNode) throws(FarmPlanError) {
        try place.allow(["name", "weight", "quota"])
        name = try place.needed("name").word()
        weight = try place.integer(
            "weight", in: Entitlement.weights, otherwise: Entitlement.usualWeight)
        quota =
            try place.child("quota").map { place throws(FarmPlanError) in try Quota(place) }
            ?? Quota()
    }
}

extension FarmPlan.AccountGroup {
    fileprivate init(_ place: PlanNode) throws(FarmPlanError) {
        try place.allow(["name", "count", "team", "weight", "quota", "jobs"])
        name = try place.needed("name").word()
        count = try place.integer("count", in: 1...FarmPlan.accountLimit, otherwise: 1)
        team = try place.child("team")?.word() ?? Entitlement.commonTeam
        weight = try place.integer(
            "weight", in: Entitlement.weights, otherwise: Entitlement.usualWeight)
        quota =
            try place.child("quota").map { place throws(FarmPlanError) in try Quota(place) }
            ?? Quota()
        var sources: [FarmPlan.JobSource] = []
        for source in try place.child("jobs")?.elements() ?? [] {
            sources.append(try FarmPlan.JobSource(source))
        }
        jobs = sources
    }
}

extension FarmPlan.JobSource {
    fileprivate init(_ place: PlanNode) throws(FarmPlanError) {
        try place.allow([
            "name", "per-day", "profile", "burst", "at", "film-seconds", "compute-per-second",
            "engine", "gpu-gib", "tags", "priority",
        ])
        switch (try place.child("per-day"), try place.child("burst")) {
        case (let rate?, nil):
            let weights = try place.child("profile").map { place throws(FarmPlanError) in
                try FarmPlan.weights(place)
            }
            arrivals = .daily(
                try rate.number(in: 0...10_000_000),
                weights: weights ?? FarmPlan.profiles[0].weights)
        case (nil, let count?):
            arrivals = .burst(
                count: try count.integer(in: 1...1_000_000),
                at: try place.child("at")?.timeOfDay() ?? .zero)
        default:
            throw place.wrong(
                "needs one of `per-day`, with a `profile`, and `burst`, with `at` a time of day")
        }
        film = FarmPlan.Film(
            seconds: try place.child("film-seconds")?.span(in: 1...7200) ?? 5...5,
            computePerSecond: try place.needed("compute-per-second").span(in: 0.001...86_400),
            engine: EngineID(try place.child("engine")?.word() ?? "previz"),
            gpuMemory: UInt64(
                try place.number("gpu-gib", in: 0...4096, otherwise: 0) * 1_073_741_824),
            tags: try place.child("tags")?.words() ?? [],
            priority: try place.integer("priority", in: -1000...1000, otherwise: 0))
    }
}

extension FarmPlan {
    /// The name of a profile, or 24 numbers.
    fileprivate static func weights(_ place: PlanNode) throws(FarmPlanError) -> [Double] {
        guard place.isList else {
            let name = try place.word()
            guard let profile = profiles.first(where: { $0.name == name }) else {
                throw place.wrong(
                    "is \(name); it must be a list of 24 numbers or one of "
                        + profiles.map(\.name).joined(separator: ", "))
            }
            return profile.weights
        }
        var weights: [Double] = []
        for element in try place.elements() {
            weights.append(try element.number(in: 0...1_000_000))
        }
        guard weights.count == 24, weights.contains(where: { $0 > 0 }) else {
            throw place.wrong(
                "has \(weights.count) numbers; it must have 24, not all of them 0")
        }
        return weights
    }
}

extension Quota {
    /// Of a level that has nothing else.
    fileprivate init(level place: PlanNode) throws(FarmPlanError) {
        try place.allow(["quota"])
        self =
            try place.child("quota").map { place throws(FarmPlanError) in try Quota(place) }
            ?? Quota()
    }

    /// The keys are those of `reelmill quota set`.
    fileprivate init(_ place: PlanNode) throws(FarmPlanError) {
        try place.allow([
            "submit-rate", "queued-jobs", "running-tasks", "daily-compute", "monthly-compute",
            "daily-film", "monthly-film", "stored-bytes", "longest-film", "largest-frame",
            "engines", "priority-ceiling",
        ])
        self.init()
        let counts = 0...1_000_000_000
        let times = Duration.zero...(.seconds(1_000_000_000))
        submitRate = try place.child("submit-rate")?.rate()
        queuedJobs = try place.child("queued-jobs")?.integer(in: counts)
        runningTasks = try place.child("running-tasks")?.integer(in: counts)
        dailyCompute = try place.child("daily-compute")?.time(in: times)
        monthlyCompute = try place.child("monthly-compute")?.time(in: times)
        dailyFilm = try place.child("daily-film")?.time(in: times)
        monthlyFilm = try place.child("monthly-film")?.time(in: times)
        storedBytes = try place.child("stored-bytes")?.integer(in: 0...Int.max)
        longestFilm = try place.child("longest-film")?.time(in: times)
        largestFrame = try place.child("largest-frame")?.frame()
        engines = try place.child("engines")?.words().map { EngineID($0) }
        priorityCeiling = try place.child("priority-ceiling")?.integer(in: -1000...1000)
    }
}

/// A trace of submissions as CSV: `at,account,film_seconds,compute_seconds` and perhaps `priority`.
struct TraceText {
    var jobs: [FarmPlan.TracedJob] = []

    init(_ text: String, file: String) throws(FarmPlanError) {
        var columns: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                .map { String($0.filter { $0 != "\r" && $0 != " " }) }
            guard cells.contains(where: { !$0.isEmpty }), cells.first?.first != "#" else {
                continue
            }
            guard !columns.isEmpty else {
                columns = try TraceText.columns(cells, "\(file):\(index + 1)")
                continue
            }
            guard jobs.count < FarmPlan.jobLimit else {
                throw FarmPlanError("\(file) has more than \(FarmPlan.jobLimit) jobs")
            }
            jobs.append(try TraceText.job(cells, columns, "\(file):\(index + 1)"))
        }
        guard !jobs.isEmpty else { throw FarmPlanError("\(file) has no job") }
    }

    private static let needed = ["at", "account", "film_seconds", "compute_seconds"]

    private static func columns(
        _ cells: [String], _ place: String
    ) throws(FarmPlanError) -> [String] {
        guard needed.allSatisfy(cells.contains), cells.allSatisfy((needed + ["priority"]).contains)
        else {
            throw FarmPlanError(
                "\(place): the columns are \(cells.joined(separator: ",")); they must be "
                    + needed.joined(separator: ",") + " and perhaps priority")
        }
        return cells
    }

    private static func job(
        _ cells: [String], _ columns: [String], _ place: String
    ) throws(FarmPlanError) -> FarmPlan.TracedJob {
        guard cells.count == columns.count else {
            throw FarmPlanError(
                "\(place): there are \(cells.count) cells for \(columns.count) columns")
        }
        func cell(_ name: String) -> String {
            columns.firstIndex(of: name).map { cells[$0] } ?? ""
        }
        func number(_ name: String, _ range: ClosedRange<Double>) throws(FarmPlanError) -> Double {
            guard let number = Double(cell(name)), range.contains(number) else {
                throw FarmPlanError(
                    "\(place): \(name) is `\(cell(name))`; it must be a number from "
                        + "\(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        let at: Duration
        if let time = PlanNode.timeOfDay(cell("at")) {
            at = time
        } else {
            at = .milliseconds(Int64(try number("at", 0...604_800) * 1000))
        }
        guard !cell("account").isEmpty else { throw FarmPlanError("\(place): account is empty") }
        let priority = columns.contains("priority") ? try number("priority", -1000...1000) : 0
        return FarmPlan.TracedJob(
            at: at, account: cell("account"), filmSeconds: try number("film_seconds", 1...7200),
            compute: try number("compute_seconds", 0.001...10_000_000), priority: Int(priority))
    }
}
