import FarmModel
import SchedulerCore

// What leaves the process.
extension Checker {
    mutating func check(
        sending effect: Scheduler.Effect, _ rows: Rows, from requests: [SimulatedRequest],
        at now: Instant
    ) throws {
        switch effect {
        case .grant(let grant): try check(grant, rows, at: now)
        case .reply(let request, let reply):
            let asked = requests[Int(request.rawValue) - 1]
            if let command = asked.command, reply == .carriedOut {
                try check(carriedOut: command, request, rows, at: now)
            }
            try check(reply, isStranger: asked.client == nil, rows, at: now)
        case .acknowledgeChunk(let token, let index):
            let isStored =
                rows.task(token.task)?.chunks.contains { $0.chunk.index == index }
                ?? forgottenTasks.contains(token.task)
            try require(
                .durableAcknowledgement, at: now, isStored,
                "chunk \(index) of \(token) was acknowledged")
        case .acknowledgeResult(let token):
            let attempt = rows.task(token.task)?.attempts.first { $0.token == token }
            try require(
                .durableAcknowledgement, at: now,
                attempt?.ending != nil || forgottenTasks.contains(token.task),
                "the result of \(token) was acknowledged")
        case .releaseBlobs(let blobs):
            guard mayLook(at: rows.tasks.count * blobs.count) else { return }
            let used = blobs.first { rows.refers(to: $0) }
            try require(
                .releasedIsUnused, at: now, used == nil, "\(used?.description ?? "") is in use")
        case .announce(let event): try check(event, at: now)
        case .assemble(let order): try check(order, rows, at: now)
        case .record, .welcome, .askForHello, .revoke, .preempt: break
        }
    }

    private func check(_ grant: Grant, _ rows: Rows, at now: Instant) throws {
        let token = grant.lease.token
        try require(
            .cancelHolds, at: now, !cancelledJobs.contains(grant.job),
            "\(token) was granted after its job was cancelled")
        let attempt = rows.task(token.task)?.attempts.first { $0.token == token }
        let isCurrent = attempt.map { $0.ending == nil || $0.ending?.instant == now } ?? false
        try require(.grantsAreRecorded, at: now, isCurrent, "\(token) was granted unrecorded")
        guard let task = rows.task(token.task) else { return }
        let leading = zip(task.chunks, 0...).prefix { $0.0.chunk.index == $0.1 }.count
        let isWhole =
            attempt?.ending != nil
            || (task.entry.task == grant.task && grant.resumeAfter <= leading
                && grant.document == rows.job(grant.job)?.document)
        try require(
            .grantsAreRecorded, at: now, isWhole, "\(token) was granted with another task")
    }

    private mutating func check(
        _ reply: Reply, isStranger: Bool, _ rows: Rows, at now: Instant
    ) throws {
        switch reply {
        case .accepted(let job):
            try require(
                .durableAcknowledgement, at: now,
                rows.job(job) != nil || forgotten.contains(job),
                "job \(job) was accepted and is not stored")
        case .cancelled(let job):
            try require(
                .unknownStaysUnknown, at: now, !isStranger, "job \(job) was cancelled by a stranger"
            )
            try require(
                .cancelHolds, at: now,
                rows.job(job)?.status.state == .cancelled
                    || rows.job(job)?.control?.requeued == now || forgotten.contains(job),
                "job \(job) is reported cancelled and is not")
            if rows.job(job)?.status.state == .cancelled { cancelledJobs.insert(job) }
        case .ended(let job, _):
            try require(
                .unknownStaysUnknown, at: now, !isStranger, "job \(job) was shown to a stranger")
        case .carriedOut:
            try require(
                .unknownStaysUnknown, at: now, !isStranger, "a stranger's command was carried out")
        case .acceptedArray(let first, let count):
            for number in first.rawValue..<(first.rawValue + UInt64(count)) {
                let job = JobID(number)
                try require(
                    .durableAcknowledgement, at: now,
                    rows.job(job) != nil || forgotten.contains(job),
                    "job \(job) of an array was accepted and is not stored")
            }
        case .refused, .overQuota, .entitled, .unknownJob: break
        }
    }

    /// From a confirmed pause or drain on, nothing may begin; a job that is reported requeued was taken up.
    private mutating func check(
        carriedOut command: Command, _ request: RequestID, _ rows: Rows, at now: Instant
    ) throws {
        if let stoppage = command.stoppage, stoppages[stoppage] == request {
            stopped.insert(stoppage)
        }
        switch command {
        case .requeue(let job, _):
            let isTakenUp = rows.job(job).map { row in
                !row.status.state.isFinal || row.status.ended == now
                    || row.control?.requeued != nil
            }
            try require(
                .requeueHolds, at: now, isTakenUp ?? forgotten.contains(job),
                "job \(job) is reported requeued and is not")
        case .pause, .resume, .prioritize, .moveToFront, .machine: break
        }
    }

    private mutating func check(_ event: JobEvent, at now: Instant) throws {
        let last = sequences[event.job] ?? 0
        switch event.kind {
        case .progress, .changed:
            return try require(
                .eventsAreOrdered, at: now, event.sequence >= last,
                "\(event.kind) of job \(event.job) carries \(event.sequence) after \(last)")
        case .state, .chunk, .attemptEnded: break
        }
        try require(
            .eventsAreOrdered, at: now, event.sequence > last,
            "event \(event.sequence) of job \(event.job) follows \(last)")
        sequences[event.job] = event.sequence
    }

    private func check(_ order: AssemblyOrder, _ rows: Rows, at now: Instant) throws {
        try require(
            .filmIsWhole, at: now, order == self.order(of: order.job, rows),
            "job \(order.job) is assembled out of order")
        let tasks = rows.job(order.job)?.tasks.compactMap { rows.task($0) } ?? []
        for task in tasks {
            guard let script = Script(payload: task.entry.task.payload) else { continue }
            let expected = (0..<script.chunkCount).map { script.chunk($0, variant: 0) }
            let isWhole =
                scenario.faults.isMediaFickle
                ? task.chunks.count == expected.count : task.chunks.map(\.chunk) == expected
            try require(
                .filmIsWhole, at: now, isWhole,
                "job \(order.job) is assembled without all of task \(task.entry.id)")
        }
    }

    func check(arrayOf count: Int, to client: SimulatedClient, at now: Instant) throws {
        let asked = client.plan.films.count
        try require(
            .arraysAreWhole, at: now, count == asked,
            "\(client.plan.key) is an array of \(asked) jobs and became \(count)")
    }

    func check(reply job: JobID, to client: SimulatedClient, at now: Instant) throws {
        try require(
            .idempotentSubmission, at: now,
            (client.job ?? client.earlierJob).map {
                $0 == job || forgotten.contains($0) || forgotten.contains(job)
            }
                ?? true,
            "\(client.plan.key) is job \(client.job ?? 0) and job \(job)")
    }
}
