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
    var workers: [Workers]
    var accounts: [Accounts]
    var expect: [Expectation]?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, about, seconds, drainSeconds = "drain-seconds", seed, workers, accounts, expect
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        name = try fields.decode(String.self, forKey: .name)
        about = try fields.decodeIfPresent(String.self, forKey: .about)
        seconds = try fields.decode(Double.self, forKey: .seconds)
        drainSeconds = try fields.decodeIfPresent(Double.self, forKey: .drainSeconds)
        seed = try fields.decodeIfPresent(UInt64.self, forKey: .seed)
        workers = try fields.decode([Workers].self, forKey: .workers)
        accounts = try fields.decode([Accounts].self, forKey: .accounts)
        expect = try fields.decodeIfPresent([Expectation].self, forKey: .expect)
    }

    struct Workers: Decodable {
        var count: Int
        var slots: Int
        var speed: Double
        var failures: Double

        enum CodingKeys: String, CodingKey, CaseIterable {
            case count, slots, speed, failures
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(except: CodingKeys.self)
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            count = try fields.decodeIfPresent(Int.self, forKey: .count) ?? 1
            slots = try fields.decodeIfPresent(Int.self, forKey: .slots) ?? 1
            speed = try fields.decodeIfPresent(Double.self, forKey: .speed) ?? 1
            failures = try fields.decodeIfPresent(Double.self, forKey: .failures) ?? 0
        }
    }

    struct Accounts: Decodable {
        var name: String
        var count: Int
        var perSecond: Double?
        var burst: Int?
        var at: Double?
        var open: Int?
        var milliseconds: [Double]

        enum CodingKeys: String, CodingKey, CaseIterable {
            case name, count, perSecond = "per-second", burst, at, open, milliseconds
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
            milliseconds = try fields.decode([Double].self, forKey: .milliseconds)
        }
    }

    struct Expectation: Decodable {
        var of: String?
        var figure: String
        var atLeast: Double?
        var atMost: Double?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case of, figure, atLeast = "at-least", atMost = "at-most"
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(except: CodingKeys.self)
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            of = try fields.decodeIfPresent(String.self, forKey: .of)
            figure = try fields.decode(String.self, forKey: .figure)
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
    fileprivate func refuseKeys<Keys: CodingKey & CaseIterable>(except keys: Keys.Type) throws {
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
