internal import FarmModel
internal import Foundation
internal import GRDB
internal import SchedulerCore

/// A job as it was submitted, with the task that plans it: both in one row, as most jobs wait.
struct JobRow {
    var admission: JobAdmission

    /// Nil where its first task has a row of its own.
    var plan: TaskEntry?

    /// Every row, in the order of the jobs' numbers, which is that of their plans' too.
    static func readAll(from database: Database) throws -> [JobRow] {
        var options = try Job.Options.readAll(from: database)
        var rows: [JobRow] = []
        let cursor = try Row.fetchCursor(database, sql: "SELECT \(columns) FROM job ORDER BY id")
        while let row = try cursor.next() {
            var job = JobRow(
                admission: JobAdmission(row), plan: try TaskEntry(planOf: row))
            if let chosen = options.removeValue(forKey: job.admission.id) {
                job.admission.options = chosen
            }
            if let index = row[11] as Int?, let count = row[12] as Int? {
                job.admission.options.place = Job.ArrayPlace(index: index, count: count)
            }
            rows.append(job)
        }
        return rows
    }

    func write(to database: Database) throws {
        let demand = admission.demand
        let place = admission.options.place
        try database.run(
            "INSERT INTO job (\(JobRow.columns)) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            admission.id.column, admission.account, admission.clientKey, admission.title,
            admission.priority, demand.filmSeconds, demand.frame.width, demand.frame.height,
            demand.engine.name, admission.submitted.milliseconds, demand.compute.milliseconds,
            place?.index, place?.count, PlanColumns(plan: plan))
        try admission.options.write(of: admission.id, to: database)
    }

    /// In the order of which rows are written and read: by number, which is cheaper than by name.
    private static let columns = """
        id, account, client_key, title, priority, film_seconds, width, height, engine, submitted, \
        compute, array_index, array_count, plan, plan_step, plan_engine, plan_model, \
        plan_gpu_memory, plan_tags, plan_cost, plan_payload, plan_output
        """
}

/// The nine columns of a plan that may be there.
private struct PlanColumns: ColumnValue {
    let plan: TaskEntry?

    func bind(to parameters: inout Parameters) {
        guard let plan else { return parameters.skip(9) }
        let requirement = plan.task.requirement
        parameters.append(plan.id.column)
        parameters.append(plan.task.step)
        parameters.append(requirement.engine.name)
        requirement.model.bind(to: &parameters)
        parameters.append(Int64(bitPattern: requirement.gpuMemory))
        parameters.append(requirement.tags.joined(separator: "\n"))
        parameters.append(plan.task.cost.milliseconds)
        parameters.append(plan.task.payload)
        parameters.append(plan.task.output.rawValue)
    }
}

extension TaskEntry {
    /// Whether it may stand in the row of `job`: the first task of its list, which waits for no other.
    func isPlan(of job: JobAdmission) -> Bool {
        self.job == job.id && id == list && task.dependencies.isEmpty
    }

    fileprivate init?(planOf row: Row) throws {
        guard let id = row[13] as Int64? else { return nil }
        guard let output = Job.Output(rawValue: row[21]) else {
            throw OpeningError.damaged("unknown output of a plan")
        }
        let tags: String = row[18]
        self.init(
            id: TaskID(column: id), job: JobID(column: row[0]), list: TaskID(column: id),
            task: Job.Task(
                step: row[14],
                requirement: Job.Requirement(
                    engine: EngineID(row[15]), model: row[16],
                    gpuMemory: UInt64(bitPattern: row[17] as Int64),
                    tags: tags.split(separator: "\n").map(String.init)),
                cost: .milliseconds(row[19] as Int64), payload: [UInt8](row[20] as Data),
                output: output))
    }
}

extension JobAdmission {
    fileprivate init(_ row: Row) {
        self.init(
            id: JobID(column: row[0]), account: row[1], clientKey: row[2], title: row[3],
            priority: row[4],
            demand: Job.Demand(
                filmSeconds: row[5], frame: PixelSize(width: row[6], height: row[7]),
                engine: EngineID(row[8]), compute: .milliseconds(row[10] as Int64)),
            submitted: Instant(milliseconds: row[9]))
    }
}

extension Job.Options {
    /// Writes what stands beside the job's own row; nothing for what is usual.
    fileprivate func write(of job: JobID, to database: Database) throws {
        guard Job.Options(place: place) != self else { return }
        try database.run(
            "INSERT INTO job_options VALUES (?,?,?,?,?)", job.column,
            labels.map(\.description).joined(separator: "\n"), maximumAttempts,
            timeout?.milliseconds, after.map(\.description).joined(separator: ","))
    }

    /// Those of the jobs that have any; looked up, never walked.
    fileprivate static func readAll(from database: Database) throws -> [JobID: Job.Options] {
        var all: [JobID: Job.Options] = [:]
        let rows = try Row.fetchCursor(database, sql: "SELECT * FROM job_options")
        while let row = try rows.next() {
            all[JobID(column: row["job"])] = try Job.Options(row)
        }
        return all
    }

    private init(_ row: Row) throws {
        let labels: String = row["labels"]
        let after: String = row["after"]
        self.init(
            labels: try labels.split(separator: "\n").map { text in
                guard let label = Job.Label(text: String(text)) else {
                    throw OpeningError.damaged("a label without =")
                }
                return label
            },
            maximumAttempts: row["maximum_attempts"],
            timeout: (row["timeout"] as Int64?).map { .milliseconds($0) },
            after: after.split(separator: ",").compactMap { UInt64($0).map { JobID($0) } })
    }
}
