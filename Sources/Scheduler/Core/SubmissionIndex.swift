import FarmModel

/// Finds the job of an account's client key among millions, in about twelve bytes a job.
///
/// Open addressing with linear probing (Knuth, *The Art of Computer Programming* 6.4); a slot holds
/// half of a hash and the job's number, and the key itself stays with the job. The hash is seeded
/// anew in each process, so nobody can prepare collisions; the order of the slots is never seen.
struct SubmissionIndex: Sendable {
    private var slots: [UInt64] = Array(repeating: 0, count: 64)
    private var count = 0

    /// The job for which `matches` holds among those with this key's hash.
    func find(_ account: Int, _ clientKey: String, where matches: (JobID) -> Bool) -> JobID? {
        let hash = hash(account, clientKey)
        var position = slot(of: hash)
        while slots[position] != 0 {
            let job = JobID(slots[position] & 0xFFFF_FFFF)
            if slots[position] >> 32 == hash && matches(job) { return job }
            position = (position + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds a job; where that takes room, those that `isKnown` denies are dropped first.
    mutating func insert(
        _ job: JobID, _ account: Int, _ clientKey: String, isKnown: (JobID) -> Bool
    ) {
        precondition(job.rawValue > 0 && job.rawValue < 1 << 32, "job numbers have 32 bits")
        count += 1
        if count * 4 > slots.count * 3 { rebuild(isKnown) }
        place(hash(account, clientKey) << 32 | job.rawValue)
    }

    private mutating func rebuild(_ isKnown: (JobID) -> Bool) {
        let kept = slots.filter { $0 != 0 && isKnown(JobID($0 & 0xFFFF_FFFF)) }
        count = kept.count + 1
        let isCrowded = count * 2 > slots.count
        slots = Array(repeating: 0, count: isCrowded ? slots.count * 2 : slots.count)
        for entry in kept { place(entry) }
    }

    private mutating func place(_ entry: UInt64) {
        var position = slot(of: entry >> 32)
        while slots[position] != 0 { position = (position + 1) & (slots.count - 1) }
        slots[position] = entry
    }

    private func slot(of hash: UInt64) -> Int { Int(hash) & (slots.count - 1) }

    private func hash(_ account: Int, _ clientKey: String) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(account)
        hasher.combine(clientKey)
        return UInt64(truncatingIfNeeded: hasher.finalize()) >> 32
    }
}
