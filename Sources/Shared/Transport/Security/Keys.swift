internal import CZeroMQ

/// The half of a CURVE key that everybody may know.
public struct PublicKey: Hashable, Sendable {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// Nil unless there are 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Reads the 40 characters of a key in Z85 (ZeroMQ RFC 32).
    public init?(text: String) {
        guard let bytes = Z85.bytes(of: text) else { return nil }
        self.init(bytes: bytes)
    }

    /// 40 characters of Z85.
    public var text: String { Z85.text(of: bytes) }
}

extension PublicKey: CustomStringConvertible {
    public var description: String { text }
}

extension PublicKey: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let key = PublicKey(text: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a public key has 40 characters of Z85")
        }
        self = key
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// The half of a CURVE key that only its owner may know; never printed.
public struct SecretKey: Hashable, Sendable {
    let bytes: [UInt8]

    init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }
}

extension SecretKey: CustomStringConvertible, CustomReflectable {
    public var description: String { "(secret)" }

    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A CURVE key: both halves.
public struct KeyPair: Hashable, Sendable {
    public let `public`: PublicKey
    public let secret: SecretKey

    /// The pair that belongs to a secret half.
    init(secret: SecretKey) throws(TransportError) {
        var text = [CChar](repeating: 0, count: 41)
        let secretText = Z85.text(of: secret.bytes)
        guard zmq_curve_public(&text, secretText) == 0,
            let key = PublicKey(text: Z85.string(text))
        else { throw .last(of: "zmq_curve_public") }
        self.public = key
        self.secret = secret
    }

    /// Draws a new key.
    public static func generate() throws(TransportError) -> KeyPair {
        var publicText = [CChar](repeating: 0, count: 41)
        var secretText = [CChar](repeating: 0, count: 41)
        guard zmq_curve_keypair(&publicText, &secretText) == 0,
            let bytes = Z85.bytes(of: Z85.string(secretText)), let secret = SecretKey(bytes: bytes)
        else { throw .last(of: "zmq_curve_keypair") }
        return try KeyPair(secret: secret)
    }
}

/// Bytes as printable text, four in five characters: ZeroMQ RFC 32.
enum Z85 {
    static func text(of bytes: [UInt8]) -> String {
        precondition(bytes.count.isMultiple(of: 4))
        var text = [CChar](repeating: 0, count: bytes.count / 4 * 5 + 1)
        zmq_z85_encode(&text, bytes, bytes.count)
        return string(text)
    }

    /// Nil for anything but 40 characters of the alphabet.
    static func bytes(of text: String) -> [UInt8]? {
        let alphabet =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
        guard text.utf8.count == 40, text.allSatisfy(alphabet.contains) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 32)
        return zmq_z85_decode(&bytes, text) == nil ? nil : bytes
    }

    static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
