import FarmModel

extension Scheduler {
    /// Makes a job of each payload, all or none; their numbers follow each other.
    mutating func submit(
        arrayOf submission: Job.Submission, payloads: [[UInt8]], _ request: RequestID,
        at now: Instant
    ) {
        if let failure = objection(toArrayOf: submission, payloads: payloads) {
            return emit(.reply(request, .refused(failure)))
        }
        if let known = array(submittedAs: submission, count: payloads.count) {
            return emit(.reply(request, .acceptedArray(first: known.first, count: known.count)))
        }
        if let refusal = refusal(of: submission, count: payloads.count, at: now) {
            return emit(.reply(request, refusal))
        }
        let first = book.nextJob
        for (index, payload) in payloads.enumerated() {
            admit(submission.member(index, of: payloads.count, payload: payload), at: now)
        }
        countSubmissions(payloads.count, of: submission.account, at: now)
        emit(.reply(request, .acceptedArray(first: first, count: payloads.count)))
    }

    /// The array of this key, as long as any of its jobs is remembered: each is forgotten by itself.
    private func array(
        submittedAs submission: Job.Submission, count: Int
    ) -> (first: JobID, count: Int)? {
        guard let account = accounts.find(submission.account) else { return nil }
        for index in 0..<count {
            guard let job = book.job(account: account, clientKey: submission.key(ofMember: index))
            else { continue }
            let length = book[job].extras.options.place?.count ?? 1
            return (JobID(job.rawValue - UInt64(index)), length)
        }
        return nil
    }

    private func objection(
        toArrayOf submission: Job.Submission, payloads: [[UInt8]]
    ) -> Job.Failure? {
        guard (1...configuration.arrayLimit).contains(payloads.count) else {
            return Job.Failure(
                code: "array_out_of_range",
                message: "an array of \(payloads.count) jobs is not between 1 and "
                    + "\(configuration.arrayLimit)",
                retry: .pointless)
        }
        for payload in payloads {
            var member = submission
            member.plan.payload = payload
            if let failure = configuration.objection(to: member) { return failure }
        }
        return nil
    }
}

extension Job.Submission {
    /// The first member has the key of the array; the others' keys no client can choose.
    fileprivate func member(_ index: Int, of count: Int, payload: [UInt8]) -> Job.Submission {
        var member = self
        member.plan.payload = payload
        member.options.place = Job.ArrayPlace(index: index, count: count)
        member.clientKey = key(ofMember: index)
        return member
    }

    fileprivate func key(ofMember index: Int) -> String {
        index == 0 ? clientKey : "\(clientKey)\u{1F}\(index)"
    }
}
