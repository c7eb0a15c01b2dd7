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
        if let account = accounts.find(submission.account),
            let known = book.job(account: account, clientKey: submission.clientKey)
        {
            let count = book[known].extras.options.place?.count ?? 1
            return emit(.reply(request, .acceptedArray(first: known, count: count)))
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
        if index > 0 { member.clientKey += "\u{1F}\(index)" }
        return member
    }
}
