public import FarmModel

/// So many uses at once and so many a minute after that, for each of many users.
///
/// A token bucket each. Those that are full again are forgotten, so memory follows use.
public struct Rate<Key: Hashable & Sendable>: Sendable {
    /// Uses at once.
    public let burst: Int

    /// Until one more use is allowed.
    public let interval: Duration

    /// Users that are remembered at most.
    public let userLimit: Int

    /// When each user's bucket will be full again.
    private var full: [Key: Instant] = [:]

    public init(burst: Int, every interval: Duration, userLimit: Int = 100_000) {
        self.burst = burst
        self.interval = interval
        self.userLimit = userLimit
    }

    /// What is left to somebody.
    public struct Standing: Hashable, Sendable {
        public var limit: Int
        public var remaining: Int

        /// Until all of the limit is there again.
        public var reset: Duration

        /// Until one use is there again; nil while there is one.
        public var wait: Duration?
    }

    /// Takes one use if there is one; ``Standing/wait`` says whether there was none.
    public mutating func take(_ key: Key, at now: Instant) -> Standing {
        let span = Duration.milliseconds(interval.milliseconds * Int64(burst))
        let start = max(full[key] ?? now, now)
        let end = start.advanced(by: interval)
        let used = now.duration(to: end)
        guard used <= span else {
            return Standing(
                limit: burst, remaining: 0, reset: now.duration(to: start), wait: used - span)
        }
        if full.count >= userLimit { forget(at: now) }
        full[key] = end
        return Standing(limit: burst, remaining: left(used, of: span), reset: used)
    }

    /// Gives everything back to somebody who proved to be no guesser.
    public mutating func pardon(_ key: Key) {
        full[key] = nil
    }

    private func left(_ used: Duration, of span: Duration) -> Int {
        Int((span - used).milliseconds / max(1, interval.milliseconds))
    }

    private mutating func forget(at now: Instant) {
        full = full.filter { $0.value > now }
        // A flood of names that are all under way: nobody is forgiven, but the map is bounded.
        if full.count >= userLimit {
            let kept = full.sorted { $1.value < $0.value }.prefix(userLimit / 2)
            full = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
        }
    }
}
