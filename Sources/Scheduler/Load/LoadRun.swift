internal import FarmModel
internal import FarmTransport
internal import Foundation
internal import Synchronization

/// Carries a scenario out against a running farm.
public struct LoadRun: ~Copyable {
    /// How a test stands, once a second.
    public struct Standing: Equatable, Sendable {
        public var elapsed: Duration
        public var submitted: Int
        public var accepted: Int
        public var refused: Int
        public var completed: Int
    }

    /// Unanswered submissions at most; arrivals wait beyond.
    static let openLimit = 4096

    private let scenario: Scenario
    private let crews: [Crew]
    private var client: LoadClient
    private var jobs: [JobTrace] = []

    /// Places in `jobs` of accepted jobs; looked up, never walked.
    private var places: [JobID: Int] = [:]

    /// How many records of each crew have been read.
    private var readCounts: [Int]
    private var accepted = 0
    private var refused = 0
    private var completed = 0
    private var chance: SplitMix64

    /// Workers of one kind and their thread.
    private struct Crew: Sendable {
        let fleet: SyntheticFleet
        let end = ThreadEnd()
    }

    private let setup = Stopwatch()

    public init(_ scenario: Scenario, target: LoadTarget) throws {
        self.scenario = scenario
        let setup = setup
        let crews = scenario.workers.map { group in
            Crew(
                fleet: SyntheticFleet(
                    SyntheticFleet.Plan(
                        workers: group.count, slots: group.slots,
                        temper: SyntheticWorker.Temper(
                            speed: group.speed, failureRate: group.failureRate)),
                    target: target, watch: setup))
        }
        readCounts = crews.map { _ in 0 }
        chance = SplitMix64(seed: ~scenario.seed)
        self.crews = crews
        client = try LoadClient(target, watch: setup)
    }

    /// Runs the scenario; `report` hears how it stands once a second.
    ///
    /// Blocks its thread; `isCancelled` is asked often.
    public mutating func run(
        isCancelled: () -> Bool, report: (Standing) -> Void
    ) throws -> LoadResult {
        for crew in crews {
            Thread.detachNewThread { crew.end.finish { try crew.fleet.run() } }
        }
        defer { for crew in crews { crew.fleet.stop() } }
        try muster()
        let start = setup.elapsed
        var pending = scenario.arrivals[...]
        try openClosedLoops()
        var reported = start
        let last = start + .seconds(scenario.seconds + scenario.drainSeconds)
        while !isCancelled() {
            for crew in crews { try crew.end.check() }
            let now = setup.elapsed
            while let next = pending.first, start + next.moment <= now,
                client.openCount < LoadRun.openLimit
            {
                guard try submit(next) else { break }
                pending.removeFirst()
            }
            try hear(within: pause(until: pending.first.map { start + $0.moment }))
            try collect(isArriving: now < start + .seconds(scenario.seconds))
            if now - reported >= .seconds(1) {
                reported = now
                report(standing(since: start))
            }
            let isDone = pending.isEmpty && client.openCount == 0 && completed >= accepted
            if now > last || isDone && now >= start + closing { break }
        }
        report(standing(since: start))
        return LoadResult(
            scenario: scenario, jobs: jobs.map { $0.counted(from: start) },
            elapsed: setup.elapsed - start)
    }

    /// A closed loop goes on until the end of the arrivals.
    private var closing: Duration {
        let isClosed = scenario.accounts.contains { group in
            if case .closed = group.arrivals { true } else { false }
        }
        return isClosed ? .seconds(scenario.seconds) : .zero
    }

    /// Waits until every worker is welcomed.
    private func muster() throws {
        let start = setup.elapsed
        while zip(crews, scenario.workers).contains(where: {
            $0.fleet.welcomedCount < $1.count
        }) {
            for crew in crews { try crew.end.check() }
            guard setup.elapsed - start < LoadClient.patience else {
                throw LoadError.silent(LoadClient.patience)
            }
            Thread.sleep(forTimeInterval: 0.002)
        }
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
        let drill = scenario.accounts[group].draw(&chance)
        let next = Arrival(moment: setup.elapsed, group: group, account: account, drill: drill)
        while try !submit(next) { try hear(within: .milliseconds(5)) }
    }

    private mutating func submit(_ arrival: Arrival) throws -> Bool {
        let order = LoadClient.Order(account: arrival.account, drill: arrival.drill)
        guard try client.submit(order) else { return false }
        jobs.append(
            JobTrace(
                group: arrival.group, account: arrival.account, cost: arrival.drill.duration,
                submitted: setup.elapsed))
        return true
    }

    private func pause(until next: Duration?) -> Duration {
        let longest: Duration = .milliseconds(5)
        return next.map { max(.zero, min(longest, $0 - setup.elapsed)) } ?? longest
    }

    private mutating func hear(within pause: Duration) throws {
        for record in try client.answers(within: pause) {
            jobs[record.order].answered = record.answered
            switch record.answer {
            case .accepted(let job):
                places[job] = record.order
                accepted += 1
            case .refused(let code, _, _):
                jobs[record.order].refusal = code
                refused += 1
            }
        }
    }

    /// Reads what the workers have done; keeps closed loops closed.
    private mutating func collect(isArriving: Bool) throws {
        var successors: [(group: Int, account: String)] = []
        for (index, crew) in crews.enumerated() {
            let records = crew.fleet.records(after: readCounts[index])
            var read = 0
            for record in records {
                // A worker may be done before the client hears that the job was accepted.
                guard let place = places[record.job] else { break }
                read += 1
                note(record, at: place)
                guard record.isSuccess, isArriving,
                    case .closed = scenario.accounts[jobs[place].group].arrivals
                else { continue }
                successors.append((jobs[place].group, jobs[place].account))
            }
            readCounts[index] += read
        }
        for successor in successors {
            try submitNext(group: successor.group, successor.account)
        }
    }

    private mutating func note(_ record: SyntheticWorker.Ended, at place: Int) {
        jobs[place].started = min(jobs[place].started ?? record.started, record.started)
        guard record.isSuccess else { return jobs[place].failedAttempts += 1 }
        guard jobs[place].completed == nil else { return }
        jobs[place].completed = record.ended
        completed += 1
    }

    private func standing(since start: Duration) -> Standing {
        Standing(
            elapsed: setup.elapsed - start, submitted: jobs.count, accepted: accepted,
            refused: refused, completed: completed)
    }
}

/// How a thread ended, for whoever waits for what it does.
public final class ThreadEnd: Sendable {
    private let error = Mutex<(any Error)?>(nil)

    public init() {}

    public func finish(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            self.error.withLock { $0 = error }
        }
    }

    /// Throws what the thread threw.
    public func check() throws {
        if let error = error.withLock({ $0 }) { throw error }
    }
}

extension JobTrace {
    fileprivate func counted(from start: Duration) -> JobTrace {
        var trace = self
        trace.submitted -= start
        trace.answered = answered.map { $0 - start }
        trace.started = started.map { $0 - start }
        trace.completed = completed.map { $0 - start }
        return trace
    }
}
