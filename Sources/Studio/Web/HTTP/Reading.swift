internal import FarmModel
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StudioCore

extension Request {
    /// Bytes of a request without files.
    static let jsonBytes = 2 << 20

    /// Bytes of a request with files.
    static let uploadBytes = 24 << 20

    /// The longest that somebody may take to send a request.
    static let sendingTime: Duration = .seconds(60)

    /// The fields of the request, from JSON or a form.
    func form() async throws -> Form {
        let type = headers[.contentType] ?? ""
        if let boundary = Multipart.boundary(of: type) {
            return try Multipart.form(
                try await bytes(upTo: Request.uploadBytes), boundary: boundary)
        }
        let bytes = try await bytes(upTo: Request.jsonBytes)
        guard !bytes.isEmpty else { return Form([:]) }
        guard type.isEmpty || type.lowercased().contains("json") else {
            throw Objection(
                .invalid, code: "bad_json",
                "the content type is \(type.prefix(60)); send application/json")
        }
        guard let value = JSON(bytes) else {
            throw Objection(.invalid, code: "bad_json", "the request is no JSON that can be read")
        }
        return try Form(value)
    }

    /// The body, if it comes in time and is not too large.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw tooLarge(limit)
        }
        let body = body
        return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask {
                var bytes: [UInt8] = []
                for try await part in body {
                    guard bytes.count + part.readableBytes <= limit else { throw tooLarge(limit) }
                    bytes += part.readableBytesView
                }
                return bytes
            }
            group.addTask {
                try await Task.sleep(for: Request.sendingTime)
                return nil
            }
            defer { group.cancelAll() }
            guard let bytes = try await group.next() ?? nil else {
                throw Objection(
                    .invalid, code: "too_slow",
                    "the request was not complete within \(Request.sendingTime)")
            }
            return bytes
        }
    }

    /// A parameter of the query.
    func query(_ name: String) -> String? {
        uri.queryParameters[Substring(name)].map { text in
            let words = text.replacing("+", with: " ")
            return words.removingPercentEncoding ?? String(words)
        }
    }

    /// Which page of a list is asked for.
    func page() throws(Objection) -> PageRequest {
        let words = query("limit")
        guard let limit = words.map({ Int($0) }) ?? 20 else {
            throw .field(
                "limit", words ?? "", limit: "1 to 100", "limit is no number; it is 1 to 100")
        }
        return try PageRequest(limit: limit, after: query("after"))
    }
}

private func tooLarge(_ limit: Int) -> Objection {
    Objection(
        .invalid, code: "too_large", "the request has more than \(limit) bytes",
        limit: "\(limit) bytes")
}
