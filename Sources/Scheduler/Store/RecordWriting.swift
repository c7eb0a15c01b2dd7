internal import FarmModel
internal import GRDB
internal import SchedulerCore

extension SchedulerCore.Record {
    /// Writes the first of `records`, and with a job the plan that follows it; returns the rest.
    static func writeNext(
        of records: ArraySlice<SchedulerCore.Record>, to database: Database
    ) throws -> ArraySlice<SchedulerCore.Record> {
        let rest = records.dropFirst()
        if case .job(let job)? = records.first, case .task(let entry)? = rest.first,
            entry.isPlan(of: job)
        {
            try JobRow(admission: job, plan: entry).write(to: database)
            return rest.dropFirst()
        }
        try records.first?.write(to: database)
        return rest
    }

    /// Replaces the row of this record's kind and key.
    private func write(to database: Database) throws {
        switch self {
        case .job(let job): try JobRow(admission: job).write(to: database)
        case .jobStatus(let id, let status):
            try database.run(
                "INSERT OR REPLACE INTO job_status VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                id.column, status.state.name, Int64(bitPattern: status.sequence),
                status.started?.milliseconds, status.ended?.milliseconds,
                status.assemblyFailures, status.assemblyNotBefore?.milliseconds,
                FilmColumns(film: status.state.film),
                FailureColumns(failure: status.state.failure))
        case .document(let id, let json):
            try database.run("INSERT OR REPLACE INTO document VALUES (?,?)", id.column, json)
        case .task(let entry):
            let task = entry.task
            let requirement = task.requirement
            try database.run(
                "INSERT INTO task VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", entry.id.column,
                entry.job.column, entry.list.column, task.step, requirement.engine.name,
                requirement.model, Int64(bitPattern: requirement.gpuMemory),
                requirement.tags.joined(separator: "\n"), task.cost.milliseconds, task.payload,
                task.dependencies.map(String.init).joined(separator: ","), task.output.rawValue)
        case .attempt(let attempt):
            let ending = attempt.ending
            try database.run(
                "INSERT OR REPLACE INTO attempt VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                attempt.token.task.column, Int64(attempt.token.attempt),
                attempt.token.worker.column, attempt.machine, attempt.started.milliseconds,
                ending?.instant.milliseconds, ending?.kind.name,
                CompletionColumns(kind: ending?.kind),
                FailureColumns(failure: ending?.kind.failure),
                ending?.retryNotBefore?.milliseconds,
                (ending?.sequence).map { Int64(bitPattern: $0) })
        case .chunk(let stored):
            try database.run(
                "INSERT INTO chunk VALUES (?,?,?,?,?,?,?)", stored.task.column,
                stored.chunk.index, Int64(stored.attempt), stored.chunk.blob.digest,
                stored.chunk.byteCount, stored.chunk.frameCount,
                Int64(bitPattern: stored.sequence))
        case .entitlement(let entitlement): try entitlement.write(to: database)
        case .team(let standing): try standing.write(to: database)
        case .account(let standing): try standing.write(to: database)
        case .usage(let row): try row.write(to: database)
        case .jobControl(let id, let control):
            try database.run(
                "INSERT OR REPLACE INTO job_control VALUES (?,?,?,?,?,?)", id.column,
                control.priority, control.paused?.milliseconds, Int64(bitPattern: control.front),
                control.requeues, control.requeued?.milliseconds)
        case .pause(let pause): try pause.write(to: database)
        case .machine(let standing): try standing.write(to: database)
        case .removal(let job, let tasks): try database.remove(job, tasks)
        case .numbers(let nextJob, let nextTask):
            try database.run(
                "INSERT OR REPLACE INTO numbers VALUES (1,?,?)", nextJob.column, nextTask.column)
        }
    }
}

extension Database {
    /// Takes away every row of a job and of its tasks.
    fileprivate func remove(_ job: JobID, _ tasks: [Range<UInt64>]) throws {
        try run("DELETE FROM job WHERE id = ?", job.column)
        for table in ["job_status", "document", "job_options", "job_control"] {
            try run("DELETE FROM \(table) WHERE job = ?", job.column)
        }
        for list in tasks {
            let first = Int64(bitPattern: list.lowerBound)
            let end = Int64(bitPattern: list.upperBound)
            try run("DELETE FROM task WHERE id >= ? AND id < ?", first, end)
            try run("DELETE FROM attempt WHERE task >= ? AND task < ?", first, end)
            try run("DELETE FROM chunk WHERE task >= ? AND task < ?", first, end)
        }
    }
}

extension MachineStanding {
    fileprivate func write(to database: Database) throws {
        guard drained != nil || aside != nil else {
            return try database.run("DELETE FROM machine WHERE name = ?", machine)
        }
        try database.run(
            "INSERT OR REPLACE INTO machine VALUES (?,?,?,?,?,?)", machine, drained?.milliseconds,
            aside?.until?.milliseconds, FailureColumns(failure: aside?.reason))
    }
}

extension Pause {
    /// The whole farm is the account without a name.
    fileprivate func write(to database: Database) throws {
        if let since {
            try database.run(
                "INSERT OR REPLACE INTO pause VALUES (?,?)", account ?? "", since.milliseconds)
        } else {
            try database.run("DELETE FROM pause WHERE account = ?", account ?? "")
        }
    }
}

extension Identifier {
    /// SQLite's integers are signed: the bits are kept, not the value.
    var column: Int64 { Int64(bitPattern: rawValue) }

    init(column: Int64) {
        self.init(UInt64(bitPattern: column))
    }
}

extension Job.State {
    var name: String {
        switch self {
        case .queued: "queued"
        case .running: "running"
        case .assembling: "assembling"
        case .completed: "completed"
        case .failed: "failed"
        case .cancelled: "cancelled"
        }
    }

    fileprivate var failure: Job.Failure? {
        if case .failed(let failure) = self { failure } else { nil }
    }

    fileprivate var film: Film? {
        if case .completed(let film) = self { film } else { nil }
    }
}

extension Attempt.Kind {
    var name: String {
        switch self {
        case .completed: "completed"
        case .failed: "failed"
        case .lost: "lost"
        case .returned: "returned"
        case .preempted: "preempted"
        case .moot: "moot"
        }
    }

    fileprivate var failure: Job.Failure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}

/// The five columns of a film that may be there.
private struct FilmColumns: ColumnValue {
    let film: Film?

    func bind(to parameters: inout Parameters) {
        guard let film else { return parameters.skip(5) }
        parameters.append(film.video.digest)
        parameters.append(Int64(film.byteCount))
        parameters.append(Int64(film.frameCount))
        (film.poster?.digest).bind(to: &parameters)
        (film.contactSheet?.digest).bind(to: &parameters)
    }
}

/// The two columns of a completed attempt.
private struct CompletionColumns: ColumnValue {
    let kind: Attempt.Kind?

    func bind(to parameters: inout Parameters) {
        guard case .completed(let chunkCount, let computeTime) = kind else {
            return parameters.skip(2)
        }
        parameters.append(Int64(chunkCount))
        parameters.append(computeTime.milliseconds)
    }
}

/// The three columns of a failure that may be there.
private struct FailureColumns: ColumnValue {
    let failure: Job.Failure?

    func bind(to parameters: inout Parameters) {
        guard let failure else { return parameters.skip(3) }
        parameters.append(failure.code)
        parameters.append(failure.message)
        parameters.append(failure.retry.rawValue)
    }
}
