/// How much may come: so much a second on average, and after a pause as much at once as it holds.
package struct TokenBucket: Equatable, Sendable {
    package var rate: Double
    package var capacity: Double
    private var tokens: Double

    /// In seconds since any fixed moment.
    private var filled: Double

    /// A full one.
    package init(rate: Double, capacity: Double, at seconds: Double) {
        self.rate = rate
        self.capacity = capacity
        tokens = capacity
        filled = seconds
    }

    /// Takes `cost` if something is left, even if it is less: then the next one waits for longer.
    ///
    /// Returns nil, or the seconds until something will be left.
    package mutating func take(_ cost: Double, at seconds: Double) -> Double? {
        tokens = min(capacity, tokens + max(0, seconds - filled) * rate)
        filled = max(filled, seconds)
        guard tokens >= min(1, cost) else { return (1 - tokens) / rate }
        tokens -= cost
        return nil
    }

    /// Takes `cost` whether or not something is left, down to a debt of one capacity.
    package mutating func charge(_ cost: Double) {
        tokens = max(-capacity, tokens - cost)
    }

    /// Whether nothing is forgotten when it is thrown away.
    package func isFull(at seconds: Double) -> Bool {
        tokens + (seconds - filled) * rate >= capacity
    }
}
