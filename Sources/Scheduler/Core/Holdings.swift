import FarmModel

/// How many jobs refer to each blob in the depot.
struct Holdings: Sendable {
    /// Looked up, never iterated.
    private var counts: [BlobID: Int32] = [:]

    var blobCount: Int { counts.count }

    func contains(_ blob: BlobID) -> Bool { counts[blob] != nil }

    mutating func retain(_ blob: BlobID) {
        counts[blob, default: 0] += 1
    }

    /// True if nothing refers to the blob any more.
    mutating func release(_ blob: BlobID) -> Bool {
        guard let count = counts[blob], count > 1 else {
            counts[blob] = nil
            return true
        }
        counts[blob] = count - 1
        return false
    }
}

extension Film {
    /// Its files.
    var blobs: [BlobID] { [video] + [poster, contactSheet].compactMap { $0 } }
}
