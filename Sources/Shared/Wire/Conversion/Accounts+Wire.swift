internal import FarmModel
internal import SwiftProtobuf

extension Entitlement.Level {
    init(_ message: Reelmill_Client_Level, _ field: String) throws(WireError) {
        switch try Bound.present(message.level, field) {
        case .farm: self = .farm
        case .team(let name): self = .team(try Bound.name(name, "\(field).team"))
        case .account(let name): self = .account(try Bound.name(name, "\(field).account"))
        }
    }

    var message: Reelmill_Client_Level {
        .with {
            switch self {
            case .farm: $0.farm = .init()
            case .team(let name): $0.team = name
            case .account(let name): $0.account = name
            }
        }
    }
}

extension Quota {
    init(_ message: Reelmill_Client_Quota, _ field: String) throws(WireError) {
        self.init()
        if message.hasSubmitRate {
            let period = try Bound.duration(
                milliseconds: message.submitRate.periodMs, "\(field).submit_rate.period_ms")
            submitRate = Rate(
                count: try Bound.count(
                    message.submitRate.count, Limits.quotaCount, "\(field).submit_rate.count"),
                per: try Bound.within(period, Limits.ratePeriod, "\(field).submit_rate.period_ms"))
        }
        if message.hasQueuedJobs {
            queuedJobs = try Bound.count(
                message.queuedJobs, Limits.quotaCount, "\(field).queued_jobs")
        }
        if message.hasRunningTasks {
            runningTasks = try Bound.count(
                message.runningTasks, Limits.quotaCount, "\(field).running_tasks")
        }
        if message.hasStoredBytes {
            storedBytes = try Bound.count(
                message.storedBytes, Limits.quotaBytes, "\(field).stored_bytes")
        }
        if message.hasPriorityCeiling {
            priorityCeiling = try Bound.count(
                message.priorityCeiling, Limits.priority, "\(field).priority_ceiling")
        }
        if message.hasEngines {
            engines = try Bound.names(message.engines.names, "\(field).engines.names")
                .map { EngineID($0) }
        }
        if message.hasLargestFrame {
            largestFrame = PixelSize(
                width: try Bound.count(
                    message.largestFrame.width, 1...65_536, "\(field).largest_frame.width"),
                height: try Bound.count(
                    message.largestFrame.height, 1...65_536, "\(field).largest_frame.height"))
        }
        try readTimes(message, field)
    }

    private mutating func readTimes(
        _ message: Reelmill_Client_Quota, _ field: String
    ) throws(WireError) {
        if message.hasDailyComputeMs {
            dailyCompute = try Bound.quotaTime(
                message.dailyComputeMs, "\(field).daily_compute_ms")
        }
        if message.hasMonthlyComputeMs {
            monthlyCompute = try Bound.quotaTime(
                message.monthlyComputeMs, "\(field).monthly_compute_ms")
        }
        if message.hasDailyFilmMs {
            dailyFilm = try Bound.quotaTime(message.dailyFilmMs, "\(field).daily_film_ms")
        }
        if message.hasMonthlyFilmMs {
            monthlyFilm = try Bound.quotaTime(message.monthlyFilmMs, "\(field).monthly_film_ms")
        }
        if message.hasLongestFilmMs {
            longestFilm = try Bound.quotaTime(message.longestFilmMs, "\(field).longest_film_ms")
        }
    }

    var message: Reelmill_Client_Quota {
        .with { message in
            if let submitRate {
                message.submitRate = .with {
                    $0.count = UInt32(clamping: submitRate.count)
                    $0.periodMs = submitRate.period.wire
                }
            }
            if let queuedJobs { message.queuedJobs = UInt32(clamping: queuedJobs) }
            if let runningTasks { message.runningTasks = UInt32(clamping: runningTasks) }
            if let dailyCompute { message.dailyComputeMs = dailyCompute.wire }
            if let monthlyCompute { message.monthlyComputeMs = monthlyCompute.wire }
            if let dailyFilm { message.dailyFilmMs = dailyFilm.wire }
            if let monthlyFilm { message.monthlyFilmMs = monthlyFilm.wire }
            if let storedBytes { message.storedBytes = UInt64(clamping: storedBytes) }
            if let longestFilm { message.longestFilmMs = longestFilm.wire }
            if let largestFrame {
                message.largestFrame = .with {
                    $0.width = UInt32(clamping: largestFrame.width)
                    $0.height = UInt32(clamping: largestFrame.height)
                }
            }
            if let engines { message.engines = .with { $0.names = engines.map(\.name) } }
            if let priorityCeiling { message.priorityCeiling = Int32(clamping: priorityCeiling) }
        }
    }
}

