internal import FarmModel
internal import FarmWire
internal import SchedulerStore

/// Makes backups of a farm that works: one at a time, the queue a few pages between two batches.
struct BackupDesk {
    /// Pages copied between two batches of the loop: a megabyte, about a millisecond.
    static let pagesAStep = 256

    private let store: QueueDatabase
    private let work: BackupWork
    private let mailbox: @Sendable (BackupReport) -> Void
    private var copy: QueueCopy?
    private var order: BackupOrder?
    private var report: BackupReport?
    private var held: [BlobID] = []

    /// `news` hears how the work goes that is done off the loop.
    init(
        store: QueueDatabase, work: BackupWork, news: @escaping @Sendable (BackupReport) -> Void
    ) {
        self.store = store
        self.work = work
        mailbox = news
    }

    /// Whether ``step()`` has something to do.
    var isCopying: Bool { copy != nil }

    /// Whether files of the depot are being copied, or will be.
    var isCopyingMedia: Bool {
        guard let report, !report.phase.isFinal else { return false }
        return order?.extent == .everything
    }

    /// Begins what is ordered; the order that is being carried out may be given again.
    mutating func begin(_ order: BackupOrder) throws(Refusal) -> BackupReport {
        if let report, !report.phase.isFinal {
            guard order == self.order else {
                throw Refusal(
                    .notNow, "a backup to \(report.folder) is under way; ask again when it is done",
                    field: "begin_backup.folder", value: order.folder)
            }
            return report
        }
        do throws(BackupError) {
            try BackupFiles.makeEmptyFolder(order.folder)
        } catch {
            throw Refusal(
                .badField, error.description, field: "begin_backup.folder", value: order.folder,
                limit: "an empty folder")
        }
        do throws(StoreError) {
            copy = try QueueCopy(of: store, at: order.folder + "/queue.sqlite")
        } catch {
            throw Refusal(.unavailable, error.description)
        }
        self.order = order
        let begun = BackupReport(folder: order.folder, phase: .queue)
        report = begun
        return begun
    }

    /// How the last backup goes.
    func show() throws(Refusal) -> BackupReport {
        guard let report else {
            throw Refusal(.unknown, "no backup was made since the scheduler started")
        }
        return report
    }

    /// Copies some pages of the queue.
    mutating func step() {
        guard let copy, let order else { return }
        do throws(StoreError) {
            let progress = try copy.step(pages: BackupDesk.pagesAStep)
            report?.count = progress.copiedPages
            report?.total = progress.totalPages
            guard progress.isComplete else { return }
            self.copy = nil
            report = BackupReport(folder: order.folder, phase: .files)
            work.finish(order, report: mailbox)
        } catch {
            self.copy = nil
            mailbox(BackupReport(folder: order.folder, phase: .failed(error.description)))
        }
    }

    /// Keeps media that no job refers to any more until the backup is done: its queue may name them.
    mutating func hold(_ blobs: [BlobID]) {
        held += blobs
    }

    /// Takes news of the backup; returns what may be thrown away now.
    mutating func hear(_ report: BackupReport) -> [BlobID] {
        self.report = report
        guard report.phase.isFinal else { return [] }
        defer { held = [] }
        return held
    }
}
