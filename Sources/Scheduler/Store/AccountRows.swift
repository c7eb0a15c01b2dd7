internal import FarmModel
internal import Foundation
internal import GRDB
internal import SchedulerCore

// What accounts and teams were granted and what they used.
extension SchedulerCore.Record {
    /// Teams and accounts in the order of their creation, then what they were granted and used.
    static func readAccounts(from database: Database) throws -> [SchedulerCore.Record] {
        var records: [SchedulerCore.Record] = []
        try read("SELECT * FROM team ORDER BY rowid", from: database) { row in
            records.append(.team(TeamStanding(row)))
        }
        try read("SELECT * FROM standing ORDER BY rowid", from: database) { row in
            records.append(.account(AccountStanding(row)))
        }
        try read("SELECT * FROM entitlement ORDER BY level, name", from: database) { row in
            records.append(.entitlement(try Entitlement(row)))
        }
        try read("SELECT * FROM usage ORDER BY account, span, start", from: database) { row in
            records.append(.usage(try UsageRow(row)))
        }
        return records
    }
}

/// The standings of a batch: the last of each account and team counts, in the order of their first.
///
/// A busy account's standing changes with every task; so it is written once a batch.
struct LatestStandings {
    private var accounts: [AccountStanding] = []
    private var teams: [TeamStanding] = []

    /// Looked up, never iterated.
    private var accountPlaces: [String: Int] = [:]
    private var teamPlaces: [String: Int] = [:]

    /// Keeps a standing for later; false for another record.
    mutating func take(_ record: SchedulerCore.Record) -> Bool {
        if case .account(let standing) = record {
            guard let place = accountPlaces[standing.account] else {
                accountPlaces[standing.account] = accounts.count
                accounts.append(standing)
                return true
            }
            accounts[place] = standing
            return true
        }
        guard case .team(let standing) = record else { return false }
        guard let place = teamPlaces[standing.team] else {
            teamPlaces[standing.team] = teams.count
            teams.append(standing)
            return true
        }
        teams[place] = standing
        return true
    }

    func write(to database: Database) throws {
        for standing in teams { try standing.write(to: database) }
        for standing in accounts { try standing.write(to: database) }
    }
}

extension TeamStanding {
    /// An upsert, so that a row keeps its place in the order of creation.
    func write(to database: Database) throws {
        try database.run(
            """
            INSERT INTO team VALUES (?,?,?,?,?) ON CONFLICT (name) DO UPDATE SET
            pass = excluded.pass, floor = excluded.floor, member_floor = excluded.member_floor,
            rate = excluded.rate
            """, team, pass, floor, memberFloor, rate.freeAgain)
    }

    fileprivate init(_ row: Row) {
        self.init(
            team: row["name"], pass: row["pass"], floor: row["floor"],
            memberFloor: row["member_floor"], rate: RateMeter(freeAgain: row["rate"]))
    }
}

extension AccountStanding {
    /// An upsert, so that a row keeps its place in the order of creation.
    func write(to database: Database) throws {
        try database.run(
            """
            INSERT INTO standing VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (name) DO UPDATE SET
            pass = excluded.pass, compute = excluded.compute, film = excluded.film,
            quarter_start = excluded.quarter_start, quarter_compute = excluded.quarter_compute,
            quarter_film = excluded.quarter_film, day_start = excluded.day_start,
            day_compute = excluded.day_compute, day_film = excluded.day_film,
            farm_rate = excluded.farm_rate, rate = excluded.rate
            """,
            account, pass, charged.compute, charged.film,
            BucketColumns(bucket: quarterHour), BucketColumns(bucket: day), farmRate.freeAgain,
            rate.freeAgain)
    }

    fileprivate init(_ row: Row) {
        self.init(
            account: row["name"], pass: row["pass"],
            charged: Expense(compute: row["compute"], film: row["film"]),
            quarterHour: UsageBucket(row, "quarter_"), day: UsageBucket(row, "day_"),
            farmRate: RateMeter(freeAgain: row["farm_rate"]),
            rate: RateMeter(freeAgain: row["rate"]))
    }
}

