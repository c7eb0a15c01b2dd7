import FarmModel

/// What a planned farm's day came to.
public struct ForecastResult: Sendable {
    public let plan: FarmPlan

    /// Everything, then each team, then each group of accounts.
    public let groups: [Group]
    public let workers: [WorkerUse]

    /// Jain's index among those who had to share, by their weights; nil if nobody had to.
    public let fairness: Double?

    /// Accounts and hours that it is taken from.
    public let competing: Int
    public let failedAttempts: Int
    public let crashes: Int
    public let machinesSetAside: Int

    /// Things that happened in virtual time.
    public let events: Int

    /// When the last job came to its end.
    public let ended: Duration

    /// Tasks waiting, at the beginning of each bucket.
    public let waiting: [Int]
    public let bucket: Duration

    /// Jobs of the same kind of owner.
    public struct Group: Sendable {
        public enum Kind: String, Sendable {
            case all
            case team
            case accounts
        }

        public let kind: Kind
        public let name: String
        public private(set) var accountCount = 0
        public private(set) var submitted = 0
        public private(set) var completed = 0
        public private(set) var failed = 0
        public private(set) var unfinished = 0

        /// By the kind of quota or the code that refused, in the order of their names.
        public private(set) var refusals: [(code: String, count: Int)] = []

        /// Seconds from submission to the first attempt, and to the film, sorted.
        public private(set) var waits: [Double] = []
        public private(set) var makings: [Double] = []

        /// Of each hour of the day in which a job was submitted: seconds until its first attempt.
        public private(set) var waitsByHour: [[Double]] = []

        /// Submissions of each hour of the day: those let in, and those refused.
        public private(set) var acceptedByHour: [Int] = []
        public private(set) var refusedByHour: [Int] = []

        public var refused: Int { refusals.reduce(0) { $0 + $1.count } }
        public var accepted: Int { submitted - refused }

        init(_ kind: Kind, _ name: String, accounts: Int, hours: Int) {
            self.kind = kind
            self.name = name
            accountCount = accounts
            waitsByHour = Array(repeating: [], count: hours)
            acceptedByHour = Array(repeating: 0, count: hours)
            refusedByHour = acceptedByHour
        }

        mutating func add(_ arrival: Arrival, _ job: ForecastRecords.JobRecord) {
            submitted += 1
            let hour = min(waitsByHour.count - 1, Int(arrival.moment.milliseconds / 3_600_000))
            switch job.fate {
            case .refused(let code):
                refusedByHour[hour] += 1
                return note(refusal: code)
            case .completed: completed += 1
            case .failed: failed += 1
            case .unfinished: unfinished += 1
            }
            acceptedByHour[hour] += 1
            if let started = job.started {
                let wait = Double((started - arrival.moment).milliseconds) / 1000
                waits.append(wait)
                waitsByHour[hour].append(wait)
            }
            if case .completed = job.fate, let ended = job.ended {
                makings.append(Double((ended - arrival.moment).milliseconds) / 1000)
            }
        }

        private mutating func note(refusal code: String) {
            let place = refusals.firstIndex { $0.code >= code } ?? refusals.count
            if place < refusals.count, refusals[place].code == code {
                refusals[place].count += 1
            } else {
                refusals.insert((code, 1), at: place)
            }
        }

        mutating func sort() {
            waits.sort()
            makings.sort()
            for hour in waitsByHour.indices { waitsByHour[hour].sort() }
        }

        /// The value below which the given part of the waits lies; nil where nothing began.
        public func wait(_ part: Double) -> Double? { ForecastResult.quantile(part, of: waits) }

        public func making(_ part: Double) -> Double? {
            ForecastResult.quantile(part, of: makings)
        }
    }

    /// How busy a group of workers was.
    public struct WorkerUse: Sendable {
        public let name: String

        /// Seconds of slots that were there, and that were busy, in each bucket.
        public let capacity: [Double]
        public let busy: [Double]

        /// Over the whole day, 0 to 1.
        public var mean: Double {
            let all = capacity.reduce(0, +)
            return all > 0 ? busy.reduce(0, +) / all : 0
        }

        /// The busiest hour, 0 to 1.
        public func peak(overBuckets count: Int) -> Double {
            var peak = 0.0
            for start in stride(from: 0, to: capacity.count, by: max(1, count)) {
                let buckets = start..<min(capacity.count, start + max(1, count))
                let all = buckets.reduce(0) { $0 + capacity[$1] }
                guard all > 0 else { continue }
                peak = max(peak, buckets.reduce(0) { $0 + busy[$1] } / all)
            }
            return peak
        }
    }

    /// Nearest rank in sorted values.
    static func quantile(_ part: Double, of sorted: [Double]) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let rank = Int((part * Double(sorted.count)).rounded(.up)) - 1
        return sorted[min(max(rank, 0), sorted.count - 1)]
    }
}

extension ForecastResult {
    init(
        _ plan: FarmPlan, _ arrivals: [Arrival], _ records: ForecastRecords, events: Int
    ) {
        self.plan = plan
        let hours = Int((plan.span.milliseconds + 3_599_999) / 3_600_000)
        let accountCount = plan.accounts.reduce(0) { $0 + $1.count }
        var all = Group(.all, "all", accounts: accountCount, hours: hours)
        let names = plan.teams.map(\.name) + [Entitlement.commonTeam]
        var teams = names.map { name in
            let accounts = plan.accounts.filter { $0.team == name }.reduce(0) { $0 + $1.count }
            return Group(.team, name, accounts: accounts, hours: hours)
        }
        var groups = plan.accounts.map {
            Group(.accounts, $0.name, accounts: $0.count, hours: hours)
        }
        groups.append(Group(.accounts, "others", accounts: 0, hours: hours))
        for (arrival, job) in zip(arrivals, records.jobs) {
            all.add(arrival, job)
            groups[arrival.group ?? groups.count - 1].add(arrival, job)
            let team = arrival.group.map { plan.accounts[$0].team } ?? Entitlement.commonTeam
            teams[names.firstIndex(of: team) ?? names.count - 1].add(arrival, job)
        }
        all.sort()
        for index in teams.indices { teams[index].sort() }
        for index in groups.indices { groups[index].sort() }
        let shown = teams.count > 1 ? teams.filter { $0.submitted > 0 } : []
        self.groups = [all] + shown + groups.filter { $0.submitted > 0 }
        workers = plan.workers.enumerated().map { index, group in
            WorkerUse(
                name: group.name, capacity: records.capacity[index], busy: records.busy[index])
        }
        fairness = records.fairness.mean
        competing = records.fairness.hours.reduce(0) { $0 + $1.count }
        failedAttempts = records.failures
        crashes = records.crashes
        machinesSetAside = records.setAsides
        self.events = events
        ended = records.jobs.compactMap(\.ended).max() ?? .zero
        waiting = records.waiting
        bucket = records.bucket
    }
}
