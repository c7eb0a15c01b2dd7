internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import SchedulerCore

// Watching many jobs: whose, from where on, and what those hear who missed something.
extension ClientDesk {
    /// Jobs that a snapshot tells of, the newest.
    static let snapshotLimit = 500

    func check(_ filter: ClientRequest.Watch.Filter, of identity: Identity) throws(Refusal) {
        switch filter.account {
        case nil: return
        case "*":
            guard identity.maySee(account: "*") else {
                throw Refusal(.forbidden, "only operators watch the jobs of all accounts")
            }
        case let name?: _ = try identity.account(asking: name)
        }
    }

    /// What a watcher has not heard since `cursor`; nil if that is not known any more.
    func missed(
        since cursor: WatchCursor, _ filter: ClientRequest.Watch.Filter, of sender: Sender,
        in core: Scheduler, at now: Instant
    ) -> [EventReport]? {
        history.events(after: cursor)?.compactMap { event, cursor in
            guard let facts = core.facts(of: event.job),
                filter.includes(facts, for: sender.identity),
                var report = EventReport(event, in: core, at: now)
            else { return nil }
            report.cursor = cursor
            return report
        }
    }

    /// How the unfinished jobs stand.
    func snapshot(
        of filter: ClientRequest.Watch.Filter, for identity: Identity, _ core: Scheduler,
        at now: Instant
    ) -> [EventReport] {
        let account = filter.account.flatMap { $0 == "*" ? nil : $0 }
        let jobs = core.unfinishedJobs(of: account, atMost: ClientDesk.snapshotLimit)
        return jobs.reversed().compactMap { job in
            guard let facts = core.facts(of: job), filter.includes(facts, for: identity) else {
                return nil
            }
            return EventReport(
                sequence: core.lastSequence(of: job), job: job, instant: now,
                EventReport.Happening(facts.state), isSnapshot: true)
        }
    }
}

// What tasks said.
extension ClientDesk {
    /// Lines that an explanation shows of an attempt that went badly, and of how many such attempts.
    private static let linesOfAttempt = 5
    private static let attemptsWithLines = 4

    func lines(of query: LogQuery, tasks: [TaskSummary]) throws(Refusal) -> [LogLine] {
        let lines: [TaskLogs.Line]
        do {
            lines = try archive.log(query)
        } catch {
            throw Refusal(wrapping: error)
        }
        var places: [TaskID: Int] = [:]
        for (place, task) in tasks.enumerated() { places[task.id] = place }
        return lines.compactMap { line in
            guard let task = places[line.task].map({ tasks[$0] }) else { return nil }
            let attempt = task.attempts.first { $0.token.attempt == line.attempt }
            return LogLine(
                number: line.number, instant: line.instant, task: line.task, step: task.step,
                attempt: line.attempt, worker: attempt?.machine ?? "unknown", text: line.text)
        }
    }

    /// Why the job stands as it does, with the last words of attempts that went badly.
    func explanation(
        of summary: JobSummary, tasks: [TaskSummary], at now: Instant
    ) -> Explanation {
        var explanation = Explanation(summary, tasks: tasks, at: now)
        var left = ClientDesk.attemptsWithLines
        for place in explanation.tasks.indices {
            guard left > 0, let last = explanation.tasks[place].attempts.indices.last else {
                continue
            }
            let attempt = explanation.tasks[place].attempts[last]
            guard attempt.ending == .failed || attempt.ending == .lost else { continue }
            left -= 1
            let query = LogQuery(
                job: summary.admission.id, task: explanation.tasks[place].task,
                attempt: attempt.attempt)
            // An explanation without these lines is better than none.
            guard case .success(let lines) = Result(catching: { try archive.log(query) }) else {
                continue
            }
            explanation.tasks[place].attempts[last].lastLines =
                lines.suffix(ClientDesk.linesOfAttempt).map(\.text)
        }
        return explanation
    }
}
