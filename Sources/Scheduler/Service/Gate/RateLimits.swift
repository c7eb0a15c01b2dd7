internal import FarmModel
package import FarmWire
internal import Synchronization

/// Messages a second that are read of each peer; 0 for any number.
package struct RateLimits: Equatable, Sendable {
    /// Of a client's key, over all its connections.
    package var client = 20_000

    /// Of a gateway's key: it speaks for many.
    package var gateway = 100_000

    /// Of one connection of a worker; workers often share a key.
    package var worker = 200_000

    /// Of a join token.
    package var joiner = 20

    /// Of an operator's key: whoever tends the farm must get through.
    package var `operator` = 0

    package init() {}

    package func rate(of role: Role) -> Int {
        switch role {
        case .client: client
        case .gateway: gateway
        case .worker: worker
        case .joiner: joiner
        case .operator: self.operator
        }
    }
}

/// The rate limits that hold at present; safe from any thread.
final class RateBook: Sendable {
    private let limits: Mutex<RateLimits>

    init(_ limits: RateLimits) {
        self.limits = Mutex(limits)
    }

    var current: RateLimits {
        get { limits.withLock(\.self) }
        set { limits.withLock { $0 = newValue } }
    }
}
