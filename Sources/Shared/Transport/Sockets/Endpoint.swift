/// Where a socket listens or connects to.
public enum Endpoint: Hashable, Sendable {
    /// `*` listens on every interface; port 0 takes a free one.
    case tcp(host: String, port: Int)

    /// A socket file on this machine.
    case ipc(path: String)

    /// Between threads of one context.
    case inproc(name: String)

    /// Reads libzmq's notation: `tcp://host:port`, `ipc://path`, `inproc://name`.
    public init?(_ text: String) {
        if let rest = Endpoint.rest(of: text, after: "tcp://") {
            guard let colon = rest.lastIndex(of: ":"),
                let port = UInt16(rest[rest.index(after: colon)...])
            else { return nil }
            var host = rest[..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
            guard !host.isEmpty else { return nil }
            self = .tcp(host: String(host), port: Int(port))
        } else if let rest = Endpoint.rest(of: text, after: "ipc://"), !rest.isEmpty {
            self = .ipc(path: String(rest))
        } else if let rest = Endpoint.rest(of: text, after: "inproc://"), !rest.isEmpty {
            self = .inproc(name: String(rest))
        } else {
            return nil
        }
    }

    /// Whether nobody outside this machine can reach it.
    public var isLocal: Bool {
        switch self {
        case .tcp(let host, _):
            host == "localhost" || host == "::1" || Endpoint.isIPv4Loopback(host)
        case .ipc, .inproc: true
        }
    }

    /// Whether libzmq must look at IPv6 for it.
    var needsIPv6: Bool {
        switch self {
        case .tcp(let host, _): host.contains(":")
        case .ipc, .inproc: false
        }
    }

    private static func rest(of text: String, after prefix: String) -> Substring? {
        text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : nil
    }

    private static func isIPv4Loopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

extension Endpoint: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tcp(let host, let port):
            host.contains(":") ? "tcp://[\(host)]:\(port)" : "tcp://\(host):\(port)"
        case .ipc(let path): "ipc://\(path)"
        case .inproc(let name): "inproc://\(name)"
        }
    }
}

extension Endpoint: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let endpoint = Endpoint(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(text) is no tcp://, ipc:// or inproc:// address"
            )
        }
        self = endpoint
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
