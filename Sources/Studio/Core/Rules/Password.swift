internal import Crypto
internal import CryptoExtras
internal import Foundation

/// A password as it is kept: scrypt (RFC 7914) over a salt of its own.
public struct PasswordHash: Hashable, Sendable {
    /// Characters that a password may have.
    public static let length = 8...256

    /// How hard it is to try a password.
    public struct Cost: Hashable, Sendable {
        /// Binary logarithm of the rounds; memory is 1 KiB times 2 to it.
        public var logarithm: Int

        public init(logarithm: Int) {
            self.logarithm = logarithm
        }

        /// 32 MiB and about a tenth of a second.
        public static let usual = Cost(logarithm: 15)

        /// For tests, which sign many up.
        public static let trifling = Cost(logarithm: 4)
    }

    /// In the PHC string form: `$scrypt$ln=15,r=8,p=1$salt$hash`.
    public let text: String

    /// Takes what was kept.
    public init(text: String) {
        self.text = text
    }

    /// Hashes a password; takes a while, on the calling thread.
    public init(of password: String, cost: Cost = .usual) throws {
        let salt = Chance.bytes(16)
        let hash = try PasswordHash.derive(password, salt, logarithm: cost.logarithm)
        text =
            "$scrypt$ln=\(cost.logarithm),r=8,p=1$\(PasswordHash.coded(salt))$\(PasswordHash.coded(hash))"
    }

    /// Whether `password` is the one; takes a while, on the calling thread.
    public func accepts(_ password: String) throws -> Bool {
        let parts = text.split(separator: "$").map(String.init)
        guard parts.count == 4, parts[0] == "scrypt",
            let logarithm = parts[1].split(separator: ",").first.flatMap({ Int($0.dropFirst(3)) }),
            (1...20).contains(logarithm),
            let salt = Data(base64Encoded: parts[2]), let hash = Data(base64Encoded: parts[3])
        else { return false }
        let found = try PasswordHash.derive(password, Array(salt), logarithm: logarithm)
        guard found.count == hash.count else { return false }
        return zip(found, hash).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Says what a password lacks.
    public static func check(_ password: String, field: String = "password") throws(Objection) {
        guard length ~= password.count else {
            throw .field(
                field, "\(password.count) characters",
                limit: "\(length.lowerBound) to \(length.upperBound) characters",
                "the password has \(password.count) characters; it needs "
                    + "\(length.lowerBound) to \(length.upperBound)")
        }
    }

    private static func derive(
        _ password: String, _ salt: [UInt8], logarithm: Int
    ) throws -> [UInt8] {
        // Typed on two keyboards the same letter may come in two forms.
        let bytes = Data(password.precomposedStringWithCompatibilityMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: 32, rounds: 1 << logarithm, blockSize: 8,
            parallelism: 1)
        // Safety: the bytes are copied during the call.
        return key.withUnsafeBytes { Array($0) }
    }

    private static func coded(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
