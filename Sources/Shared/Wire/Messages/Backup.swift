/// An operator's wish for a copy of everything that the farm keeps.
public struct BackupOrder: Hashable, Sendable {
    /// Which files are copied.
    public enum Extent: Hashable, Sendable {
        /// The queue and the keys.
        case state

        /// Films and their pieces as well.
        case everything
    }

    /// On the scheduler's machine: an absolute path of a folder that is empty or not there yet.
    public var folder: String
    public var extent: Extent

    public init(folder: String, extent: Extent) {
        self.folder = folder
        self.extent = extent
    }
}

/// How far a backup is.
public struct BackupReport: Hashable, Sendable {
    public enum Phase: Hashable, Sendable {
        /// The queue is copied, a few pages between two batches of work.
        case queue

        /// Everything else is copied, and everything is hashed.
        case files
        case done
        case failed(String)

        public var isFinal: Bool {
            switch self {
            case .queue, .files: false
            case .done, .failed: true
            }
        }
    }

    public var folder: String
    public var phase: Phase

    /// Pages of the queue, then files.
    public var count: Int
    public var total: Int

    /// Of all files; 0 before they are all there.
    public var byteCount: Int

    public init(folder: String, phase: Phase, count: Int = 0, total: Int = 0, byteCount: Int = 0) {
        self.folder = folder
        self.phase = phase
        self.count = count
        self.total = total
        self.byteCount = byteCount
    }
}
