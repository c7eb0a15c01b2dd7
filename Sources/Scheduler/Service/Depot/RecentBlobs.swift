internal import FarmModel
internal import Synchronization

/// The blobs that somebody was just told are safe: they must outlive a clearing that was decided before.
///
/// The queue hears of a stored chunk or film a moment after the depot has it. A job that shared its
/// bytes may be forgotten in that moment.
final class RecentBlobs: Sendable {
    /// Much longer than news takes to reach the queue.
    static let grace: Duration = .seconds(120)

    /// Entries beyond which those whose grace is over are dropped.
    private static let tidyCount = 4096

    private let affirmed = Mutex<[BlobID: ContinuousClock.Instant]>([:])

    /// Runs `isThere`, and affirms the blob if it holds; no blob is cleared meanwhile.
    func affirm(_ blob: BlobID, if isThere: () -> Bool) -> Bool {
        affirmed.withLock { affirmed in
            guard isThere() else { return false }
            let now = ContinuousClock.now
            if affirmed.count > Self.tidyCount {
                affirmed = affirmed.filter { $0.value.duration(to: now) < Self.grace }
            }
            affirmed[blob] = now
            return true
        }
    }

    /// Runs `clear` unless the blob was affirmed within ``grace``.
    func clear(_ blob: BlobID, _ clear: () -> Void) -> Bool {
        affirmed.withLock { affirmed in
            if let instant = affirmed[blob],
                instant.duration(to: ContinuousClock.now) < Self.grace
            {
                return false
            }
            affirmed[blob] = nil
            clear()
            return true
        }
    }
}
