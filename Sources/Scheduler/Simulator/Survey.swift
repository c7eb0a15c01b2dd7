import FarmModel

/// What many runs have in common: how much happened in them, and what was found.
public struct Survey: Equatable, Sendable {
    public private(set) var runs = 0

    /// In the order in which they were added.
    public private(set) var violations: [Finding] = []
    public private(set) var virtualTime: Duration = .zero
    public private(set) var happenings = 0
    public private(set) var commits = 0
    public private(set) var completedJobs = 0
    public private(set) var failedJobs = 0
    public private(set) var cancelledJobs = 0

    /// How often each fault happened, in the order of ``Report/Fault``.
    public private(set) var faults = Array(repeating: 0, count: Report.Fault.allCases.count)

    /// An invariant that did not hold, and the run that shows it.
    public struct Finding: Equatable, Sendable {
        public var seed: UInt64
        public var violation: Violation
    }

    public init() {}

    public mutating func add(_ report: Report) {
        runs += 1
        if let violation = report.violation {
            violations.append(Finding(seed: report.seed, violation: violation))
        }
        virtualTime += report.virtualTime
        happenings += report.happenings
        commits += report.commits
        completedJobs += report.completedJobs
        failedJobs += report.failedJobs
        cancelledJobs += report.cancelledJobs
        for fault in faults.indices { faults[fault] += report.faults[fault] }
    }

    public mutating func add(_ other: Survey) {
        runs += other.runs
        violations += other.violations
        virtualTime += other.virtualTime
        happenings += other.happenings
        commits += other.commits
        completedJobs += other.completedJobs
        failedJobs += other.failedJobs
        cancelledJobs += other.cancelledJobs
        for fault in faults.indices { faults[fault] += other.faults[fault] }
    }

    /// Plays a farm for each seed.
    public static func survey(
        _ seeds: Range<UInt64>, size: Scenario.Size = .small
    ) -> Survey {
        var survey = Survey()
        for seed in seeds {
            var simulation = Simulation(seed: seed, size: size)
            survey.add(simulation.run())
        }
        return survey
    }
}

extension Mutant {
    /// The first farm, counted from 1, in which the checker it is aimed at notices, with all others off;
    /// nil if it does not in so many.
    public func isCaught(within farms: Int) -> Int? {
        (1...farms).first { farm in
            var simulation = Simulation(
                seed: UInt64(farm - 1), mutant: self, checking: [target])
            return simulation.run().violation?.invariant == target
        }
    }
}
