import FarmModel

/// Counts what a rate admits: so many in a period, and at most as many at once.
///
/// The generic cell rate algorithm (ITU-T I.371, annex A): a token bucket whose whole state is one
/// instant.
public struct RateMeter: Hashable, Sendable {
    /// When everything would be free again, in microseconds since 1970.
    public var freeAgain: Int64

    public init(freeAgain: Int64 = 0) {
        self.freeAgain = freeAgain
    }

    /// When `count` more can be admitted; nil if that exceeds what the rate ever admits at once.
    func instant(for count: Int, under rate: Quota.Rate, at now: Instant) -> Instant? {
        guard count <= rate.count else { return nil }
        let wait = next(after: count, under: rate, at: now) - rate.microseconds - now.microseconds
        return wait <= 0 ? now : Instant(milliseconds: now.milliseconds + (wait + 999) / 1000)
    }

    mutating func admit(_ count: Int, under rate: Quota.Rate, at now: Instant) {
        freeAgain = next(after: count, under: rate, at: now)
    }

    /// Forgets what the rate cannot have admitted by `now`; true if there was any.
    ///
    /// So much is left by a clock that was set back, or by a rate with a longer period.
    mutating func bound(under rate: Quota.Rate, at now: Instant) -> Bool {
        let latest = now.microseconds + rate.microseconds
        guard freeAgain > latest else { return false }
        freeAgain = latest
        return true
    }

    /// How many were admitted that are not free again yet.
    func used(under rate: Quota.Rate, at now: Instant) -> Int {
        let busy = max(0, freeAgain - now.microseconds)
        let used = (busy + rate.interval - 1) / rate.interval
        return min(rate.count, Int(used))
    }

    private func next(after count: Int, under rate: Quota.Rate, at now: Instant) -> Int64 {
        let latest = now.microseconds + rate.microseconds
        return min(max(freeAgain, now.microseconds), latest) + Int64(count) * rate.interval
    }
}

extension Quota.Rate {
    fileprivate var microseconds: Int64 { period.milliseconds * 1000 }
    fileprivate var interval: Int64 { max(1, microseconds / Int64(max(1, count))) }
}

extension Instant {
    fileprivate var microseconds: Int64 { milliseconds * 1000 }
}
