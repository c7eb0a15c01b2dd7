import FarmModel
import SchedulerCore

/// Someone who wants a film, and asks until there is an answer.
struct SimulatedClient {
    let plan: Scenario.JobPlan

    /// The id the scheduler answered with; of an array that of its first job.
    var job: JobID?

    /// Every job it ever heard of, in order: a key may stand for another one once the first has
    /// ended and was forgotten.
    var heardOf: [JobID] = []

    /// What it heard before it forgot: it must hear the same again.
    var earlierJob: JobID?
    var wantsCancel = false

    /// It gave up: a quota kept it out for long, or the job it was to come after had failed or was
    /// forgotten already.
    var isRefused = false
    var isCancelled = false

    init(_ plan: Scenario.JobPlan) {
        self.plan = plan
    }

    var submission: Job.Submission {
        Job.Submission(
            clientKey: plan.key, account: plan.account, title: plan.key, priority: plan.priority,
            demand: Job.Demand(
                filmSeconds: 5, frame: PixelSize(width: 64, height: 36), engine: .previz,
                compute: plan.estimate),
            plan: plan.scripts(ofFilm: plan.filmSeed)[0].task,
            options: Job.Options(
                maximumAttempts: plan.maximumAttempts, timeout: plan.timeout))
    }

    /// What the jobs of an array differ in.
    var payloads: [[UInt8]] {
        plan.films.map { plan.scripts(ofFilm: $0)[0].payload }
    }

    mutating func hear(of job: JobID) {
        self.job = job
        if !heardOf.contains(job) { heardOf.append(job) }
    }
}

/// A request on its way; nil for one whose answer nobody waits for.
struct SimulatedRequest {
    var client: Int?

    /// Nil for a submission and a cancellation.
    var command: Command?
}

extension Simulation {
    private mutating func ask(
        _ client: Int?, command: Command? = nil, _ event: (RequestID) -> Scheduler.Event
    ) {
        requests.append(SimulatedRequest(client: client, command: command))
        let message = Inbound.event(event(RequestID(UInt64(requests.count))))
        for instant in arrivals(on: .fromClients) {
            agenda.plan(.schedulerHears(message), at: instant)
        }
    }

    /// Submits, and again until the answer comes; sometimes once more after it.
    mutating func submit(_ client: Int) {
        guard !clients[client].isRefused else { return }
        var submission = clients[client].submission
        if let other = clients[client].plan.after {
            guard let job = clients[other].job else {
                if clients[other].isRefused { clients[client].isRefused = true }
                return agenda.plan(.clientSubmits(client), at: now.advanced(by: .seconds(1)))
            }
            submission.options = Job.Options(
                maximumAttempts: submission.options.maximumAttempts,
                timeout: submission.options.timeout, after: [job])
        }
        if clients[client].plan.arrayCount == nil {
            ask(client) { .submitted(submission, $0) }
        } else {
            let payloads = clients[client].payloads
            ask(client) { .arraySubmitted(submission, payloads: payloads, $0) }
        }
        guard clients[client].job == nil || (faultsAreOn && random.chance(0.3)) else { return }
        agenda.plan(
            .clientSubmits(client), at: now.advanced(by: random.milliseconds(500...4000)))
    }

    /// A client's process ends; the next one knows what is wanted and under which key, and asks.
    mutating func crashClient(_ client: Int) {
        guard let job = clients[client].job else { return }
        count(.clientCrash)
        say("client \(client)", "crashes")
        clients[client].earlierJob = job
        clients[client].job = nil
        agenda.plan(
            .clientSubmits(client), at: now.advanced(by: random.milliseconds(100...3000)))
    }

    mutating func cancel(_ client: Int) {
        guard !clients[client].isCancelled else { return }
        clients[client].wantsCancel = true
        if let job = clients[client].job {
            let account = clients[client].plan.account
            ask(client) { .cancelled(job, by: .account(account), $0) }
        }
        agenda.plan(
            .clientCancels(client), at: now.advanced(by: random.milliseconds(500...3000)))
    }

