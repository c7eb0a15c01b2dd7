internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import SchedulerCore

/// What the store knows of jobs and the core has forgotten.
struct JobArchive {
    /// The storyboard; nil for a job that was never planned.
    var document: (JobID) throws -> [UInt8]?

    /// What tasks of a job were given, as far as they are stored.
    var payloads: (_ tasks: [TaskID], _ job: JobID) throws -> [[UInt8]]

    /// What tasks said.
    var log: (LogQuery) throws -> [TaskLogs.Line]

    /// What operators did.
    var audit: (ClientRequest.Audit) throws -> [AuditEntry]

    func entries(_ wish: ClientRequest.Audit) throws(Refusal) -> [AuditEntry] {
        do {
            return try audit(wish)
        } catch {
            throw Refusal(wrapping: error)
        }
    }
}

extension ClientDesk {
    /// What a client's wish means to the core, which judges whose job it is.
    func command(
        for steering: Steering, from identity: Identity, in core: Scheduler
    ) throws(Refusal) -> Command {
        switch steering {
        case .pause(let subject): return .pause(try check(subject, from: identity))
        case .resume(let subject): return .resume(try check(subject, from: identity))
        case .moveToFront(let job): return .moveToFront(job)
        case .prioritize(let job, let priority): return .prioritize(job, priority)
        case .machine(let name, let order):
            guard identity.role == .operator else {
                throw Refusal(.forbidden, "only operators decide what workers are used for")
            }
            return .machine(name, order)
        case .requeue(let job):
            do {
                return .requeue(
                    job,
                    Archive(
                        payloads: try archive.payloads(core.endedTasks(of: job), job),
                        document: try archive.document(job)))
            } catch {
                throw Refusal(wrapping: error)
            }
        }
    }

    private func check(
        _ subject: PauseSubject, from identity: Identity
    ) throws(Refusal) -> PauseSubject {
        switch subject {
        case .job: break
        case .account(let name): _ = try identity.account(asking: name)
        case .farm:
            guard identity.role == .operator else {
                throw Refusal(.forbidden, "only operators pause the farm or let it go on")
            }
        }
        return subject
    }
}

extension Identity {
    /// On whose behalf the core is asked.
    var requester: Requester {
        switch role {
        case .operator, .gateway: .operator
        case .client, .worker, .joiner: .account(account)
        }
    }
}

extension ClientRequest.List {
    /// Whether a job is one of those that are asked for.
    func includes(
        _ state: Job.State, _ paused: PauseSubject?, _ options: Job.Options
    ) -> Bool {
        (states.isEmpty || states.contains(JobStateName(state, paused: paused)))
            && labels.allSatisfy(options.labels.contains)
    }
}
