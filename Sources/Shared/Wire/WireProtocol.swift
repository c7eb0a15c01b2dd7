/// The version of the protocol that this program speaks.
public enum WireProtocol {
    public static let version: UInt32 = 1

    /// The current version and the one before it; a peer of any other is refused.
    public static let supportedVersions: ClosedRange<UInt32> = 1...1
}

/// The forms of a message, told apart by the first byte.
public enum WireForm: Hashable, Sendable {
    case protobuf

    /// As protobuf, in a ``Bundle``: whoever speaks so takes answers that share a frame.
    case bundled

    /// The proto3 JSON form: `{` is no valid first byte of the other.
    case json

    public init(of frame: [UInt8]) {
        self = frame.first == UInt8(ascii: "{") ? .json : .protobuf
    }
}
