internal import GRDB

/// The tables of `queue.sqlite`, one a kind of `Record`; plans stand with their jobs.
///
/// No secondary indexes: the core finds everything in memory, rows are read only at a start.
enum Schema {
    /// Kept in `PRAGMA user_version`; a file of a higher one is refused, an older one is brought up.
    static var version: Int { migrations.count }

    /// The n-th brings a file of version n - 1 to version n; an empty file has version 0.
    static let migrations = [tables, control, machines, numbers, accounts, plans, audit]

    /// "Reel" in ASCII, kept in `PRAGMA application_id`.
    static let applicationID = 0x5265_656C

    private static let tables = """
        CREATE TABLE job (
            id INTEGER PRIMARY KEY, account TEXT NOT NULL, client_key TEXT NOT NULL,
            title TEXT NOT NULL, priority INTEGER NOT NULL, film_seconds REAL NOT NULL,
            width INTEGER NOT NULL, height INTEGER NOT NULL, engine TEXT NOT NULL,
            submitted INTEGER NOT NULL);
        CREATE TABLE job_status (
            job INTEGER PRIMARY KEY, state TEXT NOT NULL, sequence INTEGER NOT NULL,
            started INTEGER, ended INTEGER, assembly_failures INTEGER NOT NULL,
            assembly_not_before INTEGER, video BLOB, byte_count INTEGER, frame_count INTEGER,
            poster BLOB, contact_sheet BLOB, failure_code TEXT, failure_message TEXT,
            failure_retry TEXT);
        CREATE TABLE document (job INTEGER PRIMARY KEY, json BLOB NOT NULL);
        CREATE TABLE task (
            id INTEGER PRIMARY KEY, job INTEGER NOT NULL, list INTEGER NOT NULL,
            step TEXT NOT NULL, engine TEXT NOT NULL, model TEXT, gpu_memory INTEGER NOT NULL,
            tags TEXT NOT NULL, cost INTEGER NOT NULL, payload BLOB NOT NULL,
            dependencies TEXT NOT NULL, output TEXT NOT NULL);
        CREATE TABLE attempt (
            task INTEGER NOT NULL, number INTEGER NOT NULL, worker INTEGER NOT NULL,
            machine TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER, ending TEXT,
            chunk_count INTEGER, compute_time INTEGER, failure_code TEXT, failure_message TEXT,
            failure_retry TEXT, retry_not_before INTEGER, sequence INTEGER,
            PRIMARY KEY (task, number)) WITHOUT ROWID;
        CREATE TABLE chunk (
            task INTEGER NOT NULL, position INTEGER NOT NULL, attempt INTEGER NOT NULL,
            blob BLOB NOT NULL, byte_count INTEGER NOT NULL, frame_count INTEGER NOT NULL,
            sequence INTEGER NOT NULL, PRIMARY KEY (task, position)) WITHOUT ROWID;
        CREATE TABLE account (
            name TEXT PRIMARY KEY, pass INTEGER NOT NULL, floor INTEGER NOT NULL) WITHOUT ROWID;
        """

    /// A job's first task, which plans it, and its place in an array stand in the job's own row.
    private static let plans = """
        ALTER TABLE job ADD COLUMN array_index INTEGER;
        ALTER TABLE job ADD COLUMN array_count INTEGER;
        ALTER TABLE job ADD COLUMN plan INTEGER;
        ALTER TABLE job ADD COLUMN plan_step TEXT;
        ALTER TABLE job ADD COLUMN plan_engine TEXT;
        ALTER TABLE job ADD COLUMN plan_model TEXT;
        ALTER TABLE job ADD COLUMN plan_gpu_memory INTEGER;
        ALTER TABLE job ADD COLUMN plan_tags TEXT;
        ALTER TABLE job ADD COLUMN plan_cost INTEGER;
        ALTER TABLE job ADD COLUMN plan_payload BLOB;
        ALTER TABLE job ADD COLUMN plan_output TEXT;
        UPDATE job SET (array_index, array_count) =
            (SELECT array_index, array_count FROM job_options WHERE job = job.id);
        CREATE TABLE job_wishes (
            job INTEGER PRIMARY KEY, labels TEXT NOT NULL, maximum_attempts INTEGER,
            timeout INTEGER, after TEXT NOT NULL);
        INSERT INTO job_wishes SELECT job, labels, maximum_attempts, timeout, after
            FROM job_options
            WHERE labels <> '' OR after <> '' OR maximum_attempts IS NOT NULL OR timeout IS NOT NULL;
        DROP TABLE job_options;
        ALTER TABLE job_wishes RENAME TO job_options;
        CREATE INDEX task_of_job ON task (job, id);
        UPDATE job SET (plan, plan_step, plan_engine, plan_model, plan_gpu_memory, plan_tags,
            plan_cost, plan_payload, plan_output) =
            (SELECT id, step, engine, model, gpu_memory, tags, cost, payload, output FROM task
             WHERE task.job = job.id AND task.id = task.list AND dependencies = ''
             ORDER BY task.id LIMIT 1);
        DROP INDEX task_of_job;
        DELETE FROM task WHERE id IN (SELECT plan FROM job);
        """