    mutating func hearReply(_ client: Int, _ reply: Reply) throws {
        say("client \(client)", "hears \(reply)")
        switch reply {
        case .accepted(let job):
            try checker.check(reply: job, to: clients[client], at: clock)
            clients[client].hear(of: job)
        case .acceptedArray(let first, let count):
            try checker.check(reply: first, to: clients[client], at: clock)
            try checker.check(arrayOf: count, to: clients[client], at: clock)
            clients[client].hear(of: first)
        case .carriedOut: break
        case .refused where clients[client].plan.after != nil:
            if clients[client].job == nil { clients[client].isRefused = true }
        case .cancelled, .ended: clients[client].isCancelled = true
        case .refused(let failure):
            preconditionFailure("nothing in a scenario is refused: \(failure)")
        case .overQuota(let refusal):
            let wait = refusal.retryAfter ?? .seconds(86_400)
            let isForGood = wait > .seconds(600) || refusal.kind == .storedBytes
            guard clients[client].job == nil, isForGood else { return }
            clients[client].isRefused = true
            count(.refusal)
        case .entitled: break
        case .unknownJob(let job) where checker.forgotten.contains(job):
            clients[client].isCancelled = true
        case .unknownJob(let job):
            throw checker.violation(
                .durableAcknowledgement, "job \(job) was accepted and is unknown", at: clock)
        }
    }

    /// Asks for jobs that never were, and for those of others.
    mutating func askAsStranger() {
        let unknown = JobID(UInt64(1 << 31 + random.pick(0...1000)))
        ask(nil) { .cancelled(unknown, by: .operator, $0) }
        ask(nil) { .cancelled(JobID(1), by: .account("stranger"), $0) }
        ask(nil) { .commanded(.pause(.job(1)), by: .account("stranger"), $0) }
        guard faultsAreOn else { return }
        agenda.plan(
            .strangerAsks, at: now.advanced(by: random.milliseconds(1000...10_000)))
    }

    /// Asks once for something about a client's job; whether it is heard is left to chance.
    mutating func command(_ client: Int, _ kind: Scenario.CommandPlan.Kind) {
        guard faultsAreOn, let job = clients[client].job else { return }
        let account = clients[client].plan.account
        let command: Command =
            switch kind {
            case .pauseJob: .pause(.job(job))
            case .pauseAccount: .pause(.account(account))
            case .pauseFarm: .pause(.farm)
            case .resumeJob: .resume(.job(job))
            case .resumeAccount: .resume(.account(account))
            case .resumeFarm: .resume(.farm)
            case .prioritize: .prioritize(job, random.pick(-3...3))
            case .moveToFront: .moveToFront(job)
            case .requeue: .requeue(job, rows.archive(of: job))
            case .drain: .machine(someMachine(), .drain)
            case .undrain: .machine(someMachine(), .undrain)
            case .setAside: .machine(someMachine(), .setAside(reason: "simulated"))
            case .release: .machine(someMachine(), .release)
            }
        ask(client, command: command) { .commanded(command, by: .operator, $0) }
    }

    private mutating func someMachine() -> String {
        workers[random.pick(0...(workers.count - 1))].plan.announcement.name
    }

    /// Lets everything go on once faults are over: by the last time nothing old is on its way.
    mutating func resumeEverything() {
        var subjects = [PauseSubject.farm]
        for client in clients {
            subjects.append(.account(client.plan.account))
            for job in client.heardOf { subjects.append(.job(job)) }
        }
        let names = workers.map(\.plan.announcement.name)
        let commands =
            subjects.map { Command.resume($0) }
            + names.flatMap { [.machine($0, .undrain), .machine($0, .release)] }
        for command in commands {
            ask(0, command: command) { .commanded(command, by: .operator, $0) }
        }
    }
}

extension Simulation {
    /// An operator grants something else.
    mutating func entitle(_ index: Int) {
        let change = scenario.grants[index].change
        ask(nil) { .entitled(change, $0) }
    }
}
