internal import Dispatch
internal import FarmModel
internal import Logging
internal import SchedulerCore

/// Throws away media that no job refers to, off the loop.
final class DepotCleaner: Sendable {
    private let depot: Depot
    private let log: Logger
    private let queue = DispatchQueue(label: "depot-cleaner", qos: .utility)

    init(depot: Depot, log: Logger) {
        self.depot = depot
        self.log = log
    }

    func remove(_ blobs: [BlobID]) {
        queue.async { [depot, log] in
            do {
                for blob in blobs { _ = try depot.remove(blob) }
            } catch {
                log.warning("\(error)")
            }
        }
    }

    /// Removes what crashes left behind before `start`.
    func removeOrphans(besides references: BlobReferences, olderThan start: Instant) {
        queue.async { [depot, log] in
            do {
                let count = try depot.clear(
                    keeping: { references.contains($0) }, olderThan: start)
                if count > 0 { log.info("removed \(count) files that no job refers to") }
            } catch {
                log.warning("\(error)")
            }
        }
    }
}