    /// What operators did; never read at a start.
    private static let audit = """
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT, instant INTEGER NOT NULL, actor TEXT NOT NULL,
            key TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, outcome TEXT NOT NULL);
        """

    /// What the next job and task are called at least, once rows were taken away.
    private static let numbers = """
        CREATE TABLE numbers (
            id INTEGER PRIMARY KEY CHECK (id = 1), next_job INTEGER NOT NULL,
            next_task INTEGER NOT NULL);
        """

    /// Machines that are not simply in service.
    private static let machines = """
        CREATE TABLE machine (
            name TEXT PRIMARY KEY, drained INTEGER, aside_until INTEGER, failure_code TEXT,
            failure_message TEXT, failure_retry TEXT) WITHOUT ROWID;
        """

    /// What jobs are given beside the film, what is changed about them later, and what stands still.
    private static let control = """
        CREATE TABLE job_options (
            job INTEGER PRIMARY KEY, labels TEXT NOT NULL, maximum_attempts INTEGER,
            timeout INTEGER, after TEXT NOT NULL, array_index INTEGER, array_count INTEGER);
        CREATE TABLE job_control (
            job INTEGER PRIMARY KEY, priority INTEGER NOT NULL, paused INTEGER,
            front INTEGER NOT NULL, requeues INTEGER NOT NULL, requeued INTEGER);
        CREATE TABLE pause (account TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
        """

    /// What accounts and teams were granted and what they used, in place of accounts' passes.
    ///
    /// The order of the rows of `team` and `standing` is that of creation. An account's pass grew by
    /// one a millisecond before, by a thousand since.
    private static let accounts = """
        ALTER TABLE job ADD COLUMN compute INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE team (
            name TEXT PRIMARY KEY, pass INTEGER NOT NULL, floor INTEGER NOT NULL,
            member_floor INTEGER NOT NULL, rate INTEGER NOT NULL);
        CREATE TABLE standing (
            name TEXT PRIMARY KEY, pass INTEGER NOT NULL, compute INTEGER NOT NULL,
            film INTEGER NOT NULL, quarter_start INTEGER, quarter_compute INTEGER,
            quarter_film INTEGER, day_start INTEGER, day_compute INTEGER, day_film INTEGER,
            farm_rate INTEGER NOT NULL, rate INTEGER NOT NULL);
        CREATE TABLE entitlement (
            level TEXT NOT NULL, name TEXT NOT NULL, team TEXT, weight INTEGER NOT NULL,
            submit_count INTEGER, submit_period INTEGER, queued_jobs INTEGER,
            running_tasks INTEGER, daily_compute INTEGER, monthly_compute INTEGER,
            daily_film INTEGER, monthly_film INTEGER, stored_bytes INTEGER, longest_film INTEGER,
            frame_width INTEGER, frame_height INTEGER, engines TEXT, priority_ceiling INTEGER,
            PRIMARY KEY (level, name)) WITHOUT ROWID;
        CREATE TABLE usage (
            account TEXT NOT NULL, span TEXT NOT NULL, place INTEGER NOT NULL,
            start INTEGER NOT NULL, compute INTEGER NOT NULL, film INTEGER NOT NULL,
            PRIMARY KEY (account, span, place)) WITHOUT ROWID;
        INSERT INTO team SELECT 'common', 0, 0, top * 1000, 0
            FROM (SELECT max(floor) AS top FROM account) WHERE top IS NOT NULL;
        INSERT INTO standing (name, pass, compute, film, farm_rate, rate)
            SELECT owner, coalesce(pass, 0) * 1000, 0, 0, 0, 0
            FROM (SELECT account AS owner, min(id) AS first FROM job GROUP BY account)
            LEFT JOIN account ON name = owner ORDER BY first;
        DROP TABLE account;
        """
}
