internal import Foundation
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import StudioCore

/// What is known of a request besides itself.
struct StudioContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    /// The address at the other end of the connection.
    let peer: String

    /// Who asks; nil while nobody is known.
    var visitor: Visitor?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }

    /// Whoever asks, if the role reaches `role`.
    func visitor(atLeast role: AccountRole) throws(Objection) -> Visitor {
        guard let visitor else { throw .notSignedIn }
        try visitor.account.role.require(role)
        return visitor
    }

    /// A part of the path.
    func parameter(_ name: String) throws(Objection) -> String {
        guard let value = parameters.get(name) else { throw .unknown("page") }
        return value.removingPercentEncoding ?? value
    }
}

/// Somebody who is known, and by what.
struct Visitor: Sendable {
    var account: Account
    var credential: Credential

    enum Credential: Sendable {
        case session(Secret)

        /// By its id.
        case key(String)
    }

    var session: Secret? {
        guard case .session(let secret) = credential else { return nil }
        return secret
    }
}
