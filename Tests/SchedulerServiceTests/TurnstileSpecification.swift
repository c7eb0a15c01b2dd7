import FarmModel
import FarmWire
import SchedulerService
import Testing

@Suite struct `A turnstile` {
    private func passed(
        _ turnstile: inout Turnstile, _ count: Int, _ user: String = "ada",
        from routingID: [UInt8] = [1], role: Role = .client, at seconds: Double = 0
    ) -> Int {
        (0..<count).count { _ in
            turnstile.judge(userID: user, routingID: routingID, role: role, at: seconds) == .pass
        }
    }

    private func turnstile(_ change: (inout RateLimits) -> Void = { _ in }) -> Turnstile {
        var limits = RateLimits()
        limits.client = 10
        limits.worker = 10
        change(&limits)
        return Turnstile(limits)
    }

    @Test func `lets a burst through, then as many as the rate allows`() {
        var turnstile = turnstile()
        #expect(passed(&turnstile, 100) == 20)
        #expect(passed(&turnstile, 100, at: 1) == 10)
        #expect(passed(&turnstile, 100, at: 1.5) == 5)
        #expect(passed(&turnstile, 100, at: 1000) == 20)
    }

    @Test func `counts a client by its key, a worker by its connection`() {
        var turnstile = turnstile()
        #expect(passed(&turnstile, 100, from: [1]) == 20)
        #expect(passed(&turnstile, 100, from: [2]) == 0)
        #expect(passed(&turnstile, 100, "bob") == 20)
        #expect(passed(&turnstile, 100, "mill", from: [1], role: .worker) == 20)
        #expect(passed(&turnstile, 100, "mill", from: [2], role: .worker) == 20)
    }

    @Test func `never stops an operator unless told to`() {
        var free = turnstile()
        #expect(passed(&free, 100_000, role: .operator) == 100_000)
        #expect(free.rememberedPeers == 0)
        var bound = turnstile { $0.operator = 5 }
        #expect(passed(&bound, 100, role: .operator) == 10)
    }

    @Test func `refuses once a second, with the limit and when to come back`() throws {
        var turnstile = turnstile()
        _ = passed(&turnstile, 20)
        let verdicts = (0..<50).map { _ in
            turnstile.judge(userID: "ada", routingID: [1], role: .client, at: 0)
        }
        guard case .refuse(let refusal) = try #require(verdicts.first) else {
            Issue.record("\(verdicts[0])")
            return
        }
        #expect(refusal.code == .overLimit && refusal.field == "rate.client")
        #expect(refusal.limit == "10 a second")
        #expect(refusal.retryAfter == .milliseconds(100))
        #expect(verdicts.dropFirst().allSatisfy { $0 == .drop })
        #expect(passed(&turnstile, 10, at: 0.5) == 5)
    }

    @Test func `makes what cannot be read cost a hundred times as much`() {
        var turnstile = turnstile { $0.client = 100 }
        #expect(passed(&turnstile, 1) == 1)
        turnstile.charge(
            Turnstile.fine, userID: "ada", routingID: [1], role: .client, at: 0)
        #expect(passed(&turnstile, 1000) == 99)
        for _ in 0..<50 {
            turnstile.charge(
                Turnstile.fine, userID: "ada", routingID: [1], role: .client, at: 0)
        }
        #expect(passed(&turnstile, 1000, at: 2) == 0)
        #expect(passed(&turnstile, 1000, at: 4) == 200)
    }

    @Test func `takes over new limits at once`() {
        var turnstile = turnstile()
        #expect(passed(&turnstile, 100) == 20)
        turnstile.limits.client = 1000
        #expect(passed(&turnstile, 10_000, at: 1) == 1000)
        turnstile.limits.client = 0
        #expect(passed(&turnstile, 10_000, at: 1) == 10_000)
    }

    @Test func `remembers a bounded number of peers, and forgets the silent ones`() {
        var turnstile = turnstile()
        for number in 0..<Turnstile.peerLimit + 5000 {
            _ = passed(&turnstile, 1, "mill", from: bytes(of: number), role: .worker)
        }
        #expect(turnstile.rememberedPeers <= Turnstile.peerLimit + 1)
        // Those that come anew share one allowance.
        #expect(passed(&turnstile, 100, "mill", from: [9, 9, 9, 9, 9], role: .worker) == 0)
        #expect(passed(&turnstile, 1, "mill", from: [9, 9, 9, 9, 9], role: .worker, at: 60) == 1)
        #expect(turnstile.rememberedPeers <= 2)
    }

    @Test func `bounds the bytes of long answers to one key, and lets short ones through`() {
        var turnstile = turnstile()
        let page = 1 << 20
        let sent = (0..<1000).count { _ in
            turnstile.judge(replyOf: page, to: "ada", role: .client, at: 0) == nil
        }
        #expect(sent == 64)
        let refusal = turnstile.judge(replyOf: page, to: "ada", role: .client, at: 0)
        #expect(refusal?.code == .overLimit && refusal?.field == "rate.replies")
        #expect(turnstile.judge(replyOf: 4096, to: "ada", role: .client, at: 0) == nil)
        #expect(turnstile.judge(replyOf: page, to: "bob", role: .client, at: 0) == nil)
        #expect(turnstile.judge(replyOf: page, to: "eve", role: .operator, at: 0) == nil)
        #expect(turnstile.judge(replyOf: page, to: "ada", role: .client, at: 10) == nil)
    }

    private func bytes(of number: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}
