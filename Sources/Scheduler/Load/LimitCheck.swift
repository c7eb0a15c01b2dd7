public import FarmModel

/// The most that was seen used of a limit, beside the limit.
///
/// Seen from outside: a job counts from the answer to its submission until a worker is done with it,
/// a task from its start on a worker to its end there. The scheduler counts both a little longer, so
/// what is seen to exceed a limit did exceed it.
public struct LimitCheck: Equatable, Sendable {
    public var level: Entitlement.Level
    public var kind: Quota.Kind
    public var limit: Double
    public var peak: Double

    public var isKept: Bool { peak <= limit }
}

extension LoadResult {
    /// Every limit of the scenario that can be watched from outside, per account and team.
    public var limitChecks: [LimitCheck] {
        var members: [String: [JobTrace]] = [:]
        for job in jobs where job.isAccepted { members[job.account, default: []].append(job) }
        var checks: [LimitCheck] = []
        for group in scenario.accounts {
            let quota = group.entitlement.quota
            for account in group.accounts {
                let jobs = members[account] ?? []
                for limits in [quota, scenario.everyone] {
                    checks += self.checks(of: limits, .account(account), jobs)
                }
            }
        }
        for team in scenario.teams {
            let groups = scenario.accounts.filter { $0.entitlement.team == team.name }
            let jobs = groups.flatMap { $0.accounts.flatMap { members[$0] ?? [] } }
            checks += self.checks(of: team.quota, .team(team.name), jobs)
        }
        return checks
    }

    private func checks(
        of quota: Quota, _ level: Entitlement.Level, _ jobs: [JobTrace]
    ) -> [LimitCheck] {
        var checks: [LimitCheck] = []
        func check(_ kind: Quota.Kind, _ limit: Double?, _ peak: Double) {
            guard let limit else { return }
            checks.append(LimitCheck(level: level, kind: kind, limit: limit, peak: peak))
        }
        check(
            .queuedJobs, quota.queuedJobs.map(Double.init),
            LoadResult.peak(of: jobs) { job in
                guard let begin = job.answered, let end = job.completed else { return nil }
                return (begin, end)
            })
        check(
            .runningTasks, quota.runningTasks.map(Double.init),
            LoadResult.peak(of: jobs) { job in
                guard let begin = job.lastStarted, let end = job.completed else { return nil }
                return (begin, end)
            })
        check(
            .dailyCompute, quota.dailyCompute?.inSeconds,
            jobs.reduce(0) { $0 + $1.certainCost.inSeconds })
        let admitted = Double(jobs.count)
        check(
            .submitRate,
            quota.submitRate.map { rate in
                // At most `count` at once, and as many again in each period.
                Double(rate.count) * (1 + elapsed.inSeconds / max(0.001, rate.period.inSeconds))
            }, admitted)
        return checks
    }

    /// The most spans that hold at one moment.
    private static func peak(
        of jobs: [JobTrace], _ span: (JobTrace) -> (begin: Duration, end: Duration)?
    ) -> Double {
        var changes: [(moment: Duration, step: Int)] = []
        for job in jobs {
            guard let span = span(job), span.begin < span.end else { continue }
            changes.append((span.begin, 1))
            changes.append((span.end, -1))
        }
        var count = 0
        var peak = 0
        for change in changes.sorted(by: { ($0.moment, $0.step) < ($1.moment, $1.step) }) {
            count += change.step
            peak = max(peak, count)
        }
        return Double(peak)
    }
}

extension JobTrace {
    /// What the job is charged or reserved at least.
    fileprivate var certainCost: Duration {
        guard let least = computeTime?.lowerBound else { return cost }
        return min(cost, max(.zero, least - .milliseconds(5)))
    }
}
