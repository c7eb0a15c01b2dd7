internal import FarmModel
internal import SchedulerCore

/// Figures as Prometheus reads them (Exposition formats, text format 0.0.4).
struct MetricsPage {
    private(set) var text = ""

    typealias Sample = (labels: [(String, String)], value: Double)

    mutating func counter(_ name: String, _ help: String, _ value: Int) {
        family(name + "_total", help, "counter", [([], Double(value))])
    }

    mutating func counters(
        _ name: String, _ help: String, by label: String, _ list: [Tally.Labelled]
    ) {
        family(
            name + "_total", help, "counter", list.map { ([(label, $0.label)], Double($0.count)) })
    }

    mutating func gauge(_ name: String, _ help: String, _ value: Double) {
        family(name, help, "gauge", [([], value)])
    }

    mutating func gauges(_ name: String, _ help: String, _ samples: [Sample]) {
        family(name, help, "gauge", samples)
    }

    mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
        header(name, help, "histogram")
        var running = 0
        for (bound, count) in zip(histogram.bounds, histogram.counts) {
            running += count
            line(name + "_bucket", [("le", MetricsPage.number(bound))], Double(running))
        }
        line(name + "_bucket", [("le", "+Inf")], Double(histogram.count))
        line(name + "_sum", [], histogram.sum)
        line(name + "_count", [], Double(histogram.count))
    }

    private mutating func family(
        _ name: String, _ help: String, _ type: String, _ samples: [Sample]
    ) {
        header(name, help, type)
        for sample in samples { line(name, sample.labels, sample.value) }
    }

    private mutating func header(_ name: String, _ help: String, _ type: String) {
        text += "# HELP reelmill_\(name) \(help)\n# TYPE reelmill_\(name) \(type)\n"
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
        text += "reelmill_" + name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0)=\"\(MetricsPage.escaped($1))\"" }
            text += "{" + pairs.joined(separator: ",") + "}"
        }
        text += " " + MetricsPage.number(value) + "\n"
    }

    /// Whole numbers without a point.
    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }

    /// A label's value may hold anything but these three as they are.
    static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension MetricsPage {
    mutating func add(_ tally: Tally) {
        counter(
            "jobs_submitted", "Jobs acknowledged; a repeated submission makes none.",
            tally.submissions)
        counters("refusals", "Requests refused, by code.", by: "code", tally.refusals)
        counters("jobs_ended", "Jobs ended, by their end.", by: "end", tally.jobsEnded)
        counters(
            "attempts_ended", "Attempts at tasks ended, by their ending.", by: "ending",
            tally.attemptsEnded)
        counter("grants", "Tasks given to workers.", tally.grants)
        counter("revocations", "Tasks taken back from workers.", tally.revocations)
        counter("chunks", "Pieces of films stored.", tally.chunks)
        counter("chunk_bytes", "Bytes of pieces of films stored.", tally.chunkBytes)
        counter("assembly_failures", "Films that could not be joined.", tally.assemblyFailures)
        histogram(
            "commit_seconds", "Durable commits of the queue, in seconds.", tally.commits)
        histogram(
            "commit_records", "Records that one commit wrote.", tally.recordsOfCommits)
        histogram(
            "round_seconds", "Rounds of the loop from waking to having sent, in seconds.",
            tally.rounds)
        gauge(
            "longest_round_seconds", "The longest round of the last second: how long peers waited.",
            MetricsPage.seconds(tally.longestRound))
    }

    mutating func add(_ gauges: Gauges) {
        gauge("jobs_unfinished", "Jobs that have not ended.", Double(gauges.unfinishedJobs))
        self.gauges(
            "tasks", "Unfinished tasks, by state.",
            [
                ([("state", "waiting")], Double(gauges.waitingTasks)),
                ([("state", "running")], Double(gauges.runningTasks)),
            ])
        gauge("workers", "Workers that are connected.", Double(gauges.workers))
        gauge("workers_set_aside", "Workers set aside.", Double(gauges.workersSetAside))
        gauge("workers_draining", "Workers that take no new tasks.", Double(gauges.workersDraining))
        self.gauges(
            "engine_workers", "Connected workers that have the engine.",
            gauges.engines.map { ([("engine", $0.name)], Double($0.workers)) })
        self.gauges(
            "engine_slots", "Slots of the workers that have the engine.",
            gauges.engines.map { ([("engine", $0.name)], Double($0.slots)) })
        self.gauges(
            "engine_busy_slots", "Slots of these workers that run something.",
            gauges.engines.map { ([("engine", $0.name)], Double($0.busy)) })
        self.gauges(
            "account_tasks", "Tasks that are ready or running, of the busiest accounts.",
            gauges.accounts.flatMap { load in
                [
                    ([("account", load.account), ("state", "ready")], Double(load.readyTasks)),
                    ([("account", load.account), ("state", "running")], Double(load.runningTasks)),
                ]
            })
        gauge("log_bytes", "Bytes of the queue's write-ahead log.", Double(gauges.logBytes))
        counter(
            "malformed_messages", "Messages that could not be read.", gauges.malformedMessages)
        counter(
            "throttled_messages", "Messages not read, and answers not given, for want of rate.",
            gauges.throttledMessages)
    }

    mutating func add(_ disk: DiskWatch.Figures) {
        gauge("depot_bytes", "Bytes of media in the depot.", Double(disk.depotBytes))
        gauge("depot_files", "Files in the depot.", Double(disk.depotFiles))
        gauge("disk_free_bytes", "Bytes free on the data folder's disk.", Double(disk.freeBytes))
    }

    private static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
