import FarmModel

extension Scheduler {
    mutating func assemble(_ job: JobID, at now: Instant) {
        guard book.demands[book[job].demand].isFilm else {
            return end(job, .completed(nil), at: now)
        }
        guard !film(of: job).video.isEmpty else {
            let failure = Job.Failure(
                code: "film_empty", message: "the plan led to no picture", retry: .pointless)
            return end(job, .failed(failure), at: now)
        }
        change(job, to: .assembling, at: now)
        orderAssembly(of: job, at: now)
    }

    mutating func orderAssembly(of job: JobID, at now: Instant) {
        guard case .assembling = book[job].status.state else { return }
        emit(.assemble(film(of: job)))
    }

    /// Orders again what a crash may have interrupted.
    ///
    /// Nobody waits longer than the longest pause: an instant further ahead was set by a clock that has
    /// been set back since, and often no other record tells of that.
    mutating func resumeAssemblies(at now: Instant) {
        for job in book.jobIDs.map({ JobID($0) }) {
            guard case .assembling = book[job].status.state else { continue }
            if let due = book[job].status.assemblyNotBefore, due > now {
                let longest = now.advanced(by: configuration.backoffLimit)
                timers.set(.assembly, job.rawValue, at: min(due, longest))
            } else {
                orderAssembly(of: job, at: now)
            }
        }
    }

    mutating func finish(_ job: JobID, with film: Film, at now: Instant) {
        guard book.contains(job), case .assembling = book[job].status.state else { return }
        end(job, .completed(film), at: now)
    }

    mutating func retryAssembly(_ job: JobID, after failure: Job.Failure, at now: Instant) {
        guard book.contains(job), case .assembling = book[job].status.state else { return }
        let failures = book[job].status.assemblyFailures + 1
        guard failure.retry == .worthwhile, failures < configuration.maximumAssemblies else {
            return end(job, .failed(failure), at: now)
        }
        let pause = Backoff.pause(
            base: configuration.backoffBase, limit: configuration.backoffLimit,
            round: failures - 1)
        let due = now.advanced(by: pause)
        book[job].status.assemblyFailures = failures
        book[job].status.assemblyNotBefore = due
        emit(.record(.jobStatus(job, book[job].status)))
        timers.set(.assembly, job.rawValue, at: due)
    }

    private func film(of job: JobID) -> AssemblyOrder {
        var order = AssemblyOrder(
            job: job, title: book[job].title, video: [], audio: [])
        for id in book[job].tasks {
            switch book[id].output {
            case .none: break
            case .video: order.video += book[id].chunks.map(\.chunk)
            case .audio: order.audio += book[id].chunks.map(\.chunk)
            }
        }
        return order
    }
}
