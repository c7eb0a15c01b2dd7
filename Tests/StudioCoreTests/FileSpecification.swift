import Foundation
import GRDB
import StudioCore
import Testing

@Suite struct `The studio's file` {
    let studio: TemporaryStudio

    init() throws {
        studio = try TemporaryStudio()
    }

    @Test func `is for its owner alone`() throws {
        for file in [studio.path, studio.path + "-wal", studio.path + "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            let mode = try #require(attributes[.posixPermissions] as? Int)
            #expect(mode & 0o077 == 0)
        }
    }

    @Test func `is refused where others may read it`() throws {
        let path = studio.folder.appending(path: "open.sqlite").path()
        try Data().write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: StudioError.exposed(path: path, mode: 0o644)) {
            try StudioDatabase(path: path)
        }
    }

    @Test func `is opened by one studio at a time`() {
        let path = studio.path
        #expect(throws: StudioError.busy(path: path)) { try StudioDatabase(path: path) }
    }

    @Test func `is refused where a later version wrote it`() throws {
        let path = studio.folder.appending(path: "new.sqlite").path()
        try database(at: path, "PRAGMA user_version = 99")
        #expect(throws: StudioError.newer(99, supported: 1, path: path)) {
            try StudioDatabase(path: path)
        }
    }

    @Test func `is refused where another program wrote it`() throws {
        let path = studio.folder.appending(path: "other.sqlite").path()
        try database(at: path, "CREATE TABLE theirs (x)")
        #expect(throws: StudioError.foreign(path: path)) { try StudioDatabase(path: path) }
    }

    @Test func `is refused where it is no database`() throws {
        let path = studio.folder.appending(path: "noise.sqlite").path()
        _ = FileManager.default.createFile(
            atPath: path, contents: Data(repeating: 0x2A, count: 8192),
            attributes: [.posixPermissions: 0o600])
        #expect(throws: StudioError.self) { try StudioDatabase(path: path) }
    }

    @Test func `is read again after a restart`() async throws {
        let path = studio.folder.appending(path: "kept.sqlite").path()
        let name = try await StudioDatabase(path: path).identity()
        #expect(try await StudioDatabase(path: path).identity() == name)
    }

    private func database(at path: String, _ sql: String) throws {
        _ = FileManager.default.createFile(
            atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }
}
