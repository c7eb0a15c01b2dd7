internal import CZeroMQ

/// What the network, or libzmq, could not do.
public enum TransportError: Error, Hashable, Sendable {
    /// Another program listens there.
    case addressInUse(Endpoint)

    case addressUnusable(Endpoint, reason: String)

    /// Unencrypted TCP is for loopback only.
    case plaintextRefused(Endpoint)

    /// A CURVE server without a ``ZAPHandler`` would admit every key.
    case unguarded

    /// The context was shut down: its sockets are to be closed.
    case contextClosed

    case failed(operation: String, reason: String)

    /// The error that libzmq left behind in this thread.
    static func last(of operation: String) -> TransportError {
        let code = zmq_errno()
        guard code != farm_zmq_eterm else { return .contextClosed }
        return .failed(operation: operation, reason: text(of: code))
    }

    static func text(of code: Int32) -> String {
        String(cString: zmq_strerror(code))
    }
}

extension TransportError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .addressInUse(let endpoint):
            "\(endpoint) is in use by another program: stop it or choose another port"
        case .addressUnusable(let endpoint, let reason):
            "\(endpoint) cannot be used: \(reason)"
        case .plaintextRefused(let endpoint):
            "\(endpoint) is not loopback, and without keys only loopback and ipc are allowed: "
                + "give keys or use 127.0.0.1"
        case .unguarded: "a socket with server keys needs a ZAP handler in its context first"
        case .contextClosed: "the transport is closed"
        case .failed(let operation, let reason): "\(operation): \(reason)"
        }
    }
}
