public import FarmModel

/// What a worker says to its scheduler and does next.
///
/// A plain value: no IO, no clock, no randomness. It repeats whatever was not answered, so a lost
/// message or a scheduler that starts anew costs time and never work: what was granted goes on, and
/// a result is kept until the scheduler has it safe or says that it no longer counts.
public struct WorkerSession: Sendable {
    public let worker: WorkerID
    public let announcement: Worker.Announcement
    public let configuration: Configuration
    private var line = Line.closed
    private var attempts: [HeldAttempt] = []

    /// Attempts of the past, the latest last.
    private var remembered: [Lease.Token] = []
    private var stopDeadline: Instant?
    private var isFinished = false
    private var outbox: [Effect] = []

    /// The way to the scheduler.
    private enum Line: Sendable {
        case closed
        case greeting(Resend)
        case open(nextHeartbeat: Instant)
    }

    public init(
        worker: WorkerID, announcement: Worker.Announcement,
        configuration: Configuration = Configuration()
    ) {
        self.worker = worker
        self.announcement = announcement
        self.configuration = configuration
    }

    /// When the next `clockAdvanced` is due, at the latest; nil while there is nothing to repeat.
    public var deadline: Instant? {
        guard !isFinished else { return nil }
        var instants: [Instant] = []
        switch line {
        case .closed: break
        case .greeting(let resend): instants.append(resend.due)
        case .open(let nextHeartbeat):
            instants.append(nextHeartbeat)
            instants += attempts.compactMap(\.nextResend)
        }
        if let stopDeadline { instants.append(stopDeadline) }
        return instants.min()
    }

    /// Attempts that the worker is running.
    public var running: [Lease.Token] {
        attempts.filter(\.isRunning).map(\.token)
    }

    /// Attempts that the worker is running, and those whose result is not yet acknowledged.
    public var holding: [Lease.Token] {
        attempts.map(\.token)
    }

    public mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
        guard !isFinished else { return [] }
        react(to: event, at: now)
        if stopDeadline != nil && attempts.isEmpty { finish() }
        defer { outbox = [] }
        return outbox
    }

    private mutating func react(to event: Event, at now: Instant) {
        switch event {
        case .connected, .helloRequested: greet(Resend(configuration.resendBase, at: now))
        case .disconnected: line = .closed
        case .welcomed: open(at: now)
        case .granted(let grant): take(grant)
        case .revoked(let token, _): drop(token)
        case .preempted(let token):
            if let position = position(of: token), attempts[position].isRunning {
                outbox.append(.preempt(token))
            }
        case .progressed(let progress): update(progress.token) { $0.progress = progress }
        case .chunkProduced(let chunk, let token): upload(chunk, under: token, at: now)
        case .chunkAcknowledged(let token, let index):
            update(token) { $0.unstored.removeAll { $0.chunk.index == index } }
            deliver(token, at: now)
            giveBackIfStopped(token)
        case .stoppedEarly(let token):
            update(token) { $0.isStopped = true }
            giveBackIfStopped(token)
        case .taskFinished(let token, let result):
            update(token) { $0.result = $0.result ?? result }
            deliver(token, at: now)
        case .resultAcknowledged(let token):
            if let position = position(of: token) { forget(position) }
        case .stopRequested(let grace): stop(within: grace, at: now)
        case .clockAdvanced: repeatWhatIsDue(at: now)
        }
    }

    private func position(of token: Lease.Token) -> Int? {
        attempts.firstIndex { $0.token == token }
    }

    private mutating func update(_ token: Lease.Token, _ change: (inout HeldAttempt) -> Void) {
        guard let position = position(of: token) else { return }
        change(&attempts[position])
    }

    private mutating func forget(_ position: Int) {
        remembered.append(attempts.remove(at: position).token)
        if remembered.count > configuration.rememberedAttempts { remembered.removeFirst() }
    }
}

extension WorkerSession {
    private var isOpen: Bool {
        switch line {
        case .open: true
        case .closed, .greeting: false
        }
    }

    private mutating func greet(_ resend: Resend) {
        line = .greeting(resend)
        outbox.append(.sendHello(announcement, holding: holding))
    }

