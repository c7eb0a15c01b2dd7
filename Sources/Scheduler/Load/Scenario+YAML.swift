internal import FarmModel
internal import Yams

extension Scenario {
    /// Bounds of what one machine can play.
    static let workerLimit = 10_000
    static let accountLimit = 10_000
    static let secondsLimit = 3600.0
    static let connectionLimits = 1...256
    static let processLimit = 16

    /// Reads a scenario; throws what is wrong, where, and what would be right.
    public init(yaml text: String) throws(ScenarioError) {
        let file: ScenarioFile
        do {
            file = try YAMLDecoder().decode(ScenarioFile.self, from: text)
        } catch let error as ScenarioError {
            throw error
        } catch DecodingError.dataCorrupted(let context) {
            let inner = context.underlyingError as? ScenarioError
            throw inner ?? ScenarioError("not YAML: \(context.debugDescription)")
        } catch DecodingError.keyNotFound(let key, let context) {
            let place = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw ScenarioError("\(place.isEmpty ? "the file" : place) lacks `\(key.stringValue)`")
        } catch DecodingError.typeMismatch(_, let context) {
            let place = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw ScenarioError("`\(place)` is of the wrong kind: \(context.debugDescription)")
        } catch {
            throw ScenarioError("cannot be read: \(error)")
        }
        try self.init(file)
    }

    private init(_ file: ScenarioFile) throws(ScenarioError) {
        guard file.seconds > 0, file.seconds <= Scenario.secondsLimit else {
            throw ScenarioError(
                "`seconds` is \(file.seconds); it must be more than 0 and at most "
                    + "\(Int(Scenario.secondsLimit))")
        }
        let workerCount = file.workers.reduce(0) { $0 + max(0, $1.count) }
        guard file.workers.allSatisfy({ $0.count > 0 && (1...1024).contains($0.slots) }),
            (1...Scenario.workerLimit).contains(workerCount)
        else {
            throw ScenarioError(
                "`workers` makes \(workerCount) workers; there must be 1 to "
                    + "\(Scenario.workerLimit), each with 1 to 1024 slots")
        }
        guard file.workers.allSatisfy({ $0.speed > 0 && (0..<1).contains($0.failures) }) else {
            throw ScenarioError(
                "a `speed` must be more than 0, and `failures` at least 0 and less than 1")
        }
        let accountCount = file.accounts.reduce(0) { $0 + max(0, $1.count) }
        guard file.accounts.allSatisfy({ $0.count > 0 }),
            (1...Scenario.accountLimit).contains(accountCount)
        else {
            throw ScenarioError(
                "`accounts` makes \(accountCount) accounts; there must be 1 to "
                    + "\(Scenario.accountLimit)")
        }
        name = file.name
        about = file.about ?? ""
        seconds = file.seconds
        drainSeconds = file.drainSeconds ?? 60
        seed = file.seed ?? 1
        let names = Sharing.allCases.map(\.rawValue).joined(separator: " and ")
        guard let sharing = Sharing(rawValue: file.sharing ?? Sharing.fair.rawValue) else {
            throw ScenarioError("`sharing` is `\(file.sharing ?? "")`; known are: \(names)")
        }
        self.sharing = sharing
        connections = file.connections ?? 1
        guard Scenario.connectionLimits.contains(connections) else {
            throw ScenarioError(
                "`connections` is \(connections); there must be "
                    + "\(Scenario.connectionLimits.lowerBound) to "
                    + "\(Scenario.connectionLimits.upperBound)")
        }
        everyone = file.everyone?.quota ?? Quota()
        var teams: [Team] = []
        for team in file.teams ?? [] { teams.append(try Team(team)) }
        self.teams = teams
        var crews: [WorkerGroup] = []
        for group in file.workers { crews.append(try WorkerGroup(group, within: file.seconds)) }
        workers = crews
        var groups: [AccountGroup] = []
        for group in file.accounts { groups.append(try AccountGroup(group, among: teams)) }
        accounts = groups
        try Scenario.check(groups, on: crews)
        var expectations: [Expectation] = []
        for expectation in file.expect ?? [] {
            expectations.append(try Expectation(expectation, among: groups))
        }
        self.expectations = expectations
    }

    /// Drills need a synthetic worker, films a real one.
    private static func check(
        _ accounts: [AccountGroup], on workers: [WorkerGroup]
    ) throws(ScenarioError) {
        let hasReal = workers.contains { $0.kind == .real }
        let hasSynthetic = workers.contains { $0.kind != .real }
        for group in accounts {
            switch group.work {
            case .drills where !hasSynthetic:
                throw ScenarioError("\(group.name) submits drills, but every worker is real")
            case .films where !hasReal:
                throw ScenarioError(
                    "\(group.name) submits films: a group of workers must be `real: true`")
            case .drills, .films: break
            }
        }
    }
}

extension Scenario.Team {
    fileprivate init(_ file: ScenarioFile.Team) throws(ScenarioError) {
        self.init(
            name: file.name, weight: try ScenarioFile.weight(file.weight, of: file.name),
            quota: file.quota?.quota ?? Quota())
    }
}

