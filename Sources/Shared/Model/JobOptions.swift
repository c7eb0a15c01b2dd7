extension Job {
    /// What a submission may ask for beyond its film.
    public struct Options: Hashable, Sendable {
        /// Sorted by key; no key twice.
        public private(set) var labels: [Label]

        /// Failed attempts after which a task, and with it the job, fails; nil for the farm's number.
        public var maximumAttempts: Int?

        /// The longest that one attempt at a task may take; nil for no limit.
        public var timeout: Duration?

        /// Jobs of the same account that must be completed before this one begins.
        ///
        /// No job twice.
        public private(set) var after: [JobID]

        /// Where it stands in the array that it was submitted with; nil for a job by itself.
        public var place: ArrayPlace?

        /// Of labels with the same key the last one stays, of a job named twice the first.
        public init(
            labels: [Label] = [], maximumAttempts: Int? = nil, timeout: Duration? = nil,
            after: [JobID] = [], place: ArrayPlace? = nil
        ) {
            var kept: [Label] = []
            for label in labels {
                kept.removeAll { $0.key == label.key }
                kept.append(label)
            }
            self.labels = kept.sorted { $0.key < $1.key }
            self.maximumAttempts = maximumAttempts
            self.timeout = timeout
            var jobs: [JobID] = []
            for job in after where !jobs.contains(job) { jobs.append(job) }
            self.after = jobs
            self.place = place
        }

        /// What a job has that asked for nothing.
        public static let usual = Options()
    }

    /// A word about a job that its owner chose, to find it by.
    public struct Label: Hashable, Sendable {
        /// Holds no `=`.
        public var key: String
        public var value: String

        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }

        /// Reads `key=value`; nil without a key or without `=`.
        public init?(text: String) {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                return nil
            }
            self.init(
                key: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
        }
    }

    /// A position among jobs that were submitted together and are numbered one after another.
    public struct ArrayPlace: Hashable, Sendable {
        /// From 0.
        public var index: Int
        public var count: Int

        public init(index: Int, count: Int) {
            self.index = index
            self.count = count
        }
    }
}

extension Job.Label: CustomStringConvertible {
    public var description: String { "\(key)=\(value)" }
}
