public import StudioCore

/// Everything that can be chosen about a studio, with its usual value.
public struct StudioSettings: Sendable {
    /// What the studio calls itself.
    public var name = "Reelmill"
    public var version: String

    /// Where to listen.
    public var host = "127.0.0.1"
    public var port = StudioSettings.usualPort

    public static let usualPort = 7440

    /// How others reach it, such as `https://films.example`; nil for the address it listens on.
    public var publicAddress: String?

    /// PEM files of a certificate chain and its key; nil for plain HTTP.
    public var certificate: (chain: String, key: String)?

    /// Whether a proxy in front tells who asks (`X-Forwarded-For`).
    public var proxy = Proxy.none
    public var admission = StudioDatabase.Admission.invited
    public var passwordCost = PasswordHash.Cost.usual

    /// Where the farm's depot lies, if on this machine: finished films play while the farm is away.
    public var depot: String?

    /// Requests of one key, account or address at once, and until one more is allowed.
    public var requestBurst = 600
    public var requestInterval: Duration = .milliseconds(50)

    /// Tries to sign in for one handle or address at once, and until one more is allowed.
    public var signInBurst = 10
    public var signInInterval: Duration = .seconds(30)

    public enum Proxy: Sendable {
        case none

        /// One that the studio trusts.
        case trusted
    }

    public init(version: String) {
        self.version = version
    }

    /// Whether browsers reach it over HTTPS.
    var isSecure: Bool { certificate != nil || publicAddress?.hasPrefix("https:") == true }

    /// Over HTTPS the name itself keeps other hosts and plain HTTP from setting it.
    var cookieName: String { isSecure ? "__Host-reelmill_session" : "reelmill_session" }
}
