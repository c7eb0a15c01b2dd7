import FarmLoad
import FarmModel
import FarmWire
import Testing

@Suite struct `A load test's ledger check` {
    private func use(
        charged: Int64, reserved: Int64 = 0, unfinished: Int = 0
    ) -> [String: UsageReport] {
        [
            "ada": UsageReport(
                entitlement: Entitlement(.account("ada")), accounts: 1, unfinishedJobs: unfinished,
                runningTasks: 0, storedBytes: 0, reserved: Expense(compute: reserved),
                charged: Expense(compute: charged), day: .zero, month: .zero)
        ]
    }

    private func job(took span: ClosedRange<Int>) -> JobTrace {
        var job = JobTrace(group: 0, account: "ada", cost: .zero, submitted: .zero)
        job.answered = .zero
        job.completed = .seconds(1)
        job.computeTime = .milliseconds(span.lowerBound)...(.milliseconds(span.upperBound))
        return job
    }

    private func findings(_ opening: [String: UsageReport], _ closing: [String: UsageReport]) -> Int
    {
        LedgerCheck(opening: opening, closing: closing)
            .findings(for: [job(took: 100...100), job(took: 200...250)]).count
    }

    @Test func `agrees where accounts were charged what their jobs took`() {
        #expect(findings(use(charged: 1000), use(charged: 1300)) == 0)
        #expect(findings([:], use(charged: 350)) == 0)
    }

    @Test func `sees a job that was charged twice, or not at all`() {
        #expect(findings([:], use(charged: 400)) == 1)
        #expect(findings([:], use(charged: 200)) == 1)
    }

    @Test func `sees what is still reserved or unfinished after the last job`() {
        #expect(findings([:], use(charged: 300, reserved: 1)) == 1)
        #expect(findings([:], use(charged: 300, unfinished: 1)) == 1)
        #expect(findings([:], [:]) == 1)
    }
}
