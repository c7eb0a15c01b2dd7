import FarmModel
import SchedulerCore

/// What is written down while a day is played.
struct ForecastRecords {
    /// How often a look is taken at what waits, and how finely the day is drawn.
    let bucket: Duration
    let bucketCount: Int
    var jobs: [JobRecord]
    var crashes = 0
    var failures = 0
    var setAsides = 0

    /// By worker group and bucket: seconds of slots that were there, and that were busy.
    private(set) var capacity: [[Double]]
    private(set) var busy: [[Double]]

    /// Tasks that waited at the beginning of each bucket.
    private(set) var waiting: [Int] = []
    private(set) var fairness = FairnessRecord()

    /// By group, its slots now and since when.
    private var slots: [(count: Int, since: Instant)]

    /// By arrival, the position of its account.
    private let owners: [Int]
    private let accounts: [String]

    struct JobRecord {
        var fate = Fate.unfinished
        var started: Duration?
        var ended: Duration?
    }

    enum Fate: Equatable {
        case refused(String)
        case unfinished
        case completed
        case failed(String)
    }

    init(_ plan: FarmPlan, _ arrivals: [Arrival]) {
        let seconds = max(60, plan.span.milliseconds / 1000 / 288)
        bucket = .seconds(seconds)
        bucketCount = Int((plan.span.milliseconds / 1000 + seconds - 1) / seconds)
        jobs = Array(repeating: JobRecord(), count: arrivals.count)
        let empty = Array(repeating: 0.0, count: bucketCount)
        capacity = Array(repeating: empty, count: plan.workers.count)
        busy = capacity
        slots = Array(repeating: (0, Forecast.midnight), count: plan.workers.count)
        var places: [String: Int] = [:]
        var accounts: [String] = []
        owners = arrivals.map { arrival in
            if let place = places[arrival.account] { return place }
            places[arrival.account] = accounts.count
            accounts.append(arrival.account)
            return accounts.count - 1
        }
        self.accounts = accounts
        fairness = FairnessRecord(plan, accounts)
    }

    mutating func change(slots difference: Int, ofGroup group: Int, at now: Instant) {
        count(slotsOf: group, until: now)
        slots[group].count += difference
    }

    private mutating func count(slotsOf group: Int, until now: Instant) {
        let part = Double(slots[group].count)
        spread(from: slots[group].since, to: now) { records, bucket, seconds in
            records.capacity[group][bucket] += part * seconds
        }
        slots[group].since = now
    }

    mutating func attemptBegan(_ job: Int, ofGroup group: Int, at now: Instant) {
        guard jobs[job].started == nil else { return }
        jobs[job].started = Forecast.midnight.duration(to: now)
    }

    mutating func attemptEnded(
        _ job: Int, ofGroup group: Int, began: Instant, at now: Instant
    ) {
        let owner = owners[job]
        spread(from: began, to: now) { records, bucket, seconds in
            records.busy[group][bucket] += seconds
            records.fairness.serve(owner, seconds, in: bucket)
        }
    }

    mutating func look(at now: Instant, waiting count: Int, loads: [AccountLoad]) {
        for group in slots.indices { self.count(slotsOf: group, until: now) }
        waiting.append(count)
        fairness.look(loads)
    }

    /// Divides a stretch of time among the buckets that it touches.
    private mutating func spread(
        from begin: Instant, to end: Instant, _ add: (inout Self, Int, Double) -> Void
    ) {
        let length = bucket.milliseconds
        var start = Forecast.midnight.duration(to: begin).milliseconds
        let stop = min(
            Forecast.midnight.duration(to: end).milliseconds, Int64(bucketCount) * length)
        while start < stop {
            let place = start / length
            let next = min(stop, (place + 1) * length)
            add(&self, Int(place), Double(next - start) / 1000)
            start = next
        }
    }
}

/// How evenly those were served who had to share.
///
/// Hour by hour it takes those accounts that had tasks waiting whenever it looked, and compares what
/// each got with its share by the weights of its team and of itself. Jain, Chiu and Hawe, *A
/// Quantitative Measure of Fairness* (1984): 1 if all got what was theirs, 1/n if one got everything.
struct FairnessRecord {
    private var places: [String: Int] = [:]
    private var weights: [(team: String, teamWeight: Double, own: Double)] = []

    /// Looks in a row at which an account had tasks waiting.
    private var streaks: [Int] = []
    private var service: [Double] = []
    private var looks = 0

    /// Of each hour in which at least two competed: when it ended, how many, and how evenly.
    private(set) var hours: [(look: Int, count: Int, index: Double)] = []

    /// Buckets of five minutes that are taken together.
    static let span = 12

    init() {}

    init(_ plan: FarmPlan, _ accounts: [String]) {
        for (place, account) in accounts.enumerated() { places[account] = place }
        let usual = Double(Entitlement.usualWeight)
        weights = Array(
            repeating: (Entitlement.commonTeam, usual, usual), count: accounts.count)
        for group in plan.accounts {
            let team = plan.teams.first { $0.name == group.team }
            for account in group.accounts {
                guard let place = places[account] else { continue }
                weights[place] = (
                    group.team, Double(team?.weight ?? Entitlement.usualWeight),
                    Double(group.weight)
                )
            }
        }
        streaks = Array(repeating: 0, count: accounts.count)
        service = Array(repeating: 0, count: accounts.count)
    }

    mutating func serve(_ account: Int, _ seconds: Double, in bucket: Int) {
        // A task counts in the hour in which it ends; over many that comes to the same.
        guard bucket >= looks - 1 - FairnessRecord.span else { return }
        service[account] += seconds
    }

    mutating func look(_ loads: [AccountLoad]) {
        looks += 1
        for load in loads where load.readyTasks > 0 {
            guard let place = places[load.account] else { continue }
            streaks[place] += 1
        }
        guard looks % FairnessRecord.span == 0 else { return }
        judge()
        for place in streaks.indices {
            streaks[place] = 0
            service[place] = 0
        }
    }

    private mutating func judge() {
        let rivals = streaks.indices.filter { streaks[$0] == FairnessRecord.span }
        guard rivals.count > 1 else { return }
        var members: [String: Double] = [:]
        for place in rivals { members[weights[place].team, default: 0] += weights[place].own }
        let shares = rivals.map { place in
            let weight = weights[place]
            let expected = weight.teamWeight * weight.own / (members[weight.team] ?? 1)
            return service[place] / expected
        }
        hours.append((looks, rivals.count, FairnessRecord.index(shares)))
    }

    /// Jain's index.
    static func index(_ values: [Double]) -> Double {
        let sum = values.reduce(0, +)
        let squares = values.reduce(0) { $0 + $1 * $1 }
        return squares > 0 ? sum * sum / (Double(values.count) * squares) : 1
    }

    /// Over all hours, each counted as often as accounts competed in it; nil if none ever did.
    var mean: Double? {
        let weight = hours.reduce(0) { $0 + $1.count }
        guard weight > 0 else { return nil }
        return hours.reduce(0) { $0 + $1.index * Double($1.count) } / Double(weight)
    }
}
