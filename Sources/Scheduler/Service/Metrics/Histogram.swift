/// How often values fell below each of some bounds.
struct Histogram: Equatable, Sendable {
    /// Ascending; a value that equals a bound is within it.
    let bounds: [Double]

    /// Values within each bound and above the one before; the last are above all.
    private(set) var counts: [Int]
    private(set) var sum = 0.0

    init(_ bounds: [Double]) {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy(<), "bounds ascend")
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// Seconds, from a tenth of a millisecond to ten seconds.
    static let durations = Histogram([
        0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10,
    ])

    /// Numbers of things, by powers of four.
    static let sizes = Histogram([1, 4, 16, 64, 256, 1024, 4096, 16384])

    mutating func add(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }

    mutating func add(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        add(Double(seconds) + Double(attoseconds) / 1e18)
    }

    var count: Int { counts.reduce(0, +) }
}
