internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StudioCore

/// The files of finished films: from the depot where it lies on this machine, else over the wire.
struct FilmFiles: Sendable {
    let farm: any FilmFarm

    /// Nil where the depot is elsewhere.
    let depot: String?

    /// One file of a film.
    enum Kind: Sendable {
        case film
        case poster
        case sheet

        fileprivate var part: MediaPart {
            switch self {
            case .film: .film
            case .poster: .poster
            case .sheet: .contactSheet
            }
        }

        fileprivate var type: String {
            switch self {
            case .film: "video/mp4"
            case .poster, .sheet: "image/jpeg"
            }
        }

        fileprivate func blob(of files: Video.Files) -> BlobID? {
            switch self {
            case .film: files.film
            case .poster: files.poster
            case .sheet: files.sheet
            }
        }
    }

    /// Bytes that are read and sent at once.
    private static let pieceBytes = 256 << 10

    /// Bytes that are asked of the farm at once.
    private static let wireBytes = 2 << 20

    /// A file as an answer, or the part of it that the request asks for.
    func response(
        _ kind: Kind, of video: Video, to request: Request, name: String? = nil
    ) async throws -> Response {
        let source = try await source(kind, of: video)
        let etag = "\"\(source.blob)\""
        var headers: HTTPFields = [
            .contentType: kind.type, .acceptRanges: "bytes", .eTag: etag,
            .cacheControl: "private, max-age=3600",
        ]
        if let name { headers[.contentDisposition] = FilmFiles.attachment(name) }
        if request.headers[.ifNoneMatch]?.contains(etag) == true {
            return Response(status: .notModified, headers: headers)
        }
        let fits = request.headers[.ifRange].map { $0 == etag } ?? true
        let asked = ByteRange(fits ? request.headers[.range] : nil, byteCount: source.byteCount)
        switch asked {
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(source.byteCount)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        case .whole:
            return Response(
                status: .ok, headers: headers, body: body(source, 0..<source.byteCount))
        case .part(let range):
            headers[.contentRange] =
                "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(source.byteCount)"
            return Response(status: .partialContent, headers: headers, body: body(source, range))
        }
    }

    /// All bytes of a small file.
    func bytes(_ kind: Kind, of video: Video) async throws -> [UInt8] {
        let source = try await source(kind, of: video)
        switch source.place {
        case .file(let path): return Array(try Data(contentsOf: URL(filePath: path)))
        case .wire(let job, let grant):
            var bytes: [UInt8] = []
            try await farm.read(0..<source.byteCount, of: kind.part, of: job, grant) {
                bytes += $0
            }
            return bytes
        }
    }

    private struct Source: Sendable {
        var kind: Kind
        var blob: BlobID
        var byteCount: Int
        var place: Place
    }

    private enum Place: Sendable {
        case file(path: String)
        case wire(JobID, MediaGrant)
    }

    private func source(_ kind: Kind, of video: Video) async throws -> Source {
        guard let files = video.files, let blob = kind.blob(of: files), let job = video.job else {
            throw Objection(
                .notNow, code: "not_now",
                "this film is \(video.state.rawValue): there is no such file of it yet")
        }
        if let depot {
            let digits = blob.description
            let path = "\(depot)/\(digits.prefix(2))/\(digits)"
            var status = stat()
            if stat(path, &status) == 0 {
                return Source(
                    kind: kind, blob: blob, byteCount: Int(status.st_size),
                    place: .file(path: path))
            }
        }
        let grant = try await farm.grant(kind.part, of: job)
        return Source(
            kind: kind, blob: grant.blob, byteCount: grant.byteCount, place: .wire(job, grant))
    }

    private func body(_ source: Source, _ range: Range<Int>) -> ResponseBody {
        let farm = farm
        return ResponseBody(contentLength: range.count) { writer in
            switch source.place {
            case .file(let path):
                let file = try FileHandle(forReadingFrom: URL(filePath: path))
                defer { file.closeFile() }
                try file.seek(toOffset: UInt64(range.lowerBound))
                var left = range.count
                while left > 0,
                    let piece = try file.read(upToCount: min(left, FilmFiles.pieceBytes)),
                    !piece.isEmpty
                {
                    left -= piece.count
                    try await writer.write(ByteBuffer(bytes: piece))
                }
            case .wire(let job, let grant):
                var place = range.lowerBound
                while place < range.upperBound {
                    let piece = place..<min(range.upperBound, place + FilmFiles.wireBytes)
                    var bytes: [UInt8] = []
                    bytes.reserveCapacity(piece.count)
                    try await farm.read(piece, of: source.kind.part, of: job, grant) {
                        bytes += $0
                    }
                    try await writer.write(ByteBuffer(bytes: bytes))
                    place = piece.upperBound
                }
            }
            try await writer.finish(nil)
        }
    }

    /// A name for a download; letters beyond ASCII stand in the form of RFC 8187.
    static func attachment(_ name: String) -> String {
        let kept = name.map { $0.isLetter || $0.isNumber || "-_ ".contains($0) ? $0 : "_" }
        let words = String(kept.prefix(60)).trimmingCharacters(in: .whitespaces)
        let plain = words.filter { $0.isASCII }
        let coded = words.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "film"
        let simple = plain.isEmpty ? "film" : plain
        return "attachment; filename=\"\(simple).mp4\"; filename*=UTF-8''\(coded).mp4"
    }
}
