/// A polite no: what was wrong, with which value, beyond which limit, and when to try again.
public struct Refusal: Error, Hashable, Sendable {
    public var code: Code

    /// For people: what happened and the remedy.
    public var message: String

    /// The field that broke a bound, as a path such as `film.width`; empty for none.
    public var field: String
    public var value: String
    public var limit: String

    /// Nil where trying again is pointless.
    public var retryAfter: Duration?

    public init(
        _ code: Code, _ message: String, field: String = "", value: String = "",
        limit: String = "", retryAfter: Duration? = nil
    ) {
        self.code = code
        self.message = message
        self.field = field
        self.value = value
        self.limit = limit
        self.retryAfter = retryAfter
    }

    /// Stable, for programs; a peer may send codes that this program does not know.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The bytes are no message of this port.
        public static let malformed = Code(rawValue: "malformed")

        /// A field is missing or outside its bound.
        public static let badField = Code(rawValue: "bad_field")

        /// The message has more bytes than the port takes.
        public static let tooLarge = Code(rawValue: "too_large")

        /// The peer speaks a protocol version that this program does not.
        public static let unsupportedVersion = Code(rawValue: "unsupported_version")

        /// The sender's role or account does not allow it.
        public static let forbidden = Code(rawValue: "forbidden")

        /// No such job, worker, file or watch, as far as the sender may know.
        public static let unknown = Code(rawValue: "unknown")

        /// It exists but is not ready, or is over already.
        public static let notNow = Code(rawValue: "not_now")

        /// A quota or rate is used up.
        public static let overLimit = Code(rawValue: "over_limit")

        /// The farm cannot take more at present: its disk is full or it is closing down.
        public static let unavailable = Code(rawValue: "unavailable")

        /// The bytes do not have the announced SHA-256.
        public static let digestMismatch = Code(rawValue: "digest_mismatch")

        /// Bytes at another offset than the next one, or beyond the window.
        public static let outOfOrder = Code(rawValue: "out_of_order")

        /// The lease has passed on.
        public static let staleLease = Code(rawValue: "stale_lease")

        /// The ticket or join token is forged, spent or expired.
        public static let badTicket = Code(rawValue: "bad_ticket")
    }
}

extension Refusal: CustomStringConvertible {
    public var description: String { "\(code.rawValue): \(message)" }
}
