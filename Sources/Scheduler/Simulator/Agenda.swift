package import FarmModel
import HeapModule

/// What is to happen and when: ordered by instant, then by the order of planning.
package struct Agenda<Happening> {
    private var heap = Heap<Entry>()
    private var planned: UInt64 = 0

    package init() {}

    private struct Entry: Comparable {
        var instant: Instant
        var sequence: UInt64
        var happening: Happening

        static func == (one: Entry, other: Entry) -> Bool { one.sequence == other.sequence }

        static func < (earlier: Entry, later: Entry) -> Bool {
            (earlier.instant, earlier.sequence) < (later.instant, later.sequence)
        }
    }

    package mutating func plan(_ happening: Happening, at instant: Instant) {
        planned += 1
        heap.insert(Entry(instant: instant, sequence: planned, happening: happening))
    }

    package mutating func next() -> (instant: Instant, happening: Happening)? {
        heap.popMin().map { ($0.instant, $0.happening) }
    }
}

extension SplitMix64 {
    /// True with the given probability.
    package mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    mutating func milliseconds(_ range: ClosedRange<Int64>) -> Duration {
        .milliseconds(Int64.random(in: range, using: &self))
    }

    mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}
