import FarmModel

/// Growing pauses.
enum Backoff {
    /// `base` doubled `round` times, at most `limit`.
    static func pause(base: Duration, limit: Duration, round: Int) -> Duration {
        min(limit, base * (1 << min(round, 20)))
    }

    /// A pause between half and all of `pause`, the same for the same `subject`.
    static func jitter(_ pause: Duration, subject: UInt64) -> Duration {
        let hash = SplitMix64.mix(subject) % 1024
        return .milliseconds(pause.milliseconds / 2 + pause.milliseconds * Int64(hash) / 2048)
    }
}

/// What follows an attempt that did not succeed.
enum Verdict {
    case retry(after: Duration)
    case giveUp(Job.Failure)

    /// How the attempt is written down: the one that proves its task hopeless is the task's own fault.
    func recorded(_ kind: Attempt.Kind) -> Attempt.Kind {
        switch self {
        case .retry: kind
        case .giveUp(let failure): .failed(failure)
        }
    }
}

extension Scheduler {
    /// Decides on a live attempt that is about to end as `kind`.
    mutating func verdict(on token: Lease.Token, _ kind: Attempt.Kind) -> Verdict {
        let bad = book[token.task].badAttempts(
            since: book[book[token.task].job].countedSince)
        switch kind {
        case .completed, .preempted, .moot: return .retry(after: .zero)
        case .returned: return .retry(after: pauseAfterReturn(of: token))
        case .lost:
            let losses = bad.count { $0.ending?.kind == .lost } + 1
            guard losses >= configuration.crashLimit else { break }
            let machines = machineNames(bad, and: token)
            return .giveUp(
                Job.Failure(
                    code: "task_crashes_workers",
                    message: "\(losses) workers ended while they ran this task, on \(machines)",
                    retry: .pointless))
        case .failed(let failure):
            if failure.retry == .pointless { return .giveUp(failure) }
            let failures = bad.count { $0.ending?.kind != .lost } + 1
            let limit =
                book[book[token.task].job].extras.options.maximumAttempts
                ?? configuration.maximumAttempts
            guard failures >= limit,
                failures >= limit + configuration.furtherAttempts
                    || !hasUntriedMachine(for: token, after: bad)
            else { break }
            let machines = machineNames(bad, and: token)
            return .giveUp(
                Job.Failure(
                    code: failure.code,
                    message: "\(failure.message) (given up after \(failures) failed attempts, "
                        + "on \(machines))",
                    retry: .pointless))
        }
        let pause = Backoff.pause(
            base: configuration.backoffBase, limit: configuration.backoffLimit, round: bad.count)
        let subject = token.task.rawValue << 16 | UInt64(token.attempt)
        return .retry(after: Backoff.jitter(pause, subject: subject))
    }

    /// Nothing after the first return; then a growing pause, lest a task go to and fro.
    private func pauseAfterReturn(of token: Lease.Token) -> Duration {
        var returns = 0
        for attempt in book[token.task].attempts.dropLast().reversed() {
            guard attempt.ending?.kind == .returned else { break }
            returns += 1
        }
        guard returns > 0 else { return .zero }
        return Backoff.pause(
            base: configuration.backoffBase, limit: configuration.backoffLimit, round: returns - 1)
    }

    /// Whether every attempt so far was on one machine while another could run the task.
    private mutating func hasUntriedMachine(for token: Lease.Token, after bad: [Attempt]) -> Bool {
        guard let own = book[token.task].attempts.last?.machine,
            bad.allSatisfy({ $0.machine == own })
        else { return false }
        let key = ReadyQueue.Key(
            requirement: book[token.task].requirement, avoided: [fleet.machines.index(of: own)])
        return fleet.hasAlternative(to: key, book.requirements[key.requirement])
    }

    private func machineNames(_ bad: [Attempt], and token: Lease.Token) -> String {
        var names: [String] = []
        let all = bad.map(\.machine) + (book[token.task].attempts.last.map { [$0.machine] } ?? [])
        for name in all where !names.contains(name) { names.append(name) }
        return names.joined(separator: ", ")
    }
}
