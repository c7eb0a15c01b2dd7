internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import Foundation
internal import HeapModule

/// Carries a scenario out against a running farm.
public struct LoadRun: ~Copyable {
    /// How a test stands, once a second.
    public struct Standing: Equatable, Sendable {
        public var elapsed: Duration
        public var submitted: Int
        public var accepted: Int
        public var refused: Int
        public var completed: Int

        /// Completed in the last second.
        public var pace: Int
    }

    /// Unanswered submissions at most; arrivals wait beyond.
    static let openLimit = 4096

    /// Between two looks at films under way.
    static let inquiryInterval: Duration = .milliseconds(250)

    let scenario: Scenario
    private let crews: [Crew]
    var client: LoadClient
    var jobs: [JobTrace] = []

    /// Places in `jobs` of accepted jobs; looked up, never walked.
    private var places: [JobID: Int] = [:]

    /// Films that have not ended, in the order of their acceptance.
    private var films: [JobID] = []
    private var nextInquiry: Duration = .zero

    /// How many records of each crew have been read.
    private var readCounts: [Int]

    /// Members of closed loops that were refused, by when they may ask again.
    private var patients = Heap<Patient>()
    private var accepted = 0
    private var refused = 0
    private var completed = 0
    private var chance: SplitMix64

    /// Workers of one kind and their thread.
    private struct Crew: Sendable {
        let fleet: SyntheticFleet
        let end = ThreadEnd()
    }

    private struct Patient: Comparable {
        var moment: Duration
        var group: Int
        var account: String

        static func < (earlier: Patient, later: Patient) -> Bool {
            (earlier.moment, earlier.group, earlier.account)
                < (later.moment, later.group, later.account)
        }
    }

    let setup = Stopwatch()

    public init(_ scenario: Scenario, target: LoadTarget) throws {
        self.scenario = scenario
        let setup = setup
        crews = scenario.workers.enumerated().compactMap { number, group in
            guard case .synthetic(let temper, let churn) = group.kind else { return nil }
            let plan = SyntheticFleet.Plan(
                name: "synthetic-\(number + 1)", workers: group.count, slots: group.slots,
                temper: temper, churn: churn, seconds: scenario.seconds,
                seed: scenario.seed &* 1000 &+ UInt64(number))
            return Crew(fleet: SyntheticFleet(plan, target: target, watch: setup))
        }
        readCounts = crews.map { _ in 0 }
        chance = SplitMix64(seed: ~scenario.seed)
        client = try LoadClient(target, watch: setup, connections: scenario.connections)
    }

    /// Runs the scenario; `report` hears how it stands once a second.
    ///
    /// Blocks its thread; `isCancelled` is asked often.
    public mutating func run(
        isCancelled: () -> Bool, report: (Standing) -> Void
    ) throws -> LoadResult {
        try grantEntitlements()
        let opening = try accountUse()
        for crew in crews {
            Thread.detachNewThread { crew.end.finish { try crew.fleet.run() } }
        }
        defer { for crew in crews { crew.fleet.stop() } }
        try muster()
        let start = setup.elapsed
        for crew in crews { crew.fleet.begin(at: start) }
        try play(from: start, isCancelled: isCancelled, report: report)
        let elapsed = setup.elapsed - start
        var result = LoadResult(
            scenario: scenario, jobs: jobs.map { $0.counted(from: start) }, elapsed: elapsed)
        result.fates = crews.flatMap(\.fleet.fates)
        if !isCancelled() { result.ledgerFindings = try auditLedger(since: opening) }
        return result
    }

    private mutating func play(
        from start: Duration, isCancelled: () -> Bool, report: (Standing) -> Void
    ) throws {
        var pending = scenario.arrivals[...]
        try openClosedLoops()
        var reported = (moment: start, completed: 0)
        let end = start + .seconds(scenario.seconds)
        while !isCancelled() {
            for crew in crews { try crew.end.check() }
            let now = setup.elapsed
            while let next = pending.first, start + next.moment <= now,
                client.openCount < LoadRun.openLimit
            {
                guard try submit(next) else { break }
                pending.removeFirst()
            }
            while now < end, let patient = patients.min, patient.moment <= now {
                patients.removeMin()
                try submitNext(group: patient.group, patient.account)
            }
            try hear(within: pause(until: pending.first.map { start + $0.moment }), before: end)
            try inquire(at: now)
            try collect(isArriving: now < end)
            if now - reported.moment >= .seconds(1) {
                report(standing(since: start, pace: completed - reported.completed))
                reported = (now, completed)
            }
            let isDone = pending.isEmpty && client.openCount == 0 && completed >= accepted
            if now > end + .seconds(scenario.drainSeconds) || isDone && now >= start + closing {
                break
            }
        }
        report(standing(since: start, pace: completed - reported.completed))
    }

    /// A closed loop goes on until the end of the arrivals.
    private var closing: Duration {
        let isClosed = scenario.accounts.contains { group in
            if case .closed = group.arrivals { true } else { false }
        }
        return isClosed ? .seconds(scenario.seconds) : .zero
    }

    /// Waits until every worker that is there from the start is welcomed.
    private mutating func muster() throws {
        let start = setup.elapsed
        let realCount = scenario.workers.filter { $0.kind == .real }.reduce(0) { $0 + $1.count }
        let expected = realCount + crews.reduce(0) { $0 + $1.fleet.musterCount }
        while true {
            for crew in crews { try crew.end.check() }
            if crews.allSatisfy({ $0.fleet.welcomedCount >= $0.fleet.musterCount }),
                try realCount == 0 || connectedWorkers() >= expected
            {
                return
            }
            guard setup.elapsed - start < LoadClient.patience else {
                throw LoadError.silent(LoadClient.patience)
            }
            Thread.sleep(forTimeInterval: 0.002)
        }
    }

