import FarmModel
import Foundation
import StudioCore
import Testing

/// A studio's file in a folder of its own, which goes with it.
final class TemporaryStudio {
    let folder: URL
    let database: StudioDatabase
    let now = Instant(milliseconds: 1_790_000_000_000)

    var path: String { folder.appending(path: "studio.sqlite").path() }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        database = try StudioDatabase(path: folder.appending(path: "studio.sqlite").path())
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            print("left behind: \(folder.path())")
        }
    }

    /// Somebody who came without an invite.
    func person(_ handle: String) async throws -> Account {
        try await database.signUp(
            SignUp(
                handle: try Handle(handle),
                password: try PasswordHash(of: "correct horse", cost: .trifling)),
            invite: nil, admission: .open, at: now)
    }

    /// Of a finished film that is nowhere.
    var files: Video.Files {
        get throws {
            let blob = try #require(BlobID(digest: Array(repeating: 7, count: 32)))
            return Video.Files(film: blob, poster: blob, sheet: blob, byteCount: 1000)
        }
    }

    /// A finished film.
    func film(
        of account: Account, _ prompt: String = "a cat surfs", job: UInt64,
        lineage: Lineage? = nil
    ) async throws -> Video {
        let order = FilmOrder(
            model: "sora-2", prompt: prompt, title: FilmOrder.title(of: prompt),
            size: PixelSize(width: 64, height: 64), seconds: 5, seed: 7)
        let made = try await database.createVideo(
            order, for: account.number, lineage: lineage, at: now)
        _ = try await database.accept(made.video.number, as: JobID(job))
        return try await database.end(
            made.video.number, .completed(files), at: now
        ).video
    }

    func post(
        of account: Account, _ prompt: String = "a cat surfs", job: UInt64, after: Duration = .zero
    ) async throws -> Post {
        let video = try await film(of: account, prompt, job: job)
        return try await database.post(video, PostChange(), at: now.advanced(by: after))
    }
}

extension StudioError {
    /// The code of the rule that said no.
    var code: String? {
        guard case .refused(let objection) = self else { return nil }
        return objection.code
    }
}

/// The code of the objection that `body` meets; nil if it meets none.
func objection(_ body: () async throws -> Void) async throws -> String? {
    do {
        try await body()
        return nil
    } catch let error as StudioError {
        guard let code = error.code else { throw error }
        return code
    } catch let error as Objection {
        return error.code
    }
}
