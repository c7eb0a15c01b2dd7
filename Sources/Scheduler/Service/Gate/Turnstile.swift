internal import FarmModel
package import FarmWire

/// Lets messages through before anyone reads them, at most so many a second of each peer.
///
/// A peer is a key, or one connection of a worker's key. Belongs to the thread of its socket. libzmq takes
/// messages from connections in turn, so that what one peer sends in vain delays others by little.
package struct Turnstile: Sendable {
    /// A peer that paused for so long may send as much at once.
    static let burstSeconds = 2.0

    /// What a message that cannot be read costs beyond its own token.
    package static let fine = 100.0

    /// Peers that are remembered; of more, those that come anew share one allowance.
    package static let peerLimit = 20_000

    /// Between two refusals that a peer is sent; what comes meanwhile is dropped unanswered.
    static let refusalInterval = 1.0

    /// Replies shorter than this cost nothing.
    package static let smallReplyBytes = 4096

    /// Bytes of longer replies that a peer may ask for: so many a second, and so many at once.
    package static let replyRate = 8 * 1024 * 1024.0
    package static let replyCapacity = 64 * 1024 * 1024.0

    package enum Verdict: Equatable {
        case pass
        case refuse(Refusal)
        case drop
    }

    private struct Peer: Hashable {
        var userID: String

        /// Empty for a whole key.
        var routingID: [UInt8]

        static let anyoneElse = Peer(userID: "", routingID: [])
    }

    fileprivate struct Allowance {
        var messages: TokenBucket
        var replies: TokenBucket
        var refused = -Double.infinity
    }

    package var limits: RateLimits

    /// Looked up; walked only to forget those whose allowance is whole.
    private var allowances: [Peer: Allowance] = [:]
    private var tidied = 0.0

    package init(_ limits: RateLimits) {
        self.limits = limits
    }

    package var rememberedPeers: Int { allowances.count }

    /// Whether a message may be read, `seconds` after any fixed moment.
    package mutating func judge(
        userID: String, routingID: [UInt8], role: Role, at seconds: Double
    ) -> Verdict {
        let rate = limits.rate(of: role)
        guard rate > 0 else { return .pass }
        let peer = peer(userID, routingID, role, at: seconds)
        return allowances[peer, default: Allowance(rate: rate, at: seconds)]
            .judge(role, rate: rate, at: seconds)
    }

    /// Takes `cost` messages from what the peer may still send: for what is known only later.
    package mutating func charge(
        _ cost: Double, userID: String, routingID: [UInt8], role: Role, at seconds: Double
    ) {
        let rate = limits.rate(of: role)
        guard rate > 0 else { return }
        let peer = peer(userID, routingID, role, at: seconds)
        allowances[peer, default: Allowance(rate: rate, at: seconds)].messages.charge(cost)
    }

    /// Nil if a reply of so many bytes may be sent; otherwise what to answer in its place.
    ///
    /// Bounds what waits for a client that asks for much and reads nothing.
    package mutating func judge(
        replyOf byteCount: Int, to userID: String, role: Role, at seconds: Double
    ) -> Refusal? {
        guard byteCount > Turnstile.smallReplyBytes, role == .client || role == .joiner else {
            return nil
        }
        let peer = peer(userID, [], role, at: seconds)
        let wait = allowances[
            peer, default: Allowance(rate: limits.rate(of: role), at: seconds)
        ].replies.take(Double(byteCount), at: seconds)
        guard let wait else { return nil }
        return Refusal(
            .overLimit, "more bytes of long answers than this farm sends to one key: ask for less",
            field: "rate.replies", value: "\(byteCount) bytes more",
            limit: "\(Int(Turnstile.replyRate)) bytes a second", retryAfter: .seconds(wait))
    }

    private mutating func peer(
        _ userID: String, _ routingID: [UInt8], _ role: Role, at seconds: Double
    ) -> Peer {
        let peer = Peer(userID: userID, routingID: role == .worker ? routingID : [])
        guard allowances.count >= Turnstile.peerLimit, allowances[peer] == nil else { return peer }
        tidy(at: seconds)
        return allowances.count < Turnstile.peerLimit ? peer : .anyoneElse
    }

    /// Forgets whoever has been silent, at most once a second.
    private mutating func tidy(at seconds: Double) {
        guard seconds - tidied >= 1 else { return }
        tidied = seconds
        allowances = allowances.filter { _, allowance in
            !allowance.messages.isFull(at: seconds) || !allowance.replies.isFull(at: seconds)
        }
    }
}

extension Turnstile.Allowance {
    fileprivate init(rate: Int, at seconds: Double) {
        self.init(
            messages: TokenBucket(
                rate: Double(rate), capacity: Double(rate) * Turnstile.burstSeconds, at: seconds),
            replies: TokenBucket(
                rate: Turnstile.replyRate, capacity: Turnstile.replyCapacity, at: seconds))
    }

    fileprivate mutating func judge(
        _ role: Role, rate: Int, at seconds: Double
    ) -> Turnstile.Verdict {
        messages.rate = Double(rate)
        messages.capacity = Double(rate) * Turnstile.burstSeconds
        guard let wait = messages.take(1, at: seconds) else { return .pass }
        guard seconds - refused >= Turnstile.refusalInterval else { return .drop }
        refused = seconds
        return .refuse(
            Refusal(
                .overLimit, "more messages than this farm reads of one peer: send fewer",
                field: "rate.\(role.rawValue)", value: "more", limit: "\(rate) a second",
                retryAfter: .seconds(max(wait, 0.001))))
    }
}

/// Seconds since the process began to count.
struct Seconds: Sendable {
    private let start = ContinuousClock.now

    var elapsed: Double {
        let (seconds, attoseconds) = start.duration(to: .now).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
