internal import FarmModel
internal import FarmWire
internal import Foundation

// What accounts are granted before a test, and what they were charged after it.
extension LoadRun {
    /// How long the farm may take to hear of the last results.
    private static let settlingTime: Duration = .seconds(5)

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
            let findings = LedgerCheck(opening: opening, closing: closing).findings(for: jobs)
            guard !findings.isEmpty, setup.elapsed < deadline else {
                return Array(findings.prefix(LoadRun.findingLimit))
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
    }
}
