internal import FarmModel
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import StudioCore
internal import Synchronization

/// Turns errors into answers of the interface that was asked, and gives every answer its guards.
struct FailureGate: RouterMiddleware {
    typealias Context = StudioContext

    let settings: StudioSettings

    @concurrent
    func handle(
        _ request: Request, context: StudioContext,
        next: @concurrent (Request, StudioContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            let failure = Failure(wrapping: error)
            if failure.status.kind == .serverError {
                context.logger.warning(
                    "a request failed",
                    metadata: ["path": .string(request.uri.path), "error": "\(error)"])
            }
            response =
                request.uri.path.hasPrefix("/v1")
                ? .contract(failure)
                : .json(failure.json, failure.status, headers: failure.headers)
        }
        for (name, value) in Guards.fields where response.headers[name] == nil {
            response.headers[name] = value
        }
        if settings.isSecure {
            response.headers[.strictTransportSecurity] = "max-age=31536000"
        }
        response.headers[.requestID] = context.id
        return response
    }
}

/// Header fields that keep a browser from being turned against its user.
enum Guards {
    /// Scripts, styles, pictures and films come from here and from nowhere else; nothing inline runs.
    static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
        media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; \
        worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'
        """

    static let fields: [(HTTPField.Name, String)] = [
        (.contentSecurityPolicy, policy), (.xContentTypeOptions, "nosniff"),
        (.referrerPolicy, "same-origin"), (.frameOptions, "DENY"),
        (.crossOriginResourcePolicy, "same-origin"), (.openerPolicy, "same-origin"),
        (.permissionsPolicy, "camera=(), microphone=(), geolocation=()"),
    ]
}

/// Finds out who asks, and refuses what a stranger's page made a browser send.
struct Doorkeeper: RouterMiddleware {
    typealias Context = StudioContext

    let studio: Studio

    @concurrent
    func handle(
        _ request: Request, context: StudioContext,
        next: @concurrent (Request, StudioContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.visitor = try await visitor(request)
        if let session = context.visitor?.session { try check(request, session) }
        return try await next(request, context)
    }

    private func visitor(_ request: Request) async throws -> Visitor? {
        let now = studio.now()
        if let words = request.headers[.authorization] {
            guard words.lowercased().hasPrefix("bearer ") else { throw Doorkeeper.badKey }
            let secret = Secret(text: String(words.dropFirst(7)))
            guard let found = try await studio.database.account(ofKey: secret, at: now) else {
                throw Doorkeeper.badKey
            }
            return Visitor(account: found.account, credential: .key(found.key))
        }
        guard let secret = request.session(named: studio.settings.cookieName),
            let account = try await studio.database.account(of: secret, at: now)
        else { return nil }
        return Visitor(account: account, credential: .session(secret))
    }

    /// A cookie comes with whatever a browser sends, so the page must prove that it is ours.
    private func check(_ request: Request, _ session: Secret) throws {
        guard ![.get, .head, .options].contains(request.method) else { return }
        try Doorkeeper.checkOrigin(request, studio.settings)
        guard let token = request.headers[.formToken], session.accepts(formToken: token) else {
            throw Failure(
                .forbidden, code: "bad_csrf",
                "the header X-Reelmill-CSRF must hold the csrf of GET /api/me")
        }
    }

    /// Refuses a request that a page of another site made.
    static func checkOrigin(_ request: Request, _ settings: StudioSettings) throws {
        if let site = request.headers[.fetchSite], !["same-origin", "none"].contains(site) {
            throw foreign
        }
        guard let origin = request.headers[.origin] else { return }
        let host = request.head.authority ?? ""
        let own = ["http://\(host)", "https://\(host)", settings.publicAddress ?? ""]
        guard own.contains(origin) else { throw foreign }
    }

    private static let foreign = Failure(
        .forbidden, code: "bad_csrf", "this came from a page of another site")

    private static let badKey = Failure(
        .unauthorized, code: "invalid_api_key",
        "this API key is unknown or was revoked: make one in the studio's settings")
}

extension Request {
    /// What the cookie of this name holds.
    func session(named name: String) -> Secret? {
        for field in headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == name else {
                    continue
                }
                return Secret(text: String(parts[1]))
            }
        }
        return nil
    }
}

/// Holds back whoever asks too much: a key, a session, or an address that is neither.
struct RateGate: RouterMiddleware {
    typealias Context = StudioContext

    let studio: Studio

    @concurrent
    func handle(
        _ request: Request, context: StudioContext,
        next: @concurrent (Request, StudioContext) async throws -> Response
    ) async throws -> Response {
        let name =
            switch context.visitor?.credential {
            case .key(let id): "key " + id
            case .session: "account \(context.visitor?.account.number ?? 0)"
            case nil: "address " + studio.address(of: request, context)
            }
        let standing = studio.requests.take(name, at: studio.now())
        let fields: HTTPFields = [
            .rateLimit: String(standing.limit), .rateRemaining: String(standing.remaining),
            .rateReset: "\(standing.reset.milliseconds)ms",
        ]
        if let wait = standing.wait {
            var failure = Failure(
                .tooManyRequests, code: "over_limit",
                "more than \(standing.limit) requests came at once: ask again in "
                    + "\(wait.milliseconds) ms")
            failure.limit = String(standing.limit)
            failure.retryAfter = wait
            throw failure
        }
        var response = try await next(request, context)
        response.headers.append(contentsOf: fields)
        return response
    }
}

/// A ``Rate`` that many threads share.
final class SharedRate: Sendable {
    private let rate: Mutex<Rate<String>>

    init(burst: Int, every interval: Duration) {
        rate = Mutex(Rate(burst: burst, every: interval))
    }

    func take(_ key: String, at now: Instant) -> Rate<String>.Standing {
        rate.withLock { $0.take(key, at: now) }
    }

    func pardon(_ key: String) {
        rate.withLock { $0.pardon(key) }
    }
}
