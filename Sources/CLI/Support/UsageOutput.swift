import FarmModel
import FarmWire
import Foundation

/// An entitlement as JSON; limits that are not set are left out.
struct EntitlementJSON: Encodable {
    let level: String
    let name: String?
    let team: String?
    let weight: Int?
    let limits: [String: String]

    init(_ entitlement: Entitlement) {
        switch entitlement.level {
        case .farm: (level, name) = ("farm", nil)
        case .team(let team): (level, name) = ("team", team)
        case .account(let account): (level, name) = ("account", account)
        }
        team = entitlement.team
        weight = entitlement.level == .farm ? nil : entitlement.weight
        limits = Dictionary(
            uniqueKeysWithValues: Quota.Kind.allCases.compactMap { kind in
                entitlement.quota[kind].map { (kind.rawValue, "\($0)") }
            })
    }
}

/// What a level uses as JSON.
struct UsageJSON: Encodable {
    struct Amount: Encodable {
        let computeSeconds: Double
        let filmSeconds: Double

        init(_ expense: Expense) {
            computeSeconds = Double(expense.compute) / 1000
            filmSeconds = Double(expense.film) / 1000
        }
    }

    struct Stretch: Encodable {
        /// Milliseconds since 1970.
        let start: Int64
        let used: Amount

        init(_ stretch: UsageReport.Stretch) {
            start = stretch.start.milliseconds
            used = Amount(stretch.expense)
        }
    }

    let entitlement: EntitlementJSON
    let accounts: Int
    let queuedJobs: Int
    let runningTasks: Int
    let storedBytes: Int
    let submissions: Int?
    let reserved: Amount
    let charged: Amount
    let day: Amount
    let month: Amount
    let limits: [EntitlementJSON]
    let quarterHours: [Stretch]
    let days: [Stretch]

    init(_ report: UsageReport) {
        entitlement = EntitlementJSON(report.entitlement)
        accounts = report.accounts
        queuedJobs = report.unfinishedJobs
        runningTasks = report.runningTasks
        storedBytes = report.storedBytes
        submissions = report.submissions
        reserved = Amount(report.reserved)
        charged = Amount(report.charged)
        day = Amount(report.day)
        month = Amount(report.month)
        limits = report.limits.map(EntitlementJSON.init)
        quarterHours = report.quarterHours.map(Stretch.init)
        days = report.days.map(Stretch.init)
    }
}

/// Accounts or teams, a line each.
struct UsageTable {
    private let reports: [UsageReport]

    init(_ reports: [UsageReport]) {
        self.reports = reports
    }

    func show(asJSON isJSON: Bool) throws {
        if isJSON { return try Output.json(reports.map(UsageJSON.init)) }
        var rows = [
            ["NAME", "TEAM", "WEIGHT", "JOBS", "RUNNING", "RESERVED", "24 H", "30 DAYS", "LIMITS"]
        ]
        for report in reports {
            let entitlement = report.entitlement
            let limits = Quota.Kind.allCases.compactMap { kind in
                entitlement.quota[kind].map { "\(kind.rawValue) \($0)" }
            }
            rows.append([
                entitlement.level.name, entitlement.team ?? "\(report.accounts) accounts",
                "\(entitlement.weight)", "\(report.unfinishedJobs)", "\(report.runningTasks)",
                Output.time(report.reserved.compute), Output.time(report.day.compute),
                Output.time(report.month.compute), limits.joined(separator: ", "),
            ])
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        for row in rows {
            let cells = zip(row, widths).map {
                $0.padding(toLength: $1, withPad: " ", startingAt: 0)
            }
            Output.line(
                cells.joined(separator: "  ").replacing(#/\s+$/#, with: ""))
        }
    }
}

extension Entitlement.Level {
    fileprivate var name: String {
        switch self {
        case .farm: "everyone"
        case .team(let name), .account(let name): name
        }
    }
}

extension CommonOptions {
    /// Prints what a level has now.
    func show(_ entitlement: Entitlement) throws {
        if json { return try Output.json(EntitlementJSON(entitlement)) }
        Output.entitlement(entitlement)
    }
}

extension Output {
    static func entitlement(_ entitlement: Entitlement) {
        var about: [String] = []
        if let team = entitlement.team { about.append("team \(team)") }
        if entitlement.level != .farm { about.append("weight \(entitlement.weight)") }
        let note = about.isEmpty ? "" : " (\(about.joined(separator: ", ")))"
        line("\(entitlement.level)\(note)")
        var isLimited = false
        for kind in Quota.Kind.allCases {
            guard let limit = entitlement.quota[kind] else { continue }
            isLimited = true
            line("  \(kind.rawValue): \(limit)")
        }
        if !isLimited { line("  no limits") }
    }

    static func usage(_ report: UsageReport) {
        entitlement(report.entitlement)
        for other in report.limits { entitlement(other) }
        line("queued jobs: \(report.unfinishedJobs), running tasks: \(report.runningTasks)")
        line("stored: \(report.storedBytes) bytes")
        if let submissions = report.submissions { line("submissions that count: \(submissions)") }
        let amounts = [
            ("reserved", report.reserved), ("last 24 hours", report.day),
            ("last 30 days", report.month), ("since ever", report.charged),
        ]
        for (name, expense) in amounts { line("\(name): \(amount(expense))") }
        for stretch in report.days {
            let date = Date(timeIntervalSince1970: Double(stretch.start.milliseconds) / 1000)
            let day = date.formatted(.iso8601.year().month().day())
            line("  \(day)  \(amount(stretch.expense))")
        }
    }

    /// `1:02:03` of compute time.
    static func time(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        let rest = String(format: "%02d:%02d", seconds % 3600 / 60, seconds % 60)
        return "\(seconds / 3600):\(rest)"
    }

    private static func amount(_ expense: Expense) -> String {
        "\(time(expense.compute)) computed, \(time(expense.film)) of film"
    }
}
