/// What is wrong with a message: a value that ends that message, never the process.
public struct WireError: Error, Hashable, Sendable {
    public var code: Refusal.Code

    /// The field as a path, such as `film.width`; empty for the message as a whole.
    public var field: String
    public var value: String
    public var limit: String

    /// Of the message, where it could be read; else 0.
    public var correlation: UInt64 = 0

    public init(_ code: Refusal.Code, field: String, value: String, limit: String) {
        self.code = code
        self.field = field
        self.value = value
        self.limit = limit
    }

    /// The answer to whoever sent the message.
    public var refusal: Refusal {
        Refusal(code, description, field: field, value: value, limit: limit)
    }
}

extension WireError: CustomStringConvertible {
    public var description: String {
        let subject = field.isEmpty ? "the message" : field
        let what = "\(subject) is \(value); it must be \(limit)"
        guard code == .unsupportedVersion, let version = UInt32(value) else { return what }
        return version > WireProtocol.version
            ? what + ": its sender is newer than this program; upgrade this one first, the "
                + "scheduler before workers and clients"
            : what + ": its sender is too old for this program; upgrade the sender"
    }
}
