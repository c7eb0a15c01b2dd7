internal import Crypto
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StudioCore

// The web app: files that the binary carries.
extension Studio {
    func addApp(to router: Router<StudioContext>) {
        for path in ["/", "/p/:id", "/import"] as [RouterPath] {
            router.answer(.get, path) { request, _ in
                try AppFile.response("index.html", to: request)
            }
        }
        router.answer(.get, "/app/**") { request, context in
            let name = context.parameters.getCatchAll().joined(separator: "/")
            return try AppFile.response(name, to: request)
        }
        router.answer(.get, "/favicon.ico") { _, _ in .nothing }
    }
}

/// A file of the web app.
struct AppFile: Sendable {
    let type: String
    let bytes: [UInt8]
    let etag: String

    init(_ name: String, _ bytes: [UInt8]) {
        let ending = name.split(separator: ".").last.map(String.init) ?? ""
        type = AppFile.types[ending] ?? "application/octet-stream"
        self.bytes = bytes
        let digest = SHA256.hash(data: Data(bytes)).prefix(12)
        etag = "\"" + Data(digest).base64EncodedString() + "\""
    }

    private static let types = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8", "svg": "image/svg+xml", "png": "image/png",
        "webmanifest": "application/manifest+json", "json": "application/json; charset=utf-8",
        "woff2": "font/woff2",
    ]

    /// Only what the binary carries can be had: a path is a name in this list, never one on the disk.
    static func response(_ name: String, to request: Request) throws -> Response {
        guard let file = all[name] else { throw Objection.unknown("page") }
        let headers: HTTPFields = [
            .contentType: file.type, .eTag: file.etag, .cacheControl: "no-cache",
        ]
        if request.headers[.ifNoneMatch]?.contains(file.etag) == true {
            return Response(status: .notModified, headers: headers)
        }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }

    private static let all = Dictionary(
        uniqueKeysWithValues: AppBundle.files.map { ($0.name, AppFile($0.name, $0.bytes)) })
}
