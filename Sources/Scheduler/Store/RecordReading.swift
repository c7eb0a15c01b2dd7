internal import FarmModel
internal import Foundation
internal import GRDB
internal import SchedulerCore

extension SchedulerCore.Record {
    /// Every row: teams and accounts before jobs, jobs before their tasks, tasks before their attempts
    /// and chunks.
    static func readAll(from database: Database) throws -> [SchedulerCore.Record] {
        var records = try readAccounts(from: database)
        let jobs = try JobRow.readAll(from: database)
        records += jobs.map { .job($0.admission) }
        try read("SELECT * FROM job_control ORDER BY job", from: database) { row in
            records.append(.jobControl(JobID(column: row["job"]), JobControl(row)))
        }
        try read("SELECT * FROM job_status ORDER BY job", from: database) { row in
            records.append(.jobStatus(JobID(column: row["job"]), try JobStatus(row)))
        }
        try read("SELECT * FROM document ORDER BY job", from: database) { row in
            records.append(.document(JobID(column: row["job"]), row.bytes("json") ?? []))
        }
        var plans = jobs.compactMap(\.plan)[...]
        try read("SELECT * FROM task ORDER BY id", from: database) { row in
            let entry = try TaskEntry(row)
            while let plan = plans.first, plan.id < entry.id {
                records.append(.task(plan))
                plans = plans.dropFirst()
            }
            records.append(.task(entry))
        }
        records += plans.map { .task($0) }
        try read("SELECT * FROM attempt ORDER BY task, number", from: database) { row in
            records.append(.attempt(try Attempt(row)))
        }
        try read("SELECT * FROM chunk ORDER BY task, position", from: database) { row in
            records.append(.chunk(try StoredChunk(row)))
        }
        try read("SELECT * FROM pause ORDER BY account", from: database) { row in
            let name: String = row["account"]
            records.append(
                .pause(Pause(account: name.isEmpty ? nil : name, since: row.instant("since"))))
        }
        try read("SELECT * FROM machine ORDER BY name", from: database) { row in
            records.append(.machine(try MachineStanding(row)))
        }
        try read("SELECT * FROM numbers", from: database) { row in
            records.append(
                .numbers(
                    nextJob: JobID(column: row["next_job"]),
                    nextTask: TaskID(column: row["next_task"])))
        }
        return records
    }

    static func read(
        _ sql: String, from database: Database, each body: (Row) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(database, sql: sql)
        while let row = try rows.next() { try body(row) }
    }
}

extension JobControl {
    fileprivate init(_ row: Row) {
        self.init(
            priority: row["priority"], paused: row.instant("paused"), front: row.word("front"),
            requeues: row["requeues"], requeued: row.instant("requeued"))
    }
}

extension MachineStanding {
    fileprivate init(_ row: Row) throws {
        let isAside = (row["failure_code"] as String?) != nil
        self.init(
            machine: row["name"], drained: row.instant("drained"),
            aside: isAside
                ? Aside(until: row.instant("aside_until"), reason: try Job.Failure(row)) : nil)
    }
}

extension JobStatus {
    fileprivate init(_ row: Row) throws {
        self.init(
            state: try Job.State(row), sequence: row.word("sequence"),
            started: row.instant("started"), ended: row.instant("ended"),
            assemblyFailures: row["assembly_failures"],
            assemblyNotBefore: row.instant("assembly_not_before"))
    }
}

extension Job.State {
    fileprivate init(_ row: Row) throws {
        let name: String = row["state"]
        switch name {
        case "queued": self = .queued
        case "running": self = .running
        case "assembling": self = .assembling
        case "completed":
            self = .completed(
                try row.blobIfPresent("video").map { video in
                    Film(
                        video: video, byteCount: row["byte_count"],
                        frameCount: row["frame_count"], poster: try row.blobIfPresent("poster"),
                        contactSheet: try row.blobIfPresent("contact_sheet"))
                })
        case "failed": self = .failed(try Job.Failure(row))
        case "cancelled": self = .cancelled
        default: throw OpeningError.damaged("unknown state \(name) of a job")
        }
    }
}

extension Job.Failure {
    fileprivate init(_ row: Row) throws {
        guard let retry = Retry(rawValue: row["failure_retry"]) else {
            throw OpeningError.damaged("unknown retry of a failure")
        }
        self.init(code: row["failure_code"], message: row["failure_message"], retry: retry)
    }
}

extension TaskEntry {
    fileprivate init(_ row: Row) throws {
        let tags: String = row["tags"]
        let dependencies: String = row["dependencies"]
        guard let output = Job.Output(rawValue: row["output"]) else {
            throw OpeningError.damaged("unknown output of a task")
        }
        self.init(
            id: TaskID(column: row["id"]), job: JobID(column: row["job"]),
            list: TaskID(column: row["list"]),
            task: Job.Task(
                step: row["step"],
                requirement: Job.Requirement(
                    engine: EngineID(row["engine"]), model: row["model"],
                    gpuMemory: row.word("gpu_memory"),
                    tags: tags.split(separator: "\n").map(String.init)),
                cost: .milliseconds(row["cost"] as Int64), payload: row.bytes("payload") ?? [],
                dependencies: dependencies.split(separator: ",").compactMap { Int($0) },
                output: output))
    }
}

extension Attempt {
    fileprivate init(_ row: Row) throws {
        let ending = try row.instant("ended").map { instant in
            Ending(
                instant: instant, kind: try Kind(row),
                retryNotBefore: row.instant("retry_not_before"), sequence: row.word("sequence"))
        }
        self.init(
            token: Lease.Token(
                task: TaskID(column: row["task"]), worker: WorkerID(column: row["worker"]),
                attempt: row["number"]),
            machine: row["machine"], started: Instant(milliseconds: row["started"]),
            ending: ending)
    }
}

extension Attempt.Kind {
    fileprivate init(_ row: Row) throws {
        let name: String = row["ending"]
        switch name {
        case "completed":
            self = .completed(
                chunkCount: row["chunk_count"],
                computeTime: .milliseconds(row["compute_time"] as Int64))
        case "failed": self = .failed(try Job.Failure(row))
        case "lost": self = .lost
        case "returned": self = .returned
        case "preempted": self = .preempted
        case "moot": self = .moot
        default: throw OpeningError.damaged("unknown ending \(name) of an attempt")
        }
    }
}

extension StoredChunk {
    fileprivate init(_ row: Row) throws {
        self.init(
            task: TaskID(column: row["task"]), attempt: row["attempt"],
            chunk: Chunk(
                index: row["position"], blob: try row.blob("blob"), byteCount: row["byte_count"],
                frameCount: row["frame_count"]),
            sequence: row.word("sequence"))
    }
}

extension Row {
    fileprivate func instant(_ column: String) -> Instant? {
        (self[column] as Int64?).map(Instant.init(milliseconds:))
    }

    fileprivate func word(_ column: String) -> UInt64 {
        UInt64(bitPattern: self[column] as Int64)
    }

    fileprivate func bytes(_ column: String) -> [UInt8]? {
        (self[column] as Data?).map { [UInt8]($0) }
    }

    fileprivate func blob(_ column: String) throws -> BlobID {
        guard let blob = try blobIfPresent(column) else {
            throw OpeningError.damaged("no digest in \(column)")
        }
        return blob
    }

    fileprivate func blobIfPresent(_ column: String) throws -> BlobID? {
        guard let digest = bytes(column) else { return nil }
        guard let blob = BlobID(digest: digest) else {
            throw OpeningError.damaged("a digest in \(column) has \(digest.count) bytes")
        }
        return blob
    }
}
