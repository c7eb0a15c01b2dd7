public import FarmModel
public import FarmWire

/// Why a farm did not give what was asked.
public enum ClientError: Error, Hashable, Sendable {
    case refused(Refusal)

    /// The request breaks a bound and was not sent.
    case invalid(WireError)

    /// Nobody listens there.
    case unreachable(Endpoint, after: Duration)

    /// The farm does not admit this key.
    case keyRefused(Endpoint)

    /// Somebody listens who cannot prove to be this farm.
    case handshakeFailed(Endpoint)

    /// Connected, but there was no answer in time.
    case silent(Endpoint, after: Duration)

    /// An answer that does not fit the question, or that cannot be read.
    case unexpected(String)

    /// The bytes that came are not those that were promised.
    case damaged(JobID, MediaPart)
    case fileUnwritable(path: String, reason: String)
    case transport(TransportError)
    case cancelled
}

extension ClientError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refused(let refusal): refusal.message
        case .invalid(let error): error.description
        case .unreachable(let endpoint, let time):
            "no farm answers at \(endpoint) (tried for \(time)): is the scheduler running?"
        case .keyRefused(let endpoint):
            "the farm at \(endpoint) does not know this key: ask its operator for a join token"
        case .handshakeFailed(let endpoint):
            "whoever listens at \(endpoint) does not prove to be this farm: "
                + "check the address, or join again"
        case .silent(let endpoint, let time):
            "the farm at \(endpoint) is connected but gave no answer within \(time)"
        case .unexpected(let text): "the farm's answer does not fit: \(text)"
        case .damaged(let job, let part):
            "the file received for \(part) of job \(job) is damaged: try again"
        case .fileUnwritable(let path, let reason): "\(path) cannot be written: \(reason)"
        case .transport(let error): error.description
        case .cancelled: "cancelled"
        }
    }
}
