internal import Crypto
public import FarmModel
public import FarmWire
internal import Foundation

/// One line of text that lets somebody join a farm once: where it is, which key it has, and a
/// one-time key of one's own.
public struct JoinToken: Hashable, Sendable {
    public var host: String
    public var clientPort: UInt16
    public var workerPort: UInt16
    public var mediaPort: UInt16
    public var serverKey: PublicKey

    /// Registered as a joiner until it is spent.
    public var oneTimeKey: SecretKey

    /// What the joiner becomes.
    public var role: Role
    public var expiry: Instant

    init(
        host: String, ports: (client: UInt16, worker: UInt16, media: UInt16),
        serverKey: PublicKey, oneTimeKey: SecretKey, role: Role, expiry: Instant
    ) {
        self.host = host
        clientPort = ports.client
        workerPort = ports.worker
        mediaPort = ports.media
        self.serverKey = serverKey
        self.oneTimeKey = oneTimeKey
        self.role = role
        self.expiry = expiry
    }

    public var address: FarmAddress {
        FarmAddress(
            client: .tcp(host: host, port: Int(clientPort)),
            worker: .tcp(host: host, port: Int(workerPort)),
            media: .tcp(host: host, port: Int(mediaPort)), serverKey: serverKey)
    }

    /// The key to join with.
    public func keys() throws(TransportError) -> KeyPair {
        try KeyPair(secret: oneTimeKey)
    }

    /// `reelmill1.` and base64url (RFC 4648, section 5) of the fields and a checksum.
    public var text: String {
        var bytes = Self.bytes(of: UInt64(bitPattern: expiry.milliseconds), count: 8)
        bytes.append(UInt8(clamping: Role.allCases.firstIndex(of: role) ?? 0))
        for port in [clientPort, workerPort, mediaPort] {
            bytes += Self.bytes(of: UInt64(port), count: 2)
        }
        bytes += serverKey.bytes + oneTimeKey.bytes + Array(host.utf8)
        let base64 = Data(bytes + Self.checksum(bytes)).base64EncodedString()
        let urlSafe = base64.map { Self.urlSafe[$0] ?? $0 }.filter { $0 != "=" }
        return Self.prefix + String(urlSafe)
    }

    /// Reads what ``text`` wrote, spaces around it forgiven.
    public init(text: String) throws(JoinTokenError) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard trimmed.hasPrefix("reelmill") else { throw .notAToken }
        guard trimmed.hasPrefix(Self.prefix) else { throw .otherVersion }
        guard trimmed.utf8.count <= 1024 else { throw .damaged }
        let plain = trimmed.dropFirst(Self.prefix.count).map { Self.plain[$0] ?? $0 }
        let padding = String(repeating: "=", count: (4 - plain.count % 4) % 4)
        guard let data = Data(base64Encoded: String(plain) + padding), data.count > Self.fixedCount,
            Array(data.suffix(4)) == Self.checksum(Array(data.dropLast(4)))
        else { throw .damaged }
        let bytes = Array(data.dropLast(4))
        guard Role.allCases.indices.contains(Int(bytes[8])),
            let serverKey = PublicKey(bytes: Array(bytes[15..<47])),
            let oneTimeKey = SecretKey(bytes: Array(bytes[47..<79])),
            let host = String(validating: bytes[79...], as: UTF8.self)
        else { throw .damaged }
        let port = { (offset: Int) in UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1]) }
        self.init(
            host: host, ports: (port(9), port(11), port(13)), serverKey: serverKey,
            oneTimeKey: oneTimeKey, role: Role.allCases[Int(bytes[8])],
            expiry: Instant(
                milliseconds: Int64(bitPattern: bytes[0..<8].reduce(0) { $0 << 8 | UInt64($1) })))
    }

    private static let prefix = "reelmill1."

    /// Everything but the host, which has at least one byte.
    private static let fixedCount = 8 + 1 + 6 + 32 + 32 + 4
    private static let urlSafe: [Character: Character] = ["+": "-", "/": "_"]
    private static let plain: [Character: Character] = ["-": "+", "_": "/"]

    private static func bytes(of number: UInt64, count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }

    private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: bytes).prefix(4))
    }
}

/// What is wrong with the text of a join token.
public enum JoinTokenError: Error, Hashable, Sendable {
    case notAToken
    case otherVersion

    /// Cut or mistyped.
    case damaged
}

extension JoinTokenError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notAToken: "this is no join token: one begins with reelmill1."
        case .otherVersion: "this join token is for another version of the program"
        case .damaged: "this join token is cut or mistyped: copy the whole line again"
        }
    }
}