extension EntitlementChange {
    init(_ message: Reelmill_Client_Entitle) throws(WireError) {
        guard message.hasLevel else {
            throw WireError(
                .badField, field: "entitle.level", value: "missing", limit: "present")
        }
        var lifted: [Quota.Kind] = []
        let kinds = try Bound.list(
            message.lift, atMost: Quota.Kind.allCases.count, "entitle.lift")
        for (index, kind) in kinds.enumerated() {
            lifted.append(try Bound.word(kind, "entitle.lift[\(index)]"))
        }
        self.init(
            try Entitlement.Level(message.level, "entitle.level"),
            team: message.hasTeam ? try Bound.name(message.team, "entitle.team") : nil,
            weight: message.hasWeight
                ? try Bound.count(message.weight, Entitlement.weights, "entitle.weight") : nil,
            quota: try Quota(message.quota, "entitle.quota"), lifting: lifted)
    }

    var message: Reelmill_Client_Entitle {
        .with {
            $0.level = level.message
            if let team { $0.team = team }
            if let weight { $0.weight = UInt32(clamping: weight) }
            $0.quota = quota.message
            $0.lift = lifted.map(\.rawValue)
        }
    }
}

extension ClientRequest.LevelList {
    init(_ message: Reelmill_Client_ListLevels, _ field: String) throws(WireError) {
        self.init()
        if message.hasLimit {
            limit = try Bound.count(message.limit, Limits.listLength, "\(field).limit")
        }
        if message.hasAfter { after = try Bound.name(message.after, "\(field).after") }
    }

    var message: Reelmill_Client_ListLevels {
        .with {
            $0.limit = UInt32(clamping: limit)
            if let after { $0.after = after }
        }
    }
}

extension Entitlement {
    init(_ message: Reelmill_Client_Entitlement, _ field: String) throws(WireError) {
        self.init(
            try Level(message.level, "\(field).level"),
            team: message.hasTeam ? try Bound.name(message.team, "\(field).team") : nil,
            weight: try Bound.count(message.weight, Entitlement.weights, "\(field).weight"),
            quota: try Quota(message.quota, "\(field).quota"))
    }

    var message: Reelmill_Client_Entitlement {
        .with {
            $0.level = level.message
            if let team { $0.team = team }
            $0.weight = UInt32(clamping: weight)
            $0.quota = quota.message
        }
    }
}

extension Expense {
    init(_ message: Reelmill_Client_Expense) {
        self.init(
            compute: Int64(clamping: message.computeMs), film: Int64(clamping: message.filmMs))
    }

    var message: Reelmill_Client_Expense {
        .with {
            $0.computeMs = UInt64(clamping: compute)
            $0.filmMs = UInt64(clamping: film)
        }
    }
}

extension UsageReport {
    init(_ message: Reelmill_Client_Usage, _ field: String) throws(WireError) {
        var limits: [Entitlement] = []
        for (index, entry) in try Bound.list(message.limits, atMost: 8, "\(field).limits")
            .enumerated()
        {
            limits.append(try Entitlement(entry, "\(field).limits[\(index)]"))
        }
        let quarterHours = try Bound.list(
            message.quarterHours, atMost: Limits.history, "\(field).quarter_hours")
        let days = try Bound.list(message.days, atMost: Limits.history, "\(field).days")
        self.init(
            entitlement: try Entitlement(message.entitlement, "\(field).entitlement"),
            accounts: try Bound.count(message.accounts, "\(field).accounts"),
            unfinishedJobs: try Bound.count(message.unfinishedJobs, "\(field).unfinished_jobs"),
            runningTasks: try Bound.count(message.runningTasks, "\(field).running_tasks"),
            storedBytes: try Bound.count(message.storedBytes, "\(field).stored_bytes"),
            reserved: Expense(message.reserved), charged: Expense(message.charged),
            day: Expense(message.day), month: Expense(message.month),
            submissions: message.hasSubmissions ? Int(message.submissions) : nil, limits: limits,
            quarterHours: quarterHours.map(Stretch.init), days: days.map(Stretch.init))
    }

    var message: Reelmill_Client_Usage {
        .with {
            $0.entitlement = entitlement.message
            $0.accounts = UInt32(clamping: accounts)
            $0.unfinishedJobs = UInt32(clamping: unfinishedJobs)
            $0.runningTasks = UInt32(clamping: runningTasks)
            $0.storedBytes = UInt64(clamping: storedBytes)
            $0.reserved = reserved.message
            $0.charged = charged.message
            $0.day = day.message
            $0.month = month.message
            if let submissions { $0.submissions = UInt32(clamping: submissions) }
            $0.limits = limits.map(\.message)
            $0.quarterHours = quarterHours.map(\.message)
            $0.days = days.map(\.message)
        }
    }
}

extension UsageReport.Stretch {
    fileprivate init(_ message: Reelmill_Client_UsageBucket) {
        self.init(
            start: Instant(milliseconds: message.startMs), expense: Expense(message.expense))
    }

    fileprivate var message: Reelmill_Client_UsageBucket {
        .with {
            $0.startMs = start.milliseconds
            $0.expense = expense.message
        }
    }
}

extension Bound {
    fileprivate static func quotaTime(
        _ milliseconds: UInt64, _ field: String
    ) throws(WireError) -> Duration {
        let range = 0...UInt64(Limits.quotaTime.milliseconds)
        return .milliseconds(Int64(try within(milliseconds, range, field)))
    }
}