extension Scenario.WorkerGroup {
    fileprivate init(
        _ file: ScenarioFile.Workers, within seconds: Double
    ) throws(ScenarioError) {
        let churn = Churn(
            joinsAt: .seconds(file.joinsAt), drainsPerSecond: file.drains,
            killsPerSecond: file.kills, away: .seconds(file.away))
        guard (0..<seconds).contains(file.joinsAt), (0...3600).contains(file.away),
            (0...1000).contains(file.drains), (0...1000).contains(file.kills)
        else {
            throw ScenarioError(
                "`joins-at` must be within the \(seconds) seconds of the test, `away` 0 to 3600 "
                    + "seconds, and rates of drains and kills 0 to 1000 a second")
        }
        guard !file.isReal || churn == .none && file.count <= Scenario.processLimit else {
            throw ScenarioError(
                "there may be at most \(Scenario.processLimit) real workers in a group, and they "
                    + "stay: only synthetic ones join late, drain and are killed")
        }
        let temper = SyntheticWorker.Temper(speed: file.speed, failureRate: file.failures)
        self.init(
            count: file.count, slots: file.slots,
            kind: file.isReal ? .real : .synthetic(temper, churn))
    }
}

extension ScenarioFile {
    fileprivate static func weight(_ weight: Int, of name: String) throws(ScenarioError) -> Int {
        guard Entitlement.weights.contains(weight) else {
            throw ScenarioError(
                "`weight` of \(name) is \(weight); it must be "
                    + "\(Entitlement.weights.lowerBound) to \(Entitlement.weights.upperBound)")
        }
        return weight
    }
}

extension Scenario.AccountGroup {
    fileprivate init(
        _ file: ScenarioFile.Accounts, among teams: [Scenario.Team]
    ) throws(ScenarioError) {
        if let team = file.team, !teams.contains(where: { $0.name == team }),
            team != Entitlement.commonTeam
        {
            throw ScenarioError("\(file.name) is in team `\(team)`, which `teams` does not name")
        }
        let arrivals: Scenario.Arrivals
        switch (file.perSecond, file.burst, file.open) {
        case (let rate?, nil, nil) where rate > 0 && rate <= 100_000:
            arrivals = .poisson(perSecond: rate)
        case (nil, let count?, nil) where (1...1_000_000).contains(count):
            arrivals = .burst(count: count, at: .seconds(file.at ?? 0))
        case (nil, nil, let open?) where (1...10_000).contains(open):
            arrivals = .closed(open: open)
        default:
            throw ScenarioError(
                "\(file.name) needs one of `per-second` (up to 100000), `burst` (up to 1000000, "
                    + "with `at` seconds) and `open` (up to 10000)")
        }
        let weight: Int? = try file.weight.map { weight throws(ScenarioError) in
            try ScenarioFile.weight(weight, of: file.name)
        }
        self.init(
            name: file.name, count: file.count, arrivals: arrivals,
            work: try Scenario.Work(file), priority: file.priority,
            entitlement: Scenario.Grant(
                team: file.team, weight: weight, quota: file.quota?.quota ?? Quota()))
    }
}

extension Scenario.Work {
    fileprivate init(_ file: ScenarioFile.Accounts) throws(ScenarioError) {
        switch (file.milliseconds, file.film) {
        case (let milliseconds?, nil):
            let bounds = milliseconds.sorted()
            guard (1...2).contains(bounds.count), let low = bounds.first, let high = bounds.last,
                low >= 0, high <= 3_600_000
            else {
                throw ScenarioError(
                    "`milliseconds` of \(file.name) must be one or two numbers from 0 to 3600000")
            }
            self = .drills(.milliseconds(low)...(.milliseconds(high)))
        case (nil, let film?):
            let sides = film.size.split(separator: "x").compactMap { Int($0) }
            guard sides.count == 2, sides.allSatisfy({ (64...4096).contains($0) && $0 % 2 == 0 }),
                (0.1...600).contains(film.seconds)
            else {
                throw ScenarioError(
                    "`film` of \(file.name) needs a `size` such as 160x90, of even numbers from 64 "
                        + "to 4096, and `seconds` from 0.1 to 600")
            }
            let format = FilmFormat(width: sides[0], height: sides[1], seconds: film.seconds)
            self = .films(FilmRequest(prompt: film.prompt, format: format, seed: 0))
        default:
            throw ScenarioError("\(file.name) needs `milliseconds` or `film`, one of them")
        }
    }
}

extension Scenario.Expectation {
    fileprivate init(
        _ file: ScenarioFile.Expectation, among groups: [Scenario.AccountGroup]
    ) throws(ScenarioError) {
        if let of = file.of, !groups.contains(where: { $0.name == of }) {
            throw ScenarioError(
                "an expectation is of `\(of)`, but the accounts are "
                    + groups.map(\.name).joined(separator: ", "))
        }
        guard let figure = Scenario.Figure(rawValue: file.figure) else {
            throw ScenarioError(
                "unknown figure `\(file.figure)`; known are: "
                    + Scenario.Figure.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let bound: Bound
        switch (file.atLeast, file.atMost) {
        case (let value?, nil): bound = .atLeast(value)
        case (nil, let value?): bound = .atMost(value)
        default:
            throw ScenarioError(
                "an expectation of `\(file.figure)` needs `at-least` or `at-most`, one of them")
        }
        var kind: Quota.Kind?
        if let by = file.by {
            kind = Quota.Kind(rawValue: by.replacing("-", with: "_"))
            guard kind != nil, figure == .refused else {
                let kinds = Quota.Kind.allCases.map { $0.rawValue.replacing("_", with: "-") }
                throw ScenarioError(
                    "`by` belongs to the figure `refused` and names one of: "
                        + kinds.joined(separator: ", "))
            }
        }
        self.init(group: file.of, figure: figure, kind: kind, bound: bound)
    }
}