    private mutating func connectedWorkers() throws -> Int {
        guard case .status(let status) = try client.ask(.status) else { return 0 }
        return status.workers
    }

    private mutating func openClosedLoops() throws {
        for (index, group) in scenario.accounts.enumerated() {
            guard case .closed(let open) = group.arrivals else { continue }
            for account in group.accounts {
                for _ in 0..<open { try submitNext(group: index, account) }
            }
        }
    }

    private mutating func submitNext(group: Int, _ account: String) throws {
        let work = scenario.accounts[group].draw(&chance)
        let next = Arrival(moment: setup.elapsed, group: group, account: account, work: work)
        while try !submit(next) { Thread.sleep(forTimeInterval: 0.001) }
    }

    private mutating func submit(_ arrival: Arrival) throws -> Bool {
        let order = LoadClient.Order(
            account: arrival.account, arrival.work,
            priority: scenario.accounts[arrival.group].priority)
        guard try client.submit(order) else { return false }
        jobs.append(
            JobTrace(
                group: arrival.group, account: arrival.account, cost: arrival.cost,
                submitted: setup.elapsed))
        return true
    }

    private func pause(until next: Duration?) -> Duration {
        let longest: Duration = .milliseconds(5)
        return next.map { max(.zero, min(longest, $0 - setup.elapsed)) } ?? longest
    }

    private mutating func hear(within pause: Duration, before end: Duration) throws {
        for record in try client.answers(within: pause) {
            jobs[record.order].answered = record.answered
            switch record.answer {
            case .accepted(let job):
                places[job] = record.order
                accepted += 1
                let group = scenario.accounts[jobs[record.order].group]
                if case .films = group.work { films.append(job) }
            case .refused(let refusal):
                jobs[record.order].refusal = JobTrace.Refusal(refusal)
                refused += 1
                askAgain(jobs[record.order], after: refusal)
            }
        }
    }

    /// A closed loop keeps its size: who is refused asks again when the refusal says.
    private mutating func askAgain(_ job: JobTrace, after refusal: Refusal) {
        guard case .closed = scenario.accounts[job.group].arrivals,
            let wait = refusal.retryAfter
        else { return }
        patients.insert(
            Patient(moment: setup.elapsed + wait, group: job.group, account: job.account))
    }

    /// Reads what the workers have done; keeps closed loops closed.
    private mutating func collect(isArriving: Bool) throws {
        var ended: [Int] = []
        for (index, crew) in crews.enumerated() {
            let records = crew.fleet.records(after: readCounts[index])
            var read = 0
            for record in records {
                // A worker may be done before the client hears that the job was accepted.
                guard let place = places[record.job] else { break }
                read += 1
                if note(record, at: place) { ended.append(place) }
            }
            readCounts[index] += read
        }
        for report in client.takeReports() {
            guard let place = places[report.id] else { continue }
            if note(report, at: place) { ended.append(place) }
        }
        guard isArriving else { return }
        for place in ended {
            guard case .closed = scenario.accounts[jobs[place].group].arrivals else { continue }
            try submitNext(group: jobs[place].group, jobs[place].account)
        }
    }

    /// True where the job is completed with that.
    private mutating func note(_ record: SyntheticWorker.Ended, at place: Int) -> Bool {
        jobs[place].started = min(jobs[place].started ?? record.started, record.started)
        guard record.isSuccess else {
            jobs[place].failedAttempts += 1
            return false
        }
        let span = jobs[place].computeTime ?? record.computeTime...record.computeTime
        jobs[place].computeTime =
            min(span.lowerBound, record.computeTime)...max(span.upperBound, record.computeTime)
        guard jobs[place].completed == nil else { return false }
        jobs[place].lastStarted = record.started
        jobs[place].completed = record.ended
        completed += 1
        return true
    }

    private mutating func note(_ report: JobReport, at place: Int) -> Bool {
        func moment(_ instant: Instant) -> Duration {
            jobs[place].submitted + report.submitted.duration(to: instant)
        }
        if let started = report.started { jobs[place].started = moment(started) }
        guard report.state.isFinal else { return false }
        films.removeAll { $0 == report.id }
        guard case .completed = report.state, jobs[place].completed == nil,
            let finished = report.finished
        else { return false }
        jobs[place].completed = moment(finished)
        completed += 1
        return true
    }

    /// Asks how the films under way are.
    private mutating func inquire(at now: Duration) throws {
        guard now >= nextInquiry, !films.isEmpty else { return }
        nextInquiry = now + LoadRun.inquiryInterval
        for film in films { try client.inquire(film) }
    }

    private func standing(since start: Duration, pace: Int) -> Standing {
        Standing(
            elapsed: setup.elapsed - start, submitted: jobs.count, accepted: accepted,
            refused: refused, completed: completed, pace: pace)
    }
}

extension JobTrace {
    fileprivate func counted(from start: Duration) -> JobTrace {
        var trace = self
        trace.submitted -= start
        trace.answered = answered.map { $0 - start }
        trace.started = started.map { $0 - start }
        trace.lastStarted = lastStarted.map { $0 - start }
        trace.completed = completed.map { $0 - start }
        return trace
    }
}
