internal import FarmModel
internal import Yams

/// A scenario as people write it, in YAML.
///
/// Every key is known or refused, so that a typing error is no silent default.
struct ScenarioFile: Decodable {
    var name: String
    var about: String?
    var seconds: Double
    var drainSeconds: Double?
    var seed: UInt64?
    var sharing: String?
    var connections: Int?
    var everyone: ScenarioQuota?
    var teams: [Team]?
    var workers: [Workers]
    var accounts: [Accounts]
    var expect: [Expectation]?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, about, seconds, drainSeconds = "drain-seconds", seed, sharing, connections
        case everyone, teams, workers, accounts, expect
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        name = try fields.decode(String.self, forKey: .name)
        about = try fields.decodeIfPresent(String.self, forKey: .about)
        seconds = try fields.decode(Double.self, forKey: .seconds)
        drainSeconds = try fields.decodeIfPresent(Double.self, forKey: .drainSeconds)
        seed = try fields.decodeIfPresent(UInt64.self, forKey: .seed)
        sharing = try fields.decodeIfPresent(String.self, forKey: .sharing)
        connections = try fields.decodeIfPresent(Int.self, forKey: .connections)
        everyone = try fields.decodeIfPresent(ScenarioQuota.self, forKey: .everyone)
        teams = try fields.decodeIfPresent([Team].self, forKey: .teams)
        workers = try fields.decode([Workers].self, forKey: .workers)
        accounts = try fields.decode([Accounts].self, forKey: .accounts)
        expect = try fields.decodeIfPresent([Expectation].self, forKey: .expect)
    }

    struct Team: Decodable {
        var name: String
        var weight: Int
        var quota: ScenarioQuota?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case name, weight, quota
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(except: CodingKeys.self)
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            name = try fields.decode(String.self, forKey: .name)
            weight =
                try fields.decodeIfPresent(Int.self, forKey: .weight) ?? Entitlement.usualWeight
            quota = try fields.decodeIfPresent(ScenarioQuota.self, forKey: .quota)
        }
    }

    struct Workers: Decodable {
        var count: Int
        var slots: Int
        var isReal: Bool
        var speed: Double
        var failures: Double
        var joinsAt: Double
        var drains: Double
        var kills: Double
        var away: Double

        enum CodingKeys: String, CodingKey, CaseIterable {
            case count, slots, isReal = "real", speed, failures, joinsAt = "joins-at"
            case drains = "drains-per-second", kills = "kills-per-second", away
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(except: CodingKeys.self)
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            count = try fields.decodeIfPresent(Int.self, forKey: .count) ?? 1
            slots = try fields.decodeIfPresent(Int.self, forKey: .slots) ?? 1
            speed = try fields.decodeIfPresent(Double.self, forKey: .speed) ?? 1
            failures = try fields.decodeIfPresent(Double.self, forKey: .failures) ?? 0
            isReal = try fields.decodeIfPresent(Bool.self, forKey: .isReal) ?? false
            joinsAt = try fields.decodeIfPresent(Double.self, forKey: .joinsAt) ?? 0
            drains = try fields.decodeIfPresent(Double.self, forKey: .drains) ?? 0
            kills = try fields.decodeIfPresent(Double.self, forKey: .kills) ?? 0
            away = try fields.decodeIfPresent(Double.self, forKey: .away) ?? 1
        }
    }

    struct Accounts: Decodable {
        var name: String
        var count: Int
        var perSecond: Double?
        var burst: Int?
        var at: Double?
        var open: Int?
        var milliseconds: [Double]?
        var film: Film?
        var priority: Int
        var team: String?
        var weight: Int?
        var quota: ScenarioQuota?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case name, count, perSecond = "per-second", burst, at, open, milliseconds, film
            case priority, team, weight, quota
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(except: CodingKeys.self)
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            name = try fields.decode(String.self, forKey: .name)
            count = try fields.decodeIfPresent(Int.self, forKey: .count) ?? 1
            perSecond = try fields.decodeIfPresent(Double.self, forKey: .perSecond)
            burst = try fields.decodeIfPresent(Int.self, forKey: .burst)
            at = try fields.decodeIfPresent(Double.self, forKey: .at)
            open = try fields.decodeIfPresent(Int.self, forKey: .open)
            milliseconds = try fields.decodeIfPresent([Double].self, forKey: .milliseconds)
            film = try fields.decodeIfPresent(Film.self, forKey: .film)
            priority = try fields.decodeIfPresent(Int.self, forKey: .priority) ?? 0
            team = try fields.decodeIfPresent(String.self, forKey: .team)
            weight = try fields.decodeIfPresent(Int.self, forKey: .weight)
            quota = try fields.decodeIfPresent(ScenarioQuota.self, forKey: .quota)
        }
    }

    struct Film: Decodable {
        var prompt: String
        var seconds: Double
        var size: String

        enum CodingKeys: String, CodingKey, CaseIterable {
            case prompt, seconds, size
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(except: CodingKeys.self)
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            prompt = try fields.decode(String.self, forKey: .prompt)
            seconds = try fields.decodeIfPresent(Double.self, forKey: .seconds) ?? 1
            size = try fields.decodeIfPresent(String.self, forKey: .size) ?? "160x90"
        }
    }

    struct Expectation: Decodable {
        var of: String?
        var figure: String
        var by: String?
        var atLeast: Double?
        var atMost: Double?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case of, figure, by, atLeast = "at-least", atMost = "at-most"
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(except: CodingKeys.self)
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            of = try fields.decodeIfPresent(String.self, forKey: .of)
            figure = try fields.decode(String.self, forKey: .figure)
            by = try fields.decodeIfPresent(String.self, forKey: .by)
            atLeast = try fields.decodeIfPresent(Double.self, forKey: .atLeast)
            atMost = try fields.decodeIfPresent(Double.self, forKey: .atMost)
        }
    }
}

/// What is wrong with a scenario, and where.
public struct ScenarioError: Error, Equatable, CustomStringConvertible {
    public var description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Decoder {
    /// Throws for a key that `Keys` does not have.
    func refuseKeys<Keys: CodingKey & CaseIterable>(except keys: Keys.Type) throws {
        let known = keys.allCases.map(\.stringValue)
        let found = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        guard let stranger = found.sorted().first(where: { !known.contains($0) }) else { return }
        let place = codingPath.map(\.stringValue).joined(separator: ".")
        throw ScenarioError(
            "unknown key `\(stranger)`\(place.isEmpty ? "" : " in \(place)"); "
                + "known are: \(known.joined(separator: ", "))")
    }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}
