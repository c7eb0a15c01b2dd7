import DequeModule
public import FarmModel

/// Ended jobs in the order in which they ended; those that were taken up again are found out at the head.
struct EndedJobs: Sendable {
    private var queue = Deque<(job: JobID, ended: Instant)>()

    /// How many jobs have ended and are neither forgotten nor taken up again.
    var count = 0

    var first: (job: JobID, ended: Instant)? { queue.first }

    mutating func append(_ job: JobID, ended: Instant) {
        queue.append((job, ended))
        count += 1
    }

    mutating func removeFirst() {
        queue.removeFirst()
    }
}

extension Scheduler {
    /// Jobs forgotten at a time, lest a long list keep everyone waiting.
    private static let forgottenAtATime = 64

    /// Forgets ended jobs that are older than the farm keeps them, or beyond the number it keeps.
    mutating func retire(at now: Instant) {
        var forgotten = 0
        while let head = endedJobs.first {
            guard book.contains(head.job), book[head.job].status.ended == head.ended else {
                endedJobs.removeFirst()
                continue
            }
            let due = head.ended.advanced(by: configuration.retention)
            guard due <= now || endedJobs.count > configuration.endedJobLimit else {
                return wake(toRetireAt: due)
            }
            guard forgotten < Scheduler.forgottenAtATime else {
                return wake(toRetireAt: now.advanced(by: .milliseconds(1)))
            }
            endedJobs.removeFirst()
            forget(head.job)
            forgotten += 1
        }
    }

    private mutating func wake(toRetireAt instant: Instant) {
        if let set = retirement, set <= instant { return }
        retirement = instant
        timers.set(.retirement, 0, at: instant)
    }

    /// Takes note that a job has ended.
    mutating func jobEnded(_ job: JobID, at now: Instant) {
        endedJobs.append(job, ended: now)
        guard case .completed(let film?) = book[job].status.state else { return }
        for blob in film.blobs { holdings.retain(blob) }
    }

    /// Counts what a restored job refers to.
    mutating func hold(mediaOf job: JobID) {
        for task in book[job].tasks {
            for stored in book[task].chunks { holdings.retain(stored.chunk.blob) }
        }
    }

    private mutating func forget(_ job: JobID) {
        var blobs = book[job].tasks.flatMap { book[$0].chunks.map(\.chunk.blob) }
        if case .completed(let film?) = book[job].status.state { blobs += film.blobs }
        var released: [BlobID] = []
        for blob in blobs where holdings.release(blob) { released.append(blob) }
        accounts.store(-storedBytes(of: job), for: Int(book[job].account))
        let tasks = book[job].lists
        book.forget(job)
        endedJobs.count -= 1
        emit(.record(.removal(job, tasks: tasks)))
        emit(.record(.numbers(nextJob: book.nextJob, nextTask: book.nextTask)))
        if !released.isEmpty { emit(.releaseBlobs(released)) }
    }

    /// Whether a job refers to the blob: what a depot may throw away at a start, if it is old, is the rest.
    public var referredBlobs: BlobReferences { BlobReferences(holdings: holdings) }

    /// The number that was given to the newest job; 0 before the first.
    public var newestJob: JobID { JobID(book.nextJob.rawValue - 1) }

    /// What the next job and the next task will be called.
    package var nextNumbers: [UInt64] { [book.nextJob.rawValue, book.nextTask.rawValue] }
}

/// The blobs that jobs referred to at some instant.
public struct BlobReferences: Sendable {
    fileprivate let holdings: Holdings

    public func contains(_ blob: BlobID) -> Bool { holdings.contains(blob) }
}
