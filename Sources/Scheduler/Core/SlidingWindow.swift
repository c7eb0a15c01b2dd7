public import FarmModel

/// What was charged in one stretch of the clock.
public struct UsageBucket: Hashable, Sendable {
    /// A multiple of its span's ``UsageSpan/bucketMilliseconds``.
    public var start: Instant
    public var expense: Expense

    public init(start: Instant, expense: Expense) {
        self.start = start
        self.expense = expense
    }
}

/// A stretch of time over which use is limited.
public enum UsageSpan: String, Hashable, CaseIterable, Sendable {
    case day
    case month

    /// A quarter of an hour, or a day.
    public var bucketMilliseconds: Int64 {
        switch self {
        case .day: 900_000
        case .month: 86_400_000
        }
    }

    /// 24 hours, or 30 days.
    public var milliseconds: Int64 { bucketMilliseconds * bucketCount }

    public var bucketCount: Int64 {
        switch self {
        case .day: 96
        case .month: 30
        }
    }

    func start(of instant: Instant) -> Instant {
        let rest = instant.milliseconds % bucketMilliseconds
        return Instant(milliseconds: instant.milliseconds - rest)
    }
}

/// What was charged in the latest day or month.
///
/// Kept in buckets, at most one more than the span holds: a charge counts until its whole bucket lies
/// a span back, so for the span at least, and for a bucket longer at most.
struct SlidingWindow: Sendable {
    let span: UsageSpan

    /// In the order of time, none of them empty.
    private(set) var buckets: [UsageBucket] = []
    private var total = Expense.zero

    init(_ span: UsageSpan) {
        self.span = span
    }

    /// The buckets that count at `now`.
    func buckets(at now: Instant) -> [UsageBucket] { buckets.filter { end(of: $0) > now } }

    /// The buckets that count when the latest begins.
    var latest: [UsageBucket] { buckets.last.map { buckets(at: $0.start) } ?? [] }

    /// What counts at `now`.
    func sum(at now: Instant) -> Expense {
        var sum = total
        for bucket in buckets {
            guard end(of: bucket) <= now else { break }
            sum -= bucket.expense
        }
        return sum
    }

    /// The first instant at which what counts now satisfies `condition`; nil if that never will.
    func instant(at now: Instant, when condition: (Expense) -> Bool) -> Instant? {
        var sum = sum(at: now)
        if condition(sum) { return now }
        for bucket in buckets where end(of: bucket) > now {
            sum -= bucket.expense
            if condition(sum) { return end(of: bucket) }
        }
        return nil
    }

    mutating func add(_ expense: Expense, at now: Instant) {
        expire(at: now)
        let bucket = self.bucket(at: span.start(of: now))
        set(UsageBucket(start: bucket.start, expense: bucket.expense + expense))
    }

    /// Adds all that another window holds.
    mutating func add(_ other: SlidingWindow) {
        for bucket in other.buckets {
            let sum = self.bucket(at: bucket.start).expense + bucket.expense
            set(UsageBucket(start: bucket.start, expense: sum))
        }
    }

    /// Takes away what another window holds and this one has not forgotten.
    mutating func subtract(_ other: SlidingWindow) {
        for bucket in other.buckets where self.bucket(at: bucket.start).expense != .zero {
            let rest = self.bucket(at: bucket.start).expense - bucket.expense
            set(UsageBucket(start: bucket.start, expense: rest))
        }
    }

    /// Replaces the bucket of the same start.
    mutating func set(_ bucket: UsageBucket) {
        let position = position(of: bucket.start)
        if position < buckets.count, buckets[position].start == bucket.start {
            total -= buckets.remove(at: position).expense
        }
        guard bucket.expense != .zero else { return }
        buckets.insert(bucket, at: position)
        total += bucket.expense
    }

    /// When a bucket ceases to count.
    private func end(of bucket: UsageBucket) -> Instant {
        Instant(
            milliseconds: bucket.start.milliseconds + span.milliseconds + span.bucketMilliseconds)
    }

    private mutating func expire(at now: Instant) {
        while let first = buckets.first, end(of: first) <= now {
            total -= first.expense
            buckets.removeFirst()
        }
    }

    private func bucket(at start: Instant) -> UsageBucket {
        let position = position(of: start)
        guard position < buckets.count, buckets[position].start == start else {
            return UsageBucket(start: start, expense: .zero)
        }
        return buckets[position]
    }

    /// Where a bucket of this start is, or would be; most often at the end.
    private func position(of start: Instant) -> Int {
        var position = buckets.count
        while position > 0, buckets[position - 1].start >= start { position -= 1 }
        return position
    }
}
