internal import FarmModel
internal import FarmWire
internal import SchedulerCore

extension Refusal {
    /// A quota's no, for programs too: which limit, what was used and asked, what is allowed.
    init(_ refusal: QuotaRefusal) {
        let used = refusal.used.map { "\($0) used" }
        let asked = refusal.asked.map { "\($0) asked" }
        self.init(
            .overLimit, refusal.description, field: "quota.\(refusal.kind.rawValue)",
            value: [used, asked].compactMap { $0 }.joined(separator: ", "),
            limit: "\(refusal.allowed) for \(refusal.level)", retryAfter: refusal.retryAfter)
    }
}

extension Identity {
    func mustOperate(_ what: String) throws(Refusal) {
        guard role == .operator else { throw Refusal(.forbidden, "only operators \(what)") }
    }
}

extension Scheduler {
    func accountPage(_ list: ClientRequest.LevelList, at now: Instant) -> ClientReply.Body {
        page(of: accountNames, list, at: now) { .account($0) }
    }

    func teamPage(_ list: ClientRequest.LevelList, at now: Instant) -> ClientReply.Body {
        page(of: teamNames, list, at: now) { .team($0) }
    }

    /// An account's own, or for gateways and operators that of any level.
    func usage(
        of level: Entitlement.Level?, _ detail: UsageDetail, for identity: Identity,
        at now: Instant
    ) throws(Refusal) -> ClientReply.Body {
        let level = level ?? .account(identity.account)
        switch level {
        case .account(let name):
            guard identity.maySee(account: name) else {
                throw Refusal(
                    .forbidden,
                    "\(identity.name) may see the use of account \(identity.account) only",
                    field: "usage.level", value: name, limit: identity.account)
            }
        case .farm, .team:
            guard identity.maySee(account: "*") else {
                throw Refusal(
                    .forbidden, "only operators see what \(level) uses",
                    field: "usage.level", value: "\(level)", limit: "account \(identity.account)")
            }
        }
        guard let report = report(of: level, detail, at: now) else {
            throw Refusal(
                .unknown, "there is no \(level)", field: "usage.level", value: "\(level)")
        }
        return .usages([report], next: nil)
    }

    private func page(
        of names: [String], _ list: ClientRequest.LevelList, at now: Instant,
        _ level: (String) -> Entitlement.Level
    ) -> ClientReply.Body {
        let start = list.after.flatMap { names.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        let shown = names[start...].prefix(list.limit)
        let reports = shown.compactMap { report(of: level($0), .totals, at: now) }
        return .usages(reports, next: shown.endIndex < names.endIndex ? shown.last : nil)
    }

    /// An account that never submitted anything has used nothing.
    private func report(
        of level: Entitlement.Level, _ detail: UsageDetail, at now: Instant
    ) -> UsageReport? {
        let isHistory = detail == .history
        var report: UsageReport
        if let summary = usage(of: level, at: now) {
            report = UsageReport(summary)
        } else if case .account = level {
            report = UsageReport(
                entitlement: Entitlement(level, team: Entitlement.commonTeam), accounts: 1,
                unfinishedJobs: 0, runningTasks: 0, storedBytes: 0, reserved: .zero,
                charged: .zero, day: .zero, month: .zero)
        } else {
            return nil
        }
        if case .account(let name) = level { report.limits = Array(limits(of: name).dropFirst()) }
        guard isHistory else { return report }
        report.quarterHours = history(of: level, .day, at: now).map(UsageReport.Stretch.init)
        report.days = history(of: level, .month, at: now).map(UsageReport.Stretch.init)
        return report
    }
}

extension UsageReport {
    fileprivate init(_ summary: UsageSummary) {
        self.init(
            entitlement: summary.entitlement, accounts: summary.accounts,
            unfinishedJobs: summary.unfinishedJobs, runningTasks: summary.runningTasks,
            storedBytes: summary.storedBytes, reserved: summary.reserved,
            charged: summary.charged, day: summary.today, month: summary.thisMonth,
            submissions: summary.submissions)
    }
}

extension UsageReport.Stretch {
    fileprivate init(_ bucket: UsageBucket) {
        self.init(start: bucket.start, expense: bucket.expense)
    }
}
