import FarmModel
import HeapModule

/// Something to look at when its instant comes; what has changed by then is found out there.
struct Timer: Comparable, Sendable {
    enum Kind: Sendable {
        case lease
        case retry
        case worker
        case machine
        case assembly
        case retirement
    }

    var instant: Instant
    var kind: Kind

    /// The id of what `kind` says.
    var subject: UInt64

    static func < (earlier: Timer, later: Timer) -> Bool {
        if earlier.instant != later.instant { return earlier.instant < later.instant }
        if earlier.kind != later.kind { return earlier.kind.rank < later.kind.rank }
        return earlier.subject < later.subject
    }
}

extension Timer.Kind {
    fileprivate var rank: Int {
        switch self {
        case .lease: 0
        case .retry: 1
        case .worker: 2
        case .machine: 3
        case .assembly: 4
        case .retirement: 5
        }
    }
}

/// Every timer that is set.
///
/// None is ever taken back: whoever it wakes looks whether there is still something to do.
struct Timers: Sendable {
    private var heap = Heap<Timer>()

    var next: Instant? { heap.min?.instant }

    mutating func set(_ kind: Timer.Kind, _ subject: UInt64, at instant: Instant) {
        heap.insert(Timer(instant: instant, kind: kind, subject: subject))
    }

    /// Linear: for audits.
    func holds(_ kind: Timer.Kind, _ subject: UInt64) -> Bool {
        heap.unordered.contains { $0.kind == kind && $0.subject == subject }
    }

    mutating func popDue(at now: Instant) -> Timer? {
        guard let timer = heap.min, timer.instant <= now else { return nil }
        return heap.removeMin()
    }
}
