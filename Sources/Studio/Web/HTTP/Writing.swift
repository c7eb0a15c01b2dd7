package import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StudioCore

extension HTTPField.Name {
    package static let formToken = HTTPField.Name.known("X-Reelmill-CSRF")
    package static let requestID = HTTPField.Name.known("x-request-id")
    package static let pollAfter = HTTPField.Name.known("openai-poll-after-ms")
    package static let processing = HTTPField.Name.known("openai-processing-ms")
    package static let retryAfterMilliseconds = HTTPField.Name.known("retry-after-ms")
    package static let rateLimit = HTTPField.Name.known("x-ratelimit-limit-requests")
    package static let rateRemaining = HTTPField.Name.known("x-ratelimit-remaining-requests")
    package static let rateReset = HTTPField.Name.known("x-ratelimit-reset-requests")
    package static let idempotencyKey = HTTPField.Name.known("Idempotency-Key")
    package static let forwardedFor = HTTPField.Name.known("X-Forwarded-For")
    package static let fetchSite = HTTPField.Name.known("Sec-Fetch-Site")
    package static let referrerPolicy = HTTPField.Name.known("Referrer-Policy")
    package static let frameOptions = HTTPField.Name.known("X-Frame-Options")
    package static let openerPolicy = HTTPField.Name.known("Cross-Origin-Opener-Policy")
    package static let permissionsPolicy = HTTPField.Name.known("Permissions-Policy")

    /// A name that is written in this file and has no letter that names may not have.
    private static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else {
            preconditionFailure("\(text) is no name of a header field")
        }
        return name
    }
}

extension RouterMethods where Context == StudioContext {
    /// A route whose handler answers with a whole response.
    func answer(
        _ method: HTTPRequest.Method, _ path: RouterPath,
        _ handler: @escaping @Sendable (Request, StudioContext) async throws -> Response
    ) {
        on(path, method: method) { request, context -> Response in
            try await handler(request, context)
        }
    }
}

extension Response {
    static func json(
        _ value: JSON, _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = "application/json; charset=utf-8"
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.bytes)))
    }

    static let nothing = Response(status: .noContent)

    static func page<Item>(_ page: Page<Item>, _ item: (Item) -> JSON) -> Response {
        json(["items": .list(page.items.map(item)), "next": .text(page.next)])
    }

    static func items(_ items: [JSON], _ status: HTTPResponse.Status = .ok) -> Response {
        json(["items": .list(items)], status)
    }

    static func bytes(_ bytes: [UInt8], _ type: String, cache: String = "no-store") -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: cache],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
