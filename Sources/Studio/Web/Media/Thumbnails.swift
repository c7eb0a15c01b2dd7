internal import FarmMedia
internal import FarmModel
internal import Foundation
internal import StudioCore
internal import Synchronization

/// Posters as WebP, which the OpenAI contract wants: converted once each while it is asked for.
final class Thumbnails: Sendable {
    /// Pictures that are kept.
    private static let limit = 256

    private let known = Mutex<[BlobID: [UInt8]]>([:])
    private let queue = DispatchQueue(label: "thumbnails")

    func webp(of poster: [UInt8], named blob: BlobID) async throws -> [UInt8] {
        if let bytes = known.withLock({ $0[blob] }) { return bytes }
        let bytes = try await converted(poster)
        known.withLock { known in
            if known.count >= Thumbnails.limit { known.removeAll() }
            known[blob] = bytes
        }
        return bytes
    }

    private func converted(_ poster: [UInt8]) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result {
                        var decoder = try FrameDecoder(.bytes(poster))
                        guard let frame = try decoder.next() else {
                            throw MediaError.frameCount(expected: 1, found: 0)
                        }
                        return try frame.webp()
                    })
            }
        }
    }
}