extension UsageRow {
    func write(to database: Database) throws {
        try database.run(
            "INSERT OR REPLACE INTO usage VALUES (?,?,?,?,?,?)", account, span.rawValue, place,
            BucketColumns(bucket: bucket))
    }

    fileprivate init(_ row: Row) throws {
        guard let span = UsageSpan(rawValue: row["span"]), let bucket = UsageBucket(row, "") else {
            throw OpeningError.damaged("unknown span of use")
        }
        self.init(account: row["account"], span: span, bucket: bucket)
    }
}

extension UsageBucket {
    /// Nil where the columns with this prefix are empty.
    fileprivate init?(_ row: Row, _ prefix: String) {
        guard let start = row[prefix + "start"] as Int64? else { return nil }
        self.init(
            start: Instant(milliseconds: start),
            expense: Expense(compute: row[prefix + "compute"], film: row[prefix + "film"]))
    }
}

/// The three columns of a bucket that may be there.
private struct BucketColumns: ColumnValue {
    let bucket: UsageBucket?

    func bind(to parameters: inout Parameters) {
        guard let bucket else { return parameters.skip(3) }
        parameters.append(bucket.start.milliseconds)
        parameters.append(bucket.expense.compute)
        parameters.append(bucket.expense.film)
    }
}

extension Entitlement {
    func write(to database: Database) throws {
        let (kind, name) = level.columns
        let quota = quota
        try database.run(
            "INSERT OR REPLACE INTO entitlement VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            kind, name, team, weight, quota.submitRate?.count,
            quota.submitRate?.period.milliseconds, quota.queuedJobs, quota.runningTasks,
            quota.dailyCompute?.milliseconds, quota.monthlyCompute?.milliseconds,
            quota.dailyFilm?.milliseconds, quota.monthlyFilm?.milliseconds, quota.storedBytes,
            quota.longestFilm?.milliseconds, quota.largestFrame?.width,
            quota.largestFrame?.height,
            quota.engines?.map(\.name).joined(separator: "\n"), quota.priorityCeiling)
    }

    fileprivate init(_ row: Row) throws {
        let name: String = row["name"]
        let kind: String = row["level"]
        let level: Level =
            switch kind {
            case "farm": .farm
            case "team": .team(name)
            case "account": .account(name)
            default: throw OpeningError.damaged("unknown level \(kind) of an entitlement")
            }
        self.init(level, team: row["team"], weight: row["weight"], quota: Quota(row))
    }
}

extension Entitlement.Level {
    fileprivate var columns: (kind: String, name: String) {
        switch self {
        case .farm: ("farm", "")
        case .team(let name): ("team", name)
        case .account(let name): ("account", name)
        }
    }
}

extension Quota {
    fileprivate init(_ row: Row) {
        self.init()
        if let count = row["submit_count"] as Int?, let period = row.duration("submit_period") {
            submitRate = Rate(count: count, per: period)
        }
        queuedJobs = row["queued_jobs"]
        runningTasks = row["running_tasks"]
        dailyCompute = row.duration("daily_compute")
        monthlyCompute = row.duration("monthly_compute")
        dailyFilm = row.duration("daily_film")
        monthlyFilm = row.duration("monthly_film")
        storedBytes = row["stored_bytes"]
        longestFilm = row.duration("longest_film")
        if let width = row["frame_width"] as Int?, let height = row["frame_height"] as Int? {
            largestFrame = PixelSize(width: width, height: height)
        }
        engines = (row["engines"] as String?).map { names in
            names.split(separator: "\n").map { EngineID(String($0)) }
        }
        priorityCeiling = row["priority_ceiling"]
    }
}

extension Row {
    fileprivate func duration(_ column: String) -> Duration? {
        (self[column] as Int64?).map { .milliseconds($0) }
    }
}
