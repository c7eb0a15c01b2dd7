internal import FarmModel
internal import FarmWire
internal import Foundation

// What accounts are granted before a test, and what they were charged after it.
extension LoadRun {
    /// How long the farm may take to hear of the last results.
    private static let settlingTime: Duration = .seconds(5)

    /// Between what a worker measured and what the scheduler believes, for each attempt.
    private static let tolerance: Duration = .milliseconds(5)

    /// Findings that are told at most.
    private static let findingLimit = 20

    /// Grants the scenario's quotas and weights.
    mutating func grantEntitlements() throws {
        if scenario.everyone != .unlimited {
            try grant(EntitlementChange(.farm, quota: scenario.everyone))
        }
        for team in scenario.teams {
            try grant(
                EntitlementChange(.team(team.name), weight: team.weight, quota: team.quota))
        }
        for group in scenario.accounts {
            let entitlement = group.entitlement
            guard entitlement != Scenario.Grant(quota: .unlimited) else { continue }
            for account in group.accounts {
                try grant(
                    EntitlementChange(
                        .account(account), team: entitlement.team, weight: entitlement.weight,
                        quota: entitlement.quota))
            }
        }
    }

    private mutating func grant(_ change: EntitlementChange) throws {
        _ = try client.ask(.entitle(change))
    }

    /// What the scenario's accounts use, by name; looked up, never walked.
    mutating func accountUse() throws -> [String: UsageReport] {
        var use: [String: UsageReport] = [:]
        var list = ClientRequest.LevelList(limit: Limits.listLength.upperBound)
        while true {
            guard case .usages(let reports, let next) = try client.ask(.accounts(list)) else {
                throw LoadError.illegible("no list of accounts")
            }
            for report in reports {
                guard case .account(let name) = report.entitlement.level else { continue }
                use[name] = report
            }
            guard let next else { return use }
            list.after = next
        }
    }

    /// Compares what was charged and reserved with what the workers reported.
    ///
    /// Asks again until the farm has heard of the last results.
    mutating func auditLedger(since opening: [String: UsageReport]) throws -> [String] {
        let deadline = setup.elapsed + LoadRun.settlingTime
        while true {
            let closing = try accountUse()
            let findings = ledgerFindings(from: opening, to: closing)
            guard !findings.isEmpty, setup.elapsed < deadline else {
                return Array(findings.prefix(LoadRun.findingLimit))
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
    }

    private func ledgerFindings(
        from opening: [String: UsageReport], to closing: [String: UsageReport]
    ) -> [String] {
        var work: [String: [JobTrace]] = [:]
        for job in jobs where job.isAccepted { work[job.account, default: []].append(job) }
        return work.keys.sorted().compactMap { account in
            guard let use = closing[account], let jobs = work[account] else {
                return "account \(account) is unknown to the farm"
            }
            guard jobs.allSatisfy({ $0.completed != nil }) else { return nil }
            let before = opening[account]
            guard use.unfinishedJobs == before?.unfinishedJobs ?? 0, use.runningTasks == 0,
                use.reserved == before?.reserved ?? .zero
            else {
                return "account \(account) has \(use.unfinishedJobs) unfinished jobs and "
                    + "\(use.reserved.compute) ms reserved after its last job"
            }
            let charged = use.charged.compute - (before?.charged.compute ?? 0)
            let spans = jobs.compactMap(\.computeTime)
            guard spans.count == jobs.count else { return nil }
            let least = spans.reduce(Int64(0)) {
                $0 + max(.zero, $1.lowerBound - LoadRun.tolerance).milliseconds
            }
            let most = spans.reduce(Int64(0)) { $0 + $1.upperBound.milliseconds }
            return (least...most).contains(charged)
                ? nil
                : "account \(account) was charged \(charged) ms, its jobs took \(least) to \(most) ms"
        }
    }
}
