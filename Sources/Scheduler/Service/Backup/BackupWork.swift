internal import Dispatch
internal import FarmWire
internal import Foundation

/// Finishes a backup off the loop: keys, media, hashes, manifest.
final class BackupWork: Sendable {
    /// Files between two reports.
    private static let reportInterval = 256

    private let data: String
    private let program: String
    private let queue = DispatchQueue(label: "backup", qos: .utility)

    /// `data` is the folder that is backed up.
    init(data: String, program: String) {
        self.data = data
        self.program = program
    }

    /// Completes the backup of `order`, whose queue is copied; `report` hears how it goes.
    func finish(_ order: BackupOrder, report: @escaping @Sendable (BackupReport) -> Void) {
        queue.async { [self] in
            do {
                report(try copy(order, report))
            } catch {
                let reason = String(describing: error)
                report(BackupReport(folder: order.folder, phase: .failed(reason)))
            }
        }
    }

    private func copy(
        _ order: BackupOrder, _ report: (BackupReport) -> Void
    ) throws(StorageError) -> BackupReport {
        let folder = order.folder
        var progress = BackupReport(folder: folder, phase: .files)
        let plan = try sources(of: order.extent)
        progress.total = plan.count + 1
        let queue = folder + "/queue.sqlite"
        do {
            let file = try DurableFile(appendingTo: queue)
            try file.synchronize()
        }
        var entries = [try BackupFiles.entry(of: queue, as: "queue.sqlite")]
        for (path, sharing) in plan {
            let source = data + "/" + path
            do throws(StorageError) {
                entries.append(
                    try BackupFiles.copy(source, to: folder + "/" + path, as: path, sharing))
            } catch {
                // Collected since the list was made: nothing in the queue names it now.
                guard error == .missing(path: source) else { throw error }
                continue
            }
            progress.count = entries.count
            if entries.count % BackupWork.reportInterval == 0 { report(progress) }
        }
        try BackupFiles.synchronizeFolders(below: folder)
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        try BackupManifest(
            program: program, made: now, holdsMedia: order.extent == .everything,
            files: entries.sorted { $0.path < $1.path }
        ).save(in: folder)
        return BackupReport(
            folder: folder, phase: .done, count: entries.count, total: entries.count,
            byteCount: entries.reduce(0) { $0 + $1.byteCount })
    }

    private func sources(
        of extent: BackupOrder.Extent
    ) throws(StorageError) -> [(path: String, BackupFiles.Sharing)] {
        var sources: [(path: String, BackupFiles.Sharing)] = []
        for name in try BackupFiles.files(below: data + "/keys") where !name.hasSuffix(".new") {
            sources.append(("keys/" + name, .never))
        }
        switch extent {
        case .state: break
        case .everything:
            for name in try BackupFiles.files(below: data + "/depot")
            where !name.hasPrefix("incoming/") {
                sources.append(("depot/" + name, .link))
            }
        }
        return sources
    }
}
