internal import Crypto
public import FarmModel

/// The right to read one blob until an instant: what the client port hands out and the media port
/// honours, without the two sharing a table.
public struct MediaTicket: Hashable, Sendable {
    public var blob: BlobID
    public var byteCount: Int
    public var expiry: Instant

    public init(blob: BlobID, byteCount: Int, expiry: Instant) {
        self.blob = blob
        self.byteCount = byteCount
        self.expiry = expiry
    }

    /// The ticket as bytes that only a holder of `secret` could have written.
    ///
    /// Form byte, digest, byte count and expiry (big-endian), then their HMAC-SHA256 (RFC 2104).
    public func sealed(with secret: TicketSecret) -> [UInt8] {
        let body =
            [Self.form] + blob.digest + Self.bytes(of: byteCount)
            + Self.bytes(of: Int(expiry.milliseconds))
        return body + Array(HMAC<SHA256>.authenticationCode(for: body, using: secret.key))
    }

    /// Reads a sealed ticket; refuses one that is forged, cut or expired.
    public init(sealed: [UInt8], with secret: TicketSecret, at now: Instant) throws(Refusal) {
        let bodyCount = 1 + 32 + 8 + 8
        let body = Array(sealed.prefix(bodyCount))
        guard sealed.count == bodyCount + 32, body[0] == Self.form,
            HMAC<SHA256>.isValidAuthenticationCode(
                sealed.dropFirst(bodyCount), authenticating: body, using: secret.key),
            let blob = BlobID(digest: Array(body[1..<33]))
        else {
            throw Refusal(
                .badTicket, "this ticket was not made by this scheduler process; ask for a new one")
        }
        let expiry = Instant(milliseconds: Int64(Self.number(body[41..<49])))
        guard now < expiry else {
            throw Refusal(
                .badTicket, "this ticket has expired; ask for a new one",
                value: "\(now.milliseconds)", limit: "\(expiry.milliseconds)")
        }
        self.init(blob: blob, byteCount: Self.number(body[33..<41]), expiry: expiry)
    }

    private static let form: UInt8 = 1

    private static func bytes(of number: Int) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }
}

/// What seals tickets: made anew by each scheduler process, kept in memory only.
public struct TicketSecret: Sendable {
    let key: SymmetricKey

    /// Draws a secret from the system's generator.
    public init() {
        key = SymmetricKey(size: .bits256)
    }

    /// A secret that is known beforehand, for tests.
    public init(bytes: [UInt8]) {
        key = SymmetricKey(data: bytes)
    }
}
