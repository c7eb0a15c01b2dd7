internal import DequeModule
internal import FarmModel
internal import FarmWire
internal import SchedulerCore

/// The latest events of all jobs, so that a watcher who lost its connection can catch up.
///
/// Of one run of the scheduler: another has another epoch, and whoever comes with a cursor of an
/// earlier one is told that there is a gap.
struct EventHistory {
    /// Events that are remembered.
    static let limit = 10_000

    private let epoch: UInt64
    private var events: Deque<JobEvent> = []

    /// The number of the latest event.
    private var sequence: UInt64 = 0

    init(epoch: UInt64) {
        self.epoch = epoch
    }

    /// Where the stream is now.
    var cursor: WatchCursor { WatchCursor(epoch: epoch, sequence: sequence) }

    /// Remembers an event; nil for one that is never told again.
    mutating func append(_ event: JobEvent) -> WatchCursor? {
        switch event.kind {
        case .progress: return nil
        case .state, .chunk, .attemptEnded, .changed: break
        }
        sequence += 1
        events.append(event)
        if events.count > EventHistory.limit { events.removeFirst() }
        return cursor
    }

    /// What followed `cursor`; nil if that is not known any more.
    func events(after cursor: WatchCursor) -> [(event: JobEvent, cursor: WatchCursor)]? {
        let forgotten = sequence - UInt64(events.count)
        guard cursor.epoch == epoch, (forgotten...sequence).contains(cursor.sequence) else {
            return nil
        }
        return events.dropFirst(Int(cursor.sequence - forgotten)).enumerated().map { place, event in
            (event, WatchCursor(epoch: epoch, sequence: cursor.sequence + UInt64(place) + 1))
        }
    }
}
