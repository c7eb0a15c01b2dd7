internal import FarmModel
internal import Yams

extension Scenario {
    /// Bounds of what one machine can play.
    static let workerLimit = 10_000
    static let accountLimit = 10_000
    static let secondsLimit = 3600.0

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
        workers = file.workers.map {
            WorkerGroup(
                count: $0.count, slots: $0.slots, speed: $0.speed, failureRate: $0.failures)
        }
        var groups: [AccountGroup] = []
        for group in file.accounts { groups.append(try AccountGroup(group)) }
        accounts = groups
        var expectations: [Expectation] = []
        for expectation in file.expect ?? [] {
            expectations.append(try Expectation(expectation, among: groups))
        }
        self.expectations = expectations
    }
}

extension Scenario.AccountGroup {
    fileprivate init(_ file: ScenarioFile.Accounts) throws(ScenarioError) {
        let bounds = file.milliseconds.sorted()
        guard (1...2).contains(bounds.count), let low = bounds.first, let high = bounds.last,
            low >= 0, high <= 3_600_000
        else {
            throw ScenarioError(
                "`milliseconds` of \(file.name) must be one or two numbers from 0 to 3600000")
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
        self.init(
            name: file.name, count: file.count, arrivals: arrivals,
            drill: .milliseconds(low)...(.milliseconds(high)))
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
        self.init(group: file.of, figure: figure, bound: bound)
    }
}
