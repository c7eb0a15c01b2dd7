import FarmModel

extension Scheduler.Configuration {
    /// What is wrong with a submission, or nil; says the value, the limit and the remedy.
    func objection(to submission: Job.Submission) -> Job.Failure? {
        objection(to: submission.account, 1...keyByteLimit, as: "account")
            ?? objection(to: submission.clientKey, 1...keyByteLimit, as: "client_key")
            ?? objection(to: submission.title, 0...titleByteLimit, as: "title")
            ?? objection(toPriority: submission.priority) ?? objection(to: submission.options)
            ?? objection(toEstimate: submission.demand.compute)
            ?? objection(to: [submission.plan])
    }

    private func objection(
        to text: String, _ byteCounts: ClosedRange<Int>, as name: String
    ) -> Job.Failure? {
        let count = text.utf8.count
        guard !byteCounts.contains(count) else { return nil }
        return count == 0
            ? Job.Failure(
                code: "\(name)_empty", message: "\(name) must not be empty", retry: .pointless)
            : Job.Failure(
                code: "\(name)_too_long",
                message: "\(name) has \(count) bytes, at most \(byteCounts.upperBound) are allowed",
                retry: .pointless)
    }

    private func objection(toEstimate estimate: Duration) -> Job.Failure? {
        guard estimate < .zero || estimate > costLimit else { return nil }
        return Job.Failure(
            code: "cost_out_of_range",
            message: "the job's estimate is \(estimate), at most \(costLimit) is allowed",
            retry: .pointless)
    }

    func objection(toPriority priority: Int) -> Job.Failure? {
        guard !priorities.contains(priority) else { return nil }
        return Job.Failure(
            code: "priority_out_of_range",
            message: "priority \(priority) is not between \(priorities.lowerBound) and "
                + "\(priorities.upperBound)",
            retry: .pointless)
    }

    private func objection(to options: Job.Options) -> Job.Failure? {
        guard options.labels.count <= labelLimit else {
            return Job.Failure(
                code: "too_many_labels",
                message: "the job has \(options.labels.count) labels, at most \(labelLimit) "
                    + "are allowed",
                retry: .pointless)
        }
        for label in options.labels {
            let isShort = max(label.key.utf8.count, label.value.utf8.count) <= keyByteLimit
            guard isShort, !label.key.isEmpty, !label.key.contains("="),
                !label.description.contains("\n")
            else {
                return Job.Failure(
                    code: "label_malformed",
                    message: "a label is key=value on one line, each of at most "
                        + "\(keyByteLimit) bytes",
                    retry: .pointless)
            }
        }
        if let attempts = options.maximumAttempts, !attemptLimits.contains(attempts) {
            return Job.Failure(
                code: "attempts_out_of_range",
                message: "\(attempts) attempts are not between \(attemptLimits.lowerBound) and "
                    + "\(attemptLimits.upperBound)",
                retry: .pointless)
        }
        if let timeout = options.timeout, !timeoutLimits.contains(timeout) {
            return Job.Failure(
                code: "timeout_out_of_range",
                message: "a timeout of \(timeout) is not between \(timeoutLimits.lowerBound) and "
                    + "\(timeoutLimits.upperBound)",
                retry: .pointless)
        }
        return nil
    }

    /// What is wrong with an outcome, or nil.
    func objection(to outcome: Job.Outcome) -> Job.Failure? {
        guard outcome.followUps.count <= followUpLimit else {
            return Job.Failure(
                code: "too_many_tasks",
                message: "the plan has \(outcome.followUps.count) tasks, at most "
                    + "\(followUpLimit) are allowed: ask for a shorter film",
                retry: .pointless)
        }
        guard (0...chunkLimit).contains(outcome.chunkCount) else {
            return Job.Failure(
                code: "too_many_chunks",
                message: "the task has \(outcome.chunkCount) chunks, at most \(chunkLimit) "
                    + "are allowed",
                retry: .pointless)
        }
        guard (outcome.document?.count ?? 0) <= documentByteLimit else {
            return Job.Failure(
                code: "document_too_large",
                message: "the storyboard has \(outcome.document?.count ?? 0) bytes, at most "
                    + "\(documentByteLimit) are allowed",
                retry: .pointless)
        }
        return objection(to: outcome.followUps)
    }

    private func objection(to tasks: [Job.Task]) -> Job.Failure? {
        for (position, task) in tasks.enumerated() {
            guard task.payload.count <= payloadByteLimit else {
                return Job.Failure(
                    code: "payload_too_large",
                    message: "the payload of task \(position) has \(task.payload.count) bytes, "
                        + "at most \(payloadByteLimit) are allowed",
                    retry: .pointless)
            }
            guard task.cost >= .zero, task.cost <= costLimit else {
                return Job.Failure(
                    code: "cost_out_of_range",
                    message: "the cost of task \(position) is \(task.cost), at most \(costLimit) "
                        + "is allowed",
                    retry: .pointless)
            }
            guard task.dependencies.allSatisfy(tasks.indices.contains) else {
                return Job.Failure(
                    code: "dependency_unknown",
                    message: "task \(position) depends on \(task.dependencies), outside its list "
                        + "of \(tasks.count)",
                    retry: .pointless)
            }
        }
        return canFinish(tasks)
            ? nil
            : Job.Failure(
                code: "dependency_cycle", message: "some tasks wait for each other",
                retry: .pointless)
    }

    /// Whether every task gets its turn: Kahn's algorithm, *Topological sorting of large networks* (1962).
    private func canFinish(_ tasks: [Job.Task]) -> Bool {
        guard tasks.contains(where: { !$0.dependencies.isEmpty }) else { return true }
        var open = tasks.map(\.dependencies.count)
        var dependents: [[Int]] = Array(repeating: [], count: tasks.count)
        for (position, task) in tasks.enumerated() {
            for dependency in task.dependencies { dependents[dependency].append(position) }
        }
        var free = open.indices.filter { open[$0] == 0 }
        var finished = 0
        while let position = free.popLast() {
            finished += 1
            for dependent in dependents[position] {
                open[dependent] -= 1
                if open[dependent] == 0 { free.append(dependent) }
            }
        }
        return finished == tasks.count
    }
}
