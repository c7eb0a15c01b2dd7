import FarmModel

extension Scheduler {
    /// What is wrong with the jobs that a submission wants to come after, or nil.
    func objection(toPrerequisites jobs: [JobID], of account: String) -> Job.Failure? {
        guard jobs.count <= configuration.prerequisiteLimit else {
            return Job.Failure(
                code: "too_many_prerequisites",
                message: "the job is to come after \(jobs.count) others, at most "
                    + "\(configuration.prerequisiteLimit) are allowed",
                retry: .pointless)
        }
        for job in jobs {
            guard book.contains(job), accounts.name(Int(book[job].account)) == account else {
                return Job.Failure(
                    code: "unknown", message: "there is no job \(job) of \(account) to come after",
                    retry: .pointless)
            }
        }
        return failedPrerequisite(among: jobs)
    }

    /// Why jobs cannot all be completed any more, or nil; those that were forgotten do not count.
    func failedPrerequisite(among jobs: [JobID]) -> Job.Failure? {
        let failed = jobs.first { job in
            guard book.contains(job) else { return false }
            switch book[job].status.state {
            case .failed, .cancelled: return true
            case .queued, .running, .assembling, .completed: return false
            }
        }
        guard let failed else { return nil }
        return Job.Failure(
            code: "prerequisite_failed",
            message: "job \(failed), which was to be completed first, failed or was cancelled: "
                + "requeue it, then this one",
            retry: .pointless)
    }

    /// The jobs that a job still waits for.
    func openPrerequisites(of job: JobID) -> [JobID] {
        book[job].extras.options.after.filter { other in
            guard book.contains(other) else { return false }
            if case .completed = book[other].status.state { return false }
            return true
        }
    }

    /// Holds a job until those it comes after are completed.
    mutating func awaitPrerequisites(of job: JobID) {
        guard !book[job].extras.options.after.isEmpty else { return }
        let open = openPrerequisites(of: job)
        book[job].extras.openPrerequisites = open.count
        for other in open where !book[other].extras.followers.contains(job) {
            book[other].extras.followers.append(job)
        }
    }

    /// Lets go on, or fail, what waited for jobs that have ended; theirs in turn, however long the chain.
    mutating func settleFollowers(at now: Instant) {
        while let job = unsettled.popLast() {
            let followers = book[job].extras.followers
            book[job].extras.followers = []
            let failure = failedPrerequisite(among: [job])
            for follower in followers where book.contains(follower) && !book[follower].isEnded {
                if let failure {
                    end(follower, .failed(failure), at: now)
                } else {
                    book[follower].extras.openPrerequisites -= 1
                    enter(follower)
                }
            }
        }
    }
}
