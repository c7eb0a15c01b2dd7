internal import FarmModel

/// A quota as people write it in a scenario, with the words of `reelmill quota set`.
///
/// Only limits that drills and films can meet within the length of a test.
struct ScenarioQuota: Decodable {
    var quota = Quota()

    enum CodingKeys: String, CodingKey, CaseIterable {
        case submitRate = "submit-rate", queuedJobs = "queued-jobs"
        case runningTasks = "running-tasks", dailyCompute = "daily-compute"
        case dailyFilm = "daily-film", longestFilm = "longest-film", engines
        case priorityCeiling = "priority-ceiling"
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func time(_ key: CodingKeys) throws -> Duration? {
            guard let text = try fields.decodeIfPresent(String.self, forKey: key) else {
                return nil
            }
            return try ScenarioQuota.time(text, key)
        }
        if let text = try fields.decodeIfPresent(String.self, forKey: .submitRate) {
            quota.submitRate = try ScenarioQuota.rate(text)
        }
        quota.queuedJobs = try fields.decodeIfPresent(Int.self, forKey: .queuedJobs)
        quota.runningTasks = try fields.decodeIfPresent(Int.self, forKey: .runningTasks)
        quota.dailyCompute = try time(.dailyCompute)
        quota.dailyFilm = try time(.dailyFilm)
        quota.longestFilm = try time(.longestFilm)
        quota.engines = try fields.decodeIfPresent([String].self, forKey: .engines)?.map {
            EngineID($0)
        }
        quota.priorityCeiling = try fields.decodeIfPresent(Int.self, forKey: .priorityCeiling)
        for (key, count) in [
            (CodingKeys.queuedJobs, quota.queuedJobs), (.runningTasks, quota.runningTasks),
        ] where count ?? 0 < 0 {
            throw ScenarioError("`\(key.rawValue)` must not be negative")
        }
    }

    private static func time(_ text: String, _ key: CodingKeys) throws(ScenarioError) -> Duration {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()),
            (0...1_000_000).contains(number)
        else {
            throw ScenarioError(
                "`\(key.rawValue)` is `\(text)`; write a length of time such as 90s, 15m or 4h")
        }
        return .milliseconds(Int64(number * unit * 1000))
    }

    private static func rate(_ text: String) throws(ScenarioError) -> Quota.Rate {
        let parts = text.split(separator: "/").map(String.init)
        guard parts.count == 2, let count = Int(parts[0]), count >= 0 else {
            throw ScenarioError("`submit-rate` is `\(text)`; write a rate such as 10/60s")
        }
        return Quota.Rate(count: count, per: try time(parts[1], .submitRate))
    }
}
