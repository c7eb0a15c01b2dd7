public import FarmModel
internal import Foundation
internal import SchedulerCore
internal import SchedulerStore

/// A backup on disk, made by a farm that was working.
public struct Backup: Sendable {
    /// Findings that a report of damage names at most.
    private static let findingLimit = 10

    public let folder: String

    public init(folder: String) {
        self.folder = folder
    }

    /// What a backup holds that was found whole.
    public struct Contents: Hashable, Sendable {
        public var made: Instant
        public var fileCount: Int
        public var byteCount: Int
        public var jobCount: Int
        public var unfinishedJobCount: Int

        /// Films of completed jobs; their files are there only if ``holdsMedia``.
        public var filmCount: Int
        public var holdsMedia: Bool
    }

    /// Reads everything: each file's bytes, the database, whether a farm starts from it, and whether
    /// every film and every piece that is still needed is there.
    ///
    /// Changes nothing; a copy of the queue lies in the system's temporary folder meanwhile.
    public func verified() throws(BackupError) -> Contents {
        let manifest = try BackupManifest(folder: folder)
        try report(findings(in: manifest))
        let scratch = FileManager.default.temporaryDirectory
            .appending(path: "reelmill-verify-\(UUID().uuidString)").path(percentEncoded: false)
        let result = Result { () throws(BackupError) in try check(manifest, in: scratch) }
        do {
            try FileManager.default.removeItem(atPath: scratch)
        } catch {
            throw .storage(.denied(path: scratch))
        }
        return try result.get()
    }

    /// Verifies the backup and makes a data folder from it; `target` must be empty or missing.
    ///
    /// The folder appears whole or not at all.
    public func restore(to target: String) throws(BackupError) -> Contents {
        try BackupFiles.makeEmptyFolder(target)
        let contents = try verified()
        let draft = target + ".restoring"
        try BackupFiles.makeEmptyFolder(draft)
        let manifest = try BackupManifest(folder: folder)
        do throws(StorageError) {
            for file in manifest.files {
                let sharing: BackupFiles.Sharing =
                    file.path.hasPrefix("depot/") ? .link : .never
                let copied = try BackupFiles.copy(
                    folder + "/" + file.path, to: draft + "/" + file.path, as: file.path, sharing)
                guard copied == file else { throw .failed(path: file.path, code: EIO) }
            }
            try BackupFiles.synchronizeFolders(below: draft)
            guard rename(draft, target) == 0 else { throw StorageError(errno, path: target) }
        } catch {
            throw .storage(error)
        }
        return contents
    }

    private func report(_ findings: [String]) throws(BackupError) {
        guard !findings.isEmpty else { return }
        let shown = findings.prefix(Backup.findingLimit)
        let rest = findings.count - shown.count
        throw .damaged(path: folder, shown + (rest > 0 ? ["and \(rest) more"] : []))
    }

    /// What of the files is not as the manifest says.
    private func findings(in manifest: BackupManifest) throws(BackupError) -> [String] {
        var findings: [String] = []
        let known = Set(manifest.files.map(\.path))
        do throws(StorageError) {
            for path in try BackupFiles.files(below: folder)
            where !known.contains(path) && path != BackupManifest.fileName {
                findings.append("\(path) does not belong to it")
            }
        } catch {
            throw .storage(error)
        }
        for file in manifest.files {
            do throws(StorageError) {
                let found = try BackupFiles.entry(of: folder + "/" + file.path, as: file.path)
                if found.byteCount != file.byteCount {
                    findings.append(
                        "\(file.path) has \(found.byteCount) bytes, \(file.byteCount) were written")
                } else if found.sha256 != file.sha256 {
                    findings.append("\(file.path) has other bytes than were written")
                }
            } catch {
                findings.append(error.description)
            }
        }
        if !known.contains("queue.sqlite") { findings.append("there is no queue.sqlite") }
        return findings
    }

    /// Starts a scheduler's core from a copy of the queue in `scratch`.
    private func check(
        _ manifest: BackupManifest, in scratch: String
    ) throws(BackupError) -> Contents {
        let queue = scratch + "/queue.sqlite"
        do throws(StorageError) {
            _ = try BackupFiles.copy(
                folder + "/queue.sqlite", to: queue, as: "queue.sqlite", .never)
        } catch {
            throw .storage(error)
        }
        let records: [SchedulerCore.Record]
        let damages: [String]
        do throws(StoreError) {
            let database = try QueueDatabase(path: queue)
            damages = try database.damages()
            records = damages.isEmpty ? try database.records() : []
        } catch {
            throw .damaged(path: folder, [error.description])
        }
        try report(damages)
        var restoration = Scheduler.Restoration()
        for record in records { restoration.add(record) }
        let now = Instant(milliseconds: manifest.made)
        let core = restoration.scheduler(at: now)
        try report(core.audit())
        let needs = MediaNeeds(records)
        if manifest.holdsMedia {
            let known = Set(manifest.files.map(\.path))
            try report(
                needs.blobs.filter { !known.contains("depot/" + Depot.name(of: $0)) }
                    .map { "depot/\(Depot.name(of: $0)) is missing, and a job needs it" })
        }
        return Contents(
            made: now, fileCount: manifest.files.count,
            byteCount: manifest.files.reduce(0) { $0 + $1.byteCount },
            jobCount: needs.jobCount, unfinishedJobCount: core.counts.unfinishedJobs,
            filmCount: needs.filmCount, holdsMedia: manifest.holdsMedia)
    }
}

/// What of the depot the rows of a queue cannot do without.
struct MediaNeeds {
    /// Films with their pictures, and the pieces of unfinished jobs, in the order of the rows.
    private(set) var blobs: [BlobID] = []
    private(set) var filmCount = 0
    private(set) var jobCount = 0

    init(_ records: [SchedulerCore.Record]) {
        var ended: Set<JobID> = []
        var jobs: [TaskID: JobID] = [:]
        for record in records {
            if case .job = record {
                jobCount += 1
            } else if case .jobStatus(let job, let status) = record {
                if status.state.isFinal { ended.insert(job) }
                guard case .completed(let film?) = status.state else { continue }
                filmCount += 1
                blobs += [film.video] + [film.poster, film.contactSheet].compactMap(\.self)
            } else if case .task(let entry) = record {
                jobs[entry.id] = entry.job
            } else if case .chunk(let stored) = record, let job = jobs[stored.task],
                !ended.contains(job)
            {
                blobs.append(stored.chunk.blob)
            }
        }
    }
}
