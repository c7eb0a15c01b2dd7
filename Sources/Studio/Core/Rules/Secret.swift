internal import Crypto
internal import Foundation

/// Something that only its holder knows: 256 bits from the system's generator, as text.
///
/// The studio keeps the digest alone, so that whoever reads its file cannot use what is in it.
public struct Secret: Hashable, Sendable {
    /// What the holder shows.
    public let text: String

    /// Takes what somebody showed.
    public init(text: String) {
        self.text = text
    }

    /// A new one, after `prefix`.
    public static func make(prefix: String = "") -> Secret {
        Secret(text: prefix + Chance.letters(43))
    }

    /// SHA-256 of the text, 32 bytes: no salt is needed where nobody can guess.
    public var digest: [UInt8] { Array(SHA256.hash(data: Data(text.utf8))) }

    /// The last letters, for people to tell secrets apart.
    public var hint: String { String(text.suffix(4)) }

    /// What forms sent by a page of this session must carry: nobody else can compute it.
    public var formToken: String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("form".utf8), using: SymmetricKey(data: Data(text.utf8)))
        return code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Whether `token` is this session's, compared in constant time.
    public func accepts(formToken token: String) -> Bool {
        let expected = Array(formToken.utf8)
        let given = Array(token.utf8)
        guard expected.count == given.count else { return false }
        return zip(expected, given).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// Draws from the system's generator, which is fit for secrets.
enum Chance {
    private static let alphabet = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

    /// `count` letters and digits, each of 62 alike.
    static func letters(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<count).map { _ in alphabet.randomElement(using: &generator) ?? "0" })
    }

    /// A name that nobody can guess: 131 bits after `prefix`.
    static func name(_ prefix: String) -> String { prefix + letters(22) }

    /// Sixteen letters and digits in groups, 80 bits, none that are mistaken for others: for people to copy.
    static func inviteCode() -> String {
        let letters = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
        var generator = SystemRandomNumberGenerator()
        let groups = (0..<4).map { _ in
            String((0..<4).map { _ in letters.randomElement(using: &generator) ?? "2" })
        }
        return groups.joined(separator: "-")
    }

    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
