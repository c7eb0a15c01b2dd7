/// A number that names one `Subject` and cannot be confused with the name of anything else.
public struct Identifier<Subject>: Hashable, Comparable, Sendable {
    public let rawValue: UInt64

    public init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    public static func < (lesser: Self, greater: Self) -> Bool {
        lesser.rawValue < greater.rawValue
    }
}

extension Identifier: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: UInt64) {
        self.init(value)
    }
}

extension Identifier: CustomStringConvertible {
    public var description: String { String(rawValue) }
}

extension Identifier: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(UInt64.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// Numbered by the scheduler from 1, in order of submission.
public typealias JobID = Identifier<Job>

/// Numbered by the scheduler from 1, across all jobs.
public typealias TaskID = Identifier<Job.Task>

/// Drawn at random by a worker process when it starts: a restarted worker is another worker.
public typealias WorkerID = Identifier<Worker>
