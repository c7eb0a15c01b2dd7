internal import FarmModel
internal import Foundation

/// What tasks said while they ran: a file for each attempt, in a folder for each job.
///
/// Not worth a sync: after a crash some last lines may be missing. An attempt's file holds its latest
/// lines only; it is cut back when it has twice as many bytes as are kept.
struct TaskLogs {
    /// Bytes that are kept of an attempt at least, if it said as much.
    static let attemptByteCount = 64 << 10

    /// Attempts that one answer reads: those that spoke last.
    static let attemptsOfAnswer = 32

    /// Bytes a second that a worker may send in the long run, and at once.
    static let workerByteRate = 16 << 10
    static let workerBurst = 128 << 10

    struct Line: Equatable {
        var number: UInt64
        var task: TaskID
        var attempt: UInt32
        var text: String

        /// Numbers are microseconds since 1970, one more where two lines come at once.
        var instant: Instant { Instant(milliseconds: Int64(clamping: number / 1000)) }
    }

    private struct Allowance {
        var bytes: Int
        var instant: Instant
        var dropped = 0
    }

    private let folder: String
    private var lastNumber: UInt64 = 0

    /// Looked up, never walked; emptied when there are many.
    private var allowances: [WorkerID: Allowance] = [:]

    init(folder: String) {
        self.folder = folder
    }

    /// Keeps lines of an attempt, as far as its worker has not said too much lately.
    mutating func append(
        _ lines: [String], of token: Lease.Token, job: JobID, at now: Instant
    ) throws {
        var text = ""
        for line in admit(lines, of: token.worker, at: now) {
            lastNumber = max(lastNumber + 1, UInt64(clamping: now.milliseconds) * 1000)
            let whole = line.split(whereSeparator: \.isNewline).joined(separator: " ")
            text += "\(lastNumber) \(whole)\n"
        }
        guard !text.isEmpty else { return }
        try write(text, to: path(of: job), name: "\(token.task)-\(token.attempt).log")
    }

    /// The latest lines of a job, in the order they were heard.
    func lines(
        of job: JobID, task: TaskID? = nil, attempt: UInt32? = nil, after number: UInt64 = 0,
        atMost limit: Int
    ) throws -> [Line] {
        let manager = FileManager.default
        let folder = path(of: job)
        guard manager.fileExists(atPath: folder) else { return [] }
        var files: [(attempt: AttemptName, spoke: Date)] = []
        for name in try manager.contentsOfDirectory(atPath: folder) {
            guard let wanted = AttemptName(name), task.map({ $0 == wanted.task }) ?? true,
                attempt.map({ $0 == wanted.attempt }) ?? true
            else { continue }
            let attributes = try manager.attributesOfItem(atPath: folder + "/" + name)
            files.append((wanted, attributes[.modificationDate] as? Date ?? .distantPast))
        }
        files.sort { $0.spoke > $1.spoke }
        var lines: [Line] = []
        for file in files.prefix(TaskLogs.attemptsOfAnswer) {
            lines += try read(file.attempt, in: folder).filter { $0.number > number }
        }
        return Array(lines.sorted { $0.number < $1.number }.suffix(limit))
    }

    /// Forgets what the tasks of a job said.
    func remove(_ job: JobID) throws {
        let folder = path(of: job)
        guard FileManager.default.fileExists(atPath: folder) else { return }
        try FileManager.default.removeItem(atPath: folder)
    }

    /// Forgets all jobs but those for which `isKnown` holds.
    func removeAll(but isKnown: (JobID) -> Bool) throws {
        let manager = FileManager.default
        guard manager.fileExists(atPath: folder) else { return }
        for name in try manager.contentsOfDirectory(atPath: folder) {
            guard let job = UInt64(name), !isKnown(JobID(job)) else { continue }
            try remove(JobID(job))
        }
    }

    private func path(of job: JobID) -> String { "\(folder)/\(job)" }

    /// The lines that a worker may still say; the first after a silence tells how many were dropped.
    private mutating func admit(
        _ lines: [String], of worker: WorkerID, at now: Instant
    ) -> [String] {
        if allowances.count > 20_000 { allowances = [:] }
        var allowance =
            allowances[worker] ?? Allowance(bytes: TaskLogs.workerBurst, instant: now)
        let earned =
            allowance.instant.duration(to: now).milliseconds
            * Int64(TaskLogs.workerByteRate) / 1000
        allowance.bytes = min(TaskLogs.workerBurst, allowance.bytes + Int(clamping: earned))
        allowance.instant = now
        var admitted: [String] = []
        for line in lines {
            guard allowance.bytes >= line.utf8.count else {
                allowance.dropped += 1
                continue
            }
            if allowance.dropped > 0 {
                admitted.append("(\(allowance.dropped) lines dropped: the worker says too much)")
                allowance.dropped = 0
            }
            allowance.bytes -= line.utf8.count + 32
            admitted.append(line)
        }
        allowances[worker] = allowance
        return admitted
    }

    private func write(_ text: String, to folder: String, name: String) throws {
        let path = folder + "/" + name
        if !FileManager.default.fileExists(atPath: path) {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
                throw CocoaError(.fileWriteUnknown)
            }
            return
        }
        let file = try FileHandle(forUpdating: URL(filePath: path))
        defer { file.closeFile() }
        let end = try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        guard end > 2 * TaskLogs.attemptByteCount else { return }
        try file.seek(toOffset: end + UInt64(text.utf8.count) - UInt64(TaskLogs.attemptByteCount))
        let tail = try file.readToEnd() ?? Data()
        let whole = tail.firstIndex(of: UInt8(ascii: "\n")).map { tail[($0 + 1)...] } ?? tail
        try whole.write(to: URL(filePath: path), options: .atomic)
    }

    private func read(_ name: AttemptName, in folder: String) throws -> [Line] {
        let bytes = try Data(contentsOf: URL(filePath: folder + "/" + name.fileName))
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard let first = parts.first,
                let number = UInt64(String(decoding: first, as: UTF8.self))
            else { return nil }
            let text = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
            return Line(number: number, task: name.task, attempt: name.attempt, text: text)
        }
    }

    /// What a file tells by its name.
    private struct AttemptName {
        var task: TaskID
        var attempt: UInt32

        var fileName: String { "\(task)-\(attempt).log" }

        init?(_ fileName: String) {
            guard fileName.hasSuffix(".log") else { return nil }
            let parts = fileName.dropLast(4).split(separator: "-")
            guard parts.count == 2, let task = UInt64(parts[0]), let attempt = UInt32(parts[1])
            else { return nil }
            self.task = TaskID(task)
            self.attempt = attempt
        }
    }
}
