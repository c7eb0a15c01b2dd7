public import FarmTransport
internal import FarmWire

/// How a load generator reaches the farm, and as whom.
public struct LoadTarget: Sendable {
    public var farm: FarmAddress

    /// An operator's keys: load is submitted on behalf of many accounts.
    public var operatorKeys: KeyPair

    /// The keys of the synthetic workers.
    public var workerKeys: KeyPair

    public init(farm: FarmAddress, operatorKeys: KeyPair, workerKeys: KeyPair) {
        self.farm = farm
        self.operatorKeys = operatorKeys
        self.workerKeys = workerKeys
    }

    /// A socket's options, with room for whole windows of requests.
    func options(_ keys: KeyPair) throws(LoadError) -> SocketOptions {
        guard let serverKey = farm.serverKey else { throw .farmWithoutKey }
        var options = SocketOptions(security: .client(keys, server: serverKey))
        options.sendHighWaterMessages = 100_000
        options.receiveHighWaterMessages = 100_000
        options.linger = .milliseconds(200)
        return options
    }
}

/// Why load could not be made.
public enum LoadError: Error, Equatable {
    case farmWithoutKey

    /// The farm answered nothing for that long.
    case silent(Duration)
    case illegible(String)
}

extension LoadError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .farmWithoutKey: "the farm's address names no server key"
        case .silent(let pause): "the farm has answered nothing for \(pause)"
        case .illegible(let detail): "the farm's answer cannot be read: \(detail)"
        }
    }
}

/// Monotonic time since the start of a measurement.
public struct Stopwatch: Sendable {
    private let start = SuspendingClock.now

    public init() {}

    public var elapsed: Duration { start.duration(to: .now) }
}
