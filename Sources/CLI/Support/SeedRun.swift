import FarmModel
import Foundation
import SchedulerSimulator

/// Plays seeds on several processors at once.
struct SeedRun {
    let seeds: Range<UInt64>
    let size: Scenario.Size
    let threads: Int?

    /// Seeds that are played before anything is said of them.
    private static let block: UInt64 = 50

    struct Outcome {
        var survey: Survey

        /// Nil where nobody measured it.
        var elapsed: Duration?

        /// The first seed that was not played; nil if all were.
        var next: UInt64?
    }

    /// Plays until all are done or `isCancelled`; `onProgress` hears how far it is.
    func play(
        isCancelled: () -> Bool, onProgress: (String) -> Void
    ) async -> Outcome {
        let start = ContinuousClock.now
        let lanes = threads ?? ProcessInfo.processInfo.activeProcessorCount
        return await withTaskGroup(of: Survey.self) { group in
            var next = seeds.lowerBound
            var survey = Survey()
            for _ in 0..<lanes { next = begin(next, in: &group) }
            // Blocks end in any order, but every one that was begun is played to its end.
            while let block = await group.next() {
                survey.add(block)
                onProgress(line(survey, start.duration(to: .now)))
                if !isCancelled() { next = begin(next, in: &group) }
            }
            return Outcome(
                survey: survey, elapsed: start.duration(to: .now),
                next: next < seeds.upperBound ? next : nil)
        }
    }

    private func begin(_ first: UInt64, in group: inout TaskGroup<Survey>) -> UInt64 {
        let last = min(seeds.upperBound, first + (size == .small ? SeedRun.block : 1))
        guard first < last else { return first }
        let size = size
        group.addTask { Survey.survey(first..<last, size: size) }
        return last
    }

    private func line(_ survey: Survey, _ elapsed: Duration) -> String {
        let part = Double(survey.runs) / Double(seeds.count)
        let filled = Int(part * 30)
        let bar =
            String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        let left = elapsed.fractionalSeconds * (1 / max(part, 0.000_1) - 1)
        return "\(bar) \(survey.runs)/\(seeds.count) farms, "
            + String(format: "%.0f a second, %.0f s left, ", rate(survey, elapsed), left)
            + "\(survey.violations.count) violations"
    }

    private func rate(_ survey: Survey, _ elapsed: Duration) -> Double {
        Double(survey.runs) / max(elapsed.fractionalSeconds, 0.001)
    }
}

/// What was played, for people.
struct SurveyText {
    var lines: [String]

    init(
        _ outcome: SeedRun.Outcome, _ size: SimulatedSizeOptions, mutant: String? = nil
    ) {
        let survey = outcome.survey
        lines = survey.violations.flatMap { finding in
            [
                "seed \(finding.seed) violates \(finding.violation.invariant.rawValue) after "
                    + "\(finding.violation.milliseconds) ms: \(finding.violation.message)",
                "  " + size.command(replaying: finding.seed, mutant: mutant),
            ]
        }
        let hours = survey.virtualTime.fractionalSeconds / 3600
        let pace = outcome.elapsed.map { elapsed in
            String(
                format: " in %.1f s, %.0f farms and %.0f events a second",
                elapsed.fractionalSeconds,
                Double(survey.runs) / max(elapsed.fractionalSeconds, 0.001),
                Double(survey.happenings) / max(elapsed.fractionalSeconds, 0.001))
        }
        lines.append("\(survey.runs) farms, \(survey.violations.count) violations" + (pace ?? ""))
        lines.append(
            "\(String(format: "%.1f", hours)) hours of virtual time, \(survey.happenings) events, "
                + "\(survey.commits) commits; \(survey.completedJobs) jobs completed, "
                + "\(survey.failedJobs) failed, \(survey.cancelledJobs) cancelled")
        lines.append("FAULT".padding(toLength: 24, withPad: " ", startingAt: 0) + "TIMES")
        for fault in Report.Fault.allCases {
            lines.append(
                fault.name.padding(toLength: 24, withPad: " ", startingAt: 0)
                    + "\(survey.faults[fault.rawValue])")
        }
    }
}

/// What was played, for programs.
struct SurveyJSON: Encodable {
    struct Finding: Encodable {
        var seed: UInt64
        var invariant: String
        var milliseconds: Int64
        var message: String
        var replay: String
    }

    var farms: Int
    var seconds: Double?
    var virtualSeconds: Double
    var events: Int
    var commits: Int
    var completedJobs: Int
    var failedJobs: Int
    var cancelledJobs: Int
    var faults: [String: Int]
    var violations: [Finding]

    init(
        _ outcome: SeedRun.Outcome, _ size: SimulatedSizeOptions, mutant: String? = nil
    ) {
        let survey = outcome.survey
        farms = survey.runs
        seconds = outcome.elapsed?.fractionalSeconds
        virtualSeconds = survey.virtualTime.fractionalSeconds
        events = survey.happenings
        commits = survey.commits
        completedJobs = survey.completedJobs
        failedJobs = survey.failedJobs
        cancelledJobs = survey.cancelledJobs
        faults = Dictionary(
            uniqueKeysWithValues: Report.Fault.allCases.map {
                ($0.name, survey.faults[$0.rawValue])
            })
        violations = survey.violations.map { finding in
            Finding(
                seed: finding.seed, invariant: finding.violation.invariant.rawValue,
                milliseconds: finding.violation.milliseconds, message: finding.violation.message,
                replay: size.command(replaying: finding.seed, mutant: mutant))
        }
    }
}

extension Report.Fault {
    fileprivate var name: String { "\(self)" }
}

extension Duration {
    fileprivate var fractionalSeconds: Double { Double(milliseconds) / 1000 }
}
