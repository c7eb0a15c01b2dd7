/// Why the studio says no: a rule that somebody met, with what is needed to do better.
public struct Objection: Error, Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// A field is missing or outside its bound.
        case invalid

        /// No such thing, or none that the asker may see.
        case unknown

        /// It is known who asks, and that is not enough.
        case forbidden

        /// Nobody is signed in, or not with these credentials.
        case unauthenticated

        /// It clashes with what there is already.
        case conflict

        /// It is not ready, or over already.
        case notNow

        /// Too much, or too often; nil where waiting does not help.
        case overLimit(retryAfterMilliseconds: Int64?)
    }

    public var kind: Kind

    /// Stable, for programs.
    public var code: String

    /// For people: what, the value, the limit, the remedy.
    public var message: String
    public var field: String?
    public var value: String?
    public var limit: String?

    public init(
        _ kind: Kind, code: String, _ message: String, field: String? = nil, value: String? = nil,
        limit: String? = nil
    ) {
        self.kind = kind
        self.code = code
        self.message = message
        self.field = field
        self.value = value
        self.limit = limit
    }

    /// A field that breaks a bound.
    public static func field(
        _ field: String, _ value: String, limit: String, _ message: String
    ) -> Objection {
        // What others sent may be long; the first words are enough to find it.
        Objection(
            .invalid, code: "bad_field", message, field: field, value: String(value.prefix(200)),
            limit: limit)
    }

    /// Said alike of what does not exist and of what the asker may not see.
    public static func unknown(_ thing: String) -> Objection {
        Objection(.unknown, code: "unknown", "there is no such \(thing), or none that you may see")
    }

    public static func forbidden(_ message: String) -> Objection {
        Objection(.forbidden, code: "forbidden", message)
    }

    /// One answer for a name that does not exist and a password that does not fit.
    public static let wrongCredentials = Objection(
        .unauthenticated, code: "wrong_credentials",
        "this name and password do not belong together; check both")

    public static let notSignedIn = Objection(
        .unauthenticated, code: "not_signed_in", "sign in first")
}

extension Objection: CustomStringConvertible {
    public var description: String { message }
}