    /// Everything that is not known to be safe is sent again: the scheduler may be another process.
    private mutating func open(at now: Instant) {
        line = .open(nextHeartbeat: now.advanced(by: configuration.heartbeatInterval))
        if stopDeadline != nil { outbox.append(.sendDraining) }
        for position in attempts.indices {
            for index in attempts[position].unstored.indices {
                attempts[position].unstored[index].resend.restart(at: now)
            }
            attempts[position].resend = nil
        }
        repeatWhatIsDue(at: now)
    }

    private mutating func take(_ grant: Grant) {
        let token = grant.lease.token
        guard token.worker == worker, position(of: token) == nil else { return }
        let rivals = attempts.filter { $0.token.task == token.task }
        guard !remembered.contains(token), rivals.allSatisfy({ $0.token.attempt < token.attempt })
        else { return outbox.append(.returnTask(token)) }
        for rival in rivals { drop(rival.token) }
        if stopDeadline != nil { outbox.append(.sendDraining) }
        guard stopDeadline == nil, attempts.count(where: \.isRunning) < max(1, announcement.slots)
        else { return outbox.append(.returnTask(token)) }
        attempts.append(HeldAttempt(token))
        outbox.append(.start(grant))
    }

    private mutating func drop(_ token: Lease.Token) {
        guard let position = position(of: token) else { return }
        forget(position)
        outbox.append(.cancel(token))
    }

    private mutating func upload(_ chunk: Chunk, under token: Lease.Token, at now: Instant) {
        guard let position = position(of: token) else { return }
        let resend = Resend(configuration.uploadTimeout, at: now)
        attempts[position].unstored.append(UnstoredChunk(chunk: chunk, resend: resend))
        if isOpen { outbox.append(.upload(chunk, under: token)) }
    }

    /// Hands a result over once the chunks it speaks of are safe.
    private mutating func deliver(_ token: Lease.Token, at now: Instant) {
        guard isOpen, let position = position(of: token), let result = attempts[position].result,
            attempts[position].isDeliverable, attempts[position].resend == nil
        else { return }
        attempts[position].resend = Resend(configuration.resendBase, at: now)
        outbox.append(.deliver(result, under: token))
    }

    /// Hands a task back that stopped early, once what was made of it is safe.
    private mutating func giveBackIfStopped(_ token: Lease.Token) {
        guard isOpen, let position = position(of: token), attempts[position].isReturnable else {
            return
        }
        forget(position)
        outbox.append(.returnTask(token))
    }

    private mutating func stop(within grace: Duration, at now: Instant) {
        let deadline = now.advanced(by: grace)
        stopDeadline = min(stopDeadline ?? deadline, deadline)
        if isOpen { outbox.append(.sendDraining) }
        if grace <= .zero { giveBack() }
    }

    private mutating func giveBack() {
        for attempt in attempts {
            outbox.append(.cancel(attempt.token))
            outbox.append(.returnTask(attempt.token))
        }
        attempts = []
    }

    private mutating func finish() {
        isFinished = true
        outbox += [.sendGoodbye, .finish]
    }

    private mutating func repeatWhatIsDue(at now: Instant) {
        if let stopDeadline, stopDeadline <= now { return giveBack() }
        switch line {
        case .closed: break
        case .greeting(let resend):
            guard resend.due <= now else { break }
            greet(resend.again(limit: configuration.resendLimit, at: now))
        case .open(let nextHeartbeat):
            if nextHeartbeat <= now {
                outbox.append(.sendHeartbeat(attempts.map(\.progress)))
                line = .open(nextHeartbeat: now.advanced(by: configuration.heartbeatInterval))
            }
            for position in attempts.indices { resend(position, at: now) }
            for token in attempts.filter(\.isReturnable).map(\.token) { giveBackIfStopped(token) }
        }
    }

    private mutating func resend(_ position: Int, at now: Instant) {
        let token = attempts[position].token
        for index in attempts[position].unstored.indices {
            let piece = attempts[position].unstored[index]
            guard piece.resend.due <= now else { continue }
            attempts[position].unstored[index].resend = piece.resend.again(
                limit: configuration.uploadLimit, at: now)
            outbox.append(.upload(piece.chunk, under: token))
        }
        guard let result = attempts[position].result, attempts[position].isDeliverable else {
            return
        }
        guard let resend = attempts[position].resend else { return deliver(token, at: now) }
        guard resend.due <= now else { return }
        attempts[position].resend = resend.again(limit: configuration.resendLimit, at: now)
        outbox.append(.deliver(result, under: token))
    }
}
