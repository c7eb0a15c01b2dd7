internal import FarmModel
internal import FarmWire
internal import Logging
internal import SchedulerCore
internal import SchedulerStore

/// Why the queue cannot be written at present.
struct Impairment {
    /// How often room is looked for.
    static let patience: Duration = .seconds(1)

    var reason: String
    var nextLook: ContinuousClock.Instant

    /// What whoever wants something changed is told.
    var refusal: Refusal {
        Refusal(
            .unavailable, "\(reason); nothing was changed, ask again once there is room",
            retryAfter: .seconds(5))
    }
}

// A commit that finds the disk full has been rolled back by SQLite, but the core has already decided
// as if it had been written. So the core is thrown away and built again from the store, as after a
// crash; until there is room it is asked, but told nothing.
extension SchedulerLoop {
    /// Gives up `batch`, of which nothing was sent: refuses its clients, forgets its decisions.
    mutating func impair(_ batch: Batch) throws {
        let impairment = Impairment(
            reason: "the farm's disk is full", nextLook: .now.advanced(by: Impairment.patience))
        log.error("no space left for the queue: new work is refused until there is room")
        board.enter(.impaired(impairment.reason))
        self.impairment = impairment
        core = try Scheduler.restored(from: store, core.configuration, at: clock.now)
        var answers = refuseWaiting(impairment)
        for answer in batch.answers {
            // An answer may tell of what was not written; workers ask again by themselves.
            guard case .reply(let reply, let form, let sender) = answer else { continue }
            answers.append(
                .reply(
                    ClientReply(
                        correlation: reply.correlation, .refused(impairment.refusal)),
                    form, to: sender))
        }
        for answer in answers { try send(answer) }
    }

    /// Refuses every request that waits for the core.
    mutating func refuseWaiting(_ impairment: Impairment) -> [Dispatch] {
        let refusals = clients.refuseWaiting(impairment.refusal)
        for _ in refusals { tally.count(refusal: Refusal.Code.unavailable.rawValue) }
        return refusals
    }

    /// Once there is room again, starts anew from the store; nothing else happens meanwhile.
    mutating func recover(into batch: inout Batch) throws {
        guard var impairment, impairment.nextLook <= .now else { return }
        guard try store.hasRoom() else {
            impairment.nextLook = .now.advanced(by: Impairment.patience)
            self.impairment = impairment
            return
        }
        self.impairment = nil
        core = try Scheduler.restored(from: store, core.configuration, at: clock.now)
        log.notice("there is room again: work goes on")
        board.enter(.serving)
        core.handle(.started, at: clock.now, into: &batch.effects)
    }

    /// Folds the write-ahead log into the file; a full disk only puts it off.
    func fold() throws {
        do throws(StoreError) {
            try store.checkpoint()
        } catch {
            guard case .full = error else { throw error }
            log.warning("no space left to fold the write-ahead log into the queue")
        }
    }
}

extension Scheduler {
    /// The scheduler that the rows of `store` describe, with a new term for each lease.
    static func restored(
        from store: QueueDatabase, _ configuration: Configuration, at now: Instant
    ) throws(StoreError) -> Scheduler {
        try restoration(from: store, configuration).scheduler(at: now)
    }

    /// What the rows of `store` tell.
    static func restoration(
        from store: QueueDatabase, _ configuration: Configuration
    ) throws(StoreError) -> Restoration {
        var restoration = Restoration(configuration: configuration)
        for record in try store.records() { restoration.add(record) }
        return restoration
    }
}
